// One invocation of a Lambda: its time limit, and the flush of its metrics.
import type { Context } from 'aws-lambda';
import type { AccountAndRegion } from '../workflow/ingest-record.ts';
import type { AppContext } from './core.ts';

/**
 * Parts of the context; and where there are such, the client with its refused token, and the time limit of its calls.
 */
export type HandlerContext<K extends keyof AppContext> = Pick<AppContext, K> &
  Partial<Pick<AppContext, 'client' | 'limit'>>;

export type Invocation = Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'>;

/** Kept back at the end, for calls under way and for the metrics. */
const SPARE_MILLIS = 6_000;
/** Grace period for a call to Slack, Systems Manager or the logs that is under way at the end. */
const GRACE_MILLIS = 300;
/** The metrics are flushed this long before Lambda kills the function, even if a call hangs. */
const LAST_FLUSH_MILLIS = 1_500;

/** Runs one invocation: none of its calls outlives it, and its metrics are written in any case. */
export async function runInvocation(
  { ports: { clock }, limit, monitor }: HandlerContext<'monitor' | 'ports'>,
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

/** @returns the account and region of a function, from its own ARN */
export function homeOf(functionArn: string): AccountAndRegion {
  const [, , , region, accountId] = functionArn.split(':');
  return { region: region || undefined, accountId: accountId || undefined };
}
