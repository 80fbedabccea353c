// Times as the page shows them, and the minutes until the next morning.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toLocalTime } from '../../app/lib/days.ts';
import {
  countMinutesUntil,
  formatDay,
  formatFullTime,
  formatTime,
  formatTimeWithSeconds,
} from '../../local/page/i18n/when.ts';
import { ZONES } from '../app/lib/clock-changes.ts';
import { runs } from '../runs.ts';

test.each([
  ['Asia/Tokyo', '2026-11-24T08:05:09.000Z', 955],
  ['Asia/Tokyo', '2026-11-23T23:59:00.000Z', 1],
  ['Asia/Tokyo', '2026-11-23T23:59:59.999Z', 1],
  ['Asia/Tokyo', '2026-11-24T00:00:00.000Z', 1_440],
  // The nights when the clocks change: 23 and 25 hours.
  ['Europe/Berlin', '2026-03-28T08:00:00.000Z', 1_380],
  ['Europe/Berlin', '2026-10-24T07:00:00.000Z', 1_500],
])('in %s at %s the next 09:00 is %i minutes away', (timeZone, now, minutes) => {
  expect(countMinutesUntil('09:00', new Date(now), { timeZone })).toBe(minutes);
});

test('after the counted minutes it is 09:00 in every time zone', () => {
  const anyTime = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(anyTime, fc.constantFrom(...ZONES), (moment, timeZone) => {
      const minutes = countMinutesUntil('09:00', moment, { timeZone });
      expect(minutes).toBeGreaterThanOrEqual(1);
      const minute = Math.floor(moment.getTime() / 60_000) * 60_000;
      expect(toLocalTime(new Date(minute + minutes * 60_000), timeZone).time).toMatch(/^09:0[01]$/);
    }),
    { numRuns: runs(500, 100) },
  );
});

test('the page shows times in the zone of the team, whatever the zone of its reader', () => {
  const moment = new Date('2026-03-28T17:30:09.000Z');
  const reading = { locale: 'en', timeZone: 'Asia/Tokyo' } as const;
  expect(formatTime(moment, reading)).toBe('02:30');
  expect(formatTimeWithSeconds(moment, reading)).toBe('02:30:09');
  expect(formatDay(moment, reading)).toBe('Sunday, March 29');
  expect(formatFullTime(moment, reading)).toBe('March 29, 2026 02:30:09');
});
