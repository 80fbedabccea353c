// Limits the calls of one invocation, so that none outlives its function.

export interface TimeLimit {
  /** @param millis from now on; Infinity for no limit */
  endIn(millis: number): void;
  /**
   * @param timeoutMillis the call's own limit
   * @returns the signal that ends the call; undefined if its own limit ends it in time
   */
  signal(timeoutMillis?: number): AbortSignal | undefined;
}

/** The limit does not depend on the system clock, which may be moved. */
export function createTimeLimit(): TimeLimit {
  let endsAt = Number.POSITIVE_INFINITY;
  return {
    endIn(millis) {
      endsAt = performance.now() + millis;
    },
    signal(timeoutMillis = Number.POSITIVE_INFINITY) {
      const left = endsAt - performance.now();
      if (left >= timeoutMillis) return undefined;
      // It accepts only whole numbers.
      return AbortSignal.timeout(Math.max(0, Math.ceil(left)));
    },
  };
}
