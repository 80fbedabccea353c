// One invocation of the watchdog: a pass over all open streams, one termination to confirm, or the checks.
import * as v from 'valibot';
import { checkEventSchema } from '../aws/invocation-events.ts';
import type { Checking } from '../checks/ports.ts';
import { createLazyPort } from '../lib/lazy-port.ts';
import { answerChecks } from '../workflow/checks/request-checks.ts';
import { createDailyChecks } from '../workflow/checks/run-daily-checks.ts';
import { confirmTermination } from '../workflow/watchdog/confirm-termination.ts';
import { createReplay } from '../workflow/watchdog/replay-trail.ts';
import { runPass } from '../workflow/watchdog/run-pass.ts';
import type { CheckedContext } from './checking.ts';
import { type HandlerContext, homeOf, type Invocation, runInvocation } from './invocation.ts';
import { withSecretRefresh } from './secret-refresh.ts';
import type { Settled } from './startup.ts';

const oneSession = v.object({ sessionId: v.string() });

export interface WatchdogContext extends HandlerContext<'ports' | 'settings' | 'monitor'> {
  /** Undefined where there is no deployment to check */
  readonly checking?: Checking | undefined;
}

/**
 * Confirms one termination on request, e.g. `{"sessionId": "operator-…"}`, answers with the checks, e.g.
 * `{"check": {"responseUrl": "https://…"}}`, and runs a pass otherwise.
 */
export function createWatchdogHandler(compose: () => Promise<WatchdogContext>) {
  // The replay forgets with the settings: a newly watched target may own records that it has skipped.
  const composed = withSecretRefresh(async () => ({
    ...(await compose()),
    replay: createReplay(),
    daily: createDailyChecks(),
  }));
  return async (event: unknown, context: Invocation): Promise<void> => {
    const parts = await composed();
    const { ports, settings, replay, daily, checking } = parts;
    const termination = v.safeParse(oneSession, event);
    const check = v.safeParse(checkEventSchema, event);
    await runInvocation(parts, context, async (until) => {
      if (termination.success) return confirmTermination(ports, termination.output.sessionId, until);
      if (check.success) {
        if (checking === undefined) throw new Error('there is no deployment to check here');
        return answerChecks(ports, checking, check.output.check.responseUrl);
      }
      const pass = runPass(ports, settings, { until, home: homeOf(context.invokedFunctionArn), replay });
      const checksDaily = settings.heartbeat && checking !== undefined;
      await Promise.all([pass, checksDaily && daily.run(ports, settings, checking, until)]);
    });
  };
}

/** Adds the checks: their clients are loaded when they run, never at a start. */
export function withChecking<C extends CheckedContext>(config: Settled, context: C): C & { checking: Checking } {
  const checking = createLazyPort<Checking>(async () => {
    const { openChecking } = await import('./checking.ts');
    return openChecking(config, context);
  });
  return { ...context, checking };
}
