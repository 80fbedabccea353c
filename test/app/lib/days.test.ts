// The day and the hour of people in their own zone, also where clocks are changed.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localTime } from '../../../app/lib/days.ts';

test.each([
  ['2026-11-24T00:00:00.000Z', 'Asia/Tokyo', '2026-11-24', '09:00'],
  ['2026-11-23T23:59:59.999Z', 'Asia/Tokyo', '2026-11-24', '08:59'],
  ['2026-11-24T15:00:00.000Z', 'Asia/Tokyo', '2026-11-25', '00:00'],
  ['2026-12-31T23:59:00.000Z', 'UTC', '2026-12-31', '23:59'],
  ['2027-01-01T00:00:00.000Z', 'America/Los_Angeles', '2026-12-31', '16:00'],
  ['2026-11-24T00:00:00.000Z', 'Asia/Kathmandu', '2026-11-24', '05:45'],
  ['2026-11-24T00:00:00.000Z', 'Pacific/Kiritimati', '2026-11-24', '14:00'],
])('%s is in %s the day %s at %s', (now, zone, date, time) => {
  expect(localTime(new Date(now), zone)).toEqual({ date, time });
});

test.each([
  ['does not exist is left out', '2026-03-29T00:59:00.000Z', '2026-03-29T01:00:00.000Z', '01:59', '03:00'],
  ['exists twice comes again', '2026-10-25T00:59:00.000Z', '2026-10-25T01:00:00.000Z', '02:59', '02:00'],
])('an hour that %s', (_, before, after, shownBefore, shownAfter) => {
  const shown = [before, after].map((now) => localTime(new Date(now), 'Europe/Berlin').time);
  expect(shown).toEqual([shownBefore, shownAfter]);
});

test('in UTC it is what the ISO time says, and texts of one day are in the order of their times', () => {
  const anyTime = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(anyTime, (now) => {
      const { date, time } = localTime(now, 'UTC');
      expect(`${date}T${time}`).toBe(now.toISOString().slice(0, 16));
    }),
  );
});
