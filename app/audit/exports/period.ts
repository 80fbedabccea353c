// A stretch of time, and what lies within it.

/** ISO 8601 UTC; `to` is not part of it */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** @param time ISO 8601 UTC */
export function isWithin(time: string, { from, to }: Period): boolean {
  return from <= time && time < to;
}

/** Whole seconds, at least 0: clocks differ, so an effect may seem to precede its cause. */
export function measureSeconds(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
