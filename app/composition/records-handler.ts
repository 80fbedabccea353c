// The CloudTrail records that one invocation of session-events carries.
import { readEnvelope } from '../aws/cloudtrail/envelope.ts';
import { MissingSecretError } from '../aws/ssm/parameters.ts';
import type { ObservedRecords } from '../ports.ts';
import { ingestBatch } from '../workflow/ingest-batch.ts';
import { type HandlerContext, homeOf, type Invocation, runInvocation } from './invocation.ts';
import { withSecretRefresh } from './secret-refresh.ts';

export function createRecordsHandler(compose: () => Promise<HandlerContext<'ports' | 'settings' | 'monitor'>>) {
  const composed = withSecretRefresh(compose);
  return async (event: unknown, context: Invocation): Promise<void> => {
    const records = readEnvelope(event);
    const parts = await composed().catch((cause: unknown) => {
      if (cause instanceof MissingSecretError && isStackUpdate(records)) return undefined;
      throw cause;
    });
    if (parts === undefined) return;
    const home = homeOf(context.invokedFunctionArn);
    await runInvocation(parts, context, (until) => ingestBatch(parts.ports, parts.settings, records, { home, until }));
  };
}

/**
 * The first deployment itself, whose records come before anybody could store the secrets: there is no channel to tell yet. The
 * watchdog reports each minute that they are missing.
 */
function isStackUpdate({ observations, faults }: ObservedRecords): boolean {
  return (
    faults.length === 0 && observations.every((one) => one.type === 'tampering' && one.tampering.actor.byCloudFormation)
  );
}
