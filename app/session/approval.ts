// Who may acknowledge, and when something is due.
import type { KnownOperators } from './operator.ts';
import { type DeniedAttempts, isBeingTerminated, type Outline, type Session, type Stream } from './session.ts';

/** Who the people are, as the settings say. */
export interface Approvers extends KnownOperators {
  readonly approverUsers: readonly string[];
}

/** Listed users are checked before the group, so that a group that cannot be read denies its members only. */
export function isApprover(userId: string, people: Approvers, group: ReadonlySet<string>): boolean {
  return people.approverUsers.includes(userId) || group.has(userId);
}

/** What becomes due when nobody answers, and when. Decimals are allowed. */
export interface Deadlines {
  readonly remindAfterMinutes: number;
  readonly acknowledgeWithinMinutes: number;
  readonly lapseAfterHours: number;
  /** What happens to a live session that nobody acknowledged in time */
  readonly onDeadline: 'remind' | 'terminate';
  /** How long before the cut its operator is told */
  readonly warnBeforeMinutes: number;
  readonly noticeWithinMinutes: number;
  /** What happens to a live session that could not be announced in time; the alarm is raised in any case */
  readonly onNoNotice: 'alarm' | 'terminate';
}

/** Clocks of different machines differ by less: what lies further ahead was written by one that was wrong. */
export const MAX_CLOCK_SKEW_MILLIS = 60_000;

/** Live and acknowledged: nothing is due, but it stays among the open ones until its end is seen. */
export const OPEN_ENDED = '9999-12-31T00:00:00.000Z';

/**
 * ISO time until which an acknowledgement is expected; undefined before the notice, since nobody can answer what they have not
 * been shown. A cut that was put off moves it, and so does a session that lives after all.
 */
export function findAcknowledgementDeadline(entry: Outline | DeniedAttempts, deadlines: Deadlines): string | undefined {
  const since = findShownSince(entry);
  if (since === undefined) return undefined;
  const first = addMillis(since, minutes(deadlines.acknowledgeWithinMinutes));
  return pickLater(first, (entry.type === 'session' && entry.postponedUntil) || first);
}

/** ISO time of the cut that the operator was warned of, as long as it is the one that comes. */
export function findWarnedTermination(session: Outline, deadlines: Deadlines): string | undefined {
  const deadline = findAcknowledgementDeadline(session, deadlines);
  const { warned } = session;
  return warned && deadline !== undefined && warned.terminateAt >= deadline ? warned.terminateAt : undefined;
}

/** ISO time of the reminder; undefined before the notice. */
export function findReminderTime(stream: Stream, deadlines: Deadlines): string | undefined {
  const { remindAfterMinutes, acknowledgeWithinMinutes } = deadlines;
  const since = findShownSince(stream);
  return since && addMillis(since, minutes(Math.min(remindAfterMinutes, acknowledgeWithinMinutes)));
}

/** ISO time from which the operator is to be warned of a cut; undefined before the notice, and where nothing is cut. */
export function findWarningTime(session: Session, deadlines: Deadlines): string | undefined {
  const deadline = findAcknowledgementDeadline(session, deadlines);
  if (deadline === undefined || deadlines.onDeadline !== 'terminate') return undefined;
  return addMillis(deadline, -minutes(deadlines.warnBeforeMinutes));
}

/** ISO time from which a notice that is not out is an alarm. */
export function computeNoticeDeadline(stream: Stream, deadlines: Deadlines): string {
  return addMillis(stream.events[0]?.at ?? '', minutes(deadlines.noticeWithinMinutes));
}

/** Live, and nobody has taken responsibility for it or asked for its end. */
export function isUnacknowledged(session: Outline): boolean {
  return !session.ended && !session.acknowledged && !session.termination;
}

/**
 * When this entry next needs somebody to look at it: ISO time, perhaps past; undefined when nothing is left to do.
 * Delivery (a message that shows something old) may make it sooner: see `dueAt` in workflow/reconcile.ts.
 */
export function findNextDue(stream: Stream, deadlines: Deadlines): string | undefined {
  if (stream.noticed === undefined) return stream.events[0]?.at;
  if (stream.type === 'denied') return undefined;
  if (stream.ended) return findLapseTime(stream, deadlines);
  if (isBeingTerminated(stream)) return stream.termination?.at;
  if (!isUnacknowledged(stream)) return OPEN_ENDED;
  const steps = [
    stream.reminded ? undefined : findReminderTime(stream, deadlines),
    deadlines.onDeadline === 'terminate'
      ? (findWarnedTermination(stream, deadlines) ?? findWarningTime(stream, deadlines))
      : stream.escalated
        ? undefined
        : findAcknowledgementDeadline(stream, deadlines),
  ];
  return steps.filter((step) => step !== undefined).sort()[0] ?? OPEN_ENDED;
}

/**
 * When an ended session can no longer be acknowledged: so long after its end, or after its notice when that came later.
 * Undefined while it is live, acknowledged, lapsed already, or not yet announced: nobody lets pass what they were never shown.
 */
export function findLapseTime(session: Outline, deadlines: Deadlines): string | undefined {
  const { ended, noticed, acknowledged, lapsedAt } = session;
  if (!ended || !noticed || acknowledged || lapsedAt) return undefined;
  const [, since = ended.at] = [ended.at, noticed.at].sort();
  return addMillis(since, deadlines.lapseAfterHours * 3_600_000);
}

/** Since when people have been shown that it lives. */
function findShownSince(entry: Outline | DeniedAttempts): string | undefined {
  const { noticed } = entry;
  return noticed && pickLater(noticed.at, (entry.type === 'session' && entry.resumedAt) || noticed.at);
}

function minutes(count: number): number {
  return count * 60_000;
}

export function pickLater(one: string, other: string): string {
  return one < other ? other : one;
}

/** @param millis may be negative */
export function addMillis(iso: string, millis: number): string {
  return new Date(Date.parse(iso) + millis).toISOString();
}
