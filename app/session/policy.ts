// Who may acknowledge, and when something is due.
import type { KnownOperators } from './operator.ts';
import type { Entry } from './session.ts';

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
 * Delivery (a message that shows something old) may make it sooner: see `dueAt` in workflow.ts.
 */
export function nextDue(entry: Entry, deadlines: Deadlines): string | undefined {
  if (entry.noticed === undefined) return entry.events[0]?.at;
  if (entry.type === 'denied') return undefined;
  if (entry.ended) {
    if (entry.acknowledged || entry.lapsedAt) return undefined;
    return later(entry.ended.at, deadlines.lapseAfterHours * 3_600_000);
  }
  if (entry.termination && !entry.termination.failed) return entry.termination.at;
  if (entry.acknowledged) return OPEN_ENDED;
  return later(entry.noticed.at, Math.min(deadlines.remindAfterMinutes, deadlines.acknowledgeWithinMinutes) * 60_000);
}

function later(iso: string, millis: number): string {
  return new Date(Date.parse(iso) + millis).toISOString();
}
