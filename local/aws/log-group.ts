// The events of one log group, in the order of their time, and where they outlive the process.
import * as z from 'zod';
import { readList, writeList } from '../json-file-list.ts';
import { ACCOUNT, REGION } from './account.ts';

const logEvent = z.object({
  /** Grows with each event that is put. */
  number: z.number(),
  /** The event's own time and when it arrived, in epoch milliseconds. */
  timestamp: z.number(),
  ingestionTime: z.number(),
  message: z.string(),
  matchesAnyPattern: z.boolean(),
});
export type LogEvent = Readonly<z.infer<typeof logEvent>>;

export interface PutOptions {
  /** The event's own time. @default the record's `eventTime`, and now for what has none */
  readonly at?: Date | undefined;
  /** Whether every pattern finds it, so that a message can be handed out that is no JSON. @default false */
  readonly matchesAnyPattern?: boolean | undefined;
}

export interface LogGroup {
  /** By their time; of one time, in the order in which they came. */
  events(): readonly LogEvent[];
  put(message: string | object, options?: PutOptions): void;
}

export const LOG_STREAM = `${ACCOUNT}_CloudTrail_${REGION}`;

/** @throws Error when `keepFile` holds something else than events */
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
