// Proves that an archive is whole and unaltered, or names the first thing that is wrong.
import { z } from 'zod';
import type { Archive } from '../ports.ts';
import { canonicalJson, firstBrokenLink } from '../session/audit-chain.ts';
import type { Event } from '../session/event.ts';
import { type Entry, fold } from '../session/session.ts';
import { type Amendment, chainHead, filedAt, filedOn, lineOf } from './line.ts';
import { unpack } from './packed.ts';
import { fileKey, isSignedBy, readSeal, SEALS, type Seal, sealKey, sha256Of } from './seal.ts';
import { createTally } from './tally.ts';
import { dayOf, nextDay } from './utc-day.ts';

/** What is wrong, and where. */
export interface Finding {
  readonly outcome: 'wrong';
  readonly what: string;
  /** Key in the archive, e.g. "days/2026-11-24/00000001.jsonl.gz" */
  readonly file?: string | undefined;
  readonly session?: string | undefined;
  /** 1 for the first event of the session */
  readonly event?: number | undefined;
}

/** What is remembered of an entry: an archive may hold very many. */
export interface Sealed {
  readonly type: Entry['type'];
  /** ISO 8601 UTC */
  readonly filedAt: string;
  /** Hash of the latest event that is sealed */
  readonly head: string;
  /** The first letters of the hash of each event, to name the one that was changed */
  readonly trace: string;
  /** Number of the seal that holds it first */
  readonly since: number;
}

export interface Proof {
  readonly outcome: 'proved';
  readonly seals: readonly Seal[];
  readonly sealed: ReadonlyMap<string, Sealed>;
}

export interface VerifyOptions {
  /** In PEM */
  readonly publicKey: string;
  readonly now: Date;
  readonly onSeal?: ((done: number, all: number) => void) | undefined;
}

/** Until this hour (UTC) the seal of the day before may still be made. */
const SEALED_BY_HOUR = 3;

/** A finding travels as a throw inside this file alone. */
class Wrong extends Error {
  readonly finding: Finding;
  constructor(what: string, where: Omit<Finding, 'outcome' | 'what'> = {}) {
    super(what);
    this.finding = { outcome: 'wrong', what, ...where };
  }
}

/** @throws Error when the archive cannot be read, or `publicKey` is no key */
export async function verifyArchive(archive: Archive, options: VerifyOptions): Promise<Proof | Finding> {
  try {
    return await prove(archive, options);
  } catch (wrong) {
    if (wrong instanceof Wrong) return wrong.finding;
    throw wrong;
  }
}

async function prove(archive: Archive, { publicKey, now, onSeal }: VerifyOptions): Promise<Proof> {
  const [change] = await archive.changes();
  if (change !== undefined) throw new Wrong(`it was ${change.what} after it was written`, { file: change.key });
  const keys = await archive.list('');
  const sealKeys = keys.filter((key) => key.startsWith(SEALS));
  const files = new Set<string>();
  const seals: Seal[] = [];
  const sealed = new Map<string, Sealed>();
  let before: { readonly seal: Seal; readonly text: string } | undefined;
  for (const [index, key] of sealKeys.entries()) {
    if (key !== sealKey(index + 1)) throw new Wrong('it is missing', { file: sealKey(index + 1) });
    const text = new TextDecoder().decode(await archive.read(key));
    const seal = readSeal(text);
    if (seal === undefined) throw new Wrong('it is not a seal as they are written', { file: key });
    followsOn(seal, key, index + 1, before);
    await checkFile(archive, seal, before?.seal, sealed);
    if (!isSignedBy(seal, publicKey)) throw new Wrong('it is not signed by this key', { file: key });
    files.add(seal.file.key);
    seals.push(seal);
    before = { seal, text };
    onSeal?.(index + 1, sealKeys.length);
  }
  const stray = keys.find((key) => !key.startsWith(SEALS) && !files.has(key));
  if (stray !== undefined) throw new Wrong('no seal knows it', { file: stray });
  reachesYesterday(before?.seal, now);
  return { outcome: 'proved', seals, sealed };
}

function followsOn(seal: Seal, key: string, number: number, before: { seal: Seal; text: string } | undefined): void {
  if (seal.number !== number) throw new Wrong(`it is seal ${seal.number}, under another name`, { file: key });
  if (seal.file.key !== fileKey(seal.day, number))
    throw new Wrong(`it seals another file, ${seal.file.key}`, { file: key });
  if (seal.previous !== (before ? sha256Of(before.text) : null)) {
    throw new Wrong('the seal before it is not the one that it was made after', { file: key });
  }
  if (before && seal.day !== nextDay(before.seal.day)) {
    throw new Wrong(`it seals ${seal.day}, and the seal before it ${before.seal.day}`, { file: key });
  }
}

function reachesYesterday(last: Seal | undefined, now: Date): void {
  if (last === undefined) throw new Wrong('there is no seal at all', { file: sealKey(1) });
  const due = dayOf(new Date(now.getTime() - (24 + SEALED_BY_HOUR) * 3_600_000));
  if (last.day < due) throw new Wrong(`${nextDay(last.day)} is not sealed`, { file: sealKey(last.number + 1) });
}

