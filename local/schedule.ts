// The schedules of the deployment: the watchdog's, whose runs never overlap, and the nightly one.
import { toUtcDay } from '../app/lib/days.ts';

export interface Schedule {
  /** Runs immediately, or again after the current run. Resolves when that run has ended. */
  runNow(): Promise<void>;
  close(): Promise<void>;
}

/** @param run its errors are ignored here, because `onInvoked` reports them */
export function keepRunning(run: () => Promise<unknown>, everyMillis: number): Schedule {
  let timer = setTimeout(start, everyMillis);
  let running = false;
  let again = false;
  let closed = false;
  let waiting: (() => void)[] = [];

  function start(): void {
    running = true;
    const resolveWaiting = takeWaiting();
    run()
      .catch(() => {})
      .finally(() => {
        running = false;
        resolveWaiting();
        if (closed) return;
        timer = setTimeout(start, again ? 0 : everyMillis);
        again = false;
      });
  }

  /** @returns a function that resolves the calls of `runNow` that wait now */
  function takeWaiting(): () => void {
    const resolves = waiting;
    waiting = [];
    return () => {
      for (const resolve of resolves) resolve();
    };
  }

  return {
    async runNow() {
      if (closed) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      if (running) {
        again = true;
      } else {
        clearTimeout(timer);
        start();
      }
      await promise;
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      takeWaiting()();
    },
  };
}

/** 00:30 UTC, when the records of the previous day have arrived. */
const AT_NIGHT_MILLIS = 30 * 60_000;

/** @returns a function to call periodically, which calls `run` once after each 00:30 UTC that has passed since the start */
export function createNightlyRun(run: () => Promise<unknown>): () => Promise<void> {
  const findLatestNight = () => toUtcDay(new Date(Date.now() - AT_NIGHT_MILLIS));
  let done = findLatestNight();
  return async () => {
    const night = findLatestNight();
    if (night <= done) return;
    done = night;
    await run();
  };
}
