// The entries of a range as the text of a file: CSV for people, JSON Lines for programs.
import { utcDaysBetween } from '../../lib/days.ts';
import { type Days, entriesOn } from '../entries.ts';
import { filedAt, lineOf, type Told } from '../entry-line.ts';
import { csvHeader, csvRow } from './csv.ts';
import { type Format, isWithin, type Period } from './range.ts';

export interface Export {
  readonly period: Period;
  readonly format: Format;
  /** IANA name, for the times in CSV */
  readonly timeZone: string;
  /** Hears of each entry that is written */
  readonly onTold?: ((told: Told) => void) | undefined;
}

/** Rows are handed on together: each hand-over costs more than a row. */
const CHUNK_CHARACTERS = 64 * 1024;

/** @returns pieces of the file, the first with the header also when nothing follows @throws Error when the table cannot be read */
export async function* exported(days: Days, { period, format, timeZone, onTold }: Export): AsyncGenerator<string> {
  let chunk = format === 'csv' ? csvHeader() : '';
  for await (const told of entriesIn(days, period)) {
    onTold?.(told);
    chunk += format === 'csv' ? csvRow(told, timeZone) : `${lineOf(told)}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** Every entry that is filed in the period, by its start. What cannot be read has no time, and is told with its UTC day. */
export async function* entriesIn(days: Days, period: Period): AsyncGenerator<Told> {
  for (const day of utcDaysBetween(period.from, period.to)) {
    for await (const told of entriesOn(days, day)) {
      if (told.type === 'unreadable' || isWithin(filedAt(told), period)) yield told;
    }
  }
}