async function checkFile(
  archive: Archive,
  seal: Seal,
  last: Seal | undefined,
  sealed: Map<string, Sealed>,
): Promise<void> {
  const { key: file } = seal.file;
  const bytes = await archive.read(file);
  if (bytes === undefined) throw new Wrong('it is missing', { file });
  const page = createPage(seal, last, sealed);
  // The lines first: they can tell which session was altered, and the file's hash only that something was.
  try {
    for await (const line of unpack(bytes)) page.add(line);
  } catch (fault) {
    if (fault instanceof Wrong) throw fault;
    throw new Wrong(`it cannot be unpacked (${fault instanceof Error ? fault.message : fault})`, { file });
  }
  page.end();
  if (bytes.byteLength !== seal.file.bytes || sha256Of(bytes) !== seal.file.sha256) {
    throw new Wrong('it is not the file that was sealed', { file });
  }
}

/** Checks the lines of one file, in their order, against each other and what earlier seals hold. */
function createPage(seal: Seal, last: Seal | undefined, sealed: Map<string, Sealed>) {
  const file = seal.file.key;
  const tally = createTally(last?.open);
  const here = new Set<string>();
  let amendments = 0;
  let latest = '';

  function add(line: string): void {
    const { entry, amendment } = entryOf(line, file);
    const where = { file, session: entry.id };
    if (here.has(entry.id)) throw new Wrong('it stands twice in the file', where);
    here.add(entry.id);
    const before = sealed.get(entry.id);
    if (amendment === undefined) {
      if (amendments > 0) throw new Wrong('it stands behind the amendments', where);
      if (before !== undefined) throw new Wrong(`seal ${before.since} holds it already`, where);
      if (filedOn(entry) !== seal.day) throw new Wrong(`it belongs to ${filedOn(entry)}`, where);
      if (filedAt(entry) < latest) throw new Wrong('it does not stand in its place', where);
      latest = filedAt(entry);
    } else {
      amendments += 1;
      if (amendment.number !== amendments) throw new Wrong(`amendment ${amendments} is missing before it`, where);
      if (filedOn(entry) !== amendment.day || amendment.day >= seal.day) {
        throw new Wrong(`it amends ${amendment.day}, and belongs to ${filedOn(entry)}`, where);
      }
      continues(entry, before, where);
    }
    sealed.set(entry.id, remembered(entry, before?.since ?? seal.number));
    tally.add(JSON.parse(line));
  }

  function end(): void {
    const found = tally.contents();
    for (const name of ['sessions', 'denied', 'amendments', 'unreadable'] as const) {
      const [has, holds] = [found.counts[name], seal.counts[name]];
      if (has !== holds) throw new Wrong(`it holds ${has} ${name}, and was sealed with ${holds}`, { file });
    }
    if (canonicalJson(found.open) !== canonicalJson(seal.open)) {
      throw new Wrong('what may still change is not what its seal says', { file });
    }
  }

  return { add, end };
}

/** What was sealed is never taken back: an amendment only adds events. */
function continues(entry: Entry, before: Sealed | undefined, where: { file: string; session: string }): void {
  if (before === undefined) return;
  const known = before.trace.length / TRACE;
  if (entry.events[known - 1]?.hash === before.head) return;
  const traces = traceOf(entry);
  let event = 1;
  while (event < known && traces.slice(0, event * TRACE) === before.trace.slice(0, event * TRACE)) event += 1;
  throw new Wrong('it is not the event that an earlier seal holds', { ...where, event });
}

const TRACE = 8;

function remembered(entry: Entry, since: number): Sealed {
  return { type: entry.type, filedAt: filedAt(entry), head: chainHead(entry), trace: traceOf(entry), since };
}

function traceOf({ events }: Entry): string {
  return events.map(({ hash }) => hash.slice(0, TRACE)).join('');
}

/** What of a line is read before its hashes are looked at. */
const written = z.looseObject({
  type: z.string(),
  id: z.string(),
  why: z.string().optional(),
  amendment: z.strictObject({ number: z.number(), day: z.string() }).optional(),
  events: z.array(z.looseObject({ seq: z.number(), hash: z.string() })).optional(),
});

function entryOf(line: string, file: string): { entry: Entry; amendment?: Amendment | undefined } {
  const value = parsed(line, file);
  const { id: session, type, why, amendment, events = [] } = value;
  const where = { file, session };
  if (type === 'unreadable') throw new Wrong(`it could not be read when it was sealed (${why})`, where);
  const broken = events.length === 0 ? 1 : firstBrokenLink(session, events);
  if (broken !== undefined) throw new Wrong('it is not the event that was written', { ...where, event: broken });
  const entry = folded(events, where);
  const told = lineOf(entry, amendment);
  if (told !== line) {
    const meant: Record<string, unknown> = JSON.parse(told);
    const names = new Set([...Object.keys(value), ...Object.keys(meant)]);
    const name = [...names].find((key) => text(value[key]) !== text(meant[key]));
    throw new Wrong(name ? `its ${name} is not what its events say` : 'it is not written as lines are', where);
  }
  return { entry, amendment };
}

function parsed(line: string, file: string): z.infer<typeof written> {
  try {
    return written.parse(JSON.parse(line));
  } catch (fault) {
    if (!(fault instanceof SyntaxError || fault instanceof z.ZodError)) throw fault;
    throw new Wrong(`a line is not one of a session: ${line.slice(0, 60)}`, { file });
  }
}

function folded(events: readonly unknown[], where: { file: string; session: string }): Entry {
  let entry: Entry | undefined;
  try {
    // Their hashes fit; whether this program wrote them is what the signature proves.
    entry = fold(events as Event[]);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : fault;
    throw new Wrong(`its events do not follow from one another (${why})`, where);
  }
  if (entry?.id !== where.session) throw new Wrong('its events are those of another session', where);
  return entry;
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}
