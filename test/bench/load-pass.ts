// One watchdog pass within Lambda's time limit: its duration, its requests and its metrics.
import { setTimeout } from 'node:timers/promises';
import type { World } from './load-world.ts';
import type { Invoked, Resident } from './warm.ts';

export interface Pass {
  readonly milliseconds: number;
  /** True if Lambda stopped it at the time limit */
  readonly killed: boolean;
  /** The sign of life in seconds; undefined if the pass did not write it */
  readonly oldestNoticeNotOut: number | undefined;
  /** Its counters, e.g. `{"NoticesPosted": 51}` */
  readonly counted: Readonly<Record<string, number>>;
  readonly calls: Readonly<Record<string, number>>;
  readonly peakMebibytes: number;
}

/** The deployed time limit of the function. */
const LIMIT_MILLIS = 60_000;

export interface Watchdog {
  pass(): Promise<Pass>;
}

/** Runs one pass after another. After a pass that was stopped, the next one begins in a new process. */
export async function startWatchdog(world: World): Promise<Watchdog> {
  let resident = await world.start('watchdog');
  return {
    async pass() {
      const invoked = await within(resident, LIMIT_MILLIS);
      if (invoked !== undefined) return passOf(invoked);
      await resident.kill();
      resident = await world.start('watchdog');
      return {
        milliseconds: LIMIT_MILLIS,
        killed: true,
        oldestNoticeNotOut: undefined,
        counted: {},
        calls: {},
        peakMebibytes: Number.NaN,
      };
    },
  };
}

/** @returns undefined at the time limit */
async function within(resident: Resident, millis: number): Promise<Invoked | undefined> {
  const stop = new AbortController();
  const invoking = resident.invoke({});
  const late = setTimeout(millis, undefined, { signal: stop.signal }).catch(() => undefined);
  // The stopped pass fails later, when nobody awaits it any more.
  invoking.catch(() => {});
  const first = await Promise.race([invoking, late]);
  stop.abort();
  return first;
}

function passOf({ milliseconds, calls, peakMebibytes, printed }: Invoked): Pass {
  const metrics = printed.flatMap(metricsIn);
  const measured = metrics.find((line) => Array.isArray(line.OldestNoticeNotOut))?.OldestNoticeNotOut;
  const oldest = Array.isArray(measured) ? Number(measured.at(-1)) : undefined;
  const counted = Object.fromEntries(
    metrics.flatMap((line) =>
      Object.entries(line).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])),
    ),
  );
  return { milliseconds, killed: false, oldestNoticeNotOut: oldest, counted, calls, peakMebibytes };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
function metricsIn(line: string): Record<string, unknown>[] {
  try {
    const told: Record<string, unknown> = JSON.parse(line);
    return '_aws' in told ? [told] : [];
  } catch {
    return []; // not a line of ours
  }
}
