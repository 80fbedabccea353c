// Days in every time zone of the runtime, above all those on which clocks are changed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  findMoment,
  findStartOfDay,
  isDay,
  listDaysOfMonth,
  listUtcDays,
  toLocalDay,
  toLocalIso,
  toLocalTime,
  toUtcDay,
} from '../../../app/lib/days.ts';
import { runs } from '../../runs.ts';
import { clockChanges, END, FIRST, ZONES } from './clock-changes.ts';

const anyZone = fc.constantFrom(...ZONES);
const anyTime = fc.date({ min: new Date(FIRST), max: new Date(END), noInvalidDate: true });
const anyDay = fc
  .date({ min: new Date('0000-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('the hour where people are', () => {
  test.each([
    ['2026-11-24T00:00:00.000Z', 'Asia/Tokyo', '2026-11-24', '09:00'],
    ['2026-11-23T23:59:59.999Z', 'Asia/Tokyo', '2026-11-24', '08:59'],
    ['2026-11-24T15:00:00.000Z', 'Asia/Tokyo', '2026-11-25', '00:00'],
    ['2026-12-31T23:59:00.000Z', 'UTC', '2026-12-31', '23:59'],
    ['2027-01-01T00:00:00.000Z', 'America/Los_Angeles', '2026-12-31', '16:00'],
    ['2026-11-24T00:00:00.000Z', 'Asia/Kathmandu', '2026-11-24', '05:45'],
    ['2026-11-24T00:00:00.000Z', 'Pacific/Kiritimati', '2026-11-24', '14:00'],
  ])('%s is in %s the day %s at %s', (now, zone, date, time) => {
    expect(toLocalTime(new Date(now), zone)).toEqual({ date, time });
    expect(toLocalDay(new Date(now), zone)).toBe(date);
  });

  test.each([
    ['does not exist is left out', '2026-03-29T00:59:00.000Z', '2026-03-29T01:00:00.000Z', '01:59', '03:00'],
    ['exists twice comes again', '2026-10-25T00:59:00.000Z', '2026-10-25T01:00:00.000Z', '02:59', '02:00'],
  ])('an hour that %s is shown as people see it', (_, before, after, shownBefore, shownAfter) => {
    const shown = [before, after].map((now) => toLocalTime(new Date(now), 'Europe/Berlin').time);
    expect(shown).toEqual([shownBefore, shownAfter]);
  });

  test('the local hour in UTC is that of the ISO time', () => {
    fc.assert(
      fc.property(anyTime, (now) => {
        const { date, time } = toLocalTime(now, 'UTC');
        expect(`${date}T${time}`).toBe(now.toISOString().slice(0, 16));
      }),
    );
  });

  test.each([
    ['2026-11-24T08:05:09.999Z', 'Asia/Tokyo', '2026-11-24T17:05:09+09:00'],
    ['2026-11-24T08:05:09.000Z', 'America/St_Johns', '2026-11-24T04:35:09-03:30'],
    ['2026-11-24T08:05:09.000Z', 'Europe/London', '2026-11-24T08:05:09Z'],
    ['2026-03-29T02:30:00.000Z', 'UTC', '2026-03-29T02:30:00Z'],
  ])('%s is written in %s as %s', (iso, zone, written) => {
    expect(toLocalIso(new Date(iso), zone)).toBe(written);
  });

  test('a time that is written with its offset is the same moment, in every zone', () => {
    fc.assert(
      fc.property(anyTime, anyZone, (time, zone) => {
        expect(Date.parse(toLocalIso(time, zone))).toBe(Math.floor(time.getTime() / 1000) * 1000);
      }),
    );
  });
});

describe('a day in a time zone', () => {
  test.each([
    ['2026-11-24', 'Asia/Tokyo', '2026-11-23T15:00:00.000Z', 24],
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', 23],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', 25],
    // These begin at 01:00, and the last of them at 00:15.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z', 23],
    ['2026-03-29', 'Atlantic/Azores', '2026-03-29T01:00:00.000Z', 23],
    ['2023-10-01', 'America/Asuncion', '2023-10-01T04:00:00.000Z', 23],
    ['1986-01-01', 'Asia/Kathmandu', '1985-12-31T18:30:00.000Z', 23.75],
    // Their last hour comes twice, and is part of them both times.
    ['2026-10-29', 'Africa/Cairo', '2026-10-28T21:00:00.000Z', 25],
    ['2026-10-24', 'Asia/Beirut', '2026-10-23T21:00:00.000Z', 25],
    // Its last hour does not come.
    ['2026-03-28', 'America/Nuuk', '2026-03-28T02:00:00.000Z', 23],
    // Its last half an hour did not come.
    ['2018-05-04', 'Asia/Pyongyang', '2018-05-03T15:30:00.000Z', 23.5],
    // Its first minute came, an hour of the day before after it, and then the rest.
    ['2010-11-07', 'America/St_Johns', '2010-11-07T02:30:00.000Z', 25],
    ['2026-04-05', 'Australia/Lord_Howe', '2026-04-04T13:00:00.000Z', 24.5],
    // These were skipped.
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 0],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z', 24],
    ['1993-08-21', 'Pacific/Kwajalein', '1993-08-21T12:00:00.000Z', 0],
    ['1994-12-31', 'Pacific/Kiritimati', '1994-12-31T10:00:00.000Z', 0],
  ])('the day %s begins in %s at %s and has %f hours', (day, zone, start, hours) => {
    expect(findStartOfDay(day, zone)).toBe(start);
    const next = findStartOfDay(addDays(day, 1), zone);
    expect((Date.parse(next) - Date.parse(start)) / 3_600_000).toBe(hours);
  });

  /** Each day begins at its first moment, and the one before it ends there. */
  function checkStart(day: string, timeZone: string): void {
    const start = findStartOfDay(day, timeZone);
    const moment = (millisLater: number) => new Date(Date.parse(start) + millisLater);
    const of = `${day} in ${timeZone}`;
    expect(toLocalDay(moment(0), timeZone), of).toBe(day);
    expect(toLocalDay(moment(-1), timeZone), of).toBe(addDays(day, -1));
    for (let hours = 0.25; hours <= 3; hours += 0.25) {
      expect(toLocalDay(moment(-hours * 3_600_000), timeZone) < day, `${of}, ${hours} hours before`).toBe(true);
    }
  }

  const holds = (day: string, timeZone: string, moment: string) =>
    findStartOfDay(day, timeZone) <= moment && moment < findStartOfDay(addDays(day, 1), timeZone);

  test('a day begins at its first moment, and ends where the next begins, in every zone whenever clocks are changed', () => {
    const changes = clockChanges();
    expect(changes.length).toBeGreaterThan(4_000);
    for (const { timeZone, at } of changes) {
      const day = toLocalDay(new Date(at), timeZone);
      for (const days of [-1, 0, 1]) checkStart(addDays(day, days), timeZone);
      for (const moment of [at - 1, at, at + 1].map((millis) => new Date(millis))) {
        const among = [-1, 0, 1].map((days) => addDays(day, days));
        expect(among.filter((one) => holds(one, timeZone, moment.toISOString()))).toEqual([
          toLocalDay(moment, timeZone),
        ]);
      }
    }
  });

  test('a day begins at its first moment, and ends where the next begins, at any other time', () => {
    fc.assert(
      fc.property(anyTime, anyZone, (time, timeZone) => {
        const day = toLocalDay(time, timeZone);
        checkStart(day, timeZone);
        const among = [-2, -1, 0, 1, 2].map((days) => addDays(day, days));
        expect(among.filter((one) => holds(one, timeZone, time.toISOString()))).toEqual([day]);
      }),
      { numRuns: runs(2_000, 300) },
    );
  });

  test.each([
    ['an hour that comes once', '2026-11-24', '09:00', 'Asia/Tokyo', '2026-11-24T00:00:00.000Z'],
    ['the first of one that comes twice', '2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['the end of what is left out', '2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['the same, at the begin of a day', '2026-04-24', '00:30', 'Africa/Cairo', '2026-04-23T22:00:00.000Z'],
    ['the same, at the end of a day', '2026-03-28', '23:30', 'America/Nuuk', '2026-03-29T01:00:00.000Z'],
    ['the same, for a day that was left out', '2011-12-30', '09:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('a moment of a day is %s', (_, day, time, zone, moment) => {
    expect(findMoment(day, time, zone)).toBe(moment);
  });

  test.each(['2026-02-30', '2026-13-01', '2026-00-10', '2026-11-24T00:00', 'today', ''])('%j has no start', (text) => {
    expect(() => findStartOfDay(text, 'Asia/Tokyo')).toThrow(RangeError);
    expect(() => addDays(text, 1)).toThrow(RangeError);
  });

  test('an unknown zone is refused', () => {
    expect(() => findStartOfDay('2026-11-24', 'Asia/Edo')).toThrow(RangeError);
  });
});

describe('the calendar', () => {
  test.each([
    ['2026-11-30', 1, '2026-12-01'],
    ['2026-12-31', 1, '2027-01-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2028-02-29', 365, '2029-02-28'],
    ['2100-02-28', 1, '2100-03-01'],
    ['2027-01-01', -1, '2026-12-31'],
    // Days on which a clock here or there shows no midnight.
    ['2026-03-29', 1, '2026-03-30'],
    ['2026-04-24', 1, '2026-04-25'],
    ['2026-10-24', 1, '2026-10-25'],
    ['0000-02-28', 1, '0000-02-29'],
  ])('%s and %i days is %s', (day, days, moved) => {
    expect(addDays(day, days)).toBe(moved);
  });

  test('a day moved by a number of days and back is the same day, and the number is the distance', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4_000, max: 4_000 }), (day, days) => {
        const end = new Date(Date.parse(day) + days * 86_400_000);
        fc.pre(end >= new Date('0000-01-01') && end < new Date('9999-12-31T23:59:59.999Z'));
        expect(addDays(day, days)).toBe(toUtcDay(end));
        expect(addDays(addDays(day, days), -days)).toBe(day);
      }),
    );
  });

  test('the calendar has no day before the year 0 and none after the year 9999', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('0000-01-01', -1)).toThrow(RangeError);
  });

  test.each([
    ['2026-11', 1, '2026-12'],
    ['2026-12', 1, '2027-01'],
    ['2026-01', -1, '2025-12'],
    ['2026-11', -23, '2024-12'],
    ['2026-11', 0, '2026-11'],
  ])('%s and %i months is %s', (month, months, moved) => {
    expect(addMonths(month, months)).toBe(moved);
  });

  test.each(['2026-02-28', '2028-02-29', '2000-02-29', '0000-01-01', '9999-12-31'])('%s is a day', (text) => {
    expect(isDay(text)).toBe(true);
  });

  test.each([
    '2026-02-29',
    '2026-02-30',
    '2026-02-31',
    '2100-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-00-01',
    '2026-11-00',
    '2026-11-32',
    '2026-11-24T24:00',
    '2026-11-24T00:00:00',
    '2026-11-24Z',
    '2026-11',
    '2026',
    '26-11-24',
    '2026-1-24',
    '2026/11/24',
    '+002026-11-24',
    '+010000-01-01',
    '+010000-01',
    '-000001-12-31',
    '10000-01-01',
    '２０２６-11-24',
    ' 2026-11-24',
    'yesterday',
    '',
  ])('%j is no day', (text) => {
    expect(isDay(text)).toBe(false);
  });

  test('a month has its days, and one that is in no calendar has none', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const month = day.slice(0, 7);
        const days = listDaysOfMonth(month);
        expect(days).toContain(day);
        expect(days[0]).toBe(`${month}-01`);
        expect(days.length === 31 || addDays(`${month}-01`, days.length).slice(8) === '01').toBe(true);
      }),
    );
    expect(['2026-13', '2026-00', '2026', '', '2026-1'].flatMap(listDaysOfMonth)).toEqual([]);
    expect([listDaysOfMonth('2028-02').length, listDaysOfMonth('2026-02').length]).toEqual([29, 28]);
  });
});

test.each([
  ['2026-11-23T15:00:00.000Z', '2026-11-24T15:00:00.000Z', ['2026-11-23', '2026-11-24']],
  ['2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.000Z', ['2026-11-24']],
  ['2026-11-24T00:00:00.000Z', '2026-11-25T00:00:00.001Z', ['2026-11-24', '2026-11-25']],
  ['2026-11-24T23:59:59.999Z', '2026-11-25T00:00:00.000Z', ['2026-11-24']],
  ['2026-03-28T23:00:00.000Z', '2026-03-30T22:00:00.000Z', ['2026-03-28', '2026-03-29', '2026-03-30']],
  ['2026-11-24T10:00:00.000Z', '2026-11-24T10:00:00.000Z', []],
  ['2026-11-25T10:00:00.000Z', '2026-11-24T10:00:00.000Z', []],
])('the UTC days from %s to %s are %j', (from, to, days) => {
  expect(listUtcDays(from, to)).toEqual(days);
});
