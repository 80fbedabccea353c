// The one queue of a pass: the order in which streams are synced.
import type { PostRoute, StoredStream } from '../../ports.ts';
import {
  type Deadlines,
  findAcknowledgementDeadline,
  findReminderTime,
  isUnacknowledged,
} from '../../session/approval.ts';
import type { EventData } from '../../session/event.ts';
import { type Audiences, type FollowUp, findDueAudiences, refersToNotice } from '../../session/follow-ups.ts';
import { lastEvent, type Session, type Stream } from '../../session/session.ts';
import { routeTo } from '../slack-sync/send-follow-ups.ts';

/**
 * First sessions that nobody has heard of, then warnings that a termination waits for, then buttons that do nothing any
 * more.
 */
const RANKS = ['notice', 'denied', 'warning', 'button', 'reminder', 'rest'] as const;
export type Rank = (typeof RANKS)[number];

/** One stream that waits to be synced. */
export interface Waiting {
  readonly id: string;
  /** Rank of its most urgent part: a stream is synced as a whole */
  readonly rank: Rank;
  /** Order within the rank: the ISO time of the start, the deadline or the latest event, smaller first */
  readonly by: string;
  /** Routes that have to be free before it begins */
  readonly needs: readonly PostRoute[];
}

/** The difference between a stream and what Slack shows of it. */
export interface Undelivered {
  /** Due events that become follow-ups: written when their turn comes, so that their text is true then */
  readonly due: readonly EventData[];
  readonly owed: readonly FollowUp[];
  /** The notice shows an old state */
  readonly isOld: boolean;
  /** The lease expired, and nobody has searched what its holder did */
  readonly isForgotten: boolean;
}

/** @returns undefined when there is nothing to sync */
export function waitingOf(
  { stream }: Pick<StoredStream, 'stream'>,
  undelivered: Undelivered,
  { deadlines, audiences }: { readonly deadlines: Deadlines; readonly audiences: Audiences },
): Waiting | undefined {
  const { id } = stream;
  if (stream.noticed === undefined)
    return { id, rank: stream.type === 'session' ? 'notice' : 'denied', by: orderOf(stream), needs: ['channel'] };
  const { due, owed, isOld, isForgotten } = undelivered;
  if (due.length + owed.length === 0 && !isOld && !isForgotten) return undefined;
  const latestAt = lastEvent(stream).at;
  if (stream.type === 'denied') return { id, rank: 'rest', by: latestAt, needs: isOld ? ['edits'] : [] };
  const types = [...due.map(({ type }) => type), ...owed.map(({ event }) => event.type)];
  const needs = needsOf(stream, undelivered, audiences);
  if (types.includes('warned')) return { id, rank: 'warning', by: firstDeadline(stream, deadlines), needs };
  // An answer or an end has taken a button away.
  if (isOld && !isUnacknowledged(stream)) return { id, rank: 'button', by: latestAt, needs };
  if (types.some((type) => ASKING.includes(type))) {
    return { id, rank: 'reminder', by: findReminderTime(stream, deadlines) ?? latestAt, needs };
  }
  return { id, rank: 'rest', by: latestAt, needs };
}

/** Follow-ups that ask people to act before a deadline. */
const ASKING: readonly EventData['type'][] = ['reminded', 'escalated', 'reconfirmationAsked'];

export function compareUrgency(a: Waiting, b: Waiting): number {
  const rank = RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank);
  if (rank !== 0) return rank;
  if (a.by !== b.by) return a.by < b.by ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** State of the routes while some streams are being synced. */
export interface Traffic {
  /** Streams that are being synced */
  readonly underWay: readonly Waiting[];
  /** True for a route that takes one message after the other */
  readonly isPaced: (route: PostRoute) => boolean;
  readonly isClosed: (route: PostRoute) => boolean;
}

/** Streams synced at once where their order does not matter. */
const AT_ONCE = 8;

