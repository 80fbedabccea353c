// What Slack limits: after a 429 nobody asks before its time, and in the notices' channel one writer posts while the others wait.
import type { Clock, ControlStore, Controls, Monitor, SendResult } from '../../ports.ts';
import { pickLater } from '../../session/approval.ts';

/** What Slack counts for itself: posts in the notices' channel, edits, and posts in each other place. */
export type PostRoute = 'channel' | 'edits' | 'escalation' | `operator:${string}`;

/** Stands before every write to Slack. */
export interface PostThrottle {
  /** Waits for its turn where that is near. @returns ISO time before which not to ask; undefined when the way is free */
  closedUntil(way: PostRoute): Promise<string | undefined>;
  /** ISO time before which not to ask, of what only this process knows; undefined when the way is free */
  pausedUntil(way: Exclude<PostRoute, 'channel'>): string | undefined;
  /** Whether Slack said so lately: then it is asked once at a time, a second apart. */
  isPaced(way: Exclude<PostRoute, 'channel'>): boolean;
  /** Slack said that there are too many: nobody asks for so long. @returns until when, ISO time */
  close(way: PostRoute, seconds: number): Promise<string>;
}

interface Gated {
  readonly controls: ControlStore;
  readonly clock: Clock;
  readonly monitor: Monitor;
}

/** Slack was not asked, or has said that there are too many: nobody asks before `until`, ISO time. */
export interface Throttled {
  readonly outcome: 'closed';
  readonly until: string;
}

/** So often the same message is tried before the next one is. */
const MAX_ATTEMPTS = 3;

/** Writes when the way is free. After a 429 the same goes first where its turn comes soon, or they would not be in their order. */
export async function sendThrough<T>(
  throttle: PostThrottle,
  way: PostRoute,
  write: () => Promise<SendResult<T>>,
): Promise<SendResult<T> | Throttled> {
  for (let attempt = 1; ; attempt++) {
    const closedUntil = await throttle.closedUntil(way);
    if (closedUntil !== undefined) return { outcome: 'closed', until: closedUntil };
    const sent = await write();
    if (sent.outcome !== 'not-sent' || sent.retryAfterSeconds === undefined) return sent;
    const until = await throttle.close(way, sent.retryAfterSeconds);
    if (attempt === MAX_ATTEMPTS) return { outcome: 'closed', until };
  }
}

/** What was read is taken for true so long: a batch of starts asks once. */
const REMEMBERED_MILLIS = 1_000;
/** How long everybody waits for a drain, or for it to go on: the next minute's pass does. */
const KEPT_CLOSED_SECONDS = 90;

/** One post a second is all that Slack takes in a channel; so much later none comes too early by the jitter of the network.
 * @see https://docs.slack.dev/apis/web-api/rate-limits */
const BETWEEN_POSTS_MILLIS = 1_050;
/** So long a way is taken for one that takes a message a second: Slack counts by the minute, at the longest. */
const PACED_SECONDS = 60;

/** For those who post as things happen: what cannot go out now is left to the watchdog. */
export function createPostThrottle({ controls, clock, monitor }: Gated): PostThrottle {
  let seen: { notBefore: string | undefined; readAt: number } | undefined;
  /** Each process finds out for itself about what is not shared: that costs one call. */
  const closed = new Map<PostRoute, string>();
  const paced = new Map<PostRoute, string>();
  const isPaced = (way: PostRoute) => ahead(paced.get(way), clock.now()) !== undefined;

  return {
    isPaced,
    pausedUntil: (way) => ahead(closed.get(way), clock.now()),

    async closedUntil(way) {
      const now = clock.now();
      if (way !== 'channel') {
        const until = ahead(closed.get(way), now);
        if (until === undefined && isPaced(way)) closed.set(way, after(now, BETWEEN_POSTS_MILLIS / 1000));
        return until;
      }
      if (seen === undefined || now.getTime() - seen.readAt >= REMEMBERED_MILLIS) {
        const { value } = await controls.read('#slack');
        seen = { notBefore: value?.notBefore, readAt: now.getTime() };
      }
      return ahead(seen.notBefore, now);
    },

    async close(way, seconds) {
      monitor.count('SlackRateLimited');
      const retryAt = after(clock.now(), seconds);
      if (way !== 'channel') {
        closed.set(way, pickLater(retryAt, closed.get(way) ?? ''));
        paced.set(way, after(clock.now(), Math.max(seconds, PACED_SECONDS)));
        return retryAt;
      }
      // Until the watchdog has drained what waits now, or nothing would be in its order.
      const notBefore = after(clock.now(), Math.max(seconds, KEPT_CLOSED_SECONDS));
      seen = { notBefore, readAt: clock.now().getTime() };
      const { value, version } = await controls.read('#slack');
      const known = ahead(value?.retryAt, clock.now()) ?? '';
      // Whoever wrote first meanwhile has met the same 429.
      if (ahead(value?.notBefore, clock.now()) === undefined || retryAt > known)
        await controls.write('#slack', { ...value, notBefore, retryAt: pickLater(retryAt, known) }, version);
      return notBefore;
    },
  };
}

