// Syncs one notice with its stored stream, by one writer at a time.
import type { NotSearchable, StoredStream, SyncPorts } from '../../ports.ts';
import { findNextDue } from '../../session/approval.ts';
import { decide } from '../../session/decide.ts';
import { dropOldDeliveries, findUnsentFollowUps, refersToNotice } from '../../session/follow-ups.ts';
import { evolve, type Stream } from '../../session/session.ts';
import type { Delivery, PostedMessage } from '../../session/stored-state.ts';
import { earliest, takeLease } from '../append.ts';
import { sendThrough } from './post-throttle.ts';
import { sendFollowUps, withdrawAttempt } from './send-follow-ups.ts';
import { failureOf, nextStep, RETRY_SECONDS, type SyncProgress } from './sync-progress.ts';

export interface SyncOptions {
  readonly owner: string;
  /** False leaves the follow-ups to the watchdog: a click has no time for them */
  readonly announce?: boolean;
  /** Updates the notice even if its hash is right: somebody pressed a button that it should not have */
  readonly force?: boolean;
}

/** Rounds of writing and storing before the rest is left to the watchdog. */
const MAX_ROUNDS = 5;
/** Slack refuses until somebody changes a setting: the pause doubles up to this, and the app never gives up. */
const MAX_RETRY_SECONDS = 300;

/**
 * Syncs Slack with `stored` and releases the lease. Does nothing under somebody else's lease: its holder will. Failures of
 * Slack go to the monitor and leave a `dueAt`.
 *
 * @returns the stream as it is stored in the end
 * @throws whatever the store throws, or the rendering throws
 */
export async function syncHeld(ports: SyncPorts, stored: StoredStream, options: SyncOptions): Promise<StoredStream> {
  const { shownHash, shownAt, followUps, lease: first } = stored.delivery;
  // A holder that died may have posted the notice anew, after somebody removed it: an update finds out.
  const isUnsure = options.force || (first?.takeovers ?? 0) > 0;
  const progress: SyncProgress = {
    shownHash: isUnsure ? undefined : shownHash,
    shownAt,
    followUps: { ...followUps },
  };
  let seen = stored;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { lease } = seen.delivery;
    if (lease?.owner !== options.owner) return seen;
    const stream = withNotice(seen.stream, progress.posted, ports);
    const shown = await showOnce(ports, stream, progress, { ...options, takeovers: lease.takeovers });
    // An unknown outcome keeps the lease: until it expires nobody posts, and its next holder searches first.
    if (shown === 'unknown') return seen;
    const step = nextStep({ isSure: shown.isSure, intent: progress.intent });
    const kept = step === 'release' ? undefined : lease;
    const delivery = { ...deliveryOf(ports, shown.stream, seen.delivery, progress), lease: kept };
    const due = computeDueAt(ports, { stream: shown.stream, delivery }, progress.failure?.again);
    const saved = await ports.store.save({ ...seen, stream: shown.stream, delivery }, due);
    if (saved === 'conflict') {
      if (step === 'keep-lease') return seen;
      seen = (await ports.store.read(stored.stream.id)) ?? seen;
      continue;
    }
    if (step !== 'send-direct') return saved;
    progress.intent = progress.intent && { ...progress.intent, isStored: true };
    seen = saved;
  }
  return seen;
}

/**
 * Takes the lease of a stream whose notice is stale or missing, and syncs it.
 * @param stored the stream as it was queued: it may have changed since
 */
export async function acquireAndSync(
  ports: SyncPorts,
  stored: StoredStream,
  options: SyncOptions,
): Promise<StoredStream> {
  let seen = stored;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const lease = takeLease(seen.delivery.lease, options.owner, ports.clock.now());
    if (lease.owner !== options.owner) return seen;
    const due = earliest(findNextDue(seen.stream, ports.deadlines), lease.until);
    const saved = await ports.store.save({ ...seen, delivery: { ...seen.delivery, lease } }, due);
    if (saved !== 'conflict') return syncHeld(ports, saved, options);
    const read = await ports.store.read(stored.stream.id);
    if (read === undefined) return seen;
    seen = read;
    // The writer that came first may have synced it.
    if (!options.force && !isStale(ports, seen)) return seen;
  }
  return seen;
}

