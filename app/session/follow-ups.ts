// Follow-up messages: who gets each one, at most once, and only while it is still relevant.
import { createUnknownMemberError } from '../lib/unknown-member.ts';
import { isUnacknowledged, pickLater } from './approval.ts';
import type { Event, EventData } from './event.ts';
import type { Session } from './session.ts';

/** Destination: the notice's thread, the escalation channel, the operator alone, or the host's terminals. */
export type Audience = 'thread' | 'escalation' | 'operator' | 'host';

/** Audiences that the settings add to the thread and the operator. */
export interface Audiences {
  /** e.g. "C0ONCALL01"; undefined when nothing is escalated */
  readonly escalationChannel?: string | undefined;
  readonly warnOnHost: boolean;
  /** True if the operator is asked why, in a direct message */
  readonly askReason: boolean;
  /** True if the operator is told what becomes of the session, and not only warned of its termination */
  readonly tellOperator: boolean;
}

/** The follow-up of each event: 'refers' if it refers people to the notice, which must therefore exist. */
const FOLLOW_UPS = {
  started: 'none',
  enriched: 'none',
  denied: 'none',
  deniedOverflow: 'none',
  noticed: 'tells',
  acknowledged: 'tells',
  vouched: 'none',
  acknowledgementWithdrawn: 'tells',
  reasoned: 'none',
  reconfirmationAsked: 'refers',
  reconfirmed: 'tells',
  acknowledgementExpired: 'tells',
  terminationRequested: 'tells',
  terminationFailed: 'tells',
  ended: 'tells',
  seenAlive: 'tells',
  reminded: 'refers',
  warned: 'refers',
  postponed: 'tells',
  escalated: 'refers',
  lapsed: 'none',
} as const satisfies Readonly<Record<Event['type'], 'none' | 'tells' | 'refers'>>;

type TypesThat<K> = { [T in Event['type']]: (typeof FOLLOW_UPS)[T] extends K ? T : never }[Event['type']];
type FollowedType = TypesThat<'tells' | 'refers'>;
type FollowedEvent = Extract<Event, { type: FollowedType }>;
type DataOf<T extends EventData['type']> = Extract<EventData, { type: T }>;
type FollowedData = DataOf<FollowedType>;

export function refersToNotice(type: Event['type']): type is TypesThat<'refers'> {
  return FOLLOW_UPS[type] === 'refers';
}

function hasFollowUp(event: Event): event is FollowedEvent {
  return FOLLOW_UPS[event.type] !== 'none';
}

/** @returns the destinations of due events that refer people to the notice */
export function findDueAudiences(session: Session, due: readonly EventData[], audiences: Audiences): Audience[] {
  return due
    .filter(isReferring)
    .flatMap((data) => chooseAudiences(session, data).filter((audience) => isSetUp(audience, data.type, audiences)));
}

function isReferring(data: EventData): data is DataOf<TypesThat<'refers'>> {
  return refersToNotice(data.type);
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
  /** Of a direct message that begins a thread: below it stand the later ones, which have none */
  readonly place?: MessagePlace | undefined;
}

/** Slack's address of one message. */
export interface MessagePlace {
  readonly channel: string;
  readonly ts: string;
}

/** By the keys of the follow-ups. */
export type FollowUpDeliveries = Readonly<Record<string, FollowUpDelivery>>;

/** All follow-ups that should have been sent by now, in the order of their events. */
export function listFollowUps(session: Session, audiences: Audiences): FollowUp[] {
  const current = findCurrent(session);
  return session.events.flatMap((event) =>
    hasFollowUp(event) && current.has(event.seq)
      ? chooseAudiences(session, event)
          .filter((audience) => isSetUp(audience, event.type, audiences) && !isOutdated(session, event, audience))
          .map((audience) => ({ key: `${event.seq}:${audience}`, audience, event }))
      : [],
  );
}

/** Types of which each event keeps its follow-up */
const LASTING: readonly FollowedType[] = ['terminationRequested', 'terminationFailed', 'ended', 'seenAlive'];

/**
 * The seqs of the events that may have a follow-up now or later. Of the other types only the latest event has one, of the
 * notices the first: an event that is left out never comes back, whatever follows.
 */
function findCurrent({ events }: Session): ReadonlySet<number> {
  const lasting: number[] = [];
  const ofType = new Map<FollowedType, number>();
  for (const event of events) {
    if (!hasFollowUp(event) || (event.type === 'reconfirmed' && event.takenOverFrom === undefined)) continue;
    if (LASTING.includes(event.type)) lasting.push(event.seq);
    else if (event.type !== 'noticed' || !ofType.has(event.type)) ofType.set(event.type, event.seq);
  }
  return new Set([...lasting, ...ofType.values()]);
}

/**
 * Leaves out the deliveries that nobody asks for again: an item has no room for all of them. The beginning of the
 * operator's thread stays.
 */
export function dropOldDeliveries(session: Session, deliveries: FollowUpDeliveries): FollowUpDeliveries {
  const current = findCurrent(session);
  const kept = Object.entries(deliveries).filter(
    ([key, { place }]) => place !== undefined || current.has(Number.parseInt(key, 10)),
  );
  return Object.fromEntries(kept);
}

