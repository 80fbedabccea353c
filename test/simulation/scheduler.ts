// One thread of time for many processes: it alone decides the next of their waiting calls, its time, and deaths before it.
import { setImmediate } from 'node:timers/promises';
import type { Random } from './random.ts';

/** The fate of a call that does not simply succeed. "done twice": its answer was lost, and the client repeated it. */
export type Fault = 'killed before' | 'killed after' | 'fails before' | 'fails after' | 'done twice';

/** One run of a handler. It may die at any of its calls, and has no effect afterwards. */
export interface Process {
  readonly name: string;
  /** Virtual time of its time limit, at which Lambda stops it */
  readonly endsAt: number;
  dead: boolean;
  /** True if it returned or threw, so that its container lives */
  ended: boolean;
}

export interface Call {
  readonly process: Process;
  /** e.g. "store.save" */
  readonly name: string;
}

interface Waiting extends Call {
  /** Earliest virtual time of the call */
  readonly at: number;
  readonly run: (fault: Fault | undefined) => void;
}

export interface Scheduler {
  /** Virtual milliseconds since 1970 */
  now(): number;
  /** Starts a process, which runs until it returns, reaches its time limit or dies. */
  start(name: string, limitMillis: number, run: (process: Process) => Promise<void>): Process;
  /** A call of a process to the outside world, which takes effect or not on its turn. */
  call<T>(process: Process, name: string, effect: () => Promise<T>): Promise<T>;
  pause(process: Process, millis: number): Promise<void>;
  /** An event of the world at a given time. */
  at(millis: number, happen: () => void): void;
  /** Takes one step. @returns false if no step is left up to `until` */
  step(until: number): Promise<boolean>;
  /** Calls and their faults so far, with their numbers. */
  readonly counts: Map<string, number>;
}

export interface SchedulerOptions {
  readonly random: Random;
  readonly startAt: number;
  /** Decides the fate of the next call */
  readonly faultOf: (call: Call) => Fault | undefined;
  /** Gets the error that a process threw */
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
      // A dead process waits for ever.
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
        // A call that nobody awaits any more may fail silently.
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
      // Work that needs no call to the outside world goes on first.
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
      // A call takes some time, and occasionally far more.
      now += random.chance(0.02) ? random.between(500, 12_000) : random.between(1, 60);
      if (next.process.endsAt <= now) next.process.dead = true;
      else next.run(faultOf(next));
      return true;
    },
  };
}
