// One invocation of the watchdog: a pass over all open streams, or one termination to confirm.
import * as v from 'valibot';
import { confirmTermination } from '../workflow/watchdog/confirm-termination.ts';
import { createReplay } from '../workflow/watchdog/replay-trail.ts';
import { runPass } from '../workflow/watchdog/run-pass.ts';
import { type HandlerContext, homeOf, type Invocation, runInvocation } from './invocation.ts';
import { withSecretRefresh } from './secret-refresh.ts';

const oneSession = v.object({ sessionId: v.string() });

/** Confirms one termination on request, e.g. `{"sessionId": "operator-…"}`, and runs a pass otherwise. */
export function createWatchdogHandler(compose: () => Promise<HandlerContext<'ports' | 'settings' | 'monitor'>>) {
  // The replay forgets with the settings: a newly watched target may own records that it has skipped.
  const composed = withSecretRefresh(async () => ({ ...(await compose()), replay: createReplay() }));
  return async (event: unknown, context: Invocation): Promise<void> => {
    const parts = await composed();
    const { ports, settings, replay } = parts;
    const asked = v.safeParse(oneSession, event);
    await runInvocation(parts, context, async (until) => {
      if (asked.success) await confirmTermination(ports, asked.output.sessionId, until);
      else await runPass(ports, settings, { until, home: homeOf(context.invokedFunctionArn), replay });
    });
  };
}
