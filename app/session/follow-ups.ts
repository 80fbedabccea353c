// Follow-up messages: who gets each one, at most once, and only while it is still relevant.

import { createUnknownMemberError } from '../lib/unknown-member.ts';
import { isUnacknowledged, pickLater } from './approval.ts';
import type { Event } from './event.ts';
import type { Session } from './session.ts';

/** Destination: the notice's thread, the escalation channel, the operator alone, or the host's terminals. */
export type Audience = 'thread' | 'escalation' | 'operator' | 'host';

/** Audiences that the settings add to the thread and the operator. */
export interface Audiences {
  /** e.g. "C0ONCALL01"; undefined when nothing is escalated */
  readonly escalationChannel?: string | undefined;
  readonly warnOnHost: boolean;
}

export interface FollowUp {
  /** e.g. "7:thread": the event's `seq` and the audience */
  readonly key: string;
  readonly audience: Audience;
  readonly event: Event;
}

/** Delivery state of one follow-up. */
export interface FollowUpDelivery {
  /** Number of times it was sent, or may have been; an attempt that Slack plainly rejected is not counted */
  readonly attempts: number;
  /** ISO time since which Slack is known to have it */
  readonly deliveredAt?: string | undefined;
  /** ISO time at which Slack said that the recipient accepts no messages */
  readonly refusedAt?: string | undefined;
  /** ISO time since which no attempt is made any more; nobody knows if it was read */
  readonly givenUpAt?: string | undefined;
  /** Slack user of a direct message. A later source may name another operator, who then gets one as well. */
  readonly to?: string | undefined;
}

/** By the keys of the follow-ups. */
export type FollowUpDeliveries = Readonly<Record<string, FollowUpDelivery>>;

/** All follow-ups that should have been sent by now, in the order of their events. */
export function listFollowUps(session: Session, audiences: Audiences): FollowUp[] {
  return session.events.flatMap((event) =>
    chooseAudiences(session, event)
      .filter((audience) => isSetUp(audience, audiences))
      .map((audience) => ({ key: `${event.seq}:${audience}`, audience, event })),
  );
}

function isSetUp(audience: Audience, { escalationChannel, warnOnHost }: Audiences): boolean {
  if (audience === 'escalation') return escalationChannel !== undefined;
  return audience !== 'host' || warnOnHost;
}

/** Follow-ups that should have been sent, were not, and are still relevant. */
export function findUnsentFollowUps(
  session: Session,
  deliveries: FollowUpDeliveries,
  audiences: Audiences,
): FollowUp[] {
  return listFollowUps(session, audiences).filter(
    ({ key, audience }) => !isSettled(findDelivery(session, audience, deliveries[key])),
  );
}

/** True once a follow-up is delivered, refused or given up: it is not sent again. */
export function isSettled({ deliveredAt, refusedAt, givenUpAt }: Partial<FollowUpDelivery> = {}): boolean {
  return (deliveredAt ?? refusedAt ?? givenUpAt) !== undefined;
}

/** @returns undefined also for a direct message that went to somebody other than the current operator */
export function findDelivery(
  { operator }: Session,
  audience: Audience,
  delivery: FollowUpDelivery | undefined,
): FollowUpDelivery | undefined {
  const isElsewhere = audience === 'operator' && delivery?.to !== undefined && delivery.to !== operator.slackUser;
  return isElsewhere ? undefined : delivery;
}

/**
 * ISO times since which the reminder and the latest warning are out, according to Slack; undefined while they are not.
 * If the operator accepts no direct messages, the thread, which names them, counts as the warning. A host's terminals
 * never count: a desktop or a tunnel has none.
 */
export function findDeliveryTimes(
  session: Session,
  deliveries: FollowUpDeliveries,
): { remindedAt?: string; warnedAt?: string } {
  const { reminded, warned, operator } = session;
  const remindedAt = reminded && deliveries[`${reminded.seq}:thread`]?.deliveredAt;
  const inThread = warned && deliveries[`${warned.seq}:thread`]?.deliveredAt;
  const direct = warned && findDelivery(session, 'operator', deliveries[`${warned.seq}:operator`]);
  const alone = operator.slackUser ? (direct?.deliveredAt ?? direct?.refusedAt) : inThread;
  const warnedAt = inThread && alone && pickLater(inThread, alone);
  return { ...(remindedAt && { remindedAt }), ...(warnedAt && { warnedAt }) };
}

/** True for follow-ups that refer people to the notice, which must therefore exist. */
const REFERS_TO_NOTICE: Readonly<Record<Event['type'], boolean>> = {
  started: false,
  enriched: false,
  denied: false,
  deniedOverflow: false,
  noticed: false,
  acknowledged: false,
  terminationRequested: false,
  terminationFailed: false,
  ended: false,
  seenAlive: false,
  reminded: true,
  warned: true,
  postponed: false,
  escalated: true,
  lapsed: false,
};

export function refersToNotice(type: Event['type']): boolean {
  return REFERS_TO_NOTICE[type];
}

/**
 * Destinations of an event's follow-up; none once it is outdated. A reminder is sent only while it can be acted on, a
 * warning only if it is the latest, and no warning of a postponed termination.
 */
function chooseAudiences(session: Session, event: Event): readonly Audience[] {
  const { operator, termination, warned, reminded, escalated, postponedUntil = '' } = session;
  switch (event.type) {
    case 'terminationRequested':
    case 'seenAlive':
      return ['thread'];
    case 'terminationFailed':
      return ['thread', 'escalation'];
    case 'ended':
      return termination ? ['thread'] : [];
    case 'reminded':
      return isUnacknowledged(session) && reminded?.seq === event.seq ? ['thread'] : [];
    case 'warned':
      if (!isUnacknowledged(session) || warned?.seq !== event.seq || event.terminateAt < postponedUntil) return [];
      return operator.slackUser ? ['thread', 'operator', 'host'] : ['thread', 'host'];
    case 'escalated':
      return isUnacknowledged(session) && escalated?.seq === event.seq ? ['escalation'] : [];
    case 'started':
    case 'enriched':
    case 'denied':
    case 'deniedOverflow':
    case 'noticed':
    case 'acknowledged':
    case 'postponed':
    case 'lapsed':
      return [];
    default:
      throw createUnknownMemberError('the event', event);
  }
}
