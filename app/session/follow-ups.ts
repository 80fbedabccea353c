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

/** The follow-up of each event: 'refers' if it refers people to the notice, which must therefore exist. */
const FOLLOW_UPS = {
  started: 'none',
  enriched: 'none',
  denied: 'none',
  deniedOverflow: 'none',
  noticed: 'none',
  acknowledged: 'none',
  terminationRequested: 'tells',
  terminationFailed: 'tells',
  ended: 'tells',
  seenAlive: 'tells',
  reminded: 'refers',
  warned: 'refers',
  postponed: 'none',
  escalated: 'refers',
  lapsed: 'none',
} as const satisfies Readonly<Record<Event['type'], 'none' | 'tells' | 'refers'>>;

type TypesThat<K> = { [T in Event['type']]: (typeof FOLLOW_UPS)[T] extends K ? T : never }[Event['type']];
type FollowedType = TypesThat<'tells' | 'refers'>;
type FollowedEvent = Extract<Event, { type: FollowedType }>;

export function refersToNotice(type: Event['type']): type is TypesThat<'refers'> {
  return FOLLOW_UPS[type] === 'refers';
}

function hasFollowUp(event: Event): event is FollowedEvent {
  return FOLLOW_UPS[event.type] !== 'none';
}

export interface FollowUp {
  /** e.g. "7:thread": the event's `seq` and the audience */
  readonly key: string;
  readonly audience: Audience;
  readonly event: FollowedEvent;
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
    hasFollowUp(event) && !isOutdated(session, event)
      ? chooseAudiences(session, event.type)
          .filter((audience) => isSetUp(audience, audiences))
          .map((audience) => ({ key: `${event.seq}:${audience}`, audience, event }))
      : [],
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

/** Destinations of an event's follow-up while it is relevant. */
export function chooseAudiences({ operator, termination }: Session, type: FollowedType): readonly Audience[] {
  switch (type) {
    case 'terminationRequested':
    case 'seenAlive':
    case 'reminded':
      return ['thread'];
    case 'terminationFailed':
      return ['thread', 'escalation'];
    case 'ended':
      return termination ? ['thread'] : [];
    case 'warned':
      return operator.slackUser ? ['thread', 'operator', 'host'] : ['thread', 'host'];
    case 'escalated':
      return ['escalation'];
    default:
      throw createUnknownMemberError('the event', type);
  }
}

/**
 * True once a follow-up changes nothing any more. A reminder is sent only while it can be acted on, a warning only if it
 * is the latest, and no warning of a postponed termination.
 */
function isOutdated(session: Session, event: FollowedEvent): boolean {
  if (!refersToNotice(event.type)) return false;
  if (!isUnacknowledged(session) || session[event.type]?.seq !== event.seq) return true;
  return event.type === 'warned' && event.terminateAt < (session.postponedUntil ?? '');
}
