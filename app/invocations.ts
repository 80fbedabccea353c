// What each Lambda does with one invocation, once its ports are composed.
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { takeIn } from './aws/delivery.ts';
import type { Composed } from './compose.ts';
import { kept } from './kept.ts';
import { SECRETS_KEPT_MILLIS } from './opening.ts';
import type { Clock } from './ports.ts';
import type { Home } from './workflow/observe.ts';

/** Some of what is composed, and the client that tells when its secrets are old, where there is one. */
export type Parts<K extends keyof Composed> = Pick<Composed, K> & Partial<Pick<Composed, 'client'>>;

type Invocation = Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>;

/** What is left when the time is up: for what is under way, to give back leases, and to write the metrics. */
const SPARE_MILLIS = 5_500;

function endOf(clock: Clock, context: Invocation): Date {
  return new Date(clock.now().getTime() + context.getRemainingTimeInMillis() - SPARE_MILLIS);
}

/** Hands on the CloudTrail records that an invocation carries. @throws Error of what could not be stored */
export function onRecords(compose: () => Promise<Parts<'workflow' | 'monitor' | 'clock'>>) {
  const composed = current(compose);
  return async (event: unknown, context: Invocation): Promise<void> => {
    const { workflow, monitor, clock } = await composed();
    try {
      const home = homeOf(context.invokedFunctionArn);
      const gate = workflow.openDrain(endOf(clock, context));
      // Where somebody drains the channel, it is theirs to show what is stored here, in its order.
      const shows = (await gate.look()) === 'free';
      try {
        await takeIn(event, async (observation) => (await workflow.observe(observation, { home, gate, shows })).show);
      } finally {
        await gate.end();
      }
    } finally {
      monitor.flush();
    }
  };
}

const oneSession = v.object({ sessionId: v.string() });

/** Looks at one session when it is asked to, e.g. `{"sessionId": "operator-…"}`, and at all that are open otherwise. */
export function onWatch(compose: () => Promise<Parts<'workflow' | 'monitor' | 'clock'>>) {
  const composed = current(compose);
  return async (event: unknown, context: Invocation) => {
    const { workflow, monitor, clock } = await composed();
    const asked = v.safeParse(oneSession, event);
    const until = endOf(clock, context);
    try {
      if (asked.success) await workflow.confirm(asked.output.sessionId, until);
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

/**
 * Makes it at once and keeps it; what failed is made again by the next invocation, since a container lives for hours, and
 * so are the parts whose token Slack refuses, with the secrets as they are then.
 */
export function current<T extends Partial<Pick<Composed, 'client'>>>(make: () => Promise<T>): () => Promise<T> {
  let get = kept(make);
  let madeAt = Date.now();
  return async () => {
    const made = await get();
    if (!made.client?.isRefused || Date.now() - madeAt < SECRETS_KEPT_MILLIS) return made;
    get = kept(make);
    madeAt = Date.now();
    return get();
  };
}
