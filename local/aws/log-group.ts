// The events of one log group, oldest first, and the file that keeps them.
import * as z from 'zod';
import { readList, writeList } from '../json-file-list.ts';
import { ACCOUNT, REGION } from './account.ts';

const logEvent = z.object({
  /** Sequence number of the put, from 1. */
  number: z.number(),
  /** Epoch milliseconds of the event itself; `ingestionTime` is that of its arrival. */
  timestamp: z.number(),
  ingestionTime: z.number(),
  message: z.string(),
  matchesAnyPattern: z.boolean(),
});
export type LogEvent = Readonly<z.infer<typeof logEvent>>;

export interface PutOptions {
  /**
   * The event's own time.
   * @default the record's `eventTime`, or else now
   */
  readonly at?: Date | undefined;
  /**
   * Makes the event match every pattern, so that a response can contain text other than JSON.
   * @default false
   */
  readonly matchesAnyPattern?: boolean | undefined;
}

export interface LogGroup {
  /** Oldest first; events of one time in their order of arrival. */
  events(): readonly LogEvent[];
  put(message: string | object, options?: PutOptions): void;
}

export const LOG_STREAM = `${ACCOUNT}_CloudTrail_${REGION}`;

/** @throws {Error} if `keepFile` does not contain valid events */
export function openLogGroup({ keepFile, now }: { keepFile?: string | undefined; now: () => Date }): LogGroup {
  let events = keepFile === undefined ? [] : readList(keepFile, 'events', logEvent);
  return {
    events: () => events,
    put(message, { at, matchesAnyPattern = false } = {}) {
      const ingestionTime = now().getTime();
      const timestamp = at?.getTime() ?? (typeof message === 'object' ? readTime(message) : undefined) ?? ingestionTime;
      const written = typeof message === 'string' ? message : JSON.stringify(message);
      const added = { number: events.length + 1, timestamp, ingestionTime, message: written, matchesAnyPattern };
      events = [...events, added].toSorted(
        (one, other) => one.timestamp - other.timestamp || one.number - other.number,
      );
      if (keepFile !== undefined) writeList(keepFile, 'events', events);
    },
  };
}

function readTime(record: object): number | undefined {
  const millis = 'eventTime' in record ? Date.parse(String(record.eventTime)) : Number.NaN;
  return Number.isNaN(millis) ? undefined : millis;
}
