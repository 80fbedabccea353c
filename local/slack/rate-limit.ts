// How many messages a second Slack takes in one channel, while that is limited.

export interface RateLimit {
  /** @param perSecond 0.5 is one in two seconds; undefined is without end */
  limit(perSecond: number | undefined): void;
  /** Counts a message unless there are too many. @returns 0 when it is taken; else after how many whole seconds the next one is */
  countWaitSeconds(channel: string): number;
}

/** @param now milliseconds since 1970 */
export function createRateLimit(now: () => number): RateLimit {
  let perSecond: number | undefined;
  const taken = new Map<string, number[]>();
  return {
    limit(rate) {
      perSecond = rate;
      taken.clear();
    },
    countWaitSeconds(channel) {
      if (perSecond === undefined) return 0;
      const windowMillis = Math.max(1_000, 1_000 / perSecond);
      const recent = (taken.get(channel) ?? []).filter((at) => at > now() - windowMillis);
      const [oldest] = recent;
      if (oldest !== undefined && recent.length >= perSecond) {
        return Math.max(1, Math.ceil((oldest + windowMillis - now()) / 1_000));
      }
      taken.set(channel, [...recent, now()]);
      return 0;
    },
  };
}
