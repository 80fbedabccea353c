// Reads the trail's log group again, and stores what the subscription skipped.
import type { Ports, StoredStream, TrailPage } from '../../ports.ts';
import { MAX_CLOCK_SKEW_MILLIS } from '../../session/approval.ts';
import type { Controls } from '../../session/stored-state.ts';
import { type AccountAndRegion, commandIdOf, ingestRecord } from '../ingest-record.ts';
import type { WorkflowSettings } from '../settings.ts';

type Watermark = Controls['#watermark'];

/** Range of each replay: CloudTrail delivers late, and a subscription can fail for a while. */
const READ_AGAIN_MILLIS = 6 * 3_600_000;
/** FilterLogEvents answers five calls a second in an account, and others need them as well.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html */
const BETWEEN_PAGES_MILLIS = 250;

export interface Replay {
  /** @returns the written streams, to be synced */
  run(ports: Ports, settings: WorkflowSettings, home: AccountAndRegion, until: Date): Promise<StoredStream[]>;
}

/** A record of an unknown session is tried again after this time: its session may be known by then. */
const ASKED_AGAIN_MILLIS = 30 * 60_000;

/** Remembers for the life of its process which records are stored. Without it nothing is lost, only read again. */
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
        monitor.fault('trail watermark lies in the future', new Error(mark.at));
      } else if (value && !mark.unfinished && wasReadRecently(mark, settings, now)) {
        return [];
      }
      const range = mark.unfinished ?? rangeOf(mark, now);
      const written: StoredStream[] = [];
      let token: string | undefined = mark.unfinished?.token;
      let isOver = range.from >= range.to;
      try {
        // At least one page, however little time there is.
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
        monitor.fault('trail log group not read to the end', cause);
        token = undefined;
      }
      // Another watchdog that wrote meanwhile has read as far.
      await controls.write('#watermark', markAfter(mark, { ...range, token }, isOver, now), version);
      return written;

      /** @returns false when the time was up before the end of the page: then it is read once more */
      async function takePage({ observations, faults }: TrailPage, into: StoredStream[]): Promise<boolean> {
        for (const fault of faults) monitor.fault('trail record not readable', fault);
        const began = into.length;
        for (const observation of observations) {
          if (into.length > began && clock.now() >= until) return false;
          if (observation.type === 'ignored') continue;
          const id = commandIdOf(observation);
          if (isDone(id, clock.now().getTime())) continue;
          try {
            const result = await ingestRecord(ports, settings, observation, { home });
            if (result.outcome === 'changed') {
              into.push(result.stored);
              monitor.count('RecordsReplayed');
            }
            const isEarly = result.outcome === 'refused';
            remember(id, isEarly ? clock.now().getTime() + ASKED_AGAIN_MILLIS : Number.POSITIVE_INFINITY);
          } catch (cause) {
            // The next replays meet it again for six hours; the records behind it do not wait.
            monitor.fault('trail record not stored', cause, { id });
          }
        }
        return true;
      }
    },
  };
}

/** About two days of a busy team: a few megabytes of a Lambda's memory. */
const MAX_SEEN = 20_000;

/** @param isLost true for a watermark that cannot be read: then the full range is read */
function firstMark(now: Date, isLost: boolean): Watermark {
  const first = new Date(now.getTime() - (isLost ? READ_AGAIN_MILLIS : 0)).toISOString();
  return { first, at: now.toISOString() };
}

function liesAhead({ first, at }: Watermark, now: Date): boolean {
  return [first, at].some((time) => Date.parse(time) > now.getTime() + MAX_CLOCK_SKEW_MILLIS);
}

function wasReadRecently({ at }: Watermark, { replayEveryMinutes }: WorkflowSettings, now: Date): boolean {
  return now.getTime() - Date.parse(at) < replayEveryMinutes * 60_000;
}

/** Nothing before the first pass of the deployment was watched. */
function rangeOf({ first, at }: Watermark, now: Date): { from: string; to: string } {
  const since = new Date(Math.min(Date.parse(at), now.getTime()) - READ_AGAIN_MILLIS).toISOString();
  const to = now.toISOString();
  const from = first > since && first <= to ? first : since;
  // CloudTrail's times are whole seconds, rounded down.
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
