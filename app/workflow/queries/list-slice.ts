// A part of a list of sessions: outlines rank and count all of it, and only the shown rows are read whole.
import type { Ports, StoredStream } from '../../ports.ts';
import type { Outline, Session } from '../../session/session.ts';
import { readKnown } from '../record.ts';

/** The wanted rows of a list. */
export interface Span {
  /** Rows before them */
  readonly from: number;
  readonly most: number;
}

export interface Slice<T> {
  readonly sessions: readonly T[];
  /** Rows before them, and rows in all */
  readonly before: number;
  readonly total: number;
}

/** An outline from the index, or the whole session where it had to be read. */
export type Ranked = Outline | Session;

/** Items that one read of the table takes. */
const PER_READ = 100;

/** A list that has become shorter since the request begins anew where the span lies behind its end. */
export function sliceOf<T>(all: readonly T[], { from, most }: Span): Slice<T> {
  const before = from < all.length ? from : 0;
  return { sessions: all.slice(before, before + most), before, total: all.length };
}

/** The open sessions, soonest first. Sessions with an incomplete outline are read. */
export async function openSessions(ports: Ports): Promise<readonly Ranked[]> {
  const { outlines, unknown } = await ports.store.outlines();
  if (unknown.length === 0) return outlines;
  return [...outlines, ...(await readKnown(ports, unknown)).flatMap(sessionIn)];
}

/**
 * Reads the rows of a span. A row that `keep` refuses once it is read no longer counts, and the next rows move up; unread rows
 * count by their outline.
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

export function sessionIn({ stream }: StoredStream): Session[] {
  return stream.type === 'session' ? [stream] : [];
}