/** True when the notice differs from the stored stream, or a follow-up is unsent. */
export function isStale(
  ports: Pick<SyncPorts, 'messenger' | 'audiences'>,
  { stream, delivery }: Pick<StoredStream, 'stream' | 'delivery'>,
): boolean {
  return (
    stream.noticed === undefined ||
    delivery.shownHash !== ports.messenger.renderHash(stream) ||
    owes(ports, stream, delivery.followUps)
  );
}

/** True while a bus is named and an event of the chain is not on it. */
export function hasUnputEvents(
  { bus }: Pick<SyncPorts, 'bus'>,
  { stream, delivery }: Pick<StoredStream, 'stream' | 'delivery'>,
): boolean {
  return bus !== undefined && (delivery.eventsPut ?? 0) < stream.events.length;
}

/**
 * ISO time at which the watchdog checks the stream next; undefined when nothing is left to do.
 * @param again ISO time of the next try of a write that Slack did not take
 */
export function computeDueAt(
  ports: SyncPorts,
  stored: Pick<StoredStream, 'stream' | 'delivery'>,
  again?: string,
): string | undefined {
  const { stream, delivery } = stored;
  const next = findNextDue(stream, ports.deadlines);
  if (delivery.lease) return earliest(next, delivery.lease.until);
  const retryAt = delivery.retryAt ?? again;
  const isDue = (!retryAt && isStale(ports, stored)) || hasUnputEvents(ports, stored);
  return earliest(next, retryAt, isDue ? ports.clock.now().toISOString() : undefined);
}

interface Showing extends SyncOptions {
  readonly takeovers: number;
}

/** The stream after one round; `isSure` is false when the fate of a message is unknown. */
interface Shown {
  readonly stream: Stream;
  readonly isSure: boolean;
}

async function showOnce(
  ports: SyncPorts,
  stream: Stream,
  progress: SyncProgress,
  options: Showing,
): Promise<Shown | 'unknown'> {
  progress.failure = undefined;
  const look = options.takeovers > 0;
  const noticed = stream.noticed ? stream : await postNotice(ports, stream, progress, look);
  if (noticed === 'unknown') return noticed;
  if (noticed === 'not-sent') return { stream, isSure: true };
  // Update the notice before a reminder or a warning, to prove that it still exists. The round that stored an intent has done so.
  if (!progress.intent?.isStored && isCalledTo(ports, noticed, progress.followUps)) progress.shownHash = undefined;
  const updated = await updateNotice(ports, noticed, progress, look);
  if (updated === 'unknown') return updated;
  if (updated.type === 'denied') return { stream: updated, isSure: true };
  if (options.announce === false || progress.failure) {
    withdrawAttempt(ports, progress);
    // An expired lease may hide a sent follow-up: keep it until somebody has searched.
    return look && owes(ports, updated, progress.followUps) ? 'unknown' : { stream: updated, isSure: true };
  }
  return { stream: updated, isSure: (await sendFollowUps(ports, updated, progress, options.takeovers)) === 'sure' };
}

async function postNotice(
  ports: SyncPorts,
  stream: Stream,
  progress: SyncProgress,
  look: boolean,
): Promise<Stream | 'unknown' | 'not-sent'> {
  const { messenger, monitor, throttle } = ports;
  const earlier = look ? await findNotice(ports, stream) : undefined;
  if (earlier === 'unknown') return 'unknown';
  if (typeof earlier === 'object') return record(ports, stream, earlier, progress, undefined);
  const mayRepeat = earlier === 'not-searchable';
  const sent = await sendThrough(throttle, 'channel', () => messenger.post(stream, { mayRepeat }));
  if (sent.outcome === 'sent') {
    monitor.count('NoticesPosted');
    return record(ports, stream, sent, progress, sent.shownHash);
  }
  if (sent.outcome !== 'closed')
    monitor.fault('notice post failed', sent.cause, { id: stream.id, outcome: sent.outcome });
  if (sent.outcome === 'unknown') {
    const found = await findNotice(ports, stream);
    return typeof found === 'object' ? record(ports, stream, found, progress, undefined) : 'unknown';
  }
  progress.failure = failureOf(ports, sent);
  return 'not-sent';
}

