// Decides: a command and the state of a stream become events or a refusal.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type Deadlines, pickLater } from './approval.ts';
import { type DeliveryFacts, findDueEvents } from './deadlines.ts';
import { findEndCause, wasTerminatedByApp } from './end-cause.ts';
import type { DeniedFacts, EndStatus, Event, EventData, StartFacts } from './event.ts';
import { canonicalize, hashEvent } from './hash-chain.ts';
import { findEnrichment } from './merge-sources.ts';
import { isOperator, judgeFourEyes } from './operator.ts';
import {
  evolve,
  isBeingTerminated,
  isLive,
  lastEvent,
  type Outline,
  type Session,
  type Stream,
  type TerminateCall,
} from './session.ts';

/** The person who acts in Slack. */
export interface Actor {
  readonly userId: string;
  /** 'unknown' when the group of approvers cannot be read */
  readonly approver: 'yes' | 'no' | 'unknown';
  /** The message whose button was pressed, or a message of this program's own making, recognised by its token */
  readonly from: MessageRef | 'private-card' | 'digest';
}

export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

/** `id` names the cause (a record, a click). A cause that is met again changes nothing. */
export type SessionCommand = { readonly id: string } & (
  | { readonly type: 'observeStart'; readonly facts: StartFacts }
  | { readonly type: 'observeDenied'; readonly facts: DeniedFacts }
  | { readonly type: 'observeTerminateCall'; readonly by: string; readonly at: string }
  | {
      readonly type: 'observeEnd';
      readonly status: EndStatus;
      readonly endedAt?: string;
      readonly maximumMinutes?: number;
    }
  | { readonly type: 'recordNotice'; readonly channel: string; readonly ts: string; readonly at: string }
  | { readonly type: 'acknowledge'; readonly actor: Actor }
  | { readonly type: 'requestTermination'; readonly actor: Actor }
  | { readonly type: 'reportTerminationFailure'; readonly tries: number }
  | { readonly type: 'observeAlive' }
  | { readonly type: 'passTime'; readonly deadlines: Deadlines; readonly delivery: DeliveryFacts }
);

/** The reason why nothing changes. Slack explains each one to the person who asked (app/slack). */
export type Refusal =
  | { readonly reason: PlainReason }
  | { readonly reason: 'already-acknowledged'; readonly by: string; readonly at: string; readonly yours: boolean }
  | { readonly reason: 'already-terminating'; readonly by: string; readonly at: string }
  | { readonly reason: 'already-ended'; readonly at: string }
  | { readonly reason: 'lapsed'; readonly at: string };

type PlainReason =
  | 'unknown-session'
  | 'denied-attempt'
  | 'wrong-message'
  | 'old-digest'
  | 'notice-unrecorded'
  | 'not-an-approver'
  | 'approvers-unknown'
  | 'own-session'
  | 'not-allowed-to-terminate';

/** Either the events to append (none when there is nothing new), or a refusal. */
export type Decision = { readonly events: readonly Event[] } | { readonly refusal: Refusal };

/** Attempts that one item keeps, if they are short enough. One event marks the overflow; CloudTrail has the rest. */
export const MAX_DENIED_ATTEMPTS = 50;
/** An item stays under 64 KB: this many bytes of events, and the state folded from them. */
const MAX_DENIED_BYTES = 48 * 1024;

export function decide(stream: Stream | undefined, command: SessionCommand, now: Date): Decision {
  if (stream?.events.some((event) => event.commandId === command.id)) return { events: [] };
  switch (command.type) {
    case 'observeStart':
      return observeStart(stream, command.id, command.facts, now);
    case 'observeDenied':
      return observeDenied(stream, command.id, command.facts, now);
    case 'recordNotice': {
      if (stream === undefined) return refuse('unknown-session');
      if (stream.noticed?.ts === command.ts && stream.noticed.channel === command.channel) return { events: [] };
      const data: EventData = { type: 'noticed', channel: command.channel, ts: command.ts };
      return chainEvents(stream, command.id, 'app', new Date(command.at), data);
    }
    default:
      if (stream === undefined) return refuse('unknown-session');
      if (stream.type === 'denied') return refuse('denied-attempt');
      return decideOnSession(stream, command, now);
  }
}

