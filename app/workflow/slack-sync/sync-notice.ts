// Makes Slack show what is stored, by one writer at a time.
import type { Delivery, PostedMessage, StoredStream } from '../../ports.ts';
import { findNextDue } from '../../session/approval.ts';
import { decide } from '../../session/decide.ts';
import { findUnsentFollowUps, refersToNotice } from '../../session/follow-ups.ts';
import { evolve, type Stream } from '../../session/session.ts';
import { earliest, takeLease } from '../append.ts';
import { sendThrough } from './post-throttle.ts';
import { sendFollowUps, withdrawAttempt } from './send-follow-ups.ts';
import { failureOf, RETRY_SECONDS, type SyncPorts, type SyncProgress } from './sync-progress.ts';

export interface SyncOptions {
  readonly owner: string;
  /** False leaves what is told beside the notice to the watchdog: a click has no time for it */
  readonly announce?: boolean;
  /** Write the notice even if it should show the right thing already: somebody pressed a button that is not there */
  readonly force?: boolean;
}

/** What came after the write, at most, before the rest is left to the watchdog. */
const MAX_ROUNDS = 5;
/** What Slack refuses it refuses until somebody mends something: asked more and more seldom, but never given up. */
const MAX_RETRY_SECONDS = 300;

/**
 * Shows `stored` in Slack and releases the lease, if the lease is ours; else its holder will. Slack's failures are told to
 * the monitor and leave a `dueAt`; only the store's are thrown.
 *
 * @returns the entry as it is stored in the end
 */
export async function syncHeld(ports: SyncPorts, stored: StoredStream, options: SyncOptions): Promise<StoredStream> {
  const { shownHash, shownAt, announced } = stored.delivery;
  const progress: SyncProgress = {
    shownHash: options.force ? undefined : shownHash,
    shownAt,
    announced: { ...announced },
  };
  let seen = stored;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { lease } = seen.delivery;
    if (lease?.owner !== options.owner) return seen;
    const stream = withNotice(seen.entry, progress.posted, ports);
    const shown = await showOnce(ports, stream, progress, { ...options, takeovers: lease.takeovers });
    // An unknown outcome keeps the lease: until it runs out nobody posts, and then somebody looks first.
    if (shown === 'unknown') return seen;
    const isMore = shown.isSure && progress.aboutToTell !== progress.mayTell;
    const kept = shown.isSure && !isMore ? undefined : lease;
    const delivery = { ...deliveryOf(ports, seen.delivery, progress), lease: kept };
    const due = kept
      ? earliest(findNextDue(shown.entry, ports.deadlines), kept.until)
      : dueAt(ports, shown.entry, delivery, progress);
    const saved = await ports.store.save({ ...seen, entry: shown.entry, delivery }, due);
    if (saved !== 'conflict' && !isMore) return saved;
    if (!shown.isSure) return seen;
    if (saved !== 'conflict') progress.mayTell = progress.aboutToTell;
    seen = saved === 'conflict' ? ((await ports.store.read(stored.entry.id)) ?? seen) : saved;
  }
  return seen;
}

/**
 * Takes the lease of an entry whose notice is stale or missing, and shows it.
 * @param stored as it was when its turn was given: it may have changed since, and keeps its turn
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
    const due = earliest(findNextDue(seen.entry, ports.deadlines), lease.until);
    const saved = await ports.store.save({ ...seen, delivery: { ...seen.delivery, lease } }, due);
    if (saved !== 'conflict') return syncHeld(ports, saved, options);
    const read = await ports.store.read(stored.entry.id);
    if (read === undefined) return seen;
    seen = read;
    // Whoever wrote first may have shown it.
    if (!options.force && !isStale(ports, seen)) return seen;
  }
  return seen;
}

/** Whether Slack shows something else than what is stored, or was not told something. */
export function isStale(
  ports: Pick<SyncPorts, 'messenger' | 'audiences'>,
  { entry: stream, delivery }: StoredStream,
): boolean {
  return (
    stream.noticed === undefined ||
    delivery.shownHash !== ports.messenger.renderHash(stream) ||
    owes(ports, stream, delivery.announced)
  );
}

interface Showing extends SyncOptions {
  readonly takeovers: number;
}

