// Brings Slack up to date with what is stored: the most urgent first, some at a time, as far as the time allows.
import type { StoredStream } from '../../ports.ts';
import { addMillis, computeNoticeDeadline, MAX_CLOCK_SKEW_MILLIS, pickLater } from '../../session/approval.ts';
import type { EventData } from '../../session/event.ts';
import { findUnsentFollowUps } from '../../session/follow-ups.ts';
import type { Ports } from '../record.ts';
import { CALL_MILLIS, createDrain, type Drain, type PostRoute } from '../slack-sync/post-throttle.ts';
import { acquireAndSync, isStale, syncHeld } from '../slack-sync/sync-notice.ts';
import { applyDeadlines, type DueByTurn, type PollSnapshot } from './apply-deadlines.ts';
import { createLines, waitingOf } from './delivery-queue.ts';
import { createOpenStreams, type OpenStreams } from './open-streams.ts';

export interface DeliveryRun {
  /** The entries as they are known; sessions without a notice are announced from the begin on, and as they are put */
  readonly board: OpenStreams;
  /** Tells all the rest as well, now that it is known what has become of each, and whatever is put from now on. */
  addRest(due: DueByTurn): void;
  /** Ends when all is told, or the time is up. */
  finish(): Promise<void>;
}

/** Begins with the notices, whatever else has to be found out first. @param until what is left then is delivered by the next pass */
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
  let hasRest = false;
  let isWhole = false;

  const openStreams = createOpenStreams(open, (stored) => {
    if (hasRest || isNotice(stored)) tryToAdd(stored);
  });
  for (const stored of open) if (isNotice(stored)) tryToAdd(stored);
  const running = run();
  // It is awaited in the end, by whoever began it.
  running.catch(() => {});

  function isNotice({ entry: stream }: StoredStream): boolean {
    return stream.type === 'session' && stream.noticed === undefined;
  }

  /** One entry that cannot be drawn must not hide the others; it stays due. */
  function tryToAdd(stored: StoredStream): void {
    const { id } = stored.entry;
    if (failed.has(id)) return;
    try {
      add(stored);
    } catch (cause) {
      ports.monitor.fault('an entry could not be shown', cause, { id });
      failed.add(id);
    }
  }

  function add(stored: StoredStream): void {
    const { entry: stream, delivery } = stored;
    const now = clock.now().toISOString();
    if (delivery.retryAt !== undefined && delivery.retryAt > now) return;
    const untold = {
      due: due.get(stream.id) ?? [],
      owed: stream.type === 'session' ? findUnsentFollowUps(stream, delivery.announced, ports.audiences) : [],
      isOld: delivery.shownHash !== ports.messenger.renderHash(stream),
      isForgotten: isForgotten(stored, now),
    };
    const waiting = waitingOf(stored, untold, ports.deadlines);
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
      const channel = isAsked ? await lookAtGate() : 'free';
      if (clock.now().getTime() + CALL_MILLIS >= until.getTime()) break;
      const isPaced = (way: PostRoute) => (way === 'channel' ? channel !== 'free' : throttle.isPaced(way));
      const isClosed = (way: PostRoute) =>
        way === 'channel' ? channel === 'others' || channel === 'closed' : throttle.pausedUntil(way) !== undefined;
      const next = lines.begin({ isPaced, isClosed });
      if (next) lines.follow(next, bring(next.id));
      else if (lines.isBusy()) await lines.change();
      else {
        const wait = untilReopened(channel);
        if (wait === undefined && isWhole) break;
        await Promise.race([lines.change(), ...(wait === undefined ? [] : [clock.pause(wait)])]);
      }
    }
    await lines.allEnded();
  }

  /** Whose the channel is may not be told just now: then nobody posts, and it is asked for again. */
  async function lookAtGate(): ReturnType<Drain['look']> {
    try {
      return await throttle.look();
    } catch (cause) {
      ports.monitor.fault('it could not be read whose turn it is in the channel', cause);
      await clock.pause(LOOK_AGAIN_MILLIS);
      return 'others';
    }
  }

  /** @returns milliseconds; undefined when nothing waits that can be begun before the time is up */
  function untilReopened(channel: Awaited<ReturnType<Drain['look']>>): number | undefined {
    const now = clock.now().getTime();
    const opensAt = (way: PostRoute): number => {
      if (way !== 'channel') return Date.parse(throttle.pausedUntil(way) ?? new Date(now).toISOString());
      return channel === 'closed' ? Number.POSITIVE_INFINITY : now + LOOK_AGAIN_MILLIS;
    };
    const soonest = Math.min(...lines.waiting().map(({ needs }) => Math.max(...needs.map(opensAt))));
    if (soonest + CALL_MILLIS >= until.getTime()) return undefined;
    return Math.max(soonest - now, LOOK_AGAIN_MILLIS);
  }

  /** One entry that cannot be handled must not hide the others; it stays due. */
  async function bring(id: string): Promise<void> {
    const stored = openStreams.get(id);
    if (stored === undefined) return;
    const isDue = due.delete(id);
    try {
      openStreams.put(await tell({ ...ports, throttle: throttle, hostsWarnedAt }, stored, isDue, snapshot));
    } catch (cause) {
      ports.monitor.fault('an entry could not be shown', cause, { id });
      failed.add(id);
    }
  }

  return {
    board: openStreams,
    addRest(dueByTurn) {
      for (const [id, events] of dueByTurn) due.set(id, events);
      hasRest = true;
      for (const stored of openStreams.all()) tryToAdd(stored);
    },
    async finish() {
      isWhole = true;
      lines.wake();
      const waiting = () => openStreams.all().filter(({ entry: stream }) => stream.noticed === undefined);
      await running.finally(() => tellWaiting(ports, waiting()));
      // Only a notice that waits for its turn keeps the channel for the next pass: not one that Slack refuses, that cannot be
      // drawn, or of which nobody knows whether it is there.
      const isInTurn = ({ entry: stream, delivery }: StoredStream) =>
        delivery.retryAt === undefined && delivery.lease === undefined && !failed.has(stream.id);
      await throttle.end(waiting().some(isInTurn));
    },
  };
}

