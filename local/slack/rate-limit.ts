// Rate limit of messages, for each channel.

export interface RateLimit {
  /** @param perSecond 0.5 is one in two seconds; undefined is unlimited */
  limit(perSecond: number | undefined): void;
  /**
   * Counts a message if the limit allows it.
   * @returns 0 for an accepted message, otherwise whole seconds until the next one is accepted
   */
  countWaitSeconds(channel: string): number;
}

/** @param now returns epoch milliseconds */
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