/** The entry with what came of showing it; not sure when something was told of which nobody knows whether it went out. */
interface Shown {
  readonly entry: Stream;
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
  if (noticed === 'not-sent') return { entry: stream, isSure: true };
  // An update tells whether the notice is there; where a direct message is recorded and still to be sent, it has told so just now.
  if (progress.mayTell === undefined && isCalledTo(ports, noticed, progress.announced)) progress.shownHash = undefined;
  const updated = await updateNotice(ports, noticed, progress, look);
  if (updated === 'unknown') return updated;
  if (updated.type === 'denied') return { entry: updated, isSure: true };
  if (options.announce === false || progress.failure) {
    withdrawAttempt(ports, progress);
    // A lease that ran out may have been that of an announcement: it is given back only by whoever has looked for it.
    return look && owes(ports, updated, progress.announced) ? 'unknown' : { entry: updated, isSure: true };
  }
  return { entry: updated, isSure: (await sendFollowUps(ports, updated, progress, options.takeovers)) === 'sure' };
}

async function postNotice(
  ports: SyncPorts,
  stream: Stream,
  progress: SyncProgress,
  look: boolean,
): Promise<Stream | 'unknown' | 'not-sent'> {
  const { messenger, monitor, throttle } = ports;
  if (look) {
    const found = await findNotice(ports, stream);
    if (found === 'unknown') return 'unknown';
    if (found) return record(ports, stream, found, progress, undefined);
  }
  const sent = await sendThrough(throttle, 'channel', () => messenger.post(stream));
  if (sent.outcome === 'sent') {
    monitor.count('NoticesPosted');
    return record(ports, stream, sent, progress, sent.shownHash);
  }
  if (sent.outcome !== 'closed')
    monitor.fault('a notice did not go out', sent.cause, { id: stream.id, outcome: sent.outcome });
  if (sent.outcome === 'unknown') {
    const found = await findNotice(ports, stream);
    return found && found !== 'unknown' ? record(ports, stream, found, progress, undefined) : 'unknown';
  }
  progress.failure = failureOf(ports, sent);
  return 'not-sent';
}

async function findNotice(
  { messenger, monitor }: SyncPorts,
  stream: Stream,
): Promise<PostedMessage | undefined | 'unknown'> {
  try {
    return await messenger.findNotice(stream);
  } catch (cause) {
    monitor.fault('the channel could not be searched for a notice that may be there', cause, { id: stream.id });
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

/** The entry with the notice that went out for it, when it does not know it yet. */
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
    monitor.fault('a notice could not be updated', sent.cause, { id: stream.id, outcome: sent.outcome });
  if (sent.outcome === 'message-gone') {
    // The old one is gone, so what is found is one that somebody before us has posted in its place.
    const reposted = await postNotice(ports, stream, progress, look);
    if (reposted !== 'not-sent') return reposted;
    // Its turn is not waited for in this pass: an edit is free at once, and would find nothing again and again.
    if (progress.failure?.isTurn) progress.failure = { ...progress.failure, isTurn: false };
    return stream;
  }
  // An update can be repeated without harm, so an unknown outcome is as good as none.
  progress.shownHash = undefined;
  progress.failure = failureOf(ports, sent);
  return stream;
}

function deliveryOf({ clock }: SyncPorts, before: Delivery, progress: SyncProgress): Delivery {
  const { shownHash, shownAt, announced, failure } = progress;
  if (!failure?.refused) {
    // Who waits for a turn in the channel is called when it comes.
    return { shownHash, shownAt, announced, retryAt: failure?.isTurn ? undefined : failure?.again };
  }
  const refusals = (before.refusals ?? 0) + 1;
  const pause = Math.min(MAX_RETRY_SECONDS, RETRY_SECONDS * 2 ** (refusals - 1));
  const retryAt = new Date(clock.now().getTime() + pause * 1000).toISOString();
  return { shownHash, shownAt, announced, refusals, retryAt };
}

function dueAt(ports: SyncPorts, stream: Stream, delivery: Delivery, { failure }: SyncProgress): string | undefined {
  const again = delivery.retryAt ?? failure?.again;
  const isBehind = delivery.shownHash !== ports.messenger.renderHash(stream) || owes(ports, stream, delivery.announced);
  const soon = !again && isBehind ? ports.clock.now().toISOString() : undefined;
  return earliest(findNextDue(stream, ports.deadlines), again, soon);
}

function isCalledTo({ audiences }: SyncPorts, stream: Stream, announced: Delivery['announced']): boolean {
  return (
    stream.type === 'session' &&
    findUnsentFollowUps(stream, announced, audiences).some(({ event }) => refersToNotice(event.type))
  );
}

function owes({ audiences }: Pick<SyncPorts, 'audiences'>, stream: Stream, announced: Delivery['announced']): boolean {
  return stream.type === 'session' && findUnsentFollowUps(stream, announced, audiences).length > 0;
}
