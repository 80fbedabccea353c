// What the clock alone brings about: reminders, warnings, cuts, what lapses.

import {
  addMillis,
  computeNoticeDeadline,
  type Deadlines,
  findAcknowledgementDeadline,
  findLapseTime,
  findReminderTime,
  findWarnedTermination,
  findWarningTime,
  isUnacknowledged,
  MAX_CLOCK_SKEW_MILLIS,
  pickLater,
} from './approval.ts';
import type { EventData } from './event.ts';
import type { Session } from './session.ts';

/** What is known, outside the chain, of what people were told: a session is cut only if it could have been acknowledged. */
export interface DeliveryFacts {
  /** ISO time at which the reminder was out; undefined while it is not */
  readonly remindedAt?: string | undefined;
  /** ISO time at which the latest warning was out; undefined while it is not */
  readonly warnedAt?: string | undefined;
  /** Slack answered just now, and who the approvers are is known: so somebody can press the button. */
  readonly answerable: boolean;
  /** Slack takes messages, and what is not out only waits for its turn among ours: nothing may come of that. */
  readonly isQueued: boolean;
}

/** The events, in their order, that are due; none when nothing is. */
export function findDueEvents(session: Session, deadlines: Deadlines, told: DeliveryFacts, now: Date): EventData[] {
  const time = now.toISOString();
  const isDue = (at: string | undefined) => at !== undefined && at <= time;
  if (isDue(findLapseTime(session, deadlines))) return [{ type: 'lapsed' }];
  if (!isUnacknowledged(session)) return [];
  if (session.noticed === undefined) {
    const isTooLate =
      deadlines.onNoNotice === 'terminate' && isDue(computeNoticeDeadline(session, deadlines)) && !told.isQueued;
    return isTooLate ? [{ type: 'terminationRequested', trigger: 'no-notice' }] : [];
  }
  const reminder: EventData[] =
    session.reminded === undefined && isDue(findReminderTime(session, deadlines)) ? [{ type: 'reminded' }] : [];
  if (deadlines.onDeadline === 'terminate')
    return [...reminder, ...findTerminationEvents(session, deadlines, told, now)];
  const isOver = session.escalated === undefined && isDue(findEscalationTime(session, deadlines, told));
  return isOver ? [...reminder, { type: 'escalated' }] : reminder;
}

/**
 * ISO time at which those on call are told: at the deadline, and where our own queue kept the reminder until then, as long after
 * it as everybody has. Undefined while that reminder still waits for its turn.
 */
function findEscalationTime(session: Session, deadlines: Deadlines, told: DeliveryFacts): string | undefined {
  const [reminder, deadline] = [findReminderTime(session, deadlines), findAcknowledgementDeadline(session, deadlines)];
  if (reminder === undefined || deadline === undefined || reminder >= deadline) return deadline;
  const { remindedAt } = told;
  if (remindedAt === undefined) return told.isQueued ? undefined : deadline;
  const wait = Date.parse(deadline) - Date.parse(reminder);
  return remindedAt > deadline ? addMillis(remindedAt, wait) : deadline;
}

/**
 *   deadline - W   warned, if somebody could answer: "you are cut at the deadline"
 *   deadline       cut, if reminder and warning have been out for W and somebody can answer
 *                  else put off, once more as long, and warned of anew
 *
 * While nobody can answer, nothing is added: what has to wait waits, and is put off when people are there again. What was not
 * warned of by then is warned of at once: whoever looks seldom would find the right moment never.
 */
function findTerminationEvents(session: Session, deadlines: Deadlines, told: DeliveryFacts, now: Date): EventData[] {
  const time = now.toISOString();
  const { warnBeforeMinutes } = deadlines;
  const until = addMillis(time, computeWaitMinutes(session, deadlines) * 60_000);
  const postponed: EventData = { type: 'postponed', until };
  const warnedOf = findWarnedTermination(session, deadlines);
  if (warnedOf === undefined) {
    const deadline = findAcknowledgementDeadline(session, deadlines) ?? time;
    if (!told.answerable || (findWarningTime(session, deadlines) ?? time) > time) return [];
    const isPast = deadline <= time;
    const terminateAt = pickLater(isPast ? until : deadline, addMillis(time, warnBeforeMinutes * 60_000));
    return [...(isPast ? [postponed] : []), { type: 'warned', terminateAt: terminateAt }];
  }
  if (warnedOf > time) return [];
  // What was told by a clock that was far ahead tells nothing.
  const [remindedAt, warnedAt] = [told.remindedAt, told.warnedAt].map((at) =>
    at && at <= addMillis(time, MAX_CLOCK_SKEW_MILLIS) ? at : '',
  );
  if (!told.answerable || !remindedAt || !warnedAt) return [postponed];
  const outForLong = addMillis(time, -warnBeforeMinutes * 60_000);
  const isLongEnough = remindedAt <= outForLong && warnedAt <= outForLong;
  return isLongEnough ? [{ type: 'terminationRequested', trigger: 'deadline' }] : [];
}

/** So often the wait is as long again. */
const MAX_EQUAL_WAITS = 4;
const MAX_WAIT_MINUTES = 24 * 60;

/** What cannot be told for days is put off more and more seldom, but never given up: the item has no room for a list of failures. */
function computeWaitMinutes({ events }: Session, { acknowledgeWithinMinutes }: Deadlines): number {
  const times = events.filter(({ type }) => type === 'postponed').length;
  const doubled = acknowledgeWithinMinutes * 2 ** Math.max(0, times + 1 - MAX_EQUAL_WAITS);
  return Math.max(acknowledgeWithinMinutes, Math.min(doubled, MAX_WAIT_MINUTES));
}
