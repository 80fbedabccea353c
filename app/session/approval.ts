// Approvers, and the deadlines of an acknowledgement.
import { isFull } from './acts/acknowledge.ts';
import type { KnownOperators } from './operator.ts';
import { type DeniedAttempts, isBeingTerminated, type Outline, type Session, type Stream } from './session.ts';

/** The people that the settings name. */
export interface Approvers extends KnownOperators {
  readonly approverUsers: readonly string[];
}

/** Listed users are checked before the group, so that a group that cannot be read denies its members only. */
export function isApprover(userId: string, people: Approvers, group: ReadonlySet<string>): boolean {
  return people.approverUsers.includes(userId) || group.has(userId);
}

/** Deadlines of an unacknowledged session. Fractions are allowed. */
export interface Deadlines {
  readonly remindAfterMinutes: number;
  readonly acknowledgeWithinMinutes: number;
  readonly lapseAfterHours: number;
  /** Action at the deadline on a live session that nobody has acknowledged */
  readonly onDeadline: 'remind' | 'terminate';
  /** How long before the termination the operator is warned */
  readonly warnBeforeMinutes: number;
  readonly noticeWithinMinutes: number;
  /** Action on a live session that could not be announced in time; the alarm is raised in any case */
  readonly onNoNotice: 'alarm' | 'terminate';
  /** Hours after which an acknowledgement of a live session is asked for again; undefined for never */
  readonly confirmEveryHours?: number | undefined;
}

/** Clocks of different machines differ by less. A time further ahead comes from a clock that is wrong. */
export const MAX_CLOCK_SKEW_MILLIS = 60_000;

/** Due time of a live, acknowledged session: nothing is due, but it stays among the open ones until its end is seen. */
export const OPEN_ENDED = '9999-12-31T00:00:00.000Z';

/**
 * ISO time until which an acknowledgement is expected. Undefined before the notice: nobody can respond to a message
 * that they have not been shown. A postponement moves it, and so do a session that turns out to be alive and the end of
 * an acknowledgement.
 */
export function findAcknowledgementDeadline(
  stream: Outline | DeniedAttempts,
  deadlines: Deadlines,
): string | undefined {
  const since = findShownSince(stream);
  if (since === undefined) return undefined;
  const first = addMillis(since, toMillis(deadlines.acknowledgeWithinMinutes));
  return pickLater(first, (stream.type === 'session' && stream.postponedUntil) || first);
}

/** Termination time (ISO) that the operator was warned of; undefined once a later deadline supersedes it. */
export function findWarnedTermination(session: Outline, deadlines: Deadlines): string | undefined {
  const deadline = findAcknowledgementDeadline(session, deadlines);
  const { warned } = session;
  return warned && deadline !== undefined && warned.terminateAt >= deadline ? warned.terminateAt : undefined;
}

/** ISO time of the reminder; undefined before the notice. */
export function findReminderTime(stream: Stream, deadlines: Deadlines): string | undefined {
  const { remindAfterMinutes, acknowledgeWithinMinutes } = deadlines;
  const since = findShownSince(stream);
  return since && addMillis(since, toMillis(Math.min(remindAfterMinutes, acknowledgeWithinMinutes)));
}

/**
 * ISO time from which to warn the operator of the termination; undefined before the notice, and if the deadline
 * terminates nothing.
 */
export function findWarningTime(session: Session, deadlines: Deadlines): string | undefined {
  const deadline = findAcknowledgementDeadline(session, deadlines);
  if (deadline === undefined || deadlines.onDeadline !== 'terminate') return undefined;
  return addMillis(deadline, -toMillis(deadlines.warnBeforeMinutes));
}

/** ISO time from which a missing notice raises an alarm. */
export function computeNoticeDeadline(stream: Stream, deadlines: Deadlines): string {
  return addMillis(stream.events[0].at, toMillis(deadlines.noticeWithinMinutes));
}

/** Live, and nobody has acknowledged it or asked to terminate it. */
export function isUnacknowledged(session: Outline): boolean {
  return !session.ended && !session.acknowledged && !session.termination;
}