/** The waiting streams, and those being synced. */
export interface Lines {
  /** Replaces what waited of the same stream before. */
  add(waiting: Waiting): void;
  waiting(): readonly Waiting[];
  /** @returns the first that can begin now, taken out of the queue */
  begin(traffic: Omit<Traffic, 'underWay'>): Waiting | undefined;
  /** Counts it as being synced until `ending` resolves. @param ending must not fail */
  follow(begun: Waiting, ending: Promise<void>): void;
  isBusy(): boolean;
  /** Resolves when something was added or has ended, or at `wake`. */
  change(): Promise<void>;
  wake(): void;
  allEnded(): Promise<unknown>;
}

export function createLines(): Lines {
  let queue: Waiting[] = [];
  const ids = new Set<string>();
  const underWay = new Map<Waiting, Promise<void>>();
  let isSorted = true;
  let changed = Promise.withResolvers<void>();

  function wake(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  return {
    add(waiting) {
      if (ids.has(waiting.id)) queue = queue.filter(({ id }) => id !== waiting.id);
      ids.add(waiting.id);
      queue.push(waiting);
      isSorted = false;
      wake();
    },
    waiting: () => queue,
    begin(traffic) {
      if (underWay.size >= AT_ONCE) return undefined;
      if (!isSorted) queue.sort(compareUrgency);
      isSorted = true;
      const next = pickNext(queue, { ...traffic, underWay: [...underWay.keys()] });
      if (next === undefined) return undefined;
      queue.splice(queue.indexOf(next), 1);
      ids.delete(next.id);
      return next;
    },
    follow(begun, ending) {
      const over = ending.then(() => {
        underWay.delete(begun);
        wake();
      });
      underWay.set(begun, over);
    },
    isBusy: () => underWay.size > 0,
    change: () => changed.promise,
    wake,
    allEnded: () => Promise.all(underWay.values()),
  };
}

/** @param queue in its order @returns the first that can begin now */
export function pickNext(queue: readonly Waiting[], traffic: Traffic): Waiting | undefined {
  const taken = new Set(traffic.underWay.flatMap(({ needs }) => needs));
  const isAnnouncing = traffic.underWay.some(isNotice);
  const isFree = (route: PostRoute) => !traffic.isClosed(route) && !(isAlone(route, traffic) && taken.has(route));
  // Notices stand in the channel in the order of their starts.
  return queue.find((waiting) => waiting.needs.every(isFree) && !(isAnnouncing && isNotice(waiting)));
}

function isNotice({ rank }: Waiting): boolean {
  return rank === 'notice' || rank === 'denied';
}

/** Places of their own take one message at a time, which keeps their order. */
function isAlone(route: PostRoute, { isPaced }: Traffic): boolean {
  return route === 'escalation' || route.startsWith('operator:') || isPaced(route);
}

/** CloudTrail's times are whole seconds: within one, the order is that in which the streams were first seen. */
function orderOf(stream: Stream): string {
  const start = stream.type === 'session' ? stream.startedAt : stream.first.attemptedAt;
  return `${start} ${stream.events[0].at}`;
}

/** Ignores postponements: a session that our own queue put off keeps its place. */
function firstDeadline(session: Session, deadlines: Deadlines): string {
  return findAcknowledgementDeadline({ ...session, postponedUntil: undefined }, deadlines) ?? '';
}

function needsOf(session: Session, { due, owed, isOld }: Undelivered, settings: Audiences): PostRoute[] {
  const events = [...due, ...owed.map(({ event }) => event)];
  const isChecked = isOld || events.some(({ type }) => refersToNotice(type));
  const audiences = [...owed.map(({ audience }) => audience), ...findDueAudiences(session, due, settings)];
  const routes = audiences.flatMap((audience) => routeTo(session, audience) ?? []);
  return [...new Set<PostRoute>([...(isChecked ? ['edits' as const] : []), ...routes])];
}
