// Zones whose clocks never change. The first call to Intl lists all of its locales, which takes about 15 ms of a cold
// start; for these zones, the default among them, the call is not needed.

/** The clocks of a zone */
export interface SteadyZone {
  /** Minutes ahead of UTC, e.g. 540 */
  readonly minutes: number;
  /** Name for people, e.g. "JST", or else "UTC+9" */
  readonly name: string;
}

/** The offsets hold from the first moment on, and until the second as far as anybody has decided. */
const [SINCE_MILLIS, UNTIL_MILLIS] = [Date.UTC(2000, 0, 1), Date.UTC(2100, 0, 1)];

const STEADY_ZONES: ReadonlyMap<string, SteadyZone> = new Map([
  ['UTC', { minutes: 0, name: 'UTC' }],
  ['Asia/Tokyo', { minutes: 540, name: 'JST' }],
  ['Asia/Seoul', { minutes: 540, name: 'UTC+9' }],
  ['Asia/Shanghai', { minutes: 480, name: 'UTC+8' }],
  ['Asia/Hong_Kong', { minutes: 480, name: 'UTC+8' }],
  ['Asia/Taipei', { minutes: 480, name: 'UTC+8' }],
  ['Asia/Singapore', { minutes: 480, name: 'UTC+8' }],
  ['Asia/Bangkok', { minutes: 420, name: 'UTC+7' }],
  ['Asia/Jakarta', { minutes: 420, name: 'UTC+7' }],
  ['Asia/Kolkata', { minutes: 330, name: 'IST' }],
]);

/** The names of the zones. */
export const STEADY_ZONE_NAMES: readonly string[] = [...STEADY_ZONES.keys()];

/**
 * @param timeZone IANA name
 * @returns undefined if Intl must be asked: for any other zone, and for another century
 */
export function findSteadyZone(millis: number, timeZone: string): SteadyZone | undefined {
  return millis >= SINCE_MILLIS && millis < UNTIL_MILLIS ? STEADY_ZONES.get(timeZone) : undefined;
}
