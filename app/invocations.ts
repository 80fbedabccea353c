// What each Lambda does with one invocation, once its ports are composed.
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { takeIn } from './aws/delivery.ts';
import type { Composed } from './compose.ts';
import type { Home } from './workflow/observe.ts';

/** Hands on the CloudTrail records that an invocation carries. @throws Error of what could not be stored */
export function onRecords(compose: () => Promise<Pick<Composed, 'workflow' | 'monitor'>>) {
  const composed = kept(compose);
  return async (event: unknown, { invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>): Promise<void> => {
    const { workflow, monitor } = await composed();
    try {
      const home = homeOf(invokedFunctionArn);
      await takeIn(event, async (observation) => (await workflow.observe(observation, home)).show);
    } finally {
      monitor.flush();
    }
  };
}

const oneSession = z.object({ sessionId: z.string() });

/** What one call that is under way may still take when the time is up: then the function is killed. */
const SPARE_MILLIS = 5_000;

/** Looks at one session when it is asked to, e.g. `{"sessionId": "operator-…"}`, and at all that are open otherwise. */
export function onWatch(compose: () => Promise<Pick<Composed, 'workflow' | 'monitor' | 'clock'>>) {
  const composed = kept(compose);
  return async (event: unknown, context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>) => {
    const { workflow, monitor, clock } = await composed();
    const asked = oneSession.safeParse(event);
    const until = new Date(clock.now().getTime() + context.getRemainingTimeInMillis() - SPARE_MILLIS);
    try {
      if (asked.success) await workflow.confirm(asked.data.sessionId, until);
      else await workflow.watch(until, homeOf(context.invokedFunctionArn));
    } finally {
      monitor.flush();
    }
  };
}

/** The account and region in which a function runs, from its own ARN. */
function homeOf(functionArn: string): Home {
  const [, , , region, accountId] = functionArn.split(':');
  return { region: region || undefined, accountId: accountId || undefined };
}

/** Makes it at once and keeps it; what failed is made again by the next invocation, since a container lives for hours. */
export function kept<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  function get(): Promise<T> {
    if (made === undefined) {
      made = make();
      made.catch(() => {
        made = undefined;
      });
    }
    return made;
  }
  // What fails here is told by the first invocation, which waits for it.
  get().catch(() => {});
  return get;
}