const LOOK_AGAIN_MILLIS = 1_000;

/** Writes what is due for it, and shows it, under one lease. @returns the entry as it is stored in the end */
async function tell(ports: Ports, known: StoredStream, isDue: boolean, snapshot: PollSnapshot): Promise<StoredStream> {
  const owner = ports.newId();
  const stored = isDue ? await applyDeadlines(ports, known, snapshot, owner) : known;
  if (stored.delivery.lease?.owner === owner) return syncHeld(ports, stored, { owner });
  const now = ports.clock.now().toISOString();
  return isStale(ports, stored) || isForgotten(stored, now) ? acquireAndSync(ports, stored, { owner }) : stored;
}

/** A lease that ran out is given back, also when its holder had died with nothing left to show. */
function isForgotten({ delivery: { lease } }: StoredStream, now: string): boolean {
  return lease !== undefined && lease.until <= now;
}

/** Among what is open: the sessions of which a host was warned lately are still there, live or waiting for the digest. */
function findHostWarnings(open: readonly StoredStream[]): Map<string, string> {
  const warnedAt = new Map<string, string>();
  for (const { entry: stream, delivery } of open) {
    if (stream.type !== 'session') continue;
    const { id } = stream.target;
    for (const [key, { deliveredAt = '' }] of Object.entries(delivery.announced)) {
      if (key.endsWith(':host')) warnedAt.set(id, pickLater(warnedAt.get(id) ?? '', deliveredAt));
    }
  }
  return warnedAt;
}

/** Failing to tell is never silent: what is measured here becomes an alarm outside Slack. */
function tellWaiting({ monitor, clock, deadlines }: Ports, waiting: readonly StoredStream[]): void {
  const now = clock.now();
  const oldest = Math.min(now.getTime(), ...waiting.map(({ entry: stream }) => Date.parse(stream.events[0]?.at ?? '')));
  monitor.measure('OldestNoticeNotOut', Math.round((now.getTime() - oldest) / 1000));
  const time = now.toISOString();
  // What was seen in the future was seen by a clock that was wrong, nobody knows when.
  const isLate = ({ entry: stream }: StoredStream) =>
    computeNoticeDeadline(stream, deadlines) <= time ||
    (stream.events[0]?.at ?? '') > addMillis(time, MAX_CLOCK_SKEW_MILLIS);
  const [late, ...others] = waiting.filter(isLate);
  if (late === undefined) return;
  monitor.count('NoticesOverdue', others.length + 1);
  const about = { id: late.entry.id, others: others.length };
  monitor.fault('a notice is not out in time', new Error('it waits for its turn, or Slack has not taken it'), about);
}
