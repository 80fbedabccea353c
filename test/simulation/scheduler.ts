// One thread of time for many processes: it alone decides which of their waiting calls is next, when, and who dies first.
import { setImmediate } from 'node:timers/promises';
import type { Random } from './random.ts';

/** What befalls a call, beside going well. Done twice: its answer was lost, and the client asked again by itself. */
export type Fault = 'killed before' | 'killed after' | 'fails before' | 'fails after' | 'done twice';

/** One run of a handler: it may die at any of its calls, and nothing of it happens afterwards. */
export interface Process {
  readonly name: string;
  /** Virtual time at which it is killed, as Lambda does */
  readonly endsAt: number;
  dead: boolean;
  /** It came to its end, well or not: its container lives */
  ended: boolean;
}

export interface Call {
  readonly process: Process;
  /** e.g. "store.save" */
  readonly name: string;
}

interface Waiting extends Call {
  /** Virtual time before which it is not done */
  readonly at: number;
  readonly run: (fault: Fault | undefined) => void;
}

export interface Scheduler {
  /** Virtual milliseconds since 1970 */
  now(): number;
  /** Starts a process; it ends by itself, by its time limit, or by being killed. */
  start(name: string, limitMillis: number, run: (process: Process) => Promise<void>): Process;
  /** A call of a process to the world outside: done, or not, when its turn comes. */
  call<T>(process: Process, name: string, effect: () => Promise<T>): Promise<T>;
  pause(process: Process, millis: number): Promise<void>;
  /** Something that happens by itself, at its time. */
  at(millis: number, happen: () => void): void;
  /** Does one thing. @returns false when nothing is left to happen until `until` */
  step(until: number): Promise<boolean>;
  /** Calls done so far, and what befell them. */
  readonly counts: Map<string, number>;
}

export interface SchedulerOptions {
  readonly random: Random;
  readonly startAt: number;
  /** What befalls the next call */
  readonly faultOf: (call: Call) => Fault | undefined;
  /** What a process threw */
  readonly onThrown: (process: Process, thrown: unknown) => void;
}

export function createScheduler({ random, startAt, faultOf, onThrown }: SchedulerOptions): Scheduler {
  let now = startAt;
  let waiting: Waiting[] = [];
  let events: { readonly at: number; readonly happen: () => void }[] = [];
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);

  function wait<T>(call: Call, at: number, effect: () => Promise<T>, mayFail: boolean): Promise<T> {
    const { process } = call;
    return new Promise((resolve, reject) => {
      // Whoever is dead waits for ever.
      if (process.dead) return;
      const run = (fault: Fault | undefined): void => {
        count(call.name);
        if (fault !== undefined) count(fault);
        if (fault === 'killed before') process.dead = true;
        if (process.dead) return;
        if (fault === 'fails before') {
          reject(new Error(`${call.name} failed before it had any effect`));
          return;
        }
        const effected = fault === 'done twice' ? effect().then(effect) : effect();
        if (fault === 'killed after') process.dead = true;
        else if (fault === 'fails after') reject(new Error(`${call.name} timed out after it had its effect`));
        else effected.then(resolve, reject);
        // What nobody waits for any more may fail unheard.
        effected.catch(() => {});
      };
      waiting.push({ ...call, at, run: (fault) => run(mayFail ? fault : undefined) });
    });
  }

  return {
    now: () => now,
    counts,

    start(name, limitMillis, run) {
      const process: Process = { name, endsAt: now + limitMillis, dead: false, ended: false };
      const end = () => {
        process.dead = true;
        process.ended = true;
      };
      run(process).then(end, (thrown: unknown) => {
        end();
        onThrown(process, thrown);
      });
      return process;
    },

    call: (process, name, effect) => wait({ process, name }, now, effect, true),
    pause: (process, millis) => wait({ process, name: 'clock.pause' }, now + millis, async () => {}, false),
    at: (millis, happen) => {
      events.push({ at: millis, happen });
    },

    async step(until) {
      // Everything that can go on without the world outside goes on first.
      await setImmediate();
      waiting = waiting.filter(({ process }) => {
        if (process.endsAt <= now) process.dead = true;
        return !process.dead;
      });
      const soonest = Math.min(...waiting.map(({ at }) => at), ...events.map(({ at }) => at));
      if (soonest > until || soonest === Number.POSITIVE_INFINITY) {
        now = Math.max(now, until);
        return false;
      }
      now = Math.max(now, soonest);
      const dueEvents = events.filter(({ at }) => at <= now);
      if (dueEvents.length > 0) {
        events = events.filter(({ at }) => at > now);
        for (const { happen } of dueEvents) happen();
        return true;
      }
      const next = random.pick(waiting.filter(({ at }) => at <= now));
      waiting = waiting.filter((one) => one !== next);
      // A call takes its time; now and then far longer than others.
      now += random.chance(0.02) ? random.between(500, 12_000) : random.between(1, 60);
      if (next.process.endsAt <= now) next.process.dead = true;
      else next.run(faultOf(next));
      return true;
    },
  };
}
