// The entries of UTC days, in their order, a few at a time: however many there are, only these are in memory.
import type { SessionStore } from '../ports.ts';
import type { ExportRow } from './stream-line.ts';

export type StreamReader = Pick<SessionStore, 'startedOn' | 'readMany'>;

/** What one read asks for. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_PER_READ = 100;
/** While a few are written, the next are read. */
const MAX_READS_AHEAD = 2;

/** Everything of one UTC day, e.g. "2026-11-24", by its start. @throws Error when the table cannot be read */
export async function* readStreamsOfDay(days: StreamReader, day: string): AsyncGenerator<ExportRow> {
  yield* readPages(days, days.startedOn(day));
}

/** The entries of some ids, in their order. */
export async function* readStreams(days: StreamReader, ids: readonly string[]): AsyncGenerator<ExportRow> {
  yield* readPages(days, [ids]);
}

async function* readPages(
  days: StreamReader,
  pages: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
): AsyncGenerator<ExportRow> {
  const ahead: Promise<ExportRow[]>[] = [];
  for await (const page of pages) {
    for (let from = 0; from < page.length; from += MAX_PER_READ) {
      const reading = readBatch(days, page.slice(from, from + MAX_PER_READ));
      // What fails is thrown where it is waited for.
      reading.catch(() => {});
      ahead.push(reading);
      if (ahead.length > MAX_READS_AHEAD) yield* (await ahead.shift()) ?? [];
    }
  }
  for (const reading of ahead) yield* await reading;
}

async function readBatch(days: StreamReader, ids: readonly string[]): Promise<ExportRow[]> {
  const { found, faults } = await days.readMany(ids);
  const entries = new Map(found.map(({ entry: stream }) => [stream.id, stream]));
  const reasons = new Map(faults.map(({ id, message }) => [id, message]));
  return ids.map((id) => {
    const why = reasons.get(id) ?? 'the index names it, and the table does not hold it';
    return entries.get(id) ?? { type: 'unreadable', id, why };
  });
}
