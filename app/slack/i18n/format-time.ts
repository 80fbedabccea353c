// Formats times in the team's time zone.
import { toLocalTime } from '../../lib/days.ts';
import type { Locale } from '../../lib/locale.ts';
import { findSteadyZone } from '../../lib/steady-zones.ts';

/** The language and the time zone of the team. */
export interface LocaleOptions {
  readonly timeZone: string;
  readonly locale: Locale;
}

/** Locales that name the zones of their region, for which English has only an offset. */
export const NAMING_LOCALES = [
  'en-US',
  'ja-JP',
  'en-GB',
  'en-AU',
  'en-IN',
  'en-NZ',
  'en-ZA',
  'ko-KR',
  'zh-Hans-CN',
  'de-DE',
  'pt-BR',
];

/** A message contains the same time more than once, and is rendered more than once. */
const shown = new Map<string, string>();
const MAX_SHOWN = 1_000;

/** @param iso ISO 8601 UTC @returns e.g. "2026/11/24 17:05 JST" */
export function formatTime(iso: string, { timeZone }: LocaleOptions): string {
  const key = `${timeZone} ${iso}`;
  const known = shown.get(key);
  if (known !== undefined) return known;
  if (shown.size === MAX_SHOWN) shown.clear();
  const { date, time } = toLocalTime(new Date(iso), timeZone);
  const text = `${date.replaceAll('-', '/')} ${time} ${findZoneName(iso, timeZone)}`;
  shown.set(key, text);
  return text;
}

/** The zone's short name at that time, e.g. "JST", "CET", "EST"; "UTC+5:45" where no locale has a name for it. */
export function findZoneName(iso: string, timeZone: string): string {
  const date = new Date(iso);
  const steady = findSteadyZone(date.getTime(), timeZone);
  if (steady !== undefined) return steady.name;
  for (const locale of NAMING_LOCALES) {
    const name = shortName(locale, timeZone, date);
    if (name !== undefined && !/^(GMT|UTC)[+-]/.test(name)) return name;
  }
  return (shortName('en-US', timeZone, date) ?? 'UTC').replace('GMT', 'UTC');
}

/** A format is slow to create, and one message needs many. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale} ${timeZone}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' });
  formats.set(key, format);
  return format;
}

function shortName(locale: string, timeZone: string, date: Date): string | undefined {
  return formatOf(locale, timeZone)
    .formatToParts(date)
    .find((part) => part.type === 'timeZoneName')?.value;
}
