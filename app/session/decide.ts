// Decides: a command and the state of a stream become events or a refusal.
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { acknowledge, type FourEyesPolicy, reconfirm, refuseAcknowledgement, withdraw } from './acts/acknowledge.ts';
import { type ActDecision, type Actor, type Refusal, refuse } from './acts/act.ts';
import { type GivenReason, giveReason } from './acts/give-reason.ts';
import { refuseTermination, requestTermination } from './acts/terminate.ts';
import { type Deadlines, pickLater } from './approval.ts';
import { type DeliveryFacts, findDueEvents } from './deadlines.ts';
import type { DeniedFacts, EndStatus, Event, EventData, StartFacts } from './event.ts';
import { canonicalize, hashEvent } from './hash-chain.ts';
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
import { findEndCause, wasTerminatedByApp } from './sources/end-cause.ts';
import { findEnrichment } from './sources/merge-sources.ts';

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
  | {
      readonly type: 'acknowledge';
      readonly actor: Actor;
      readonly note?: string | undefined;
      readonly fourEyes: FourEyesPolicy;
    }
  | { readonly type: 'requestTermination'; readonly actor: Actor; readonly note?: string | undefined }
  | { readonly type: 'withdraw'; readonly actor: Actor; readonly note?: string | undefined }
  | {
      readonly type: 'reconfirm';
      readonly actor: Actor;
      readonly act: 'still-mine' | 'take-over';
      readonly fourEyes: FourEyesPolicy;
    }
  | ({ readonly type: 'giveReason' } & GivenReason)
  | { readonly type: 'reportTerminationFailure'; readonly tries: number }
  | { readonly type: 'observeAlive' }
  | { readonly type: 'passTime'; readonly deadlines: Deadlines; readonly delivery: DeliveryFacts }
);

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
      return chainAct(session, command, acknowledge(session, command.actor, command.note, command.fourEyes), now);
    case 'requestTermination':
      return chainAct(session, command, requestTermination(session, command.actor, command.note), now);
    case 'withdraw':
      return chainAct(session, command, withdraw(session, command.actor, command.note), now);
    case 'reconfirm':
      return chainAct(session, command, reconfirm(session, command.actor, command.act, command.fourEyes), now);
    case 'giveReason':
      return chainAct(session, command, giveReason(session, command, now), now);
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

/** The acts that lists and private cards offer, each as a button. */
export type ButtonAct = 'acknowledge' | 'requestTermination';

/** The refusal that a request would meet now; undefined if it would be granted. */
export function findRefusal(act: ButtonAct, session: Outline, actor: Actor): Refusal | undefined {
  const refused = act === 'acknowledge' ? refuseAcknowledgement(session, actor) : refuseTermination(session, actor);
  return refused?.refusal;
}

/** Chains what a person did, under their name. */
function chainAct(
  session: Session,
  command: { readonly id: string } & ({ readonly actor: Actor } | { readonly userId: string }),
  act: ActDecision,
  now: Date,
): Decision {
  if ('refusal' in act) return act;
  const by = 'actor' in command ? command.actor.userId : command.userId;
  return chainEvents(session, command.id, by, now, ...(act.event ? [act.event] : []));
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
