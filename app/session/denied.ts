// A stream of denied attempts, folded from its events.
import type { DeniedFacts, Event } from './event.ts';
import type { DeniedAttempts } from './session.ts';

export function evolveDenied(attempts: DeniedAttempts, event: Exclude<Event, { type: 'noticed' }>): DeniedAttempts {
  switch (event.type) {
    case 'denied': {
      const { type, seq, at, by, commandId, hash, ...facts } = event;
      const { first, last, count } = attempts;
      return {
        ...attempts,
        first: facts.attemptedAt < first.attemptedAt ? facts : first,
        last: facts.attemptedAt >= last.attemptedAt ? facts : last,
        count: count + 1,
      };
    }
    case 'deniedOverflow':
      return { ...attempts, more: true };
    case 'started':
    case 'enriched':
    case 'acknowledged':
    case 'vouched':
    case 'acknowledgementWithdrawn':
    case 'reasoned':
    case 'reconfirmationAsked':
    case 'reconfirmed':
    case 'acknowledgementExpired':
    case 'terminationRequested':
    case 'terminationFailed':
    case 'ended':
    case 'seenAlive':
    case 'reminded':
    case 'warned':
    case 'postponed':
    case 'escalated':
    case 'lapsed':
      throw createMisplacedEventError(event);
    default:
      throw createMisplacedEventError(event satisfies never);
  }
}

/** One message covers the attempts of one principal within this window. */
const DENIED_WINDOW_MILLIS = 10 * 60_000;

/**
 * Key of the item that gathers an attempt: the principal, and the start of the window of the attempt's own time. It
 * depends on the record alone: a record that arrives twice, late or out of order finds the same item.
 * @returns e.g. "denied:arn:aws:iam::111122223333:user/operator:2026-11-24T08:10:00.000Z"
 */
export function deriveDeniedId(facts: Pick<DeniedFacts, 'attemptedAt' | 'principal'>): string {
  const index = Math.floor(Date.parse(facts.attemptedAt) / DENIED_WINDOW_MILLIS);
  const start = new Date(index * DENIED_WINDOW_MILLIS).toISOString();
  return `denied:${facts.principal.arn ?? `${facts.principal.type}/${facts.principal.name}`}:${start}`;
}

/** An event that `decide` cannot have put there. */
export function createMisplacedEventError(event: Event): Error {
  return new Error(
    `event ${event.seq} (${event.type}) cannot follow the events before it: verify the item's chain before anything else writes to it`,
  );
}