/** Live and unacknowledged past its first deadline, however often its termination was postponed. */
export function isOverdue(session: Session, deadlines: Deadlines, now: Date): boolean {
  const deadline = findAcknowledgementDeadline({ ...session, postponedUntil: undefined }, deadlines);
  return isUnacknowledged(session) && deadline !== undefined && deadline <= now.toISOString();
}

/** Questions before the time between them doubles: an item has no room for a long list, and the app never gives up. */
const MAX_EQUAL_INTERVALS = 10;

/** ISO time from which to ask if the acknowledgement still holds; undefined if nothing is to be asked. */
export function findReconfirmationTime(session: Session, deadlines: Deadlines): string | undefined {
  const { acknowledged, events } = session;
  const { confirmEveryHours: hours } = deadlines;
  if (hours === undefined || !isHeld(session) || acknowledged === undefined || acknowledged.asked) return undefined;
  if (isFull(session)) return undefined;
  const times = events.filter(({ type }) => type === 'reconfirmationAsked').length;
  const interval = hours * 2 ** Math.max(0, times + 1 - MAX_EQUAL_INTERVALS);
  return addMillis(acknowledged.confirmedAt ?? acknowledged.at, interval * 3_600_000);
}

/**
 * ISO time at which an acknowledgement expires unless somebody says that it holds; undefined while nobody is asked.
 * @param askedAt ISO time at which the question was delivered; undefined until then, and it may never be
 */
export function findExpiryTime(session: Session, deadlines: Deadlines, askedAt?: string): string | undefined {
  const asked = session.acknowledged?.asked;
  if (asked === undefined || deadlines.confirmEveryHours === undefined || !isHeld(session)) return undefined;
  // Nobody can answer before the question, whatever a clock says, or while the session counts as ended.
  const since = [askedAt ?? '', session.resumedAt ?? ''].reduce(pickLater, asked.at);
  return addMillis(since, toMillis(deadlines.acknowledgeWithinMinutes));
}

/** Live, and its acknowledgement keeps it from being terminated. */
function isHeld({ ended, acknowledged, termination }: Outline): boolean {
  return !ended && acknowledged !== undefined && termination === undefined;
}

/**
 * ISO time, perhaps past, at which the stream next needs work; undefined if no work is left. A message that shows an
 * old state may make it sooner: see `dueAt` in workflow/slack-sync/sync-notice.ts.
 */
export function findNextDue(stream: Stream, deadlines: Deadlines): string | undefined {
  if (stream.noticed === undefined) return stream.events[0].at;
  if (stream.type === 'denied') return undefined;
  if (stream.ended) return findLapseTime(stream, deadlines);
  if (isBeingTerminated(stream)) return stream.termination?.at;
  if (!isUnacknowledged(stream)) {
    return findExpiryTime(stream, deadlines) ?? findReconfirmationTime(stream, deadlines) ?? OPEN_ENDED;
  }
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
 * ISO time after which an ended session can no longer be acknowledged, counted from its end or from its notice,
 * whichever came later. Undefined while it is live, acknowledged, lapsed or not yet announced: a session that was never
 * announced cannot lapse.
 */
export function findLapseTime(session: Outline, deadlines: Deadlines): string | undefined {
  const { ended, noticed, acknowledged, lapsedAt } = session;
  if (!ended || !noticed || acknowledged || lapsedAt) return undefined;
  const [, since = ended.at] = [ended.at, noticed.at].sort();
  return addMillis(since, deadlines.lapseAfterHours * 3_600_000);
}

/** ISO time since which people have been shown that the session is live and unacknowledged. */
function findShownSince(stream: Outline | DeniedAttempts): string | undefined {
  const { noticed } = stream;
  if (noticed === undefined || stream.type === 'denied') return noticed?.at;
  return [stream.resumedAt ?? '', stream.reopened?.at ?? ''].reduce(pickLater, noticed.at);
}

function toMillis(minutes: number): number {
  return minutes * 60_000;
}

export function pickLater(one: string, other: string): string {
  return one < other ? other : one;
}

/** @param millis may be negative */
export function addMillis(iso: string, millis: number): string {
  return new Date(Date.parse(iso) + millis).toISOString();
}
