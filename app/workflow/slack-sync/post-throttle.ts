// Slack's rate limits: after a 429 each route pauses, and in the notices' channel one writer drains while the others wait.
import type { Clock, ControlStore, Monitor, PostRoute, PostThrottle, SendResult } from '../../ports.ts';
import { pickLater } from '../../session/approval.ts';
import type { Controls } from '../../session/stored-state.ts';

interface ThrottlePorts {
  readonly controls: ControlStore;
  readonly clock: Clock;
  readonly monitor: Monitor;
}

/** Slack was not asked, or answered 429. `until` is the ISO time before which nobody asks. */
export interface Throttled {
  readonly outcome: 'closed';
  readonly until: string;
}

/** Tries of one message before the next one has its turn. */
const MAX_ATTEMPTS = 3;

/** Writes when the route is free. After a 429 the same message is tried again first, so that the order holds. */
export async function sendThrough<T>(
  throttle: PostThrottle,
  route: PostRoute,
  write: () => Promise<SendResult<T>>,
): Promise<SendResult<T> | Throttled> {
  for (let attempt = 1; ; attempt++) {
    const closedUntil = await throttle.closedUntil(route);
    if (closedUntil !== undefined) return { outcome: 'closed', until: closedUntil };
    const sent = await write();
    if (sent.outcome !== 'not-sent' || sent.retryAfterSeconds === undefined) return sent;
    const until = await throttle.close(route, sent.retryAfterSeconds);
    if (attempt === MAX_ATTEMPTS) return { outcome: 'closed', until };
  }
}

/** Lifetime of a read of the shared state: a batch of starts reads it once. */
const REMEMBERED_MILLIS = 1_000;
/** The channel stays closed this long for a drain to begin or go on: the next minute's pass does so. */
const KEPT_CLOSED_SECONDS = 90;

/** Slack takes one post a second in a channel; the margin absorbs the jitter of the network.
 * @see https://docs.slack.dev/apis/web-api/rate-limits */
const BETWEEN_POSTS_MILLIS = 1_050;
/** A route stays paced this long after a 429: Slack's longest window is a minute. */
const PACED_SECONDS = 60;

/** The throttle of handlers that post as things happen: a closed route leaves the message to the watchdog. */
export function createPostThrottle({ controls, clock, monitor }: ThrottlePorts): PostThrottle {
  let seen: { notBefore: string | undefined; readAt: number } | undefined;
  /** Limits of the other routes are not shared: each process learns them by one call of its own. */
  const closed = new Map<PostRoute, string>();
  const paced = new Map<PostRoute, string>();
  const isPaced = (route: PostRoute) => ahead(paced.get(route), clock.now()) !== undefined;

  return {
    isPaced,
    pausedUntil: (route) => ahead(closed.get(route), clock.now()),

    async closedUntil(route) {
      const now = clock.now();
      if (route !== 'channel') {
        const until = ahead(closed.get(route), now);
        if (until === undefined && isPaced(route)) closed.set(route, after(now, BETWEEN_POSTS_MILLIS / 1000));
        return until;
      }
      if (seen === undefined || now.getTime() - seen.readAt >= REMEMBERED_MILLIS) {
        const { value } = await controls.read('#slack');
        seen = { notBefore: value?.notBefore, readAt: now.getTime() };
      }
      return ahead(seen.notBefore, now);
    },

    async close(route, seconds) {
      monitor.count('SlackRateLimited');
      const retryAt = after(clock.now(), seconds);
      if (route !== 'channel') {
        closed.set(route, pickLater(retryAt, closed.get(route) ?? ''));
        paced.set(route, after(clock.now(), Math.max(seconds, PACED_SECONDS)));
        return retryAt;
      }
      // The channel stays closed until the watchdog has drained the waiting notices, so that the order holds.
      const notBefore = after(clock.now(), Math.max(seconds, KEPT_CLOSED_SECONDS));
      seen = { notBefore, readAt: clock.now().getTime() };
      const { value, version } = await controls.read('#slack');
      const known = ahead(value?.retryAt, clock.now()) ?? '';
      // Another writer that stored a time meanwhile has met the same 429.
      if (ahead(value?.notBefore, clock.now()) === undefined || retryAt > known)
        await controls.write('#slack', { ...value, notBefore, retryAt: pickLater(retryAt, known) }, version);
      return notBefore;
    },
  };
}

/** The throttle of the one writer that posts at Slack's pace while notices wait. */
export interface Drain extends PostThrottle {
  /**
   * State of the channel: `free` for everybody; `paced` takes one post after the other, as for the first posts; `others`
   * when another writer drains it; `closed` until the time is up.
   */
  readState(): Promise<'free' | 'paced' | 'others' | 'closed'>;
  /**
   * Opens the channel to the others again, or keeps it closed for the next pass.
   * @param left true when notices still wait; by default, true when a post was turned away
   */
  end(left?: boolean): Promise<void>;
}

export interface DrainOptions {
  /** Our name in a lease */
  readonly owner: string;
  /** No post begins that could not end by then */
  readonly until: Date;
  /** True for a writer that knows all waiting notices: it may go on where another drain ended, and keeps the order */
  readonly goesOn: boolean;
}

