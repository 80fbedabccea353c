// Lengths of time from the settings, which allow fractions.

/** The units, e.g. " h", and what stands between two of them. */
export interface DurationUnits {
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
  readonly between: string;
}

/** @returns e.g. "15 min", "1 h 30 min"; at least a second, and no seconds beside hours */
export function formatMinutes(minutes: number, { hour, minute, second, between }: DurationUnits): string {
  const seconds = Math.max(1, Math.round(minutes * 60));
  const whole = seconds < 3_600 ? seconds : Math.round(seconds / 60) * 60;
  const parts: readonly (readonly [number, string])[] = [
    [Math.floor(whole / 3_600), hour],
    [Math.floor((whole % 3_600) / 60), minute],
    [whole % 60, second],
  ];
  return parts
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(between);
}
