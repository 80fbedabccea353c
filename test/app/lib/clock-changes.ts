// The moments at which the clocks of any time zone are changed, found by looking at them week by week.

export const ZONES = [...Intl.supportedValuesOf('timeZone'), 'UTC'];
export const [FIRST, END] = ['2015-01-01', '2036-01-01'];

export interface ClockChange {
  readonly timeZone: string;
  /** The first millisecond at which the clocks show something else */
  readonly at: number;
  /** The times before and after the change, as if they were UTC */
  readonly wouldShow: string;
  readonly shows: string;
}

const WEEK_MILLIS = 7 * 24 * 3_600_000;

/** Of every zone, from 2015 to 2035. */
export function clockChanges(): ClockChange[] {
  return ZONES.flatMap((timeZone) => {
    const offsetAt = offsetsOf(timeZone);
    const changes: ClockChange[] = [];
    let known = offsetAt(Date.parse(FIRST));
    for (let week = Date.parse(FIRST) + WEEK_MILLIS; week < Date.parse(END); week += WEEK_MILLIS) {
      const offset = offsetAt(week);
      if (offset === known) continue;
      let [before, at] = [week - WEEK_MILLIS, week];
      while (at - before > 1) {
        const middle = Math.floor((before + at) / 2);
        if (offsetAt(middle) === known) before = middle;
        else at = middle;
      }
      const shown = (by: number) => new Date(at + by).toISOString();
      changes.push({ timeZone, at, wouldShow: shown(known), shows: shown(offset) });
      known = offset;
    }
    return changes;
  });
}

/** Of the changes, those that differ in what clocks show, once each. */
export function kindsOf(changes: readonly ClockChange[]): ClockChange[] {
  const hour = (shown: string) => shown.slice(11, 16);
  return [...new Map(changes.map((change) => [`${hour(change.wouldShow)} ${hour(change.shows)}`, change])).values()];
}

/** By the name that the zone has for its offset, e.g. "GMT-03:30". */
function offsetsOf(timeZone: string): (millis: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  return (millis) => {
    const [, sign, hours = 0, minutes = 0] = /GMT([+-])(\d\d):(\d\d)$/.exec(format.format(millis)) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  };
}
