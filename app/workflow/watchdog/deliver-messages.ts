// Syncs Slack with all open streams: the most urgent first, some at a time, as far as the time allows.
import type { Ports, PostRoute, StoredStream } from '../../ports.ts';
import { addMillis, computeNoticeDeadline, MAX_CLOCK_SKEW_MILLIS, pickLater } from '../../session/approval.ts';
import type { EventData } from '../../session/event.ts';
import { findUnsentFollowUps } from '../../session/follow-ups.ts';
import { CALL_MILLIS, createDrain, type Drain } from '../slack-sync/post-throttle.ts';
import { acquireAndSync, isStale, syncHeld } from '../slack-sync/sync-notice.ts';
import { applyDeadlines, type DueByTurn, type PollSnapshot } from './apply-deadlines.ts';
import { createLines, waitingOf } from './delivery-queue.ts';
import { createOpenStreams, type OpenStreams } from './open-streams.ts';

export interface DeliveryRun {
  /** The streams as this pass knows them. Sessions without a notice are queued from the start, and when they are put */
  readonly openStreams: OpenStreams;
  /** Queues all other streams, and those that are put from now on, once the checks of the poll are done. */
  addRest(due: DueByTurn): void;
  /** Resolves when everything is delivered, or the time is up. */
  finish(): Promise<void>;
}

/**
 * Begins with the notices, before the poll checks anything else.
 * @param until the next pass delivers the rest
 */
export function startDelivery(
  ports: Ports,
  open: readonly StoredStream[],
  snapshot: PollSnapshot,
  until: Date,
): DeliveryRun {
  const throttle = createDrain(ports, { owner: ports.newId(), until, goesOn: true });
  const { clock } = ports;
  const hostsWarnedAt = findHostWarnings(open);
  const lines = createLines();
  const failed = new Set<string>();
  const due = new Map<string, readonly EventData[]>();
  /** Ids of sessions to announce whose lease another writer had: while the channel is ours, it posts nothing */
  const inOtherHands = new Set<string>();
  let hasRest = false;
  let isWhole = false;

  const openStreams = createOpenStreams(open, (stored) => {
    if (hasRest || isNotice(stored)) tryToAdd(stored);
  });
  for (const stored of open) if (isNotice(stored)) tryToAdd(stored);
  const running = run();
  // `finish` awaits it, and reports its failure.
  running.catch(() => {});

  function isNotice({ stream }: StoredStream): boolean {
    return stream.type === 'session' && stream.noticed === undefined;
  }

  /** One stream that cannot be rendered must not hide the others; it stays due. */
  function tryToAdd(stored: StoredStream): void {
    const { id } = stored.stream;
    if (failed.has(id)) return;
    try {
      add(stored);
    } catch (cause) {
      ports.monitor.fault('stream sync failed', cause, { id });
      failed.add(id);
    }
  }

  function add(stored: StoredStream): void {
    const { stream, delivery } = stored;
    const now = clock.now().toISOString();
    if (delivery.retryAt !== undefined && delivery.retryAt > now) return;
    const undelivered = {
      due: due.get(stream.id) ?? [],
      owed: stream.type === 'session' ? findUnsentFollowUps(stream, delivery.followUps, ports.audiences) : [],
      isOld: delivery.shownHash !== ports.messenger.renderHash(stream),
      isForgotten: isForgotten(stored, now),
    };
    const waiting = waitingOf(stored, undelivered, ports);
    if (waiting) lines.add(waiting);
  }

  async function run(): Promise<void> {
    for (;;) {
      if (lines.waiting().length === 0) {
        if (isWhole && !lines.isBusy()) break;
        await lines.change();
        continue;
      }
      const isAsked = lines.waiting().some(({ needs }) => needs.includes('channel'));
      const channel = isAsked ? await readChannel() : 'free';
      if (channel !== 'free' && inOtherHands.size > 0) await takeBack();
      if (clock.now().getTime() + CALL_MILLIS >= until.getTime()) break;
      const isPaced = (route: PostRoute) => (route === 'channel' ? channel !== 'free' : throttle.isPaced(route));
      const isClosed = (route: PostRoute) =>
        route === 'channel' ? channel === 'others' || channel === 'closed' : throttle.pausedUntil(route) !== undefined;
      const next = lines.begin({ isPaced, isClosed });
      if (next) lines.follow(next, deliver(next.id));
      else if (lines.isBusy()) await lines.change();
      else {
        const wait = untilReopened(channel);
        if (wait === undefined && isWhole) break;
        await Promise.race([lines.change(), ...(wait === undefined ? [] : [clock.pause(wait)])]);
      }
    }
    await lines.allEnded();
  }

  /** Queues the notices that were given back meanwhile: nothing else may go out before them. */
  async function takeBack(): Promise<void> {
    try {
      const { found } = await ports.store.readMany([...inOtherHands]);
      for (const stored of found) {
        if (stored.delivery.lease !== undefined) continue;
        inOtherHands.delete(stored.stream.id);
        openStreams.put(stored);
      }
    } catch (cause) {
      ports.monitor.fault('notices of other writers not read', cause);
    }
  }

  /** Without an answer nobody posts, and the state is read again. */
  async function readChannel(): ReturnType<Drain['readState']> {
    try {
      return await throttle.readState();
    } catch (cause) {
      ports.monitor.fault('channel throttle not read', cause);
      await clock.pause(READ_AGAIN_MILLIS);
      return 'others';
    }
  }

  /** @returns milliseconds; undefined when nothing can begin before the time is up */
  function untilReopened(channel: Awaited<ReturnType<Drain['readState']>>): number | undefined {
    const now = clock.now().getTime();
    const opensAt = (route: PostRoute): number => {
      if (route !== 'channel') return Date.parse(throttle.pausedUntil(route) ?? new Date(now).toISOString());
      return channel === 'closed' ? Number.POSITIVE_INFINITY : now + READ_AGAIN_MILLIS;
    };
    const soonest = Math.min(...lines.waiting().map(({ needs }) => Math.max(...needs.map(opensAt))));
    if (soonest + CALL_MILLIS >= until.getTime()) return undefined;
    return Math.max(soonest - now, READ_AGAIN_MILLIS);
  }

  /** One stream that fails must not hide the others; it stays due. */
  async function deliver(id: string): Promise<void> {
    const stored = openStreams.get(id);
    if (stored === undefined) return;
    const isDue = due.delete(id);
    try {
      const owner = ports.newId();
      const synced = await applyAndSync(
        { ...ports, throttle, hostsWarnedAt },
        stored,
        isDue ? snapshot : undefined,
        owner,
      );
      const { lease } = synced.delivery;
      if (synced.stream.noticed === undefined && lease !== undefined && lease.owner !== owner) inOtherHands.add(id);
      openStreams.put(synced);
    } catch (cause) {
      ports.monitor.fault('stream sync failed', cause, { id });
      failed.add(id);
    }
  }

  return {
    openStreams,
    addRest(dueByTurn) {
      for (const [id, events] of dueByTurn) due.set(id, events);
      hasRest = true;
      for (const stored of openStreams.all()) tryToAdd(stored);
    },
    async finish() {
      isWhole = true;
      lines.wake();
      const waiting = () => openStreams.all().filter(({ stream }) => stream.noticed === undefined);
      await running.finally(() => reportOverdue(ports, waiting()));
      // Only a notice that waits for its turn keeps the channel for the next pass: not one that Slack refuses,
      // that cannot be rendered, or whose outcome is unknown.
      const isInTurn = ({ stream, delivery }: StoredStream) =>
        delivery.retryAt === undefined && delivery.lease === undefined && !failed.has(stream.id);
      await throttle.end(waiting().some(isInTurn));
    },
  };
}

