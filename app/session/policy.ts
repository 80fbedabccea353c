// Who may acknowledge, and when something is due.
import type { KnownOperators } from './operator.ts';
import type { Entry, Session } from './session.ts';

/** Who the people are, as the settings say. */
export interface People extends KnownOperators {
  readonly approverUsers: readonly string[];
}

/** Listed users are checked before the group, so that a group that cannot be read denies its members only. */
export function isApprover(userId: string, people: People, group: ReadonlySet<string>): boolean {
  return people.approverUsers.includes(userId) || group.has(userId);
}

/** When unanswered notices become due. Decimals are allowed. */
export interface Deadlines {
  readonly remindAfterMinutes: number;
  readonly acknowledgeWithinMinutes: number;
  readonly lapseAfterHours: number;
}

/** Live and acknowledged: nothing is due, but it stays among the open ones until its end is seen. */
export const OPEN_ENDED = '9999-12-31T00:00:00.000Z';

/** ISO time until which an acknowledgement is expected; undefined before the notice, since nobody can answer what they have not been shown. */
export function answerBy(entry: Entry, deadlines: Deadlines): string | undefined {
  return entry.noticed && later(entry.noticed.at, deadlines.acknowledgeWithinMinutes * 60_000);
}

/**
 * When this entry next needs somebody to look at it: ISO time, perhaps past; undefined when nothing is left to do.
 * Delivery (a message that shows something old) may make it sooner: see `dueAt` in workflow/reconcile.ts.
 */
export function nextDue(entry: Entry, deadlines: Deadlines): string | undefined {
  if (entry.noticed === undefined) return entry.events[0]?.at;
  if (entry.type === 'denied') return undefined;
  if (entry.ended) {
    return lapseAt(entry, deadlines);
  }
  if (entry.termination && !entry.termination.failed) return entry.termination.at;
  if (entry.acknowledged) return OPEN_ENDED;
  return later(entry.noticed.at, Math.min(deadlines.remindAfterMinutes, deadlines.acknowledgeWithinMinutes) * 60_000);
}

/**
 * When an ended session can no longer be acknowledged: so long after its end, or after its notice when that came later.
 * Undefined while it is live, acknowledged, lapsed already, or not yet announced: nobody lets pass what they were never shown.
 */
export function lapseAt(session: Session, deadlines: Deadlines): string | undefined {
  const { ended, noticed, acknowledged, lapsedAt } = session;
  if (!ended || !noticed || acknowledged || lapsedAt) return undefined;
  const [, since = ended.at] = [ended.at, noticed.at].sort();
  return later(since, deadlines.lapseAfterHours * 3_600_000);
}

function later(iso: string, millis: number): string {
  return new Date(Date.parse(iso) + millis).toISOString();
}
