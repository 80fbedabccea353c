// All use cases, bound to the ports of a test.
import { bindSlackUseCases } from '../../../app/composition/slack-use-cases.ts';
import type { Ports } from '../../../app/ports.ts';
import type { Observation } from '../../../app/session/event.ts';
import { type AccountAndRegion, type IngestOptions, ingestRecord } from '../../../app/workflow/ingest-record.ts';
import type { WorkflowSettings } from '../../../app/workflow/settings.ts';
import { syncHeld } from '../../../app/workflow/slack-sync/sync-notice.ts';
import { confirmTermination } from '../../../app/workflow/watchdog/confirm-termination.ts';
import { createReplay } from '../../../app/workflow/watchdog/replay-trail.ts';
import { runPass } from '../../../app/workflow/watchdog/run-pass.ts';

export type BoundWorkflow = ReturnType<typeof bindWorkflow>;

export function bindWorkflow(ports: Ports, settings: WorkflowSettings) {
  const replay = createReplay();
  return {
    ...bindSlackUseCases(ports, settings),
    ingest: (observation: Observation, options?: IngestOptions) => ingestRecord(ports, settings, observation, options),
    /** Stores, and syncs Slack under the lease of the write. */
    async observe(observation: Observation, options: Pick<IngestOptions, 'home'> = {}): Promise<void> {
      const owner = ports.newId();
      const result = await ingestRecord(ports, settings, observation, { ...options, owner });
      if (result.outcome === 'changed') await syncHeld(ports, result.stored, { owner });
    },
    confirm: (sessionId: string, until: Date) => confirmTermination(ports, sessionId, until),
    watch: (until: Date, home: AccountAndRegion = {}) => runPass(ports, settings, { until, home, replay }),
  };
}
