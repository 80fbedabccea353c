// Counts the lines of a sealed file, for its seal and for its verification.
import * as v from 'valibot';
import type { Seal } from './seal.ts';

/** The members of a line that are counted. */
const counted = v.object({
  type: v.picklist(['session', 'denied', 'unreadable']),
  id: v.string(),
  open: v.optional(v.boolean(), false),
  amendment: v.optional(v.object({ number: v.number(), day: v.string() })),
});

export interface Tally {
  /** @throws {v.ValiError} for a line that this program did not write */
  add(line: unknown): void;
  contents(): Pick<Seal, 'counts' | 'open'>;
}

/** @param openBefore ids that may still change, from the previous seal; they stay until a file closes them */
export function createTally(openBefore: readonly string[] = []): Tally {
  const counts = { sessions: 0, denied: 0, amendments: 0, unreadable: 0 };
  const open = new Set(openBefore);
  return {
    add(line) {
      const { type, id, open: isOpen, amendment } = v.parse(counted, line);
      if (type === 'unreadable') counts.unreadable += 1;
      else if (amendment !== undefined) counts.amendments += 1;
      else counts[type === 'session' ? 'sessions' : 'denied'] += 1;
      if (isOpen) open.add(id);
      else if (type !== 'unreadable') open.delete(id);
    },
    contents: () => ({ counts, open: [...open] }),
  };
}
