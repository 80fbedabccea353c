// Load, decide, append: the one way in which a session changes.
import type { Clock, Delivery, Lease, SessionStore, StoredStream } from '../ports.ts';
import { type Deadlines, findNextDue, MAX_CLOCK_SKEW_MILLIS } from '../session/approval.ts';
import { decide, type Refusal, type SessionCommand } from '../session/decide.ts';
import type { Event } from '../session/event.ts';
import { evolve, type Stream } from '../session/session.ts';

/**
 * How long one writer may speak to Slack about an entry. Longer than the time limit of every handler (60 s), so that a
 * lease never ends under a writer that is still at work.
 */
export const LEASE_SECONDS = 90;

/** Each conflict means that somebody else got on, so this many in a row mean that something is wrong. */
const MAX_CONFLICTS = 25;

export class StoreConflictError extends Error {
  constructor(id: string) {
    super(`${id} was changed by others ${MAX_CONFLICTS} times in a row: look for a loop of writers in the log`);
    this.name = 'StoreConflictError';
  }
}

export type AppendResult =
  | {
      readonly outcome: 'changed' | 'unchanged';
      readonly stored: StoredStream;
      /** Those that are new */
      readonly events: readonly Event[];
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly stored: StoredStream | undefined };

export interface AppendPorts {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
}

export interface AppendOptions {
  /** Who we are, as a lease would say; undefined for a writer that shows nothing and leaves it to the watchdog */
  readonly owner: string | undefined;
  /** True to try the put before any read: most starts are new */
  readonly isNew?: boolean;
}

/**
 * Decides and writes, and takes the lease in the same write when it is free:
 *
 *   seen version 4, lease free      -> version 5, lease ours           we show it in Slack
 *   seen version 4, lease of A      -> version 5, lease still of A     A finds version 5 when it releases, and shows it
 *   seen version 4, A wrote first   -> conflict                        read again, decide again
 *
 * @param given the command, or what makes it of the entry as it is then
 */
export async function append(
  { store, clock, deadlines }: AppendPorts,
  id: string,
  given: SessionCommand | ((seen: StoredStream | undefined) => SessionCommand),
  { owner, isNew = false }: AppendOptions,
): Promise<AppendResult> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts++) {
    const seen = isNew && conflicts === 0 ? undefined : await store.read(id);
    const now = clock.now();
    const command = typeof given === 'function' ? given(seen) : given;
    const decision = decide(seen?.entry, command, now);
    if ('refusal' in decision) return { outcome: 'refused', refusal: decision.refusal, stored: seen };
    const stream = decision.events.reduce<Stream | undefined>(evolve, seen?.entry);
    if (stream === undefined) throw new Error(`${command.type} on nothing made nothing: a rule of decide is missing`);
    if (seen && decision.events.length === 0) {
      // A write that timed out may have been ours: then the lease in it is, and so is what follows from it.
      const isOurs = owner !== undefined && seen.delivery.lease?.owner === owner;
      return { outcome: isOurs ? 'changed' : 'unchanged', stored: seen, events: [] };
    }
    const held = seen?.delivery.lease;
    const lease = owner === undefined ? held : takeLease(held, owner, now);
    const delivery: Delivery = { announced: {}, ...seen?.delivery, lease };
    const saved = await store.save(
      { ...seen, entry: stream, delivery, version: seen?.version ?? 0 },
      earliest(findNextDue(stream, deadlines), lease?.until ?? now.toISOString()),
    );
    if (saved !== 'conflict') return { outcome: 'changed', stored: saved, events: decision.events };
  }
  throw new StoreConflictError(id);
}

/** The lease as it is after we asked for it: ours when it was free, expired or ours already. */
export function takeLease(held: Lease | undefined, owner: string, now: Date): Lease {
  if (held && held.owner !== owner && isHeld(held.until, now)) return held;
  const until = new Date(now.getTime() + LEASE_SECONDS * 1000).toISOString();
  if (held === undefined) return { owner, until, takeovers: 0 };
  // One that ran out was never released: its holder may have posted and died before it could say so.
  return { owner, until, takeovers: held.owner === owner ? held.takeovers : held.takeovers + 1 };
}

/** Whether a lease still holds. One that ends later than any that is taken now was taken by a clock that was far ahead. */
function isHeld(until: string, now: Date): boolean {
  const longest = new Date(now.getTime() + LEASE_SECONDS * 1000 + MAX_CLOCK_SKEW_MILLIS).toISOString();
  return now.toISOString() < until && until <= longest;
}

/** The earliest of some ISO times; undefined when there is none. */
export function earliest(...times: (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined).sort()[0];
}