/** Each 429 widens the margin and each post narrows it, until it fits the network. */
const WIDENED_MILLIS = 50;
const NARROWED_MILLIS = 1;
const LEAST_BETWEEN_POSTS_MILLIS = 1_025;
const MAX_BETWEEN_POSTS_MILLIS = 1_300;
/** The first posts of a free channel go one by one: a 429 shows in time. */
const FIRST_POSTS = 3;
/** Grace period for a post in flight when the pass ends. */
const UNDER_WAY_SECONDS = 15;
/** Usual length of one call to Slack. */
export const CALL_MILLIS = 500;

type State = 'unseen' | 'free' | 'ours' | 'others';

export function createDrain(
  { controls, clock, monitor, throttle }: ThrottlePorts & { readonly throttle: PostThrottle },
  { owner, until, goesOn }: DrainOptions,
): Drain {
  let state: State = 'unseen';
  let stateReadAt = 0;
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

  /** Writes nothing while nobody has met a 429: then the channel is free for everybody. */
  async function enter(): Promise<State> {
    const now = clock.now();
    stateReadAt = now.getTime();
    const { value, version } = await controls.read('#slack');
    if (isOthers(value, now)) return 'others';
    if (ahead(value?.notBefore, now) === undefined) return 'free';
    if (!goesOn) return 'others';
    nextPost = Math.max(nextPost, Date.parse(ahead(value?.retryAt, now) ?? now.toISOString()));
    return (await controls.write('#slack', { ...held, retryAt: value?.retryAt }, version)) ? 'ours' : 'others';
  }

  let entering: Promise<State> | undefined;

  /** The state is read again while another writer drains: it may end before we do. */
  async function current(): Promise<State> {
    const isOld =
      state === 'unseen' || (state === 'others' && clock.now().getTime() - stateReadAt >= REMEMBERED_MILLIS);
    if (isOld) {
      entering ??= enter().finally(() => {
        entering = undefined;
      });
      const entered = await entering;
      // A 429 met meanwhile has set the state already.
      if (state === 'unseen' || state === 'others') state = entered;
    }
    return state;
  }

  async function closeChannel(seconds: number): Promise<string> {
    const now = clock.now();
    // Posts that were in flight together meet their 429s together: only the first widens the margin.
    const isNext = state === 'ours' && now.getTime() - limitedAt >= BETWEEN_POSTS_MILLIS;
    if (isNext) between = Math.min(MAX_BETWEEN_POSTS_MILLIS, between + WIDENED_MILLIS);
    limitedAt = now.getTime();
    nextPost = Math.max(nextPost, now.getTime() + seconds * 1000 + between - 1000);
    const retryAt = new Date(nextPost).toISOString();
    if (state === 'ours') return retryAt;
    // Set before the read, or the next post of this process would enter the drain a second time.
    state = 'ours';
    try {
      const { value, version } = await controls.read('#slack');
      // One drain at a time: the first writer keeps it.
      if (isOthers(value, now) || !(await controls.write('#slack', { ...held, retryAt }, version))) state = 'others';
    } catch (cause) {
      state = 'others';
      throw cause;
    } finally {
      stateReadAt = now.getTime();
    }
    return retryAt;
  }

  return {
    async readState() {
      const seen = await current();
      if (seen === 'ours') return nextPost > lastPost ? 'closed' : 'paced';
      if (seen === 'free') return granted < FIRST_POSTS ? 'paced' : 'free';
      return 'others';
    },

    isPaced: throttle.isPaced,
    pausedUntil: throttle.pausedUntil,

    async closedUntil(route) {
      if (clock.now().getTime() > lastPost) {
        turnedAway = true;
        return pickLater(after(clock.now(), 1), until.toISOString());
      }
      if (route !== 'channel') return throttle.closedUntil(route);
      const seen = await current();
      if (seen === 'free') {
        granted++;
        return undefined;
      }
      if (seen !== 'ours') return after(clock.now(), REMEMBERED_MILLIS / 1000);
      // Waiting posts take their turns one by one.
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

    async close(route, seconds) {
      if (route !== 'channel') return throttle.close(route, seconds);
      monitor.count('SlackRateLimited');
      return closeChannel(seconds);
    },

    // Other writers may have stored notices meanwhile and left them to us: only the next pass knows them.
    async end(left = turnedAway || !goesOn) {
      if (state !== 'ours') return;
      const { value, version } = await controls.read('#slack');
      if (value?.lease?.owner !== owner) return;
      const now = clock.now();
      // Slack may have asked for a longer pause than this pass had time for.
      const isSilent = nextPost > now.getTime() + between;
      const retryAt = isSilent ? new Date(nextPost).toISOString() : undefined;
      const forNext = left ? after(now, KEPT_CLOSED_SECONDS) : undefined;
      const [notBefore] = [retryAt, forNext].filter((time) => time !== undefined).sort((a, b) => (a < b ? 1 : -1));
      await controls.write('#slack', { notBefore, retryAt }, version);
    },
  };
}

/** A time further ahead was written by a wrong clock. */
const MAX_AHEAD_SECONDS = 600;

function ahead(time: string | undefined, now: Date): string | undefined {
  return time !== undefined && time > now.toISOString() && time < after(now, MAX_AHEAD_SECONDS) ? time : undefined;
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}
