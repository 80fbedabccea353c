// The CloudTrail records that one invocation of session-events carries.
import { readEnvelope } from '../aws/cloudtrail/envelope.ts';
import { ingestBatch } from '../workflow/ingest-batch.ts';
import { type HandlerContext, homeOf, type Invocation, runInvocation } from './invocation.ts';
import { withSecretRefresh } from './secret-refresh.ts';

export function createRecordsHandler(compose: () => Promise<HandlerContext<'ports' | 'settings' | 'monitor'>>) {
  const composed = withSecretRefresh(compose);
  return async (event: unknown, context: Invocation): Promise<void> => {
    const parts = await composed();
    const home = homeOf(context.invokedFunctionArn);
    await runInvocation(parts, context, (until) =>
      ingestBatch(parts.ports, parts.settings, readEnvelope(event), { home, until }),
    );
  };
}
