// Time-driven events: reminder, warning, termination, lapse.

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

/** Delivery facts from outside the chain: a session is terminated only if somebody could have acknowledged it. */
export interface DeliveryFacts {
  /** ISO time at which the reminder was delivered; undefined until then */
  readonly remindedAt?: string | undefined;
  /** ISO time at which the latest warning was delivered; undefined until then */
  readonly warnedAt?: string | undefined;
  /** True if Slack has just answered and the approvers are known, so that somebody can press the button. */
  readonly answerable: boolean;
  /** True if Slack accepts messages and the unsent ones only wait in our own queue: that delay terminates nothing. */
  readonly isQueued: boolean;
}

/** The events that are due, in order; none if nothing is. */
export function findDueEvents(session: Session, deadlines: Deadlines, delivery: DeliveryFacts, now: Date): EventData[] {
  const time = now.toISOString();
  const isDue = (at: string | undefined) => at !== undefined && at <= time;
  if (isDue(findLapseTime(session, deadlines))) return [{ type: 'lapsed' }];
  if (!isUnacknowledged(session)) return [];
  if (session.noticed === undefined) {
    const isTooLate =
      deadlines.onNoNotice === 'terminate' && isDue(computeNoticeDeadline(session, deadlines)) && !delivery.isQueued;
    return isTooLate ? [{ type: 'terminationRequested', trigger: 'no-notice' }] : [];
  }
  const reminder: EventData[] =
    session.reminded === undefined && isDue(findReminderTime(session, deadlines)) ? [{ type: 'reminded' }] : [];
  if (deadlines.onDeadline === 'terminate')
    return [...reminder, ...findTerminationEvents(session, deadlines, delivery, now)];
  const mustEscalate = session.escalated === undefined && isDue(findEscalationTime(session, deadlines, delivery));
  return mustEscalate ? [...reminder, { type: 'escalated' }] : reminder;
}

/**
 * ISO time of the escalation: the deadline. If our own queue delayed the reminder beyond it, everybody gets the usual
 * time from the reminder on. Undefined while that reminder still waits for its turn.
 */
function findEscalationTime(session: Session, deadlines: Deadlines, delivery: DeliveryFacts): string | undefined {
  const [reminder, deadline] = [findReminderTime(session, deadlines), findAcknowledgementDeadline(session, deadlines)];
  if (reminder === undefined || deadline === undefined || reminder >= deadline) return deadline;
  const { remindedAt } = delivery;
  if (remindedAt === undefined) return delivery.isQueued ? undefined : deadline;
  const wait = Date.parse(deadline) - Date.parse(reminder);
  return remindedAt > deadline ? addMillis(remindedAt, wait) : deadline;
}

/**
 *   deadline - W   warn, if an approver could respond: "this session will be terminated at the deadline"
 *   deadline       terminate, if reminder and warning were delivered at least W ago and an approver can respond;
 *                  else postpone, once more by the full wait, and warn again
 *
 * If no approver can respond, append nothing; postpone the termination once they can. A missed warning is sent
 * immediately, because an infrequent poll could skip the exact minute.
 */
function findTerminationEvents(
  session: Session,
  deadlines: Deadlines,
  delivery: DeliveryFacts,
  now: Date,
): EventData[] {
  const time = now.toISOString();
  const { warnBeforeMinutes } = deadlines;
  const until = addMillis(time, computeWaitMinutes(session, deadlines) * 60_000);
  const postponed: EventData = { type: 'postponed', until };
  const warnedTermination = findWarnedTermination(session, deadlines);
  if (warnedTermination === undefined) {
    const deadline = findAcknowledgementDeadline(session, deadlines) ?? time;
    if (!delivery.answerable || (findWarningTime(session, deadlines) ?? time) > time) return [];
    const isPast = deadline <= time;
    const terminateAt = pickLater(isPast ? until : deadline, addMillis(time, warnBeforeMinutes * 60_000));
    return [...(isPast ? [postponed] : []), { type: 'warned', terminateAt }];
  }
  if (warnedTermination > time) return [];
  // A delivery time from a clock that was far ahead proves nothing.
  const [remindedAt, warnedAt] = [delivery.remindedAt, delivery.warnedAt].map((at) =>
    at && at <= addMillis(time, MAX_CLOCK_SKEW_MILLIS) ? at : '',
  );
  if (!delivery.answerable || !remindedAt || !warnedAt) return [postponed];
  const latestDelivery = addMillis(time, -warnBeforeMinutes * 60_000);
  const isLongEnough = remindedAt <= latestDelivery && warnedAt <= latestDelivery;
  return isLongEnough ? [{ type: 'terminationRequested', trigger: 'deadline' }] : [];
}

/** Postponements before exponential back-off starts. */
const MAX_EQUAL_WAITS = 4;
const MAX_WAIT_MINUTES = 24 * 60;

/**
 * Wait in minutes. It grows with each postponement, since the item has no room for a long list; the app never gives up.
 */
function computeWaitMinutes({ events }: Session, { acknowledgeWithinMinutes }: Deadlines): number {
  const times = events.filter(({ type }) => type === 'postponed').length;
  const doubled = acknowledgeWithinMinutes * 2 ** Math.max(0, times + 1 - MAX_EQUAL_WAITS);
  return Math.max(acknowledgeWithinMinutes, Math.min(doubled, MAX_WAIT_MINUTES));
}
