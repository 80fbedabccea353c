// Formats times of the page, in the team's time zone.
import { addDays, findMoment, toLocalDay } from '../../../app/lib/days.ts';
import type { Reader } from './reader.ts';

type ReaderOptions = Pick<Reader, 'locale' | 'timeZone'>;

/** @param ts Slack's id of a message, e.g. "1795482000.250000" */
export function parseTs(ts: string): Date {
  return new Date(Number(ts) * 1000);
}

/** e.g. "17:05" */
export function formatTime(moment: Date, reading: ReaderOptions): string {
  return formatMoment(moment, reading, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** e.g. "17:05:09" */
export function formatTimeWithSeconds(moment: Date, reading: ReaderOptions): string {
  return formatMoment(moment, reading, { timeStyle: 'medium', hourCycle: 'h23' });
}

/** e.g. "Tuesday, November 24" */
export function formatDay(moment: Date, reading: ReaderOptions): string {
  return formatMoment(moment, reading, { weekday: 'long', month: 'long', day: 'numeric' });
}

/** e.g. "November 24, 2026, 17:05:09 JST"; without a zone that has no name in this language */
export function formatFullTime(moment: Date, reading: ReaderOptions): string {
  const { locale, timeZone } = reading;
  const parts = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' }).formatToParts(moment);
  const zone = parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const date = formatMoment(moment, reading, { dateStyle: 'long' });
  return `${date} ${formatTimeWithSeconds(moment, reading)}${/^(GMT|UTC)[+-]/.test(zone) ? '' : ` ${zone}`}`;
}

/**
 * @param time local time, e.g. "09:00"
 * @returns whole minutes, at least 1, from `moment` to the next such time
 */
export function countMinutesUntil(time: string, moment: Date, { timeZone }: Pick<ReaderOptions, 'timeZone'>): number {
  const today = toLocalDay(moment, timeZone);
  const comesToday = findMoment(today, time, timeZone);
  const next = comesToday > moment.toISOString() ? comesToday : findMoment(addDays(today, 1), time, timeZone);
  return Math.ceil((Date.parse(next) - moment.getTime()) / 60_000);
}

function formatMoment(moment: Date, { locale, timeZone }: ReaderOptions, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(moment);
}
