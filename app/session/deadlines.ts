// Time-driven events: reminder, warning, termination, lapse.

import {
  addMillis,
  computeNoticeDeadline,
  type Deadlines,
  findAcknowledgementDeadline,
  findExpiryTime,
  findLapseTime,
  findReconfirmationTime,
  findReminderTime,
  findWarnedTermination,
  findWarningTime,
  isUnacknowledged,
  MAX_CLOCK_SKEW_MILLIS,
  pickLater,
} from './approval.ts';
import type { Event, EventData } from './event.ts';
import type { Session } from './session.ts';
import type { Controls } from './stored-state.ts';

/** Delivery facts from outside the chain: a session is terminated only if somebody could have acknowledged it. */
export interface DeliveryFacts {
  /** ISO time at which the reminder was delivered; undefined until then */
  readonly remindedAt?: string | undefined;
  /** ISO time at which the latest warning was delivered; undefined until then */
  readonly warnedAt?: string | undefined;
  /** ISO time at which the question whether the acknowledgement holds was delivered; undefined until then */
  readonly askedAt?: string | undefined;
  /** True if Slack has just answered and the approvers are known, so that somebody can press the button. */
  readonly answerable: boolean;
  /** False after two watchdog passes in a row in which the endpoint did not give the app's answer: see `isSilent`. */
  readonly clicksArrive: boolean;
  /** True if Slack accepts messages and the unsent ones only wait in our own queue: that delay terminates nothing. */
  readonly isQueued: boolean;
}

/** The events that are due, in order; none if nothing is. */
export function findDueEvents(session: Session, deadlines: Deadlines, delivery: DeliveryFacts, now: Date): EventData[] {
  const time = now.toISOString();
  const isDue = (at: string | undefined) => at !== undefined && at <= time;
  if (isDue(findLapseTime(session, deadlines))) return [{ type: 'lapsed' }];
  if (session.acknowledged) return findReconfirmationEvents(session, deadlines, delivery, now);
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
 * Asks if the acknowledgement still holds. It expires if nobody answers in time; while the question itself is not
 * delivered, people have twice as long.
 */
function findReconfirmationEvents(
  session: Session,
  deadlines: Deadlines,
  { askedAt }: DeliveryFacts,
  now: Date,
): EventData[] {
  if (session.noticed === undefined) return [];
  const time = now.toISOString();
  const ask = findReconfirmationTime(session, deadlines);
  if (ask !== undefined) return ask <= time ? [{ type: 'reconfirmationAsked' }] : [];
  const expiry = findExpiryTime(session, deadlines, askedAt);
  if (expiry === undefined) return [];
  const patience = askedAt === undefined ? deadlines.acknowledgeWithinMinutes * 60_000 : 0;
  return addMillis(expiry, patience) <= time ? [{ type: 'acknowledgementExpired' }] : [];
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
  const postponed = { type: 'postponed', until } as const;
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
  if (isLongEnough && !delivery.clicksArrive && countSilentPostponements(session) < MAX_SILENT_POSTPONEMENTS)
    return [{ ...postponed, cause: 'endpoint-silent' }];
  return isLongEnough ? [{ type: 'terminationRequested', trigger: 'deadline' }] : [];
}

/** A flood of the endpoint keeps clicks out, but must not keep a session alive for ever. */
const MAX_SILENT_POSTPONEMENTS = 3;

/** Those since the deadlines began: the end of an acknowledgement begins them anew. */
function countSilentPostponements({ events, reopened }: Session): number {
  const since = reopened?.at ?? '';
  const isSilent = (event: Event) => event.type === 'postponed' && event.cause === 'endpoint-silent';
  return events.filter((event) => isSilent(event) && event.at >= since).length;
}

/** Silent passes in a row after which clicks count as kept out; one may be a cold start or a lost packet. */
const MAX_SILENT_PASSES = 2;
/** Passes that begin closer together overlap, and are one. */
const MIN_BETWEEN_PASSES_MILLIS = 20_000;
/** Passes further apart are not in a row: nobody asked in between. */
const MAX_BETWEEN_PASSES_MILLIS = 5 * 60_000;

type EndpointSilence = Controls['#endpoint'];

/** @returns the count with this pass; `known` itself where it adds nothing */
export function countSilentPass(
  known: EndpointSilence | undefined,
  outcome: 'answered' | 'silent',
  now: Date,
): EndpointSilence {
  const at = now.toISOString();
  const { silentPasses, at: lastAt } = known ?? { silentPasses: 0, at };
  if (outcome === 'answered') return known && silentPasses === 0 ? known : { silentPasses: 0, at };
  const age = now.getTime() - Date.parse(lastAt);
  const isSamePass = silentPasses > 0 && age >= 0 && age < MIN_BETWEEN_PASSES_MILLIS;
  if (known && isSamePass) return known;
  const isInRow = age >= 0 && age <= MAX_BETWEEN_PASSES_MILLIS;
  return { silentPasses: (isInRow ? silentPasses : 0) + 1, at };
}

/** True if clicks count as kept out. */
export function isSilent({ silentPasses }: EndpointSilence): boolean {
  return silentPasses >= MAX_SILENT_PASSES;
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
