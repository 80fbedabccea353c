// Zones that Intl is not asked of, held against what it would have said.
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { toLocalIso, toLocalTime } from '../../../app/lib/days.ts';
import { findSteadyZone, STEADY_ZONE_NAMES } from '../../../app/lib/steady-zones.ts';
import { findZoneName, formatTime, NAMING_LOCALES } from '../../../app/slack/i18n/format-time.ts';

const [FIRST, END] = [Date.UTC(2000, 0, 1), Date.UTC(2100, 0, 1)];
const WEEK_MILLIS = 7 * 24 * 3_600_000;
/** e.g. "2026-11-24, 17:05:00" */
const clockOf = (timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });

function nameOf(language: string, timeZone: string, millis: number): string {
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'short' }).formatToParts(millis);
  return parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', 'UTC') ?? '';
}

describe.each(STEADY_ZONE_NAMES)('%s', (timeZone) => {
  test('a steady zone shows the times that Intl shows, in each week of the century', () => {
    const clock = clockOf(timeZone);
    for (let week = FIRST; week < END; week += WEEK_MILLIS) {
      const { date, time } = toLocalTime(new Date(week), timeZone);
      if (clock.format(week).slice(0, 16) !== `${date} ${time}`) expect.fail(`${date} ${time}`);
    }
  });

  test('a steady zone shows the time that Intl shows, at any moment', () => {
    const clock = clockOf(timeZone);
    fc.assert(
      fc.property(fc.integer({ min: FIRST, max: END - 1 }), (millis) => {
        const iso = toLocalIso(new Date(millis), timeZone);
        expect(iso.slice(0, 19).replace('T', ' ')).toBe(clock.format(millis));
        expect(Date.parse(iso)).toBe(Math.floor(millis / 1000) * 1000);
      }),
    );
  });

  test('a steady zone has the name that the first of the languages has for it, or else its offset', () => {
    for (const millis of [FIRST, Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15), END - 1]) {
      const names = NAMING_LOCALES.map((language) => nameOf(language, timeZone, millis));
      const expected = names.find((name) => !/^UTC[+-]/.test(name)) ?? names[0];
      expect(findZoneName(new Date(millis).toISOString(), timeZone)).toBe(expected);
    }
  });

  test('Intl is asked before and after the years in which a zone is steady', () => {
    for (const millis of [FIRST - 1, END, Number.NaN]) expect(findSteadyZone(millis, timeZone)).toBeUndefined();
    expect(findSteadyZone(FIRST, timeZone)).toBeDefined();
    expect(findSteadyZone(END - 1, timeZone)).toBeDefined();
  });
});

test.each([
  ['1948-07-01T00:00:00.000Z', 'Asia/Tokyo', '1948-07-01T10:00:00+10:00'],
  ['1999-12-31T23:59:59.999Z', 'Asia/Tokyo', '2000-01-01T08:59:59+09:00'],
  ['2099-12-31T23:59:59.999Z', 'Asia/Tokyo', '2100-01-01T08:59:59+09:00'],
  ['1988-07-01T00:00:00.000Z', 'Asia/Seoul', '1988-07-01T10:00:00+10:00'],
])('Intl is asked about %s in %s, while the clocks still changed or nobody has decided', (iso, timeZone, expected) => {
  expect(toLocalIso(new Date(iso), timeZone)).toBe(expected);
});

test('the time of a notice is written without a format', () => {
  const format = vi.spyOn(Intl, 'DateTimeFormat');
  onTestFinished(() => format.mockRestore());
  expect(formatTime('2031-05-06T07:08:09.000Z', { timeZone: 'Asia/Tokyo', locale: 'ja' })).toBe('2031/05/06 16:08 JST');
  expect(format).not.toHaveBeenCalled();
});
