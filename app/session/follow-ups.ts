// What is told beside the notice, to whom, and as long as it is news: each once.

import { createUnknownMemberError } from '../lib/unknown-member.ts';
import { isUnacknowledged, pickLater } from './approval.ts';
import type { Event } from './event.ts';
import type { Session } from './session.ts';

/** Where something is told: the notice's thread, the escalation channel, the operator alone, or the host's terminals. */
export type Audience = 'thread' | 'escalation' | 'operator' | 'host';

/** To whom the settings have something told, beside the thread. */
export interface Audiences {
  readonly escalation: boolean;
  readonly host: boolean;
}

export interface FollowUp {
  /** e.g. "7:thread": the event's `seq` and the audience */
  readonly key: string;
  readonly audience: Audience;
  readonly event: Event;
}

/** How far one announcement has come. */
export interface FollowUpDelivery {
  /** How often it was sent, or may have been: a try that Slack plainly did not take is not counted */
  readonly attempts: number;
  /** ISO time since when Slack is known to have it */
  readonly deliveredAt?: string | undefined;
  /** ISO time at which Slack said that whom it is for takes no messages */
  readonly refusedAt?: string | undefined;
  /** ISO time since when it is not sent again, and nobody knows whether it was read */
  readonly givenUpAt?: string | undefined;
  /** Slack user of a direct message: a later source may tell of another operator, who is told as well */
  readonly to?: string | undefined;
}

/** By the keys of the announcements. */
export type FollowUpDeliveries = Readonly<Record<string, FollowUpDelivery>>;

/** All that should be told by now, in the order in which it happened. */
export function listFollowUps(session: Session, audiences: Audiences): FollowUp[] {
  return session.events.flatMap((event) =>
    chooseAudiences(session, event)
      .filter((audience) => (audience !== 'escalation' && audience !== 'host') || audiences[audience])
      .map((audience) => ({ key: `${event.seq}:${audience}`, audience, event })),
  );
}

/** Follow-ups that should have been sent, were not, and can still be. */
export function findUnsentFollowUps(
  session: Session,
  deliveries: FollowUpDeliveries,
  audiences: Audiences,
): FollowUp[] {
  return listFollowUps(session, audiences).filter(({ key, audience }) => {
    const { deliveredAt, refusedAt, givenUpAt } = findDelivery(session, audience, deliveries[key]) ?? {};
    return (deliveredAt ?? refusedAt ?? givenUpAt) === undefined;
  });
}

/** @returns undefined also for a direct message that is known to have gone to somebody else than today's operator */
export function findDelivery(
  { operator }: Session,
  audience: Audience,
  delivery: FollowUpDelivery | undefined,
): FollowUpDelivery | undefined {
  const isElsewhere = audience === 'operator' && delivery?.to !== undefined && delivery.to !== operator.slackUser;
  return isElsewhere ? undefined : delivery;
}

/**
 * Since when the reminder and the latest warning are out, by Slack's own word; undefined while they are not. An operator
 * who takes no direct messages is warned by the thread, which names them. A host's terminals count for nothing: a desktop
 * or a tunnel has none.
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

/** The notice must be there for people who are reminded of it, or warned of what comes of it. */
export function refersToNotice(type: Event['type']): boolean {
  return type === 'reminded' || type === 'warned' || type === 'escalated';
}

/** Nobody is told old news: a reminder goes out only while it can be answered, of warnings only the latest, and none of a termination that was put off. */
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
