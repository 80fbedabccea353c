// Parses the ranges of days that a person types: "2026-11", "2026-11-01..2026-11-15", "yesterday", "last-month".
import { addDays, addMonths, findStartOfDay, isDay, listDaysOfMonth, toLocalDay } from '../../lib/days.ts';
import type { ExportJob } from '../../ports.ts';
import type { Period } from './period.ts';

export const FORMATS = ['csv', 'jsonl'] as const satisfies readonly ExportJob['format'][];
export type Format = (typeof FORMATS)[number];

/** Whole days of one time zone. */
export interface Range extends Period {
  /** e.g. "2026-11" or "2026-11-01..2026-11-15" */
  readonly label: string;
}

/** The fault in the typed text. */
export type RangeFault = 'unknown' | 'no-such-day' | 'reversed' | 'too-long' | 'too-early' | 'not-yet';

/** A little more than a year. Longer ranges are exported in parts. */
const MAX_DAYS = 400;
/**
 * Session Manager did not exist before.
 * @see https://aws.amazon.com/blogs/aws/new-session-manager/
 */
const FIRST_DAY = '2018-09-11';

/** @param timeZone IANA name: days are those of this zone, however long its clocks make them */
export function parseRange(words: string, now: Date, timeZone: string): Range | { readonly fault: RangeFault } {
  const today = toLocalDay(now, timeZone);
  const days = parseDays(words.trim().toLowerCase(), today);
  if (typeof days === 'string') return { fault: days };
  const { first, last, label } = days;
  if (last < first) return { fault: 'reversed' };
  if (first < FIRST_DAY) return { fault: 'too-early' };
  if (first > today) return { fault: 'not-yet' };
  if (last > addDays(first, MAX_DAYS - 1)) return { fault: 'too-long' };
  return { from: findStartOfDay(first, timeZone), to: findStartOfDay(addDays(last, 1), timeZone), label };
}

interface Days {
  readonly first: string;
  readonly last: string;
  readonly label: string;
}

function parseDays(words: string, today: string): Days | RangeFault {
  switch (words) {
    case 'today':
      return toSingleDay(today);
    case 'yesterday':
      return toSingleDay(addDays(today, -1));
    case 'this-month':
      return toWholeMonth(today.slice(0, 7));
    case 'last-month':
      return toWholeMonth(addMonths(today.slice(0, 7), -1));
  }
  if (/^\d{4}-\d{2}$/.test(words)) return toWholeMonth(words);
  const [, first, last = first] = /^(\d{4}-\d{2}-\d{2})(?:\.\.(\d{4}-\d{2}-\d{2}))?$/.exec(words) ?? [];
  if (first === undefined || last === undefined) return 'unknown';
  if (!isDay(first) || !isDay(last)) return 'no-such-day';
  return first === last ? toSingleDay(first) : { first, last, label: `${first}..${last}` };
}

function toSingleDay(day: string): Days {
  return { first: day, last: day, label: day };
}

/** @param name e.g. "2026-11" */
function toWholeMonth(name: string): Days | RangeFault {
  const days = listDaysOfMonth(name);
  const [first, last] = [days.at(0), days.at(-1)];
  return first === undefined || last === undefined ? 'no-such-day' : { first, last, label: name };
}
