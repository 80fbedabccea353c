// Makes Slack show what is stored, by one writer at a time.

import type { Delivery, Messenger, Monitor, Posted, Sent, Stored } from '../ports.ts';
import { decide } from '../session/decide.ts';
import { nextDue } from '../session/policy.ts';
import { type Entry, evolve } from '../session/session.ts';
import { type Appending, earliest, takeLease } from './append.ts';

export interface Reconciling extends Appending {
  readonly messenger: Messenger;
  readonly monitor: Monitor;
}

export interface ShowOptions {
  readonly owner: string;
  /** The lease before ours ran out: look before posting */
  readonly recovered?: boolean;
  /** False leaves replies in the thread to the watchdog: a click has no time for them */
  readonly replies?: boolean;
  /** Write the notice even if it should show the right thing already: somebody pressed a button that is not there */
  readonly force?: boolean;
}

/** What came after the write, at most, before the rest is left to the watchdog. */
const MOST_ROUNDS = 5;
/** When Slack did not take a write and did not say when to come again. */
const RETRY_SECONDS = 30;

/** What we have made Slack show, and have not stored yet. */
interface Progress {
  posted?: Posted | undefined;
  shownHash?: string | undefined;
  shownAt?: string | undefined;
  repliedSeq: number;
  retryAt?: string | undefined;
}

/**
 * Shows `stored` in Slack and releases the lease, if the lease is ours; else its holder will. Slack's failures are told to
 * the monitor and leave a `dueAt`; only the store's are thrown.
 *
 * @returns the entry as it is stored in the end
 */
export async function show(ports: Reconciling, stored: Stored, options: ShowOptions): Promise<Stored> {
  const { shownHash, shownAt, repliedSeq } = stored.delivery;
  const progress: Progress = { shownHash: options.force ? undefined : shownHash, shownAt, repliedSeq };
  let seen = stored;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    if (seen.delivery.lease?.owner !== options.owner) return seen;
    const entry = withNotice(seen.entry, progress.posted, ports);
    const shown = await showOnce(ports, entry, progress, options);
    // An unknown outcome keeps the lease: until it runs out nobody posts, and then somebody looks first.
    if (shown === 'unknown') return seen;
    const delivery: Delivery = {
      shownHash: progress.shownHash,
      shownAt: progress.shownAt,
      repliedSeq: progress.repliedSeq,
    };
    const saved = await ports.store.save({ ...seen, entry: shown, delivery }, dueAt(ports, shown, progress));
    if (saved !== 'conflict') return saved;
    seen = (await ports.store.read(stored.entry.id)) ?? seen;
  }
  return seen;
}

/** Takes the lease of an entry whose notice is stale or missing, and shows it. */
export async function settle(ports: Reconciling, stored: Stored, options: ShowOptions): Promise<Stored> {
  const { lease, recovered } = takeLease(stored.delivery.lease, options.owner, ports.clock.now());
  if (lease.owner !== options.owner) return stored;
  const due = earliest(nextDue(stored.entry, ports.deadlines), lease.until);
  const saved = await ports.store.save({ ...stored, delivery: { ...stored.delivery, lease } }, due);
  return saved === 'conflict' ? stored : show(ports, saved, { ...options, recovered });
}

/** Whether Slack shows something else than what is stored. */
export function isStale({ messenger }: Pick<Reconciling, 'messenger'>, { entry, delivery }: Stored): boolean {
  return (
    entry.noticed === undefined ||
    delivery.shownHash !== messenger.face(entry) ||
    owedReplies(messenger, entry, delivery.repliedSeq).length > 0
  );
}

async function showOnce(
  ports: Reconciling,
  entry: Entry,
  progress: Progress,
  options: ShowOptions,
): Promise<Entry | 'unknown'> {
  progress.retryAt = undefined;
  const noticed = entry.noticed ? entry : await postNotice(ports, entry, progress, options.recovered ?? false);
  if (noticed === 'unknown' || noticed === 'not-sent') return noticed === 'unknown' ? noticed : entry;
  const updated = await updateNotice(ports, noticed, progress, options.recovered ?? false);
  if (updated === 'unknown') return updated;
  if (options.replies === false || progress.retryAt) {
    // A lease that ran out may have been that of a reply: it is given back only by whoever has looked for it.
    const unsure = options.recovered && owedReplies(ports.messenger, updated, progress.repliedSeq).length > 0;
    return unsure ? 'unknown' : updated;
  }
  return (await sendReplies(ports, updated, progress, options.recovered ?? false)) ? updated : 'unknown';
}

