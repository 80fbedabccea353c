// Checks the lines of one sealed file against each other, against its seal, and against what earlier seals hold.

import { canonicalize } from '../../session/hash-chain.ts';
import type { Stream } from '../../session/session.ts';
import type { Archive } from '../ports.ts';
import { gunzipLines } from '../seals/gzip-lines.ts';
import { hashBytes, type Seal } from '../seals/seal.ts';
import { createTally } from '../seals/tally.ts';
import { getChainHead, getFilingDay, getFilingTime, isOpen } from '../stream-line.ts';
import { readSealedLine } from './sealed-line.ts';
import { VerificationError } from './verification-error.ts';

/** Facts kept about a stream; an archive may hold very many. */
export interface SealedStream {
  readonly type: Stream['type'];
  /** ISO 8601 UTC */
  readonly filedAt: string;
  /** Hash of the latest event that is sealed */
  readonly head: string;
  /** The first characters of each event's hash, to name the one that was changed */
  readonly trace: string;
  /** Number of the first seal that holds it */
  readonly since: number;
}

/**
 * Checks one file against its seal and earlier seals.
 * @throws {VerificationError} for the first thing that is wrong
 */
export async function checkSealedFile(
  archive: Archive,
  seal: Seal,
  last: Seal | undefined,
  sealed: Map<string, SealedStream>,
): Promise<void> {
  const { key: file } = seal.file;
  const bytes = await archive.read(file);
  if (bytes === undefined) throw new VerificationError('it is missing', { file });
  const checker = createChecker(seal, last, sealed);
  // Lines first: they can name the altered session, while the file's hash only shows that something was altered.
  try {
    for await (const line of gunzipLines(bytes)) checker.add(line);
  } catch (fault) {
    if (fault instanceof VerificationError) throw fault;
    throw new VerificationError(`it cannot be unpacked (${fault instanceof Error ? fault.message : fault})`, { file });
  }
  checker.end();
  if (bytes.byteLength !== seal.file.bytes || hashBytes(bytes) !== seal.file.sha256) {
    throw new VerificationError('it is not the file that was sealed', { file });
  }
}

/** Checks the lines of one file, in order, against each other and against earlier seals. */
function createChecker(seal: Seal, last: Seal | undefined, sealed: Map<string, SealedStream>) {
  const file = seal.file.key;
  const tally = createTally(last?.open);
  const ids = new Set<string>();
  let amendments = 0;
  let latest = '';

  function add(line: string): void {
    const { stream, amendment } = readSealedLine(line, file);
    const where = { file, session: stream.id };
    if (ids.has(stream.id)) throw new VerificationError('it is in the file twice', where);
    ids.add(stream.id);
    const before = sealed.get(stream.id);
    if (amendment === undefined) {
      if (amendments > 0) throw new VerificationError('it comes after the amendments', where);
      if (before !== undefined) throw new VerificationError(`seal ${before.since} already holds it`, where);
      if (getFilingDay(stream) !== seal.day)
        throw new VerificationError(`it belongs to ${getFilingDay(stream)}`, where);
      if (getFilingTime(stream) < latest) throw new VerificationError('it is out of order', where);
      latest = getFilingTime(stream);
    } else {
      amendments += 1;
      if (amendment.number !== amendments)
        throw new VerificationError(`amendment ${amendments} is missing before it`, where);
      if (getFilingDay(stream) !== amendment.day || amendment.day >= seal.day) {
        throw new VerificationError(`it amends ${amendment.day}, and belongs to ${getFilingDay(stream)}`, where);
      }
      checkContinuation(stream, before, where);
    }
    sealed.set(stream.id, summarize(stream, before?.since ?? seal.number));
    tally.add({ type: stream.type, id: stream.id, open: isOpen(stream), amendment });
  }

  function end(): void {
    const found = tally.contents();
    for (const name of ['sessions', 'denied', 'amendments', 'unreadable'] as const) {
      const [has, holds] = [found.counts[name], seal.counts[name]];
      if (has !== holds) throw new VerificationError(`it holds ${has} ${name}, and was sealed with ${holds}`, { file });
    }
    if (canonicalize(found.open) !== canonicalize(seal.open)) {
      throw new VerificationError('its open sessions are not those of its seal', { file });
    }
  }

  return { add, end };
}

/** Sealed events are never withdrawn: an amendment only adds events. */
function checkContinuation(
  stream: Stream,
  before: SealedStream | undefined,
  where: { file: string; session: string },
): void {
  if (before === undefined) return;
  const known = before.trace.length / TRACE_CHARACTERS;
  if (stream.events[known - 1]?.hash === before.head) return;
  const traces = traceEvents(stream);
  let event = 1;
  while (event < known && traces.slice(0, event * TRACE_CHARACTERS) === before.trace.slice(0, event * TRACE_CHARACTERS))
    event += 1;
  throw new VerificationError('it is not the event that an earlier seal holds', { ...where, event });
}

const TRACE_CHARACTERS = 8;

function summarize(stream: Stream, since: number): SealedStream {
  return {
    type: stream.type,
    filedAt: getFilingTime(stream),
    head: getChainHead(stream),
    trace: traceEvents(stream),
    since,
  };
}

function traceEvents({ events }: Stream): string {
  return events.map(({ hash }) => hash.slice(0, TRACE_CHARACTERS)).join('');
}