/** The throttle of one writer, who posts at Slack's pace while too much waits. */
export interface Drain extends PostThrottle {
  /**
   * Looks whose the channel is. `free` is everybody's; `paced` takes one post after the other, as the first ones always go;
   * `closed` is nobody's before the time is up.
   */
  look(): Promise<'free' | 'paced' | 'others' | 'closed'>;
  /**
   * Opens the channel to the others again, or keeps it closed for the next pass.
   * @param left whether notices still wait; whether something was turned away, where that is not known
   */
  end(left?: boolean): Promise<void>;
}

export interface DrainOptions {
  /** Who we are, as a lease would say */
  readonly owner: string;
  /** Nothing is sent that could not be over by then */
  readonly until: Date;
  /** True to go on where another drain has ended: then all that waits must be known, or it would not be in its order */
  readonly goesOn: boolean;
}

/** With each 429 the margin grows, and each post shrinks it again: as much as the way to Slack needs, and no more. */
const WIDENED_MILLIS = 50;
const NARROWED_MILLIS = 1;
const LEAST_BETWEEN_POSTS_MILLIS = 1_025;
const MAX_BETWEEN_POSTS_MILLIS = 1_300;
/** So many posts show whether Slack takes several at once. */
const FIRST_POSTS = 3;
/** What was begun in time may take so long, before somebody else takes its place. */
const UNDER_WAY_SECONDS = 15;
/** A call that is begun takes so long, most times. */
export const CALL_MILLIS = 500;

type State = 'unseen' | 'free' | 'ours' | 'others';

