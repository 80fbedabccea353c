// One message a second is all that Slack takes in a channel: after its first 429 one writer posts, and the others wait.
import type { Clock, ControlStore, Monitor } from '../ports.ts';
import { latest } from '../session/policy.ts';

/** Stands before every post in the notices' channel. */
export interface PostGate {
  /** Waits for its turn where that is near. @returns ISO time before which not to post; undefined when the way is free */
  closedUntil(): Promise<string | undefined>;
  /** Slack said that there are too many: nobody posts for so long. */
  close(seconds: number): Promise<void>;
}

interface Gated {
  readonly controls: ControlStore;
  readonly clock: Clock;
  readonly monitor: Monitor;
}

/** What was read is taken for true so long: a batch of starts asks once. */
const REMEMBERED_MILLIS = 1_000;
/** One a second, and a margin: of posts a second apart every third comes too early by the jitter of the network.
 * @see https://docs.slack.dev/apis/web-api/rate-limits */
const BETWEEN_POSTS_MILLIS = 1_100;
/** How long everybody waits for a drain, or for it to go on: the next minute's pass does. */
const KEPT_CLOSED_SECONDS = 90;
/** What was begun in time may take so long. */
const UNDER_WAY_SECONDS = 15;

/** For those who post as things happen: what cannot go out now is left to the watchdog. */
export function createGate({ controls, clock, monitor }: Gated): PostGate {
  let seen: { notBefore: string | undefined; readAt: number } | undefined;

  return {
    async closedUntil() {
      const now = clock.now();
      if (seen === undefined || now.getTime() - seen.readAt >= REMEMBERED_MILLIS) {
        const { value } = await controls.read('#slack');
        seen = { notBefore: value?.notBefore, readAt: now.getTime() };
      }
      return ahead(seen.notBefore, now);
    },

    async close(seconds) {
      // Until the watchdog has drained what waits now, or nothing would be in its order.
      const notBefore = after(clock.now(), Math.max(seconds, KEPT_CLOSED_SECONDS));
      const retryAt = after(clock.now(), seconds);
      seen = { notBefore, readAt: clock.now().getTime() };
      monitor.count('SlackRateLimited');
      const { value, version } = await controls.read('#slack');
      const known = ahead(value?.retryAt, clock.now()) ?? '';
      if (ahead(value?.notBefore, clock.now()) && retryAt <= known) return;
      // Whoever wrote first meanwhile has met the same 429.
      await controls.write('#slack', { ...value, notBefore, retryAt: latest(retryAt, known) }, version);
    },
  };
}

/** The gate of one watchdog pass, which is the one writer while too much waits. */
export interface Drain extends PostGate {
  /** Whether somebody else drains: then what has no notice is theirs. */
  isOthers(): Promise<boolean>;
  /** Whether Slack said so since this was asked last. */
  wasLimited(): boolean;
  /** Opens the channel to the others again, or keeps it closed for the next pass. @param left whether notices still wait */
  end(left: boolean): Promise<void>;
}

/**
 * @param owner who we are, as a lease would say
 * @param until nothing is waited for beyond it
 */
export function createDrain({ controls, clock, monitor }: Gated, owner: string, until: Date): Drain {
  let nextPost = 0;
  let draining = false;
  let limited = false;

  const held = {
    notBefore: after(until, KEPT_CLOSED_SECONDS),
    lease: { owner, until: after(until, UNDER_WAY_SECONDS) },
  };

  /** Whether the channel is ours. When nobody has met a 429 it is everybody's, and nothing is written. */
  async function enter(): Promise<boolean> {
    const now = clock.now();
    const { value, version } = await controls.read('#slack');
    const closedUntil = ahead(value?.notBefore, now);
    const { lease } = value ?? {};
    if (lease && lease.owner !== owner && ahead(lease.until, now)) return false;
    if (closedUntil === undefined) return true;
    draining = true;
    nextPost = Date.parse(ahead(value?.retryAt, now) ?? now.toISOString());
    return controls.write('#slack', { ...held, retryAt: value?.retryAt }, version);
  }

  let entered: Promise<boolean> | undefined;

  return {
    async closedUntil() {
      entered ??= enter();
      const now = clock.now();
      if (!(await entered)) return after(now, BETWEEN_POSTS_MILLIS / 1000);
      if (!draining) return undefined;
      const wait = Math.max(0, nextPost - now.getTime());
      if (now.getTime() + wait >= until.getTime()) return new Date(Math.max(nextPost, until.getTime())).toISOString();
      if (wait > 0) await clock.pause(wait);
      nextPost = clock.now().getTime() + BETWEEN_POSTS_MILLIS;
      return undefined;
    },

    async isOthers() {
      entered ??= enter();
      return !(await entered);
    },

    wasLimited() {
      const was = limited;
      limited = false;
      return was;
    },

    async close(seconds) {
      monitor.count('SlackRateLimited');
      limited = true;
      const now = clock.now();
      nextPost = now.getTime() + seconds * 1000;
      if (draining) return;
      draining = true;
      const { value, version } = await controls.read('#slack');
      const { lease } = value ?? {};
      const isOthers = lease && lease.owner !== owner && ahead(lease.until, now);
      // One drain at a time: whoever was first goes on with it.
      const retryAt = new Date(nextPost).toISOString();
      if (isOthers || !(await controls.write('#slack', { ...held, retryAt }, version)))
        entered = Promise.resolve(false);
    },

    async end(left) {
      if (!draining || !(await entered)) return;
      const { value, version } = await controls.read('#slack');
      if (value?.lease?.owner !== owner) return;
      const now = clock.now();
      // Slack may have asked for a longer silence than this pass had time for.
      const isSilent = nextPost > now.getTime() + BETWEEN_POSTS_MILLIS;
      const retryAt = isSilent ? new Date(nextPost).toISOString() : undefined;
      const forNext = left ? after(now, KEPT_CLOSED_SECONDS) : undefined;
      const [notBefore] = [retryAt, forNext].filter((time) => time !== undefined).sort((a, b) => (a < b ? 1 : -1));
      await controls.write('#slack', { notBefore, retryAt }, version);
    },
  };
}

/** Further ahead than that only a clock can have written that was wrong. */
const MOST_AHEAD_SECONDS = 600;

function ahead(time: string | undefined, now: Date): string | undefined {
  return time !== undefined && time > now.toISOString() && time < after(now, MOST_AHEAD_SECONDS) ? time : undefined;
}

function after(now: Date, seconds: number): string {
  return new Date(now.getTime() + seconds * 1000).toISOString();
}