async function findNotice(
  { messenger, monitor }: SyncPorts,
  stream: Stream,
): Promise<PostedMessage | undefined | NotSearchable | 'unknown'> {
  try {
    return await messenger.findNotice(stream);
  } catch (cause) {
    monitor.fault('notice search failed', cause, { id: stream.id });
    return 'unknown';
  }
}

function record(
  ports: SyncPorts,
  stream: Stream,
  posted: PostedMessage,
  progress: SyncProgress,
  shownHash: string | undefined,
): Stream {
  Object.assign(progress, { posted, shownHash, shownAt: ports.clock.now().toISOString() });
  return withNotice(stream, posted, ports);
}

/** Adds the `noticed` event of a notice that the stored stream does not have yet. */
function withNotice(stream: Stream, posted: PostedMessage | undefined, { clock }: SyncPorts): Stream {
  if (posted === undefined) return stream;
  const { channel, ts, at } = posted;
  const decision = decide(
    stream,
    { type: 'recordNotice', id: `notice:${channel}:${ts}`, channel, ts, at },
    clock.now(),
  );
  return 'events' in decision ? decision.events.reduce<Stream>(evolve, stream) : stream;
}

async function updateNotice(
  ports: SyncPorts,
  stream: Stream,
  progress: SyncProgress,
  look: boolean,
): Promise<Stream | 'unknown'> {
  const { messenger, monitor, clock, throttle } = ports;
  if (progress.shownHash === messenger.renderHash(stream)) return stream;
  const sent = await sendThrough(throttle, 'edits', () => messenger.update(stream));
  if (sent.outcome === 'sent') {
    Object.assign(progress, { shownHash: sent.shownHash, shownAt: clock.now().toISOString() });
    return stream;
  }
  if (sent.outcome !== 'closed')
    monitor.fault('notice update failed', sent.cause, { id: stream.id, outcome: sent.outcome });
  if (sent.outcome === 'message-gone') {
    // The old notice is gone, so a search finds only the one that an earlier holder posted in its place.
    const reposted = await postNotice(ports, stream, progress, look);
    if (reposted !== 'not-sent') return reposted;
    // Without this the pass would try again at once: edits are free, and each would find nothing.
    if (progress.failure?.isTurn) progress.failure = { ...progress.failure, isTurn: false };
    return stream;
  }
  // An update can be repeated without harm, so an unknown outcome counts as not sent.
  progress.shownHash = undefined;
  progress.failure = failureOf(ports, sent);
  return stream;
}

function deliveryOf({ clock }: SyncPorts, stream: Stream, before: Delivery, progress: SyncProgress): Delivery {
  const { shownHash, shownAt, failure } = progress;
  const followUps = stream.type === 'session' ? dropOldDeliveries(stream, progress.followUps) : progress.followUps;
  const { eventsPut } = before;
  if (!failure?.refused) {
    // A stream that waits for the channel is called when its turn comes, and needs no time of its own.
    return { shownHash, shownAt, followUps, eventsPut, retryAt: failure?.isTurn ? undefined : failure?.again };
  }
  const refusals = (before.refusals ?? 0) + 1;
  const pause = Math.min(MAX_RETRY_SECONDS, RETRY_SECONDS * 2 ** (refusals - 1));
  const retryAt = new Date(clock.now().getTime() + pause * 1000).toISOString();
  return { shownHash, shownAt, followUps, eventsPut, refusals, retryAt };
}

function isCalledTo({ audiences }: SyncPorts, stream: Stream, followUps: Delivery['followUps']): boolean {
  return (
    stream.type === 'session' &&
    findUnsentFollowUps(stream, followUps, audiences).some(({ event }) => refersToNotice(event.type))
  );
}

function owes({ audiences }: Pick<SyncPorts, 'audiences'>, stream: Stream, followUps: Delivery['followUps']): boolean {
  return stream.type === 'session' && findUnsentFollowUps(stream, followUps, audiences).length > 0;
}
