// One entry as one line of text: the same in an export and in a sealed file, and read back by whoever verifies it.
import { toUtcDay } from '../lib/days.ts';
import { canonicalize } from '../session/hash-chain.ts';
import { isLive, type Session, type Stream } from '../session/session.ts';

/** What is put into a file in place of an entry that cannot be read: nothing is left out in silence. */
export interface UnreadableItem {
  readonly type: 'unreadable';
  readonly id: string;
  /** What is wrong with it */
  readonly why: string;
}

/** What a file has to tell, one of each line. */
export type ExportRow = Stream | UnreadableItem;

/** The number of an amendment within its seal, and the UTC day that it amends, e.g. "2026-11-24". */
export interface Amendment {
  readonly number: number;
  readonly day: string;
}

/**
 * Canonical JSON: the folded state, the events, the hash of the last of them, and whether something may still come.
 * @throws TypeError for an entry that JSON cannot hold
 */
export function formatLine(row: ExportRow, amendment?: Amendment): string {
  if (row.type === 'unreadable') return canonicalize({ ...row, amendment });
  return canonicalize({ ...row, open: isOpen(row), chainHead: getChainHead(row), amendment });
}

/** Hash of the last event: it stands for all of them. */
export function getChainHead(stream: Stream): string {
  return stream.events.at(-1)?.hash ?? stream.id;
}

/** Live, or ended and still waiting for somebody's acknowledgement. */
export function isOpen(stream: Stream): boolean {
  return stream.type === 'session' && (isLive(stream) || isUnacknowledged(stream));
}

function isUnacknowledged({ acknowledged, lapsedAt }: Session): boolean {
  return acknowledged === undefined && lapsedAt === undefined;
}

/** The time by which an entry is filed, ISO 8601 UTC: of the start, or of the first of a row of denied attempts. */
export function getFilingTime(stream: Stream): string {
  return stream.type === 'session' ? stream.startedAt : stream.first.attemptedAt;
}

/** e.g. "2026-11-24", in UTC */
export function getFilingDay(stream: Stream): string {
  return toUtcDay(new Date(getFilingTime(stream)));
}
