// A part of a list of sessions: all of it is ranked and counted by outlines, and only what is shown is read whole.
import type { StoredStream } from '../../ports.ts';
import type { Outline, Session } from '../../session/session.ts';
import { type Ports, readKnown } from '../record.ts';

/** Which rows of a list are wanted. */
export interface Span {
  /** How many rows stand before them */
  readonly from: number;
  readonly most: number;
}

export interface Slice<T> {
  readonly sessions: readonly T[];
  /** How many rows stand before them, and how many there are in all */
  readonly before: number;
  readonly total: number;
}

/** What is known of a session without reading it, or all of it where it had to be read. */
export type Ranked = Outline | Session;

/** As many as one read of the table takes. */
const PER_READ = 100;

/** The list may have become shorter since the rows were asked for: what begins behind its end begins anew. */
export function sliceOf<T>(all: readonly T[], { from, most }: Span): Slice<T> {
  const before = from < all.length ? from : 0;
  return { sessions: all.slice(before, before + most), before, total: all.length };
}

/** The open sessions, soonest first; those that the index does not tell enough of are read. */
export async function openSessions(ports: Ports): Promise<readonly Ranked[]> {
  const { outlines, unknown } = await ports.store.outlines();
  if (unknown.length === 0) return outlines;
  return [...outlines, ...(await readKnown(ports, unknown)).flatMap(sessionIn)];
}

/**
 * Reads the rows of a span. What is not kept once it is read counts no more, and the next rows move up; rows that are not read
 * count by what the index said of them.
 * @param rows in the order of the list
 */
export async function readSlice(
  ports: Ports,
  rows: readonly Ranked[],
  span: Span,
  keep: (session: Session) => boolean,
): Promise<Slice<Session>> {
  const { before } = sliceOf(rows, span);
  const sessions: Session[] = [];
  let next = before;
  let total = rows.length;
  let size = span.most;
  while (sessions.length < span.most && next < rows.length) {
    const some = rows.slice(next, next + size);
    next += some.length;
    size = Math.min(PER_READ, size * 2);
    const kept = (await readAll(ports, some)).filter(keep);
    total -= some.length - kept.length;
    sessions.push(...kept);
  }
  if (sessions.length === 0 && before > 0) return readSlice(ports, rows.slice(0, before), span, keep);
  return { sessions: sessions.slice(0, span.most), before, total };
}

async function readAll(ports: Ports, rows: readonly Ranked[]): Promise<readonly Session[]> {
  const ids = rows.flatMap((row) => ('events' in row ? [] : [row.id]));
  const read = ids.length === 0 ? [] : (await readKnown(ports, ids)).flatMap(sessionIn);
  const known = new Map(read.map((session) => [session.id, session]));
  return rows.flatMap((row) => ('events' in row ? row : (known.get(row.id) ?? [])));
}

/** Their order by what `ranksOf` says, worked out once for each: compared as text, the first that differs decides. */
export function inOrder<T>(rows: readonly T[], ranksOf: (row: T) => readonly string[]): T[] {
  // A control character is in no rank, and comes before everything that is.
  const keyed = rows.map((row) => ({ row, key: ranksOf(row).join('\0') }));
  return keyed.sort((a, b) => (a.key === b.key ? 0 : a.key < b.key ? -1 : 1)).map(({ row }) => row);
}

function sessionIn({ entry: stream }: StoredStream): Session[] {
  return stream.type === 'session' ? [stream] : [];
}
