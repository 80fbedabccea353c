// Load, decide, append: the one way in which a session changes.
import type { AppendPorts, StoredStream } from '../ports.ts';
import type { Refusal } from '../session/acts/act.ts';
import { findNextDue, MAX_CLOCK_SKEW_MILLIS } from '../session/approval.ts';
import { decide, type SessionCommand } from '../session/decide.ts';
import type { Event } from '../session/event.ts';
import { evolve, type Stream } from '../session/session.ts';
import type { Delivery, Lease } from '../session/stored-state.ts';

/**
 * Length of a lease: longer than the time limit of every handler (60 s), so that it never ends under a writer that is
 * still at work.
 */
const LEASE_SECONDS = 90;

/** Each conflict means that another writer succeeded, so this many in a row mean a fault. */
export const MAX_CONFLICTS = 25;

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
      /** The new ones alone */
      readonly events: readonly Event[];
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal; readonly stored: StoredStream | undefined };

export interface AppendOptions {
  /** Takes the lease for this owner; undefined for a writer that leaves Slack to somebody else */
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
 * @param given the command, or a function that makes it from the stream as it is read
 * @throws {StoreConflictError} when other writers always come first; {StoredItemError} when the item is not readable
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
    const decision = decide(seen?.stream, command, now);
    if ('refusal' in decision) return { outcome: 'refused', refusal: decision.refusal, stored: seen };
    const stream = decision.events.reduce<Stream | undefined>(evolve, seen?.stream);
    if (stream === undefined) throw new Error(`${command.type} on nothing made nothing: a rule of decide is missing`);
    if (seen && decision.events.length === 0) {
      // A write that timed out may have been ours: then the stored lease is ours, and so is the sync.
      const isOurs = owner !== undefined && seen.delivery.lease?.owner === owner;
      return { outcome: isOurs ? 'changed' : 'unchanged', stored: seen, events: [] };
    }
    const held = seen?.delivery.lease;
    const lease = owner === undefined ? held : takeLease(held, owner, now);
    const delivery: Delivery = { followUps: {}, ...seen?.delivery, lease };
    const saved = await store.save(
      { ...seen, stream, delivery, version: seen?.version ?? 0 },
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
  // An expired lease was never released: its holder may have posted and died before it stored that.
  return { owner, until, takeovers: held.owner === owner ? held.takeovers : held.takeovers + 1 };
}

/** A lease that ends later than any taken now comes from a clock that was far ahead, and does not hold. */
function isHeld(until: string, now: Date): boolean {
  const longest = new Date(now.getTime() + LEASE_SECONDS * 1000 + MAX_CLOCK_SKEW_MILLIS).toISOString();
  return now.toISOString() < until && until <= longest;
}

/** The earliest of some ISO times; undefined when there is none. */
export function earliest(...times: (string | undefined)[]): string | undefined {
  return times.filter((time) => time !== undefined).sort()[0];
}
