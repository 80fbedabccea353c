// The state of a session, or of a stream of denied attempts, folded from its events.
import {
  type Acknowledgement,
  changeAcknowledgement,
  foldReconfirmation,
  judgeGiven,
  type Reopening,
  reopen,
  toWords,
  type Words,
} from './acknowledgement.ts';
import { createMisplacedEventError, deriveDeniedId, evolveDenied } from './denied.ts';
import type { DeniedFacts, EndCause, EndStatus, Event, StartFacts, TerminationTrigger, Via } from './event.ts';

/** The notice's place and time. */
export interface Noticed {
  readonly channel: string;
  readonly ts: string;
  readonly at: string;
}

interface EventChain {
  /**
   * Key of the item: SSM's session id, e.g. "operator-abcdefghijklmnopqrstuvwxyz"; for denied attempts see
   * `deriveDeniedId`
   */
  readonly id: string;
  /** In their order; a stream begins with its first */
  readonly events: readonly [Event, ...Event[]];
  readonly noticed?: Noticed | undefined;
}

/** Reference to an event that has a follow-up. */
export interface EventRef {
  readonly seq: number;
  readonly at: string;
}

/** The earliest call of TerminateSession by anybody but this program. */
export interface TerminateCall {
  readonly by: string;
  readonly at: string;
}

export interface Session extends EventChain, Omit<StartFacts, 'sessionId'> {
  readonly type: 'session';
  readonly observedAt: string;
  /** The start according to a later source; `startedAt` stays. */
  readonly reportedStart?: string | undefined;
  /** The acknowledgement that stands */
  readonly acknowledged?: Acknowledgement | undefined;
  /** The first of two approvers, while the second has not pressed */
  readonly vouched?: Words | undefined;
  /** The latest acknowledgement that no longer stands: deadlines count from its end */
  readonly reopened?: Reopening | undefined;
  /** The operator's own words; `reason` is what StartSession was given */
  readonly said?: (Omit<Words, 'note'> & { readonly reason: string; readonly ticket?: string | undefined }) | undefined;
  readonly termination?:
    | {
        /** A Slack user, or "app" */
        readonly by: string;
        readonly at: string;
        readonly via?: Via | undefined;
        readonly note?: string | undefined;
        readonly trigger?: TerminationTrigger | undefined;
        readonly failed?: { readonly at: string; readonly tries: number };
      }
    | undefined;
  readonly terminateCall?: TerminateCall | undefined;
  readonly ended?: { readonly at: string; readonly status: EndStatus; readonly how: EndCause } | undefined;
  /** ISO time since which a session that was recorded as ended is known to be live. */
  readonly resumedAt?: string | undefined;
  readonly reminded?: EventRef | undefined;
  /** The latest warning, and the termination time that it names. */
  readonly warned?: (EventRef & { readonly terminateAt: string }) | undefined;
  readonly postponedUntil?: string | undefined;
  readonly escalated?: EventRef | undefined;
  readonly lapsedAt?: string | undefined;
}

/** The part of a session that ranks it and decides who may act on it; small enough for an index. */
export type Outline = Pick<
  Session,
  | 'type'
  | 'id'
  | 'operator'
  | 'startedAt'
  | 'noticed'
  | 'acknowledged'
  | 'vouched'
  | 'reopened'
  | 'termination'
  | 'ended'
  | 'resumedAt'
  | 'warned'
  | 'postponedUntil'
  | 'lapsedAt'
>;

/** Attempts of one principal within one window, shown in one message. Never a session. */
export interface DeniedAttempts extends EventChain {
  readonly type: 'denied';
  /** By the attempts' own times, in whatever order their records arrived */
  readonly first: DeniedFacts;
  readonly last: DeniedFacts;
  readonly count: number;
  /** True if there were more than are kept. */
  readonly more: boolean;
}

export type Stream = Session | DeniedAttempts;

/** @throws {Error} for an event that cannot follow the ones before it: `decide` did not make the stored list */
export function evolve(stream: Stream | undefined, event: Event): Stream {
  if (stream === undefined) return startStream(event);
  const events: Stream['events'] = [...stream.events, event];
  if (event.type === 'noticed') {
    return { ...stream, events, noticed: { channel: event.channel, ts: event.ts, at: event.at } };
  }
  return stream.type === 'session'
    ? { ...evolveSession(stream, event), events }
    : { ...evolveDenied(stream, event), events };
}

export function lastEvent({ events }: Pick<Stream, 'events'>): Event {
  return events.at(-1) ?? events[0];
}

/** Folds a stored list of events; undefined for an empty one. */
export function fold(events: readonly Event[]): Stream | undefined {
  return events.reduce<Stream | undefined>(evolve, undefined);
}

