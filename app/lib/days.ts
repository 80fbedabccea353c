// Days, in UTC and in time zones, as text such as "2026-11-24". The machine's own time zone is never used: a local
// `Date` differs between machines, and skips or repeats hours when their clocks change.

import { findSteadyZone } from './steady-zones.ts';

const MINUTE_MILLIS = 60_000;
export const DAY_MILLIS = 24 * 60 * MINUTE_MILLIS;

/** @returns e.g. "2026-11-24", in UTC */
export function toUtcDay(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/**
 * @param days may be negative
 * @throws {RangeError} if the day, or the result, is not in the calendar
 */
export function addDays(day: string, days: number): string {
  const moved = toUtcDay(new Date(parseUtcMillis(requireDay(day)) + days * DAY_MILLIS));
  return requireDay(moved);
}

/**
 * @param month e.g. "2026-11"
 * @param months may be negative
 */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const index = year * 12 + number - 1 + months;
  return `${padDigits(Math.floor(index / 12), 4)}-${padDigits((index % 12) + 1, 2)}`;
}

/** True for a text like "2026-11-24" that is a day of the calendar, from the year 0000 to 9999. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const millis = parseUtcMillis(text);
  // `Date` reads "2026-02-30" as a day in March.
  return !Number.isNaN(millis) && toUtcDay(new Date(millis)) === text;
}

function requireDay(day: string): string {
  if (isDay(day)) return day;
  throw new RangeError(`"${day}" is no day like "2026-11-24": check what was typed with isDay first`);
}

/** Every day of a month like "2026-11", in order; none if the month is not in the calendar. */
export function listDaysOfMonth(month: string): string[] {
  return Array.from({ length: 31 }, (_, index) => `${month}-${padDigits(index + 1, 2)}`).filter(isDay);
}

/**
 * The UTC days that overlap a period, in order.
 * @param from ISO 8601 UTC
 * @param to ISO 8601 UTC, the first moment after it
 */
export function listUtcDays(from: string, to: string): string[] {
  const [first, end] = [Date.parse(from), Date.parse(to)];
  const days: string[] = [];
  if (!(first < end)) return days;
  const last = toUtcDay(new Date(end - 1));
  for (let day = toUtcDay(new Date(first)); day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** Date and time of day in a time zone. */
export interface LocalTime {
  /** e.g. "2026-11-24" */
  readonly date: string;
  /** e.g. "09:00" */
  readonly time: string;
}

/**
 * @param timeZone IANA name
 * @throws {RangeError} for an unknown zone
 */
export function toLocalTime(now: Date, timeZone: string): LocalTime {
  const text = readWallClock(now.getTime(), timeZone);
  return { date: text.slice(0, 10), time: text.slice(11, 16) };
}

/**
 * The current day in a time zone, e.g. "2026-11-24".
 * @param timeZone IANA name
 */
export function toLocalDay(now: Date, timeZone: string): string {
  return toLocalTime(now, timeZone).date;
}

/**
 * @param timeZone IANA name
 * @returns e.g. "2026-11-24T17:05:00+09:00", with "Z" where the clocks show UTC
 */
export function toLocalIso(moment: Date, timeZone: string): string {
  const millis = moment.getTime();
  const text = readWallClock(millis, timeZone);
  const offset = Math.trunc((parseUtcMillis(text) - floorToSecond(millis)) / MINUTE_MILLIS);
  if (offset === 0) return `${text}Z`;
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${text}${offset < 0 ? '-' : '+'}${padDigits(hours, 2)}:${padDigits(minutes, 2)}`;
}

/**
 * The first moment of a day in a time zone, ISO 8601 UTC: some days have no midnight. A day that a zone skipped has no
 * length, and begins where the next one does.
 * @param timeZone IANA name
 */
export function findStartOfDay(day: string, timeZone: string): string {
  return findMoment(day, '00:00', timeZone);
}

/** No zone is further from UTC, and no clock was ever changed twice within double that time. */
const MAX_OFFSET_MILLIS = 16 * 60 * MINUTE_MILLIS;

/**
 * The first moment, ISO 8601 UTC, at which the clocks of a time zone show this time on this day, or a later one if the
 * clocks skip it.
 * @param time e.g. "09:00"
 * @param timeZone IANA name
 * @throws {RangeError} for a day that is not in the calendar
 */
export function findMoment(day: string, time: string, timeZone: string): string {
  const shown = parseUtcMillis(`${requireDay(day)}T${time}:00`);
  let [before, after] = [shown - MAX_OFFSET_MILLIS, shown + MAX_OFFSET_MILLIS];
  const offsets = [before, after].map((millis) => findOffset(millis, timeZone));
  const exact = offsets
    .map((offset) => shown - offset)
    .filter((millis) => millis + findOffset(millis, timeZone) === shown);
  if (exact.length > 0) return new Date(Math.min(...exact)).toISOString();
  // The clocks skip this time: bisect to the moment at which they were moved forward.
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (middle + findOffset(middle, timeZone) < shown) before = middle;
    else after = middle;
  }
  return new Date(after).toISOString();
}

/** Milliseconds by which the clocks of a zone are ahead of UTC. */
function findOffset(millis: number, timeZone: string): number {
  return parseUtcMillis(readWallClock(millis, timeZone)) - floorToSecond(millis);
}

/** A format is slow to create, and every reading of the clock needs one. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** e.g. "2026-11-24T17:05:00" */
function readWallClock(millis: number, timeZone: string): string {
  const steady = findSteadyZone(millis, timeZone);
  if (steady !== undefined) return new Date(millis + steady.minutes * MINUTE_MILLIS).toISOString().slice(0, 19);
  const format = formats.get(timeZone) ?? createFormat(timeZone);
  formats.set(timeZone, format);
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of format.formatToParts(millis)) parts[type] = value;
  const { year = '', month, day, hour, minute, second } = parts;
  return `${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}`;
}

function createFormat(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}

/** Reads a day, or a day with a time, as UTC milliseconds; NaN if it is neither. */
function parseUtcMillis(text: string): number {
  return Date.parse(text.includes('T') ? `${text}Z` : `${text}T00:00:00Z`);
}

function floorToSecond(millis: number): number {
  return Math.floor(millis / 1000) * 1000;
}

function padDigits(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
