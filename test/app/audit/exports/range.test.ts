// Which moments a person means by the days that they type.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithin } from '../../../../app/audit/exports/period.ts';
import { parseRange } from '../../../../app/audit/exports/range.ts';
import { addDays, toLocalDay } from '../../../../app/lib/days.ts';
import { runs } from '../../../runs.ts';
import { ZONES } from '../../lib/clock-changes.ts';

const TOKYO = 'Asia/Tokyo';
/** 08:30 of the 1st of December in Tokyo, and still November in UTC. */
const NOW = new Date('2026-11-30T23:30:00.000Z');
const range = (words: string, timeZone = TOKYO) => parseRange(words, NOW, timeZone);

test.each([
  ['2026-11', '2026-10-31T15:00:00.000Z', '2026-11-30T15:00:00.000Z', '2026-11'],
  ['2026-02', '2026-01-31T15:00:00.000Z', '2026-02-28T15:00:00.000Z', '2026-02'],
  ['2026-11-24', '2026-11-23T15:00:00.000Z', '2026-11-24T15:00:00.000Z', '2026-11-24'],
  ['2026-11-01..2026-11-15', '2026-10-31T15:00:00.000Z', '2026-11-15T15:00:00.000Z', '2026-11-01..2026-11-15'],
  ['2026-11-24..2026-11-24', '2026-11-23T15:00:00.000Z', '2026-11-24T15:00:00.000Z', '2026-11-24'],
  [' Yesterday ', '2026-11-29T15:00:00.000Z', '2026-11-30T15:00:00.000Z', '2026-11-30'],
  ['today', '2026-11-30T15:00:00.000Z', '2026-12-01T15:00:00.000Z', '2026-12-01'],
  ['last-month', '2026-10-31T15:00:00.000Z', '2026-11-30T15:00:00.000Z', '2026-11'],
  ['this-month', '2026-11-30T15:00:00.000Z', '2026-12-31T15:00:00.000Z', '2026-12'],
])('the range %j is %s to %s', (words, from, to, label) => {
  expect(range(words)).toEqual({ from, to, label });
});

test.each([
  ['', 'unknown'],
  ['november', 'unknown'],
  ['2026', 'unknown'],
  ['2026-11-01..', 'unknown'],
  ['2026-11-01...2026-11-02', 'unknown'],
  ['2026-11..2026-12', 'unknown'],
  ['2026-13', 'no-such-day'],
  ['2026-00', 'no-such-day'],
  ['2026-99', 'no-such-day'],
  ['2026-02-29', 'no-such-day'],
  ['2026-02-30', 'no-such-day'],
  ['2026-11-00', 'no-such-day'],
  ['2026-00-24', 'no-such-day'],
  ['0000-00-00', 'no-such-day'],
  ['2026-02-30..2026-03-01', 'no-such-day'],
  ['2026-11-31', 'no-such-day'],
  ['2026-11-01..2026-02-30', 'no-such-day'],
  ['2026-11-15..2026-11-01', 'reversed'],
  ['2025-01-01..2026-11-01', 'too-long'],
  ['2026-11-01..9999-12-31', 'too-long'],
  ['2024-12-31..2026-02-04', 'too-long'],
  ['0001-01-01', 'too-early'],
  ['0000-01-01', 'too-early'],
  ['0000-02', 'too-early'],
  ['0099-12', 'too-early'],
  ['0000-01-01..9999-12-31', 'too-early'],
  ['2018-09', 'too-early'],
  ['2026-12-02', 'not-yet'],
  ['2027-01', 'not-yet'],
  ['9999-12', 'not-yet'],
  ['9999-12-31', 'not-yet'],
  ['2026-11-24t24:00', 'unknown'],
  ['24:00', 'unknown'],
])('the range %j is refused as %s', (words, fault) => {
  expect(range(words)).toEqual({ fault });
});

test('a range has at most four hundred days, whichever they are', () => {
  expect(range('2024-12-31..2026-02-03')).toMatchObject({ label: '2024-12-31..2026-02-03' });
});

