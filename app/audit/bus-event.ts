// The events of a chain as EventBridge passes them on. docs/events.md is the contract with whoever receives them.
import type { BusEvent } from '../ports.ts';
import type { Event, Operator, Target } from '../session/event.ts';
import { fold, type Stream } from '../session/session.ts';

/** EventBridge's `source` */
export const BUS_SOURCE = 'bastion-ack';

/** EventBridge's `detail-type` of each event. */
export const DETAIL_TYPES: Readonly<Record<Event['type'], string>> = {
  started: 'Session started',
  enriched: 'Session enriched',
  denied: 'Attempt denied',
  deniedOverflow: 'Attempts not kept',
  noticed: 'Notice posted',
  acknowledged: 'Session acknowledged',
  vouched: 'Session vouched for',
  acknowledgementWithdrawn: 'Acknowledgement withdrawn',
  reasoned: 'Reason given',
  reconfirmationAsked: 'Reconfirmation asked for',
  reconfirmed: 'Acknowledgement reconfirmed',
  acknowledgementExpired: 'Acknowledgement expired',
  terminationRequested: 'Termination requested',
  terminationFailed: 'Termination failed',
  ended: 'Session ended',
  seenAlive: 'Session seen alive',
  reminded: 'Approvers reminded',
  warned: 'Operator warned',
  postponed: 'Termination postponed',
  escalated: 'Session escalated',
  lapsed: 'Session lapsed',
};

/** EventBridge's `detail`: the same for each time that an event is put. */
interface EventDetail {
  /** Id of the chain; the first hash is computed from it */
  readonly stream: string;
  /** Undefined for denied attempts, which are no session */
  readonly sessionId?: string;
  /** 1 for the first event of the chain */
  readonly number: number;
  readonly hash: string;
  /** Every member that the hash covers */
  readonly event: Omit<Event, 'hash'>;
  readonly target?: string | undefined;
  readonly targetName?: string | undefined;
  readonly operator: Pick<Operator, 'name' | 'verified' | 'slackUser'>;
}

/** @returns the events of the chain after its first `eventsPut`, in their order */
export function listUnputEvents({ events }: Pick<Stream, 'events'>, eventsPut = 0): BusEvent[] {
  return events.slice(eventsPut).map((event) => createBusEvent(events.slice(0, event.seq), event));
}

/** @param until the chain up to this event, since later events may know more: an event that is put again must be the same */
function createBusEvent(until: readonly Event[], { hash, ...event }: Event): BusEvent {
  const stream = fold(until);
  if (stream === undefined) throw new Error(`event ${event.seq} has no chain: a stream begins with its first event`);
  const isSession = stream.type === 'session';
  const target: Target | undefined = isSession ? stream.target : stream.last.target;
  const { name, verified, slackUser } = isSession ? stream.operator : stream.last.operator;
  const detail: EventDetail = {
    stream: stream.id,
    ...(isSession && { sessionId: stream.id }),
    number: event.seq,
    hash,
    event,
    target: target?.id,
    targetName: target?.name,
    operator: { name, verified, slackUser },
  };
  return { at: event.at, detailType: DETAIL_TYPES[event.type], detail };
}
