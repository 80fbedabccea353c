// What each Lambda does with one invocation, once its ports are composed.
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { ingestAll, readEnvelope } from '../aws/cloudtrail/envelope.ts';
import { loadEagerly } from '../lib/lazy.ts';
import type { AccountAndRegion } from '../workflow/ingest-record.ts';
import type { AppContext } from './core.ts';
import { SECRETS_LIFETIME_MILLIS } from './startup.ts';

/** Some of what is composed, and where there are such: the client that tells when its secrets are old, and the limit of its calls. */
export type HandlerContext<K extends keyof AppContext> = Pick<AppContext, K> &
  Partial<Pick<AppContext, 'client' | 'limit'>>;

type Invocation = Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>;

/** Kept back at the end, for what is under way then, and to write the metrics. */
const SPARE_MILLIS = 6_000;
/** A call to Slack, Systems Manager or the logs that is still under way so long after it is given up. */
const GRACE_MILLIS = 300;
/** Whatever hangs, the metrics are written so long before the function is killed. */
const LAST_FLUSH_MILLIS = 1_500;

/** Runs one invocation: nothing that it began goes on after it, and what it measured is written, whatever becomes of it. */
async function invoke(
  { clock, limit, monitor }: HandlerContext<'monitor' | 'clock'>,
  context: Invocation,
  work: (until: Date) => Promise<void>,
): Promise<void> {
  const left = context.getRemainingTimeInMillis();
  const until = new Date(clock.now().getTime() + left - SPARE_MILLIS);
  const lastFlush = setTimeout(monitor.flush, left - LAST_FLUSH_MILLIS).unref();
  limit?.endIn(left - SPARE_MILLIS + GRACE_MILLIS);
  try {
    await work(until);
  } finally {
    clearTimeout(lastFlush);
    limit?.endIn(Number.POSITIVE_INFINITY);
    monitor.flush();
  }
}

/** So many notices go out in a minute. The lease of what comes behind them is taken when its turn comes. */
const MAX_LEASED = 40;
/** So many leases are given back soon, where it turns out that somebody else shows what is stored. */
const MAX_LEASED_UNASKED = 8;

/** Hands on the CloudTrail records that an invocation carries. @throws Error of what could not be stored */
export function createRecordsHandler(compose: () => Promise<HandlerContext<'workflow' | 'monitor' | 'clock'>>) {
  const composed = withSecretRefresh(compose);
  return async (event: unknown, context: Invocation): Promise<void> => {
    const parts = await composed();
    const { workflow } = parts;
    const home = homeOf(context.invokedFunctionArn);
    await invoke(parts, context, async (until) => {
      const throttle = workflow.openDrain(until);
      const delivered = readEnvelope(event);
      // Where somebody drains the channel, it is theirs to show what is stored here, in its order. A few do not wait for the answer.
      const isOurs = delivered.observations.length <= MAX_LEASED_UNASKED || (await throttle.look()) !== 'others';
      let left = isOurs ? MAX_LEASED : 0;
      try {
        await ingestAll(delivered, async (observation) => {
          const leases = left-- > 0;
          const { show } = await workflow.observe(observation, { home, throttle, leases });
          return async () => {
            if (leases || ['free', 'paced'].includes(await throttle.look())) await show();
          };
        });
      } finally {
        await throttle.end();
      }
    });
  };
}

const oneSession = v.object({ sessionId: v.string() });

/** Looks at one session when it is asked to, e.g. `{"sessionId": "operator-…"}`, and at all that are open otherwise. */
export function createWatchdogHandler(compose: () => Promise<HandlerContext<'workflow' | 'monitor' | 'clock'>>) {
  const composed = withSecretRefresh(compose);
  return async (event: unknown, context: Invocation): Promise<void> => {
    const parts = await composed();
    const { workflow } = parts;
    const asked = v.safeParse(oneSession, event);
    await invoke(parts, context, async (until) => {
      if (asked.success) await workflow.confirm(asked.output.sessionId, until);
      else await workflow.watch(until, homeOf(context.invokedFunctionArn));
    });
  };
}

/** The account and region in which a function runs, from its own ARN. */
function homeOf(functionArn: string): AccountAndRegion {
  const [, , , region, accountId] = functionArn.split(':');
  return { region: region || undefined, accountId: accountId || undefined };
}

/**
 * Makes it at once and keeps it; what failed is made again by the next invocation, since a container lives for hours, and
 * so are the parts whose token Slack refuses, with the secrets as they are then.
 */
export function withSecretRefresh<T extends Partial<Pick<AppContext, 'client'>>>(
  make: () => Promise<T>,
): () => Promise<T> {
  let get = loadEagerly(make);
  let madeAt = Date.now();
  return async () => {
    const made = await get();
    if (!made.client?.isRefused || Date.now() - madeAt < SECRETS_LIFETIME_MILLIS) return made;
    get = loadEagerly(make);
    madeAt = Date.now();
    return get();
  };
}
