// The schedule of the watchdog: again and again, and never twice at once, as the deployment has it.

export interface Schedule {
  /** Does not wait for the next time; while it runs, it runs again afterwards. */
  runNow(): void;
  close(): Promise<void>;
}

/** @param run whoever hears of every invocation hears of its faults; nobody here does */
export function keepRunning(run: () => Promise<unknown>, everyMillis: number): Schedule {
  let timer = setTimeout(start, everyMillis);
  let running = false;
  let again = false;
  let closed = false;

  function start(): void {
    running = true;
    run()
      .catch(() => {})
      .finally(() => {
        running = false;
        if (closed) return;
        timer = setTimeout(start, again ? 0 : everyMillis);
        again = false;
      });
  }

  return {
    runNow() {
      if (running) again = true;
      if (running || closed) return;
      clearTimeout(timer);
      start();
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
    },
  };
}
