// Counts what a sealed file holds: for its seal, and again for whoever verifies it.
import * as v from 'valibot';
import type { Seal } from './seal.ts';

/** What of a line is counted. */
const counted = v.object({
  type: v.picklist(['session', 'denied', 'unreadable']),
  id: v.string(),
  open: v.optional(v.boolean(), false),
  amendment: v.optional(v.object({ number: v.number(), day: v.string() })),
});

export interface Tally {
  /** @throws Error for a line that this program did not write */
  add(line: unknown): void;
  contents(): Pick<Seal, 'counts' | 'open'>;
}

/** @param openBefore what the seal before says may still change: it stays so until a file tells otherwise */
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