/** Any SSM session id, except our reserved item keys. */
const SESSION_ID = /^(?!#|denied:)[^\s\p{Cc}]{1,128}$/u;

export function isSessionId(id: string): boolean {
  return SESSION_ID.test(id);
}

/** A session is live until History says otherwise, whatever was requested. */
export function isLive(session: Outline): boolean {
  return session.ended === undefined;
}

/** A termination was requested, and neither its failure nor its success is known. */
export function isBeingTerminated(session: Outline): boolean {
  return isLive(session) && session.termination !== undefined && session.termination.failed === undefined;
}

/**
 * True if a TerminateSession can be the cause of an end. A call after the end succeeds as well, and ends nothing.
 * CloudTrail's times are whole seconds, rounded down.
 */
export function canHaveEnded(call: TerminateCall, endedAt: string): boolean {
  return call.at <= endedAt;
}

/**
 * True if a session had ended before something was asked of it. An end that SSM gives in whole seconds may be up to one
 * second later.
 * @param endedAt ISO time by SSM's clock
 * @param askedAt ISO time by ours
 */
export function hadEndedBefore(endedAt: string, askedAt: string): boolean {
  return endedAt.endsWith('.000Z') ? endedAt.slice(0, 19) < askedAt.slice(0, 19) : endedAt < askedAt;
}

function startStream(event: Event): Stream {
  const { seq: _seq, at, by: _by, commandId: _commandId, hash: _hash, ...data } = event;
  if (data.type === 'started') {
    const { type: _type, sessionId, ...facts } = data;
    return { ...facts, type: 'session', id: sessionId, observedAt: at, events: [event] };
  }
  if (data.type === 'denied') {
    const { type: _type, ...facts } = data;
    const id = deriveDeniedId(facts);
    return { type: 'denied', id, first: facts, last: facts, count: 1, more: false, events: [event] };
  }
  throw createMisplacedEventError(event);
}

function evolveSession(session: Session, event: Exclude<Event, { type: 'noticed' }>): Session {
  switch (event.type) {
    case 'enriched': {
      const { type, seq, at, by, commandId, hash, ...facts } = event;
      return recomputeConclusions({ ...session, ...facts });
    }
    case 'acknowledged': {
      const { fourEyes, afterTermination, vouchedBy } = event;
      return {
        ...session,
        acknowledged: { ...toWords(event), fourEyes, afterTermination, vouchedBy },
        vouched: undefined,
      };
    }
    case 'vouched':
      return { ...session, vouched: toWords(event) };
    case 'acknowledgementWithdrawn':
      return reopen(session, event, 'withdrawn');
    case 'acknowledgementExpired':
      return reopen(session, event, 'expired');
    case 'reasoned': {
      const { by, at, via, reason, ticket } = event;
      return { ...session, said: { by, at, via, reason, ticket } };
    }
    case 'reconfirmationAsked':
      return changeAcknowledgement(session, event, ({ ...former }) => ({ ...former, asked: toEventRef(event) }));
    case 'reconfirmed':
      return changeAcknowledgement(session, event, (former) => foldReconfirmation(former, event));
    case 'terminationRequested': {
      const { by, at, via, note, trigger } = event;
      return { ...session, termination: { by, at, via, note, trigger } };
    }
    case 'terminationFailed':
      if (session.termination === undefined) throw createMisplacedEventError(event);
      return { ...session, termination: { ...session.termination, failed: { at: event.at, tries: event.tries } } };
    case 'ended':
      return { ...session, ended: { at: event.endedAt, status: event.status, how: event.how } };
    case 'seenAlive':
      return { ...session, ended: undefined, lapsedAt: undefined, resumedAt: event.at };
    case 'reminded':
      return { ...session, reminded: toEventRef(event) };
    case 'warned':
      return { ...session, warned: { ...toEventRef(event), terminateAt: event.terminateAt } };
    case 'postponed':
      return { ...session, postponedUntil: event.until };
    case 'escalated':
      return { ...session, escalated: toEventRef(event) };
    case 'lapsed':
      return { ...session, lapsedAt: event.at };
    case 'started':
    case 'denied':
    case 'deniedOverflow':
      throw createMisplacedEventError(event);
    default:
      throw createMisplacedEventError(event satisfies never);
  }
}

function toEventRef({ seq, at }: Event): EventRef {
  return { seq, at };
}

/**
 * Recomputes end cause and four-eyes status when a late source arrives. DescribeSessions comes minutes before
 * CloudTrail, and people often act in between. The events keep what was known at their time.
 */
function recomputeConclusions(session: Session): Session {
  const { ended, acknowledged, terminateCall: call, operator } = session;
  const endedByCall = call && ended && ended.how.cause !== 'terminated' && canHaveEnded(call, ended.at);
  return {
    ...session,
    ...(endedByCall ? { ended: { ...ended, how: { cause: 'terminate-call', by: call.by } } } : {}),
    // A reason of somebody who turns out not to be the operator is not the operator's.
    ...(session.said && session.said.by !== operator.slackUser ? { said: undefined } : {}),
    ...(acknowledged ? { acknowledged: { ...acknowledged, fourEyes: judgeGiven(acknowledged, operator) } } : {}),
  };
}
