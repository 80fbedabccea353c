// The schedules: the watchdog's, again and again and never twice at once, and that of the nights, as the deployment has them.
import { toUtcDay } from '../app/lib/days.ts';

export interface Schedule {
  /** Does not wait for the next time; while it runs, it runs again afterwards. Resolves when that run is over. */
  runNow(): Promise<void>;
  close(): Promise<void>;
}

/** @param run whoever hears of every invocation hears of its faults; nobody here does */
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

  /** @returns tells those who wait until now */
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

/** Half past midnight, UTC: by then the records of the day have come. */
const AT_NIGHT_MILLIS = 30 * 60_000;

/** @returns what is asked again and again, and runs once for each night of the world's clock that has begun since the start */
export function createNightlyRun(run: () => Promise<unknown>): () => Promise<void> {
  const latest = () => toUtcDay(new Date(Date.now() - AT_NIGHT_MILLIS));
  let done = latest();
  return async () => {
    const night = latest();
    if (night <= done) return;
    done = night;
    await run();
  };
}
