// One invocation of audit-export.
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { exportEventSchema } from '../aws/invocation-events.ts';
import { SchemaError } from '../lib/schema-error.ts';
import { type AuditPorts, type AuditSettings, exportFor, runNight } from '../workflow/audit-export.ts';
import type { HandlerContext } from './invocation.ts';
import { withSecretRefresh } from './secret-refresh.ts';

/** Exports on request, e.g. `{"export": {…}}`, and runs the night's work otherwise. */
export function createAuditHandler(
  compose: () => Promise<AuditPorts & { readonly settings: AuditSettings } & HandlerContext<'monitor'>>,
) {
  const composed = withSecretRefresh(compose);
  return async (event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>): Promise<void> => {
    const ports = await composed();
    const asked = v.safeParse(exportEventSchema, event);
    const until = new Date(ports.clock.now().getTime() + context.getRemainingTimeInMillis() / 2);
    try {
      if (asked.success) await exportFor(ports, ports.settings, asked.output.export);
      else if (isAnExport(event))
        throw new Error('an export was asked for in an unknown form', {
          cause: new SchemaError(asked.issues, 'the event'),
        });
      else await runNight(ports, ports.settings, until);
    } finally {
      ports.monitor.flush();
    }
  };
}

function isAnExport(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'export' in event;
}