type OnSession = Exclude<SessionCommand, { type: 'observeStart' | 'observeDenied' | 'recordNotice' }>;

function decideOnSession(session: Session, command: OnSession, now: Date): Decision {
  switch (command.type) {
    case 'acknowledge':
      return acknowledge(session, command.id, command.actor, now);
    case 'requestTermination':
      return requestTermination(session, command.id, command.actor, now);
    case 'observeEnd':
      return observeEnd(session, command, now);
    case 'observeTerminateCall':
      return observeTerminateCall(session, command.id, { by: command.by, at: command.at }, now);
    case 'reportTerminationFailure':
      if (!isBeingTerminated(session)) return { events: [] };
      return chainEvents(session, command.id, 'app', now, { type: 'terminationFailed', tries: command.tries });
    case 'observeAlive':
      if (isLive(session)) return { events: [] };
      return chainEvents(session, command.id, 'ssm', now, { type: 'seenAlive' });
    case 'passTime':
      return chainEvents(
        session,
        command.id,
        'app',
        now,
        ...findDueEvents(session, command.deadlines, command.delivery, now),
      );
  }
}

function observeStart(stream: Stream | undefined, id: string, facts: StartFacts, now: Date): Decision {
  if (stream === undefined) return chainEvents(undefined, id, facts.source, now, { type: 'started', ...facts });
  if (stream.type === 'denied') return refuse('denied-attempt');
  const enrichment = findEnrichment(stream, facts);
  if (Object.keys(enrichment).length === 0) return { events: [] };
  return chainEvents(stream, id, facts.source, now, { type: 'enriched', ...enrichment });
}

function observeDenied(stream: Stream | undefined, id: string, facts: DeniedFacts, now: Date): Decision {
  const data: EventData = { type: 'denied', ...facts };
  if (stream === undefined) return chainEvents(undefined, id, 'cloudtrail', now, data);
  // A session's key never begins with "denied:", so only a table that was edited by hand leads here.
  if (stream.type === 'session') return refuse('denied-attempt');
  if (stream.more) return { events: [] };
  const bytes = utf8ToBytes(canonicalize([...stream.events, data])).length;
  const fits = stream.count < MAX_DENIED_ATTEMPTS && bytes <= MAX_DENIED_BYTES;
  return chainEvents(stream, id, 'cloudtrail', now, fits ? data : { type: 'deniedOverflow' });
}

/** The earliest call counts, in whatever order the records arrive. */
function observeTerminateCall(session: Session, id: string, call: TerminateCall, now: Date): Decision {
  if (session.terminateCall && session.terminateCall.at <= call.at) return { events: [] };
  if (wasTerminatedByApp(session, call)) return { events: [] };
  return chainEvents(session, id, 'cloudtrail', now, { type: 'enriched', terminateCall: call });
}

/** The refusal that a request would meet now; undefined if it would be granted. */
export function findRefusal(
  act: 'acknowledge' | 'requestTermination',
  session: Outline,
  actor: Actor,
): Refusal | undefined {
  const refused = act === 'acknowledge' ? refuseAcknowledgement(session, actor) : refuseTermination(session, actor);
  return refused?.refusal;
}

function acknowledge(session: Session, id: string, actor: Actor, now: Date): Decision {
  const refused = refuseAcknowledgement(session, actor);
  if (refused) return refused;
  return chainEvents(session, id, actor.userId, now, {
    type: 'acknowledged',
    fourEyes: judgeFourEyes(session.operator),
    afterTermination: session.termination !== undefined,
  });
}

function refuseAcknowledgement(session: Outline, actor: Actor): { refusal: Refusal } | undefined {
  const misplaced = refuseOtherMessage(session, actor);
  if (misplaced) return misplaced;
  if (isOperator(session.operator, actor.userId)) return refuse('own-session');
  if (actor.approver !== 'yes') return refuse(actor.approver === 'no' ? 'not-an-approver' : 'approvers-unknown');
  if (session.acknowledged) {
    const { by, at } = session.acknowledged;
    return { refusal: { reason: 'already-acknowledged', by, at, yours: by === actor.userId } };
  }
  if (session.lapsedAt) return { refusal: { reason: 'lapsed', at: session.lapsedAt } };
  return undefined;
}

