// In which order Slack is told what it does not show yet: the one queue of a pass.
import type { StoredStream } from '../../ports.ts';
import {
  type Deadlines,
  findAcknowledgementDeadline,
  findReminderTime,
  isUnacknowledged,
} from '../../session/approval.ts';
import type { EventData } from '../../session/event.ts';
import { type Audience, type FollowUp, refersToNotice } from '../../session/follow-ups.ts';
import type { Session, Stream } from '../../session/session.ts';
import type { PostRoute } from '../slack-sync/post-throttle.ts';
import { routeTo } from '../slack-sync/send-follow-ups.ts';

/** First what nobody has heard of, then what a termination waits for, then what somebody could press in vain. */
const RANKS = ['notice', 'denied', 'warning', 'button', 'reminder', 'rest'] as const;
export type Rank = (typeof RANKS)[number];

/** One entry of which Slack has to be told something. */
export interface Waiting {
  readonly id: string;
  /** That of the most urgent thing: an entry is told of as a whole */
  readonly rank: Rank;
  /** Within a rank what is smaller goes first: an ISO time, of the start, the deadline or the latest event */
  readonly by: string;
  /** What has to be free before it is begun */
  readonly needs: readonly PostRoute[];
}

/** How an entry differs from what people were told. */
export interface Undelivered {
  /** Events that the clock brings about and that are told: written when their turn comes, so that what they say is true then */
  readonly due: readonly EventData[];
  readonly owed: readonly FollowUp[];
  /** The notice shows something old */
  readonly isOld: boolean;
  /** Its lease ran out, and nobody has looked what its holder had done */
  readonly isForgotten: boolean;
}

/** @returns undefined when there is nothing to tell */
export function waitingOf(
  { entry: stream }: Pick<StoredStream, 'entry'>,
  untold: Undelivered,
  deadlines: Deadlines,
): Waiting | undefined {
  const { id } = stream;
  if (stream.noticed === undefined)
    return { id, rank: stream.type === 'session' ? 'notice' : 'denied', by: orderOf(stream), needs: ['channel'] };
  const { due, owed, isOld, isForgotten } = untold;
  if (due.length + owed.length === 0 && !isOld && !isForgotten) return undefined;
  const latestAt = stream.events.at(-1)?.at ?? '';
  if (stream.type === 'denied') return { id, rank: 'rest', by: latestAt, needs: isOld ? ['edits'] : [] };
  const told = [...due.map(({ type }) => type), ...owed.map(({ event }) => event.type)];
  const needs = needsOf(stream, untold);
  if (told.includes('warned')) return { id, rank: 'warning', by: firstDeadline(stream, deadlines), needs };
  // Whoever answered, or whatever ended it, has taken one away.
  if (isOld && !isUnacknowledged(stream)) return { id, rank: 'button', by: latestAt, needs };
  if (told.includes('reminded') || told.includes('escalated')) {
    return { id, rank: 'reminder', by: findReminderTime(stream, deadlines) ?? latestAt, needs };
  }
  return { id, rank: 'rest', by: latestAt, needs };
}

export function compareInQueue(a: Waiting, b: Waiting): number {
  const rank = RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank);
  if (rank !== 0) return rank;
  if (a.by !== b.by) return a.by < b.by ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/** Where things stand while some are under way. */
export interface Traffic {
  /** Those that are under way */
  readonly underWay: readonly Waiting[];
  /** Whether a way takes one message after the other */
  readonly isPaced: (way: PostRoute) => boolean;
  readonly isClosed: (way: PostRoute) => boolean;
}

/** So many are told of at once where their order does not matter. */
const AT_ONCE = 8;

/** What waits, and what is under way. */
export interface Lines {
  /** In place of what waited of the same entry before. */
  add(waiting: Waiting): void;
  waiting(): readonly Waiting[];
  /** @returns the first that can be begun now, and does not wait any more */
  begin(traffic: Omit<Traffic, 'underWay'>): Waiting | undefined;
  /** Counts it as under way until it has ended. @param ending must not fail */
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
      if (!isSorted) queue.sort(compareInQueue);
      isSorted = true;
      const next = pick(queue, { ...traffic, underWay: [...underWay.keys()] });
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

/** @param queue in its order @returns the first that can be begun now */
export function pick(queue: readonly Waiting[], traffic: Traffic): Waiting | undefined {
  const taken = new Set(traffic.underWay.flatMap(({ needs }) => needs));
  const isAnnouncing = traffic.underWay.some(isNotice);
  const isFree = (way: PostRoute) => !traffic.isClosed(way) && !(isAlone(way, traffic) && taken.has(way));
  // Notices stand in the channel in the order of their starts.
  return queue.find((waiting) => waiting.needs.every(isFree) && !(isAnnouncing && isNotice(waiting)));
}

function isNotice({ rank }: Waiting): boolean {
  return rank === 'notice' || rank === 'denied';
}

/** What is told in a place of its own is told there in its order. */
function isAlone(way: PostRoute, { isPaced }: Traffic): boolean {
  return way === 'escalation' || way.startsWith('operator:') || isPaced(way);
}

/** CloudTrail tells whole seconds: within one, they come as they were seen. */
function orderOf(stream: Stream): string {
  const start = stream.type === 'session' ? stream.startedAt : stream.first.attemptedAt;
  return `${start} ${stream.events[0]?.at}`;
}

/** What our own queue has put off stays where it was, also where one half of it is told. */
function firstDeadline(session: Session, deadlines: Deadlines): string {
  return findAcknowledgementDeadline({ ...session, postponedUntil: undefined }, deadlines) ?? '';
}

function needsOf(session: Session, { due, owed, isOld }: Undelivered): PostRoute[] {
  const told = [...due, ...owed.map(({ event }) => event)];
  const isChecked = isOld || told.some(({ type }) => refersToNotice(type));
  const audiences = [
    ...owed.map(({ audience }) => audience),
    ...due.flatMap(({ type }): Audience[] => {
      if (type === 'escalated') return ['escalation'];
      if (type === 'warned' && session.operator.slackUser) return ['thread', 'operator'];
      return type === 'warned' || type === 'reminded' ? ['thread'] : [];
    }),
  ];
  const ways = audiences.flatMap((audience) => routeTo(session, audience) ?? []);
  return [...new Set<PostRoute>([...(isChecked ? ['edits' as const] : []), ...ways])];
}