describe('words for a range mean the days of now', () => {
  test.each([
    ['2026-12-31T15:00:00.000Z', 'last-month', '2026-12'],
    ['2027-01-31T14:59:59.999Z', 'last-month', '2026-12'],
    ['2027-01-15T00:00:00.000Z', 'this-month', '2027-01'],
    ['2028-02-29T00:00:00.000Z', 'this-month', '2028-02'],
    ['2028-03-01T00:00:00.000Z', 'yesterday', '2028-02-29'],
    ['2027-03-31T00:00:00.000Z', 'last-month', '2027-02'],
    ['2026-12-31T15:00:00.000Z', 'yesterday', '2026-12-31'],
    ['2026-11-23T15:00:00.000Z', 'today', '2026-11-24'],
    ['2026-11-23T14:59:59.999Z', 'today', '2026-11-23'],
    ['2026-11-23T15:00:00.000Z', 'yesterday', '2026-11-23'],
  ])('a range of a word at %s %s is %s in Tokyo', (now, words, label) => {
    expect(parseRange(words, new Date(now), TOKYO)).toMatchObject({ label });
    expect(parseRange(words, new Date(now), TOKYO)).toEqual(parseRange(label, new Date(now), TOKYO));
  });

  test('today is the day itself in the first and the last moment of a day that has no midnight', () => {
    const today = (now: string) => parseRange('today', new Date(now), 'Africa/Cairo');
    expect(today('2026-04-23T21:59:59.999Z')).toMatchObject({ label: '2026-04-23', to: '2026-04-23T22:00:00.000Z' });
    expect(today('2026-04-23T22:00:00.000Z')).toMatchObject({ label: '2026-04-24', from: '2026-04-23T22:00:00.000Z' });
  });
});

describe('where clocks are changed', () => {
  test.each([
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-11-24', 'Europe/Berlin', 24],
    ['2026-04-23', 'Africa/Cairo', 24],
    ['2026-04-24', 'Africa/Cairo', 23],
    ['2026-03-28', 'America/Nuuk', 23],
    ['2026-03-29', 'Asia/Beirut', 23],
    ['2026-10-24', 'Asia/Beirut', 25],
    ['2026-04-05', 'Australia/Lord_Howe', 24.5],
  ])('the day %s in %s has %f hours', (day, timeZone, hours) => {
    const found = range(day, timeZone);
    expect('from' in found && (Date.parse(found.to) - Date.parse(found.from)) / 3_600_000).toBe(hours);
  });

  test('the range of a day that has no midnight begins with its first moment', () => {
    expect(range('2026-04-24', 'Africa/Cairo')).toEqual({
      from: '2026-04-23T22:00:00.000Z',
      to: '2026-04-24T21:00:00.000Z',
      label: '2026-04-24',
    });
    // So does a month, and the one before it ends there.
    expect(range('2023-10', 'America/Asuncion')).toMatchObject({ from: '2023-10-01T04:00:00.000Z' });
    expect(range('2023-09', 'America/Asuncion')).toMatchObject({ to: '2023-10-01T04:00:00.000Z' });
  });
});

test('each moment is in the range of its day and of its month, and in no other, in every zone', () => {
  const moments = fc.date({ min: new Date('2018-10-02'), max: new Date('2026-11-28'), noInvalidDate: true });
  const holds = (words: string, timeZone: string, moment: Date) => {
    const found = range(words, timeZone);
    return 'from' in found && isWithin(moment.toISOString(), found);
  };
  fc.assert(
    fc.property(moments, fc.constantFrom(...ZONES), (moment, timeZone) => {
      const day = toLocalDay(moment, timeZone);
      const days = [-1, 0, 1].map((by) => addDays(day, by));
      expect(days.filter((one) => holds(one, timeZone, moment))).toEqual([day]);
      const months = [...new Set([-31, 0, 31].map((by) => addDays(day, by).slice(0, 7)))];
      expect(months.filter((one) => holds(one, timeZone, moment))).toEqual([day.slice(0, 7)]);
    }),
    { numRuns: runs(500, 100) },
  );
});

test('every word ends in a range or a fault', () => {
  const digits = (length: number) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`));
  const month = fc.tuple(digits(4), digits(2)).map((parts) => parts.join('-'));
  const day = fc.tuple(month, digits(2)).map((parts) => parts.join('-'));
  const days = fc.tuple(day, day).map((parts) => parts.join('..'));
  fc.assert(
    fc.property(fc.oneof(fc.string(), month, day, days), fc.constantFrom(...ZONES), (words, timeZone) => {
      const found = parseRange(words, NOW, timeZone);
      expect('fault' in found || found.from < found.to).toBe(true);
    }),
    { numRuns: runs(1_000, 200) },
  );
});
