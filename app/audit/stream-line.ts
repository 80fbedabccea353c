// One stream as one line of text, the same in an export and in a sealed file; verification reads it back.
import { toUtcDay } from '../lib/days.ts';
import { canonicalize } from '../session/hash-chain.ts';
import { isLive, type Session, type Stream } from '../session/session.ts';

/** Takes the place of an item that cannot be read: nothing is left out silently. */
export interface UnreadableItem {
  readonly type: 'unreadable';
  readonly id: string;
  /** The fault */
  readonly why: string;
}

/** One row of a file. */
export type ExportRow = Stream | UnreadableItem;

/** The number of an amendment within its seal, and the UTC day that it amends, e.g. "2026-11-24". */
export interface Amendment {
  readonly number: number;
  readonly day: string;
}

/**
 * Canonical JSON: the folded state, the events, the hash of the last one, and if more events may follow.
 * @throws {TypeError} for a stream that JSON cannot hold
 */
export function formatLine(row: ExportRow, amendment?: Amendment): string {
  if (row.type === 'unreadable') return canonicalize({ ...row, amendment });
  return canonicalize({ ...row, open: isOpen(row), chainHead: getChainHead(row), amendment });
}

/** Hash of the last event, which covers all of them. */
export function getChainHead(stream: Stream): string {
  return stream.events.at(-1)?.hash ?? stream.id;
}

/** Live, or ended and still unacknowledged. */
export function isOpen(stream: Stream): boolean {
  return stream.type === 'session' && (isLive(stream) || isUnacknowledged(stream));
}

function isUnacknowledged({ acknowledged, lapsedAt }: Session): boolean {
  return acknowledged === undefined && lapsedAt === undefined;
}

/** ISO 8601 UTC time that a stream is filed by: its start, or the first of its denied attempts. */
export function getFilingTime(stream: Stream): string {
  return stream.type === 'session' ? stream.startedAt : stream.first.attemptedAt;
}

/** The UTC day that a stream is filed by, e.g. "2026-11-24". */
export function getFilingDay(stream: Stream): string {
  return toUtcDay(new Date(getFilingTime(stream)));
}