async function postNotice(
  ports: Reconciling,
  entry: Entry,
  progress: Progress,
  look: boolean,
): Promise<Entry | 'unknown' | 'not-sent'> {
  const { messenger, monitor } = ports;
  if (look) {
    const found = await findNotice(ports, entry);
    if (found === 'unknown') return 'unknown';
    if (found) return record(ports, entry, found, progress, undefined);
  }
  const sent = await messenger.post(entry);
  if (sent.outcome === 'sent') {
    monitor.count('NoticesPosted');
    return record(ports, entry, sent, progress, sent.shownHash);
  }
  monitor.fault('a notice did not go out', sent.cause, { id: entry.id, outcome: sent.outcome });
  if (sent.outcome === 'unknown') {
    const found = await findNotice(ports, entry);
    return found && found !== 'unknown' ? record(ports, entry, found, progress, undefined) : 'unknown';
  }
  progress.retryAt = retryAt(ports, sent);
  return 'not-sent';
}

async function findNotice({ messenger, monitor }: Reconciling, entry: Entry): Promise<Posted | undefined | 'unknown'> {
  try {
    return await messenger.findNotice(entry);
  } catch (cause) {
    monitor.fault('the channel could not be searched for a notice that may be there', cause, { id: entry.id });
    return 'unknown';
  }
}

function record(
  ports: Reconciling,
  entry: Entry,
  posted: Posted,
  progress: Progress,
  shownHash: string | undefined,
): Entry {
  Object.assign(progress, { posted, shownHash, shownAt: ports.clock.now().toISOString() });
  return withNotice(entry, posted, ports);
}

/** The entry with the notice that went out for it, when it does not know it yet. */
function withNotice(entry: Entry, posted: Posted | undefined, { clock }: Reconciling): Entry {
  if (posted === undefined) return entry;
  const { channel, ts, at } = posted;
  const decision = decide(entry, { type: 'recordNotice', id: `notice:${channel}:${ts}`, channel, ts, at }, clock.now());
  return 'events' in decision ? decision.events.reduce<Entry>(evolve, entry) : entry;
}

async function updateNotice(
  ports: Reconciling,
  entry: Entry,
  progress: Progress,
  look: boolean,
): Promise<Entry | 'unknown'> {
  const { messenger, monitor, clock } = ports;
  if (progress.shownHash === messenger.face(entry)) return entry;
  const sent = await messenger.update(entry);
  if (sent.outcome === 'sent') {
    Object.assign(progress, { shownHash: sent.shownHash, shownAt: clock.now().toISOString() });
    return entry;
  }
  monitor.fault('a notice could not be updated', sent.cause, { id: entry.id, outcome: sent.outcome });
  if (sent.outcome === 'message-gone') {
    // The old one is gone, so what is found is one that somebody before us has posted in its place.
    const reposted = await postNotice(ports, entry, progress, look);
    return reposted === 'not-sent' ? entry : reposted;
  }
  // An update can be repeated without harm, so an unknown outcome is as good as none.
  progress.shownHash = undefined;
  progress.retryAt = retryAt(ports, sent);
  return entry;
}

/** @returns false when it is unknown whether a reply went out */
async function sendReplies(ports: Reconciling, entry: Entry, progress: Progress, look: boolean): Promise<boolean> {
  const { messenger, monitor } = ports;
  const owed = owedReplies(messenger, entry, progress.repliedSeq);
  if (owed.length === 0 || entry.type === 'denied') return true;
  let there: ReadonlySet<number> = new Set();
  if (look) {
    try {
      there = await messenger.findReplies(entry);
    } catch (cause) {
      monitor.fault('the thread could not be searched for a reply that may be there', cause, { id: entry.id });
      return false;
    }
  }
  for (const event of owed) {
    if (!there.has(event.seq)) {
      const sent = await messenger.reply(entry, event);
      if (sent.outcome !== 'sent') {
        monitor.fault('a reply did not go out', sent.cause, { id: entry.id, outcome: sent.outcome });
        if (sent.outcome === 'unknown') return false;
        progress.retryAt = retryAt(ports, sent);
        return true;
      }
    }
    progress.repliedSeq = event.seq;
  }
  return true;
}

function owedReplies(messenger: Messenger, entry: Entry, repliedSeq: number) {
  if (entry.type === 'denied') return [];
  return entry.events.filter((event) => event.seq > repliedSeq && messenger.wantsReply(entry, event));
}

function dueAt(ports: Reconciling, entry: Entry, progress: Progress): string | undefined {
  const owed = owedReplies(ports.messenger, entry, progress.repliedSeq).length > 0;
  const soon = owed && !progress.retryAt ? ports.clock.now().toISOString() : undefined;
  return earliest(nextDue(entry, ports.deadlines), progress.retryAt, soon);
}

function retryAt({ clock }: Reconciling, sent: Exclude<Sent<object>, { outcome: 'sent' }>): string {
  const seconds = sent.outcome === 'not-sent' ? (sent.retryAfterSeconds ?? RETRY_SECONDS) : RETRY_SECONDS;
  return new Date(clock.now().getTime() + seconds * 1000).toISOString();
}
