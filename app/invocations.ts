// What each Lambda does with one invocation, once its ports are composed.
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import { takeIn } from './aws/delivery.ts';
import type { Composed } from './compose.ts';
import type { Home } from './workflow/observe.ts';

/** Hands on the CloudTrail records that an invocation carries. @throws Error of what could not be stored */
export function onRecords(composed: Promise<Composed>) {
  return async (event: unknown, { invokedFunctionArn }: Pick<Context, 'invokedFunctionArn'>): Promise<void> => {
    const { workflow, monitor } = await composed;
    try {
      const home = homeOf(invokedFunctionArn);
      await takeIn(event, (observation) => workflow.observe(observation, home));
    } finally {
      monitor.flush();
    }
  };
}

const oneSession = z.object({ sessionId: z.string() });

/** Looks at one session when it is asked to, e.g. `{"sessionId": "operator-…"}`, and at all that are open otherwise. */
export function onWatch(composed: Promise<Composed>) {
  return async (event: unknown): Promise<void> => {
    const { workflow, monitor } = await composed;
    const asked = oneSession.safeParse(event);
    try {
      await (asked.success ? workflow.confirm(asked.data.sessionId) : workflow.watch());
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
