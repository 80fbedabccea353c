// The streams of a range as the text of a file: CSV for people, JSON Lines for programs.
import { listUtcDays } from '../../lib/days.ts';
import { readStreamsOfDay, type StreamReader } from '../read-streams.ts';
import { type ExportRow, formatLine, getFilingTime } from '../stream-line.ts';
import { formatCsvHeader, formatCsvRow } from './csv.ts';
import { isWithin, type Period } from './period.ts';
import type { Format } from './range.ts';

export interface ExportOptions {
  readonly period: Period;
  readonly format: Format;
  /** IANA name, for the times in CSV */
  readonly timeZone: string;
  /** Called with each row that is written */
  readonly onRow?: ((row: ExportRow) => void) | undefined;
}

/** Rows are yielded in chunks: one chunk costs more than one row. */
const CHUNK_CHARACTERS = 64 * 1024;

/**
 * @returns pieces of the file; the first contains the header, even if nothing follows
 * @throws {Error} if the table cannot be read
 */
export async function* formatExport(
  days: StreamReader,
  { period, format, timeZone, onRow }: ExportOptions,
): AsyncGenerator<string> {
  let chunk = format === 'csv' ? formatCsvHeader() : '';
  for await (const row of readStreamsOfPeriod(days, period)) {
    onRow?.(row);
    chunk += format === 'csv' ? formatCsvRow(row, timeZone) : `${formatLine(row)}\n`;
    if (chunk.length >= CHUNK_CHARACTERS) {
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}

/** The streams filed in the period, by their start. An unreadable item has no time; it is included with its UTC day. */
export async function* readStreamsOfPeriod(days: StreamReader, period: Period): AsyncGenerator<ExportRow> {
  for (const day of listUtcDays(period.from, period.to)) {
    for await (const row of readStreamsOfDay(days, day)) {
      if (row.type === 'unreadable' || isWithin(getFilingTime(row), period)) yield row;
    }
  }
}
