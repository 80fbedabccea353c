// One entry as one line of text: the same in an export and in a sealed file, and read back by whoever verifies it.
import { utcDay } from '../lib/days.ts';
import { canonicalJson } from '../session/hash-chain.ts';
import { type Stream, isLive, type Session } from '../session/session.ts';

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
export function formatLine(told: ExportRow, amendment?: Amendment): string {
  if (told.type === 'unreadable') return canonicalJson({ ...told, amendment });
  return canonicalJson({ ...told, open: isOpen(told), chainHead: chainHead(told), amendment });
}

/** Hash of the last event: it stands for all of them. */
export function chainHead(entry: Stream): string {
  return entry.events.at(-1)?.hash ?? entry.id;
}

/** Live, or ended and still waiting for somebody's acknowledgement. */
export function isOpen(entry: Stream): boolean {
  return entry.type === 'session' && (isLive(entry) || isUnanswered(entry));
}

function isUnanswered({ acknowledged, lapsedAt }: Session): boolean {
  return acknowledged === undefined && lapsedAt === undefined;
}

/** The time by which an entry is filed, ISO 8601 UTC: of the start, or of the first of a row of denied attempts. */
export function filedAt(entry: Stream): string {
  return entry.type === 'session' ? entry.startedAt : entry.first.attemptedAt;
}

/** e.g. "2026-11-24", in UTC */
export function filedOn(entry: Stream): string {
  return utcDay(new Date(filedAt(entry)));
}
