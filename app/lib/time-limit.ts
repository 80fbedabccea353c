// How long the calls of one invocation may take: none outlives its function.

export interface TimeLimit {
  /** @param millis from now on; Infinity for no limit */
  endIn(millis: number): void;
  /** @param timeoutMillis how long the call may take by itself @returns what ends a call; undefined where it ends in time by itself */
  signal(timeoutMillis?: number): AbortSignal | undefined;
}

/** Not by the clock, which may be moved. */
export function createTimeLimit(): TimeLimit {
  let endsAt = Number.POSITIVE_INFINITY;
  return {
    endIn(millis) {
      endsAt = performance.now() + millis;
    },
    signal(timeoutMillis = Number.POSITIVE_INFINITY) {
      const left = endsAt - performance.now();
      if (left >= timeoutMillis) return undefined;
      // It takes whole numbers alone.
      return AbortSignal.timeout(Math.max(0, Math.ceil(left)));
    },
  };
}
