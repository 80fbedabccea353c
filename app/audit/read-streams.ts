// Reads streams in order, a few at a time: memory holds only these, however many there are.
import type { SessionStore } from '../ports.ts';
import type { ExportRow } from './stream-line.ts';

export type StreamReader = Pick<SessionStore, 'startedOn' | 'readMany'>;

/**
 * Items of one read.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const MAX_PER_READ = 100;
/** The next reads run while the rows of an earlier one are written. */
const MAX_READS_AHEAD = 2;

/** Clocks differ, sources give slightly different times for one start, and an index is slow. */
export const TIME_MARGIN_MILLIS = 60 * 60_000;

/**
 * The streams of one UTC day, e.g. "2026-11-24", by their start.
 * @throws {Error} if the table cannot be read
 */
export async function* readStreamsOfDay(reader: StreamReader, day: string): AsyncGenerator<ExportRow> {
  yield* readPages(reader, reader.startedOn(day));
}

/** The streams with these ids, in the same order. */
export async function* readStreams(reader: StreamReader, ids: readonly string[]): AsyncGenerator<ExportRow> {
  yield* readPages(reader, [ids]);
}

async function* readPages(
  reader: StreamReader,
  pages: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<ExportRow> {
  const ahead: Promise<ExportRow[]>[] = [];
  for await (const page of pages) {
    for (let from = 0; from < page.length; from += MAX_PER_READ) {
      const read = readBatch(reader, page.slice(from, from + MAX_PER_READ));
      // The read throws where it is awaited.
      read.catch(() => {});
      ahead.push(read);
      if (ahead.length > MAX_READS_AHEAD) yield* (await ahead.shift()) ?? [];
    }
  }
  for (const read of ahead) yield* await read;
}

async function readBatch(reader: StreamReader, ids: readonly string[]): Promise<ExportRow[]> {
  const { found, faults } = await reader.readMany(ids);
  const streams = new Map(found.map(({ stream }) => [stream.id, stream]));
  const reasons = new Map(faults.map(({ id, message }) => [id, message]));
  return ids.map((id) => {
    const why = reasons.get(id) ?? 'the index lists it, and the table has no item';
    return streams.get(id) ?? { type: 'unreadable', id, why };
  });
}