function isSetUp(audience: Audience, type: FollowedType, audiences: Audiences): boolean {
  if (audience === 'escalation') return audiences.escalationChannel !== undefined;
  if (audience === 'host') return audiences.warnOnHost;
  if (audience === 'thread' || type === 'warned') return true;
  return type === 'noticed' ? audiences.askReason : audiences.tellOperator;
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
 * ISO times since which the reminder, the latest warning and the question whether the acknowledgement holds are out,
 * according to Slack; undefined while they are not.
 * If the operator accepts no direct messages, the thread, which names them, counts as the warning. A host's terminals
 * never count: a desktop or a tunnel has none.
 */
export function findDeliveryTimes(
  session: Session,
  deliveries: FollowUpDeliveries,
): { remindedAt?: string; warnedAt?: string; askedAt?: string } {
  const { reminded, warned, operator, acknowledged } = session;
  const asked = acknowledged?.asked;
  const askedAt = asked && deliveries[`${asked.seq}:thread`]?.deliveredAt;
  const remindedAt = reminded && deliveries[`${reminded.seq}:thread`]?.deliveredAt;
  const inThread = warned && deliveries[`${warned.seq}:thread`]?.deliveredAt;
  const direct = warned && findDelivery(session, 'operator', deliveries[`${warned.seq}:operator`]);
  const alone = operator.slackUser ? (direct?.deliveredAt ?? direct?.refusedAt) : inThread;
  const warnedAt = inThread && alone && pickLater(inThread, alone);
  return { ...(remindedAt && { remindedAt }), ...(warnedAt && { warnedAt }), ...(askedAt && { askedAt }) };
}

/** The first direct message that the operator has: later ones stand below it. Undefined before it is delivered. */
export function findOperatorThread({ operator }: Session, deliveries: FollowUpDeliveries): MessagePlace | undefined {
  const sent = Object.entries(deliveries)
    .filter(([key, { to }]) => key.endsWith(':operator') && to === operator.slackUser)
    .flatMap(([key, { place }]) => (place ? [{ seq: Number.parseInt(key, 10), place }] : []));
  return sent.sort((one, other) => one.seq - other.seq)[0]?.place;
}

/** Destinations of an event's follow-up while it is relevant. @param event stored, or due */
function chooseAudiences(session: Session, event: FollowedData): readonly Audience[] {
  const operator: readonly Audience[] = session.operator.slackUser ? ['operator'] : [];
  switch (event.type) {
    case 'noticed':
    case 'postponed':
      return operator;
    case 'acknowledged':
      // Earlier releases did not store how it was given, and told nobody.
      return event.via === undefined ? [] : operator;
    case 'seenAlive':
    case 'reminded':
    case 'reconfirmationAsked':
      return ['thread'];
    case 'reconfirmed':
      return event.takenOverFrom === undefined ? [] : ['thread'];
    case 'acknowledgementWithdrawn':
    case 'acknowledgementExpired':
      return ['thread', ...operator];
    case 'terminationRequested':
      return knowsOfTermination(session, event) ? ['thread'] : ['thread', ...operator];
    case 'terminationFailed':
      return ['thread', 'escalation'];
    case 'ended':
      return session.termination ? ['thread'] : [];
    case 'warned':
      return ['thread', ...operator, 'host'];
    case 'escalated':
      return ['escalation', ...operator];
    default:
      throw createUnknownMemberError('the event', event);
  }
}

/** Operators know of what they asked for themselves. */
function knowsOfTermination({ termination, operator }: Session, { trigger, via }: DataOf<'terminationRequested'>) {
  // Earlier releases did not store how it was given, and told nobody.
  return (trigger ?? via) === undefined || termination?.by === operator.slackUser;
}

/**
 * True once a follow-up changes nothing any more. A reminder is sent only while it can be acted on, a warning only if it
 * is the latest, and no warning of a postponed termination.
 */
function isOutdated(session: Session, event: FollowedEvent, audience: Audience): boolean {
  const { acknowledged, ended, termination, reopened, postponedUntil } = session;
  switch (event.type) {
    case 'terminationRequested':
      // The thread also says how it ended; the operator would read that it is about to end.
      return audience === 'operator' && session.events.some(({ type, seq }) => type === 'ended' && seq > event.seq);
    case 'terminationFailed':
    case 'ended':
    case 'seenAlive':
      return false;
    case 'noticed':
      return Boolean(ended);
    case 'acknowledged':
      return Boolean(ended ?? termination) || acknowledged?.by !== event.by || acknowledged.at !== event.at;
    case 'reconfirmed':
      return Boolean(ended ?? termination) || acknowledged?.by !== event.by;
    case 'reconfirmationAsked':
      return Boolean(ended ?? termination) || acknowledged?.asked?.seq !== event.seq;
    case 'acknowledgementWithdrawn':
    case 'acknowledgementExpired':
      return !isUnacknowledged(session) || reopened?.at !== event.at;
    case 'postponed':
      return !isUnacknowledged(session) || postponedUntil !== event.until || (session.warned?.seq ?? 0) > event.seq;
    case 'reminded':
    case 'escalated':
    case 'warned':
      if (!isUnacknowledged(session) || session[event.type]?.seq !== event.seq) return true;
      return event.type === 'warned' && event.terminateAt < (postponedUntil ?? '');
    default:
      throw createUnknownMemberError('the event', event);
  }
}
