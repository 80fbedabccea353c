// How a session came to be acknowledged, read from its events: the state has only what stands.
import { pickLater } from '../../session/approval.ts';
import type { Event } from '../../session/event.ts';
import type { Session } from '../../session/session.ts';
import { measureSeconds } from './period.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** The events of one type, in their order. */
export function listEvents<T extends Event['type']>({ events }: Session, type: T): Of<T>[] {
  return events.filter((event): event is Of<T> => event.type === type);
}

/**
 * Seconds that approvers took, up to the press by which the acknowledgement that stands was given; undefined if none
 * stands, or if there was no notice. They count from the notice, or from the end of an acknowledgement before it; a
 * take-over continues the one that it takes over.
 */
export function measureResponse(session: Session): number | undefined {
  const { acknowledged, noticed, reopened } = session;
  const given = listEvents(session, 'acknowledged').at(-1);
  if (!acknowledged || !noticed || !given) return undefined;
  return measureSeconds(pickLater(noticed.at, reopened?.at ?? noticed.at), given.at);
}

/** The first of two approvers, and their words. @returns undefined where one approver is enough */
export function findVoucher(session: Session): { readonly by: string; readonly note?: string | undefined } | undefined {
  if (session.vouched) return session.vouched;
  const by = session.acknowledged?.vouchedBy;
  if (by === undefined) return undefined;
  // After a take-over the former acknowledger is the first of the two.
  const presses = [...listEvents(session, 'vouched'), ...listEvents(session, 'acknowledged')];
  return { by, note: presses.filter((press) => press.by === by).at(-1)?.note };
}