function requestTermination(session: Session, id: string, actor: Actor, now: Date): Decision {
  const refused = refuseTermination(session, actor);
  if (refused) return refused;
  return chainEvents(session, id, actor.userId, now, { type: 'terminationRequested' });
}

function refuseTermination(session: Outline, actor: Actor): { refusal: Refusal } | undefined {
  const misplaced = refuseOtherMessage(session, actor);
  if (misplaced) return misplaced;
  if (actor.approver !== 'yes' && !isOperator(session.operator, actor.userId)) {
    return refuse(actor.approver === 'no' ? 'not-allowed-to-terminate' : 'approvers-unknown');
  }
  if (session.ended) return { refusal: { reason: 'already-ended', at: session.ended.at } };
  if (session.termination && isBeingTerminated(session)) {
    return { refusal: { reason: 'already-terminating', by: session.termination.by, at: session.termination.at } };
  }
  return undefined;
}

function refuseOtherMessage(session: Outline, { from }: Actor): { refusal: Refusal } | undefined {
  if (typeof from === 'string') return undefined;
  if (session.noticed === undefined) return refuse('notice-unrecorded');
  const same = session.noticed.channel === from.channel && session.noticed.ts === from.ts;
  return same ? undefined : refuse('wrong-message');
}

function observeEnd(session: Session, command: Extract<SessionCommand, { type: 'observeEnd' }>, now: Date): Decision {
  // History may still name a status that it did not know before.
  const isKnown = session.ended && session.ended.status !== 'Unknown';
  if (isKnown || (session.ended && command.status === 'Unknown')) return { events: [] };
  const endedAt = command.endedAt ?? now.toISOString();
  return chainEvents(session, command.id, 'ssm', now, {
    type: 'ended',
    status: command.status,
    endedAt,
    // An end that nobody has seen does not prove a termination.
    how: command.status === 'Unknown' ? { cause: 'unknown' } : findEndCause(session, endedAt, command.maximumMinutes),
  });
}

function refuse(reason: PlainReason): { refusal: Refusal } {
  return { refusal: { reason } };
}

/** The events of one decision, each chained to the one before it. */
function chainEvents(
  stream: Stream | undefined,
  commandId: string,
  by: string,
  at: Date,
  ...data: EventData[]
): { events: Event[] } {
  const events: Event[] = [];
  for (const one of data)
    events.push(linkEvent(stream, events.at(-1) ?? stream?.events.at(-1), commandId, by, at, one));
  return { events };
}

/**
 * One event, linked to the stream's last. Its time is `at`, or the last event's if clocks disagree: time never runs
 * backwards.
 */
function linkEvent(
  stream: Stream | undefined,
  last: Event | undefined,
  commandId: string,
  by: string,
  at: Date,
  data: EventData,
): Event {
  const time = at.toISOString();
  const unlinked = {
    ...dropUndefined(data),
    seq: (last?.seq ?? 0) + 1,
    at: last && last.at > time ? last.at : time,
    by,
    commandId,
  };
  // The first event's link is the key of its item, which evolve derives.
  const key = stream?.id ?? evolve(undefined, { ...unlinked, hash: '' }).id;
  return { ...unlinked, hash: hashEvent(last?.hash ?? key, unlinked) };
}

/** The same as JSON holds it, where a member that is undefined does not exist. */
function dropUndefined<T extends object>(data: T): T {
  const kept = { ...data };
  for (const name in kept) {
    const member = kept[name];
    if (member === undefined) delete kept[name];
    else if (typeof member === 'object' && member !== null && !Array.isArray(member))
      kept[name] = dropUndefined(member);
  }
  return kept;
}

/**
 * The stream as it will be once its notice is posted: the deadline in the notice counts from the notice.
 * @param now the time of the post, by our clock: Slack's own follows with its answer
 */
export function previewNoticed(stream: Stream, channel: string, now: Date): Stream {
  // Like the event itself, it is never before the event before it.
  return { ...stream, noticed: { channel, ts: '0', at: pickLater(lastEvent(stream).at, now.toISOString()) } };
}
