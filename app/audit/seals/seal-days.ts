// Seals the days that the archive lacks: each UTC day up to yesterday, in order, even if sessions of it are still open.
import { addDays, toUtcDay } from '../../lib/days.ts';
import type { Clock, Monitor, SessionStore } from '../../ports.ts';
import { addMillis } from '../../session/approval.ts';
import type { Archive, Signer } from '../ports.ts';
import { readStreams, readStreamsOfDay, type StreamReader, TIME_MARGIN_MILLIS } from '../read-streams.ts';
import { type ExportRow, formatLine, getFilingDay } from '../stream-line.ts';
import { gunzipLines, gzipLines } from './gzip-lines.ts';
import { formatFileKey, formatSealKey, hashBytes, readSeal, SEALS_PREFIX, type Seal, signSeal } from './seal.ts';
import { createTally } from './tally.ts';

export interface SealPorts {
  readonly store: StreamReader & Pick<SessionStore, 'open'>;
  readonly archive: Archive;
  readonly signer: Signer;
  readonly clock: Clock;
  readonly monitor: Monitor;
  /** The origin that the seals name */
  readonly table: string;
  readonly targets: '*' | readonly string[];
}

/**
 * A start that the trail reports late is filed under a day that is already sealed. Changes to older sessions are found
 * by their being open.
 */
const LOOK_BACK_DAYS = 7;

/**
 * @param until no further day is begun after it; the next call seals the rest
 * @returns the new seals
 * @throws {Error} if the table cannot be read, or the archive or the key refuses
 */
export async function sealDays(sealing: SealPorts, until: Date): Promise<Seal[]> {
  const { archive, clock, monitor } = sealing;
  const made: Seal[] = [];
  let last = await readLatestSeal(archive);
  const yesterday = addDays(toUtcDay(clock.now()), -1);
  for (let day = last ? addDays(last.seal.day, 1) : yesterday; day <= yesterday; day = addDays(day, 1)) {
    if (clock.now() >= until) {
      monitor.count('DaysNotSealed');
      break;
    }
    last = await sealDay(sealing, day, last);
    made.push(last.seal);
    monitor.count('DaysSealed');
    const { unreadable } = last.seal.counts;
    if (unreadable > 0) {
      monitor.fault('a day was sealed with unreadable streams', new Error(`${day}: ${unreadable} of them`), {
        day,
      });
    }
  }
  return made;
}

interface SealText {
  readonly seal: Seal;
  readonly text: string;
}

async function readLatestSeal(archive: Archive): Promise<SealText | undefined> {
  const key = (await archive.list(SEALS_PREFIX)).at(-1);
  if (key === undefined) return undefined;
  const text = new TextDecoder().decode(await archive.read(key));
  const seal = readSeal(text);
  if (seal === undefined)
    throw new Error(`${key} is not a seal as this program writes them: verify the archive, nothing is sealed after it`);
  return { seal, text };
}

async function sealDay(sealing: SealPorts, day: string, last: SealText | undefined): Promise<SealText> {
  const { archive, signer, clock, table, targets } = sealing;
  const number = (last?.seal.number ?? 0) + 1;
  const readAt = clock.now().toISOString();
  const key = formatFileKey(day, number);
  const made = await gzipLines(formatLines(sealing, day, last?.seal));
  // An earlier attempt may have died between the file and its seal. Then the existing file is sealed.
  const file = (await archive.put(key, made)) === 'written' ? made : await archive.read(key);
  if (file === undefined) throw new Error(`${key} exists and cannot be read: check the archive's policy`);
  const text = await signSeal(
    {
      format: 'bastion-ack-seal-1',
      number,
      day,
      readAt,
      table,
      targets: targets === '*' ? '*' : [...targets],
      file: { key, sha256: hashBytes(file), bytes: file.byteLength },
      ...(await countContents(file, last?.seal)),
      previous: last ? hashBytes(last.text) : null,
    },
    signer,
  );
  if ((await archive.put(formatSealKey(number), Buffer.from(text))) === 'exists') {
    throw new Error(`${formatSealKey(number)} was written by another run: the next night continues after it`);
  }
  const seal = readSeal(text);
  if (seal === undefined) throw new Error(`${formatSealKey(number)} cannot be read back as it was written`);
  return { seal, text };
}

/** The day itself, then the changes since the previous seal to days that are already sealed. */
async function* formatLines({ store }: SealPorts, day: string, last: Seal | undefined): AsyncGenerator<string> {
  for await (const row of readStreamsOfDay(store, day)) yield `${formatLine(row)}\n`;
  if (last === undefined) return;
  const since = addMillis(last.readAt, -TIME_MARGIN_MILLIS);
  let number = 0;
  const seen = new Set<string>();
  for await (const row of readChangeable(store, day, last)) {
    if (seen.has(row.id) || !isAmendment(row, day, since)) continue;
    seen.add(row.id);
    number += 1;
    const amended = row.type === 'unreadable' ? day : getFilingDay(row);
    yield `${formatLine(row, { number, day: amended })}\n`;
  }
}

async function* readChangeable(store: SealPorts['store'], day: string, last: Seal): AsyncGenerator<ExportRow> {
  for (let back = LOOK_BACK_DAYS; back > 0; back--) {
    yield* readStreamsOfDay(store, addDays(day, -back));
  }
  yield* readStreams(store, [...new Set([...last.open, ...(await store.open())])]);
}

/** True for a stream of an earlier day that has changed since. An unreadable item may have changed. */
function isAmendment(row: ExportRow, day: string, since: string): boolean {
  if (row.type === 'unreadable') return true;
  return getFilingDay(row) < day && (row.events.at(-1)?.at ?? '') >= since;
}

/** @throws {Error} for a file that this program did not write */
async function countContents(file: Uint8Array, last: Seal | undefined): Promise<Pick<Seal, 'counts' | 'open'>> {
  const tally = createTally(last?.open);
  for await (const line of gunzipLines(file)) tally.add(JSON.parse(line));
  return tally.contents();
}
