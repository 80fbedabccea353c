// Slack's date elements, drawn in the time zone of the reader's machine.
import { toLocalTime } from '../../../app/lib/days.ts';
import type { Inline } from './inlines.tsx';

type DateElement = Extract<Inline, { type: 'date' }>;

/** @returns the IANA name of the zone of the browser: a reader's own zone is what Slack's date elements are for */
export function getReaderZone(): string {
  // biome-ignore lint/plugin: the zone of the machine is what is asked for
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** @returns e.g. "2026-11-24 17:05"; the fallback where the format has a token that this page does not draw */
export function drawDate({ timestamp, format, fallback }: DateElement, timeZone: string): string {
  const moment = new Date(timestamp * 1000);
  const { date, time } = toLocalTime(moment, timeZone);
  const drawn = format.replaceAll('{date_num}', date).replaceAll('{time}', time);
  return /\{\w+\}/.test(drawn) ? (fallback ?? moment.toISOString()) : drawn;
}
