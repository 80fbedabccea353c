// Which moments a person means by the days that they type.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rangeOf } from '../../../app/audit/range.ts';

const TOKYO = 'Asia/Tokyo';
/** 08:30 of the 1st of December in Tokyo, and still November in UTC. */
const NOW = new Date('2026-11-30T23:30:00.000Z');
const range = (words: string, timeZone = TOKYO) => rangeOf(words, NOW, timeZone);

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
])('%j is %s to %s', (words, from, to, label) => {
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
  ['2026-11-31', 'no-such-day'],
  ['2026-11-01..2026-02-30', 'no-such-day'],
  ['2026-11-15..2026-11-01', 'reversed'],
  ['2025-01-01..2026-11-01', 'too-long'],
  ['0001-01-01', 'too-early'],
  ['2018-09', 'too-early'],
  ['2026-12-02', 'not-yet'],
  ['2027-01', 'not-yet'],
])('%j is refused as %s', (words, fault) => {
  expect(range(words)).toEqual({ fault });
});

describe('where clocks are changed', () => {
  test.each([
    ['2026-03-29', 23],
    ['2026-10-25', 25],
    ['2026-11-24', 24],
  ])('%s has %i hours in Berlin', (day, hours) => {
    const found = range(day, 'Europe/Berlin');
    expect('from' in found && (Date.parse(found.to) - Date.parse(found.from)) / 3_600_000).toBe(hours);
  });
});

test('two days that follow one another meet, and every word ends in a range or a fault', () => {
  const zone = fc.constantFrom('UTC', TOKYO, 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia');
  const day = fc.date({ min: new Date('2019-01-01'), max: new Date('2026-11-28'), noInvalidDate: true });
  fc.assert(
    fc.property(day, zone, (date, timeZone) => {
      const name = (by: number) => new Date(date.getTime() + by * 86_400_000).toISOString().slice(0, 10);
      const [one, two] = [range(name(0), timeZone), range(name(1), timeZone)];
      expect('to' in one && 'from' in two && one.to === two.from).toBe(true);
    }),
  );
  fc.assert(fc.property(fc.string(), (words) => void rangeOf(words, NOW, TOKYO)));
});