export function createDrain(
  { controls, clock, monitor, throttle }: Gated & { readonly throttle: PostThrottle },
  { owner, until, goesOn }: DrainOptions,
): Drain {
  let state: State = 'unseen';
  let lookedAt = 0;
  let nextPost = 0;
  let granted = 0;
  let limitedAt = 0;
  let between = BETWEEN_POSTS_MILLIS;
  let turnedAway = false;
  const lastPost = until.getTime() - CALL_MILLIS;

  const held = {
    notBefore: after(until, KEPT_CLOSED_SECONDS),
    lease: { owner, until: after(until, UNDER_WAY_SECONDS) },
  };

  function isOthers(slack: Controls['#slack'] | undefined, now: Date): boolean {
    const { lease } = slack ?? {};
    return lease !== undefined && lease.owner !== owner && ahead(lease.until, now) !== undefined;
  }

  /** When nobody has met a 429 the channel is everybody's, and nothing is written. */
  async function enter(): Promise<State> {
    const now = clock.now();
    lookedAt = now.getTime();
    const { value, version } = await controls.read('#slack');
    if (isOthers(value, now)) return 'others';
    if (ahead(value?.notBefore, now) === undefined) return 'free';
    if (!goesOn) return 'others';
    nextPost = Math.max(nextPost, Date.parse(ahead(value?.retryAt, now) ?? now.toISOString()));
    return (await controls.write('#slack', { ...held, retryAt: value?.retryAt }, version)) ? 'ours' : 'others';
  }

  let entering: Promise<State> | undefined;

  /** Whoever drains may end before we do. */
  async function current(): Promise<State> {
    const isOld = state === 'unseen' || (state === 'others' && clock.now().getTime() - lookedAt >= REMEMBERED_MILLIS);
    if (isOld) {
      entering ??= enter().finally(() => {
        entering = undefined;
      });
      const entered = await entering;
      // A 429 that was met meanwhile has settled it.
      if (state === 'unseen' || state === 'others') state = entered;
    }
    return state;
  }

  async function closeChannel(seconds: number): Promise<string> {
    const now = clock.now();
    // Those that were under way together come too early together.
    const isNext = state === 'ours' && now.getTime() - limitedAt >= BETWEEN_POSTS_MILLIS;
    if (isNext) between = Math.min(MAX_BETWEEN_POSTS_MILLIS, between + WIDENED_MILLIS);
    limitedAt = now.getTime();
    nextPost = Math.max(nextPost, now.getTime() + seconds * 1000 + between - 1000);
    const retryAt = new Date(nextPost).toISOString();
    if (state === 'ours') return retryAt;
    // At once, or the next one that comes would take the drain from ourselves.
    state = 'ours';
    try {
      const { value, version } = await controls.read('#slack');
      // One drain at a time: whoever was first goes on with it.
      if (isOthers(value, now) || !(await controls.write('#slack', { ...held, retryAt }, version))) state = 'others';
    } catch (cause) {
      state = 'others';
      throw cause;
    } finally {
      lookedAt = now.getTime();
    }
    return retryAt;
  }

  return {
    async look() {
      const seen = await current();
      if (seen === 'ours') return nextPost > lastPost ? 'closed' : 'paced';
      if (seen === 'free') return granted < FIRST_POSTS ? 'paced' : 'free';
      return 'others';
    },

    isPaced: throttle.isPaced,
    pausedUntil: throttle.pausedUntil,

    async closedUntil(way) {
      if (clock.now().getTime() > lastPost) {
        turnedAway = true;
        return pickLater(after(clock.now(), 1), until.toISOString());
      }
      if (way !== 'channel') return throttle.closedUntil(way);
      const seen = await current();
      if (seen === 'free') {
        granted++;
        return undefined;
      }
      if (seen !== 'ours') return after(clock.now(), REMEMBERED_MILLIS / 1000);
      // One after the other, also where several wait.
      const now = clock.now().getTime();
      const turn = Math.max(nextPost, now);
      if (turn > lastPost) {
        turnedAway = true;
        return new Date(Math.max(turn, until.getTime())).toISOString();
      }
      between = Math.max(LEAST_BETWEEN_POSTS_MILLIS, between - NARROWED_MILLIS);
      nextPost = turn + between;
      if (turn > now) await clock.pause(turn - now);
      return undefined;
    },

    async close(way, seconds) {
      if (way !== 'channel') return throttle.close(way, seconds);
      monitor.count('SlackRateLimited');
      return closeChannel(seconds);
    },

    // What others have stored meanwhile, and left to us, is known to the next pass alone.
    async end(left = turnedAway || !goesOn) {
      if (state !== 'ours') return;
      const { value, version } = await controls.read('#slack');
      if (value?.lease?.owner !== owner) return;
      const now = clock.now();
      // Slack may have asked for a longer silence than this pass had time for.
      const isSilent = nextPost > now.getTime() + between;
      const retryAt = isSilent ? new Date(nextPost).toISOString() : undefined;
      const forNext = left ? after(now, KEPT_CLOSED_SECONDS) : undefined;
      const [notBefore] = [retryAt, forNext].filter((time) => time !== undefined).sort((a, b) => (a < b ? 1 : -1));
      await controls.write('#slack', { notBefore, retryAt }, version);
    },
  };
}

/** Further ahead than that only a clock can have written that was wrong. */
const MAX_AHEAD_SECONDS = 600;

function ahead(time: string | undefined, now: Date): string | undefined {
  return time !== undefined && time > now.toISOString() && time < after(now, MAX_AHEAD_SECONDS) ? time : undefined;
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}
