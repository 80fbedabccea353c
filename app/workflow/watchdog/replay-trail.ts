// Reads the trail's log group again, and takes in what the subscription has skipped.
import type { Controls, StoredStream, TrailPage } from '../../ports.ts';
import { MAX_CLOCK_SKEW_MILLIS } from '../../session/approval.ts';
import { type AccountAndRegion, commandIdOf, ingestRecord } from '../ingest-record.ts';
import type { Ports } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';

type Watermark = Controls['#watermark'];

/** CloudTrail delivers late, and a subscription can lose a while: so much is read again each time. */
const READ_AGAIN_MILLIS = 6 * 3_600_000;
/** Five calls a second are all that FilterLogEvents answers in an account, which others need as well.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const BETWEEN_PAGES_MILLIS = 250;

export interface Replay {
  /** @returns what was written, to be shown */
  run(ports: Ports, settings: WorkflowSettings, home: AccountAndRegion, until: Date): Promise<StoredStream[]>;
}

/** What belongs to no session that is known is asked for again after so long: its session may be known by then. */
const ASKED_AGAIN_MILLIS = 30 * 60_000;

/** Remembers, as long as its process lives, which records have been taken in; for the others it makes no difference. */
export function createReplay(): Replay {
  let seen = new Map<string, number>();
  let before = new Map<string, number>();

  /** @param now epoch milliseconds */
  function isDone(id: string, now: number): boolean {
    return (seen.get(id) ?? before.get(id) ?? 0) > now;
  }
  function remember(id: string, until: number): void {
    if (seen.size >= MAX_SEEN) [seen, before] = [new Map(), seen];
    seen.set(id, until);
  }

  return {
    async run(ports, settings, home, until) {
      const { trail, controls, clock, monitor } = ports;
      if (trail === undefined) return [];
      const { value, version } = await controls.read('#watermark');
      const now = clock.now();
      const mark = value ?? firstMark(now, version > 0);
      if (liesAhead(mark, now)) {
        monitor.fault('the watermark of the trail lies in the future: it is taken for now', new Error(mark.at));
      } else if (value && !mark.unfinished && isYoung(mark, settings, now)) {
        return [];
      }
      const range = mark.unfinished ?? rangeOf(mark, now);
      const written: StoredStream[] = [];
      let token: string | undefined = mark.unfinished?.token;
      let isOver = range.from >= range.to;
      try {
        // One page at least, however little time there is.
        for (let pages = 0; !isOver && (pages === 0 || clock.now() < until); pages++) {
          const page: TrailPage | 'token-too-old' = await trail.page(range, token);
          if (page === 'token-too-old') {
            token = undefined;
          } else if (await takePage(page, written)) {
            token = page.next;
            isOver = token === undefined;
          }
          if (!isOver) await clock.pause(BETWEEN_PAGES_MILLIS);
        }
      } catch (cause) {
        // The watermark stays: the next pass reads it again.
        monitor.fault('the log group of the trail could not be read to the end', cause);
        token = undefined;
      }
      // Another watchdog that writes meanwhile has read as much.
      await controls.write('#watermark', markAfter(mark, { ...range, token }, isOver, now), version);
      return written;

      /** @returns false when the time was over before the page was: then it is read once more */
      async function takePage({ observations, faults }: TrailPage, into: StoredStream[]): Promise<boolean> {
        for (const fault of faults) monitor.fault('a record of the trail cannot be read', fault);
        const began = into.length;
        for (const observation of observations) {
          if (into.length > began && clock.now() >= until) return false;
          if (observation.type === 'ignored') continue;
          const id = commandIdOf(observation);
          if (isDone(id, clock.now().getTime())) continue;
          try {
            const { found, written: one } = await ingestRecord(ports, settings, observation, { home, leases: false });
            if (one) {
              into.push(one);
              monitor.count('RecordsReplayed');
            }
            remember(id, found ? Number.POSITIVE_INFINITY : clock.now().getTime() + ASKED_AGAIN_MILLIS);
          } catch (cause) {
            // It is met again for six hours; what lies behind it does not wait for it.
            monitor.fault('a record of the trail could not be taken in', cause, { id });
          }
        }
        return true;
      }
    },
  };
}

/** About two days of a busy team: a few megabytes of a Lambda's memory. */
const MAX_SEEN = 20_000;

/** @param isLost whether there was one that cannot be read: then as much is read as ever */
function firstMark(now: Date, isLost: boolean): Watermark {
  const first = new Date(now.getTime() - (isLost ? READ_AGAIN_MILLIS : 0)).toISOString();
  return { first, at: now.toISOString() };
}

function liesAhead({ first, at }: Watermark, now: Date): boolean {
  return [first, at].some((time) => Date.parse(time) > now.getTime() + MAX_CLOCK_SKEW_MILLIS);
}

function isYoung({ at }: Watermark, { replayEveryMinutes }: WorkflowSettings, now: Date): boolean {
  return now.getTime() - Date.parse(at) < replayEveryMinutes * 60_000;
}

/** What lies before the first pass of the deployment was not watched. */
function rangeOf({ first, at }: Watermark, now: Date): { from: string; to: string } {
  const since = new Date(Math.min(Date.parse(at), now.getTime()) - READ_AGAIN_MILLIS).toISOString();
  const to = now.toISOString();
  const from = first > since && first <= to ? first : since;
  // CloudTrail tells whole seconds, rounded down.
  return { from: `${from.slice(0, 19)}.000Z`, to };
}

function markAfter(
  { first, at }: Watermark,
  { from, to, token }: { from: string; to: string; token: string | undefined },
  isDone: boolean,
  now: Date,
): Watermark {
  const kept = first <= now.toISOString() ? first : from;
  if (isDone) return { first: kept, at: to };
  const unmoved = at <= now.toISOString() ? at : now.toISOString();
  return { first: kept, at: unmoved, ...(token !== undefined && { unfinished: { from, to, token } }) };
}