const READ_AGAIN_MILLIS = 1_000;

/**
 * Writes the due events and syncs the stream under one lease.
 * @param snapshot undefined where no event is due
 * @returns the stream as it is stored in the end
 */
async function applyAndSync(
  ports: Ports,
  known: StoredStream,
  snapshot: PollSnapshot | undefined,
  owner: string,
): Promise<StoredStream> {
  const stored = snapshot ? await applyDeadlines(ports, known, snapshot, owner) : known;
  if (stored.delivery.lease?.owner === owner) return syncHeld(ports, stored, { owner });
  const now = ports.clock.now().toISOString();
  return isStale(ports, stored) || isForgotten(stored, now) ? acquireAndSync(ports, stored, { owner }) : stored;
}

/** True for an expired lease: it is given back even when its dead holder left nothing to sync. */
function isForgotten({ delivery: { lease } }: StoredStream, now: string): boolean {
  return lease !== undefined && lease.until <= now;
}

/** Host warnings by the open streams: a session that was warned of lately is still live or waits for the digest. */
function findHostWarnings(open: readonly StoredStream[]): Map<string, string> {
  const warnedAt = new Map<string, string>();
  for (const { stream, delivery } of open) {
    if (stream.type !== 'session') continue;
    const { id } = stream.target;
    for (const [key, { deliveredAt = '' }] of Object.entries(delivery.followUps)) {
      if (key.endsWith(':host')) warnedAt.set(id, pickLater(warnedAt.get(id) ?? '', deliveredAt));
    }
  }
  return warnedAt;
}

/** Measures unsent notices for the alarm outside Slack: failing to announce is never silent. */
function reportOverdue({ monitor, clock, deadlines }: Ports, waiting: readonly StoredStream[]): void {
  const now = clock.now();
  const oldest = Math.min(now.getTime(), ...waiting.map(({ stream }) => Date.parse(stream.events[0].at)));
  monitor.measure('OldestNoticeNotOut', Math.round((now.getTime() - oldest) / 1000));
  const time = now.toISOString();
  // A stream that was first seen in the future comes from a wrong clock: it counts as late.
  const isLate = ({ stream }: StoredStream) =>
    computeNoticeDeadline(stream, deadlines) <= time || stream.events[0].at > addMillis(time, MAX_CLOCK_SKEW_MILLIS);
  const [late, ...others] = waiting.filter(isLate);
  if (late === undefined) return;
  monitor.count('NoticesOverdue', others.length + 1);
  const about = { id: late.stream.id, others: others.length };
  monitor.fault('notice overdue', new Error('it waits for its turn, or Slack has not taken it'), about);
}
