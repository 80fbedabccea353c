// The day of the digest: one for each day of every time zone, whatever clocks do.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, findMoment, findStartOfDay, toLocalDay } from '../../../../app/lib/days.ts';
import { findDigestDay } from '../../../../app/workflow/watchdog/send-digest.ts';
import { runs } from '../../../runs.ts';
import { SETTINGS } from '../../doubles/memory-ports.ts';
import { type ClockChange, clockChanges, kindsOf, ZONES } from '../../lib/clock-changes.ts';
import { announced, ID } from './watchdog-fixture.ts';

const MINUTE_MILLIS = 60_000;
const DAY_MINUTES = 24 * 60;
/** Seldomer than a watchdog looks: a minute of the day may fall between two looks. */
const TICK_MINUTES = 30;
type Hour = Parameters<typeof findDigestDay>[1];

/** Looks at the rule every few minutes, as a watchdog does. @returns the digests that were begun, each with its moment */
function begun(hour: Hour, moments: Iterable<number>, last?: string): { day: string; at: string }[] {
  const digests: { day: string; at: string }[] = [];
  for (const millis of moments) {
    const day = findDigestDay(new Date(millis), hour, digests.at(-1)?.day ?? last);
    if (day !== undefined) digests.push({ day, at: new Date(millis).toISOString() });
  }
  return digests;
}

function* ticks(from: number, to: number, everyMinutes: number): Generator<number> {
  for (let millis = from; millis < to; millis += everyMinutes * MINUTE_MILLIS) yield millis;
}

/** The hours around a change of the clocks, and those at which a day begins and ends. */
function hoursAround({ wouldShow, shows }: ClockChange): string[] {
  const minutes = [wouldShow, shows].map((shown) => Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14, 16)));
  const [from = 0, to = 0] = minutes;
  const around = [from - 1, from, (from + to) / 2, to - 1, to, 0, 30, 540, 1_439];
  return [...new Set(around.map((minute) => Math.floor(minute + DAY_MINUTES) % DAY_MINUTES))].map(
    (minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
  );
}

test('the digest comes once for each day of every zone, at its hour, also where the clocks skip or repeat this', () => {
  const kinds = kindsOf(clockChanges());
  expect(kinds.length).toBeGreaterThan(20);
  for (const change of kinds) {
    const { timeZone, at } = change;
    for (const digestAt of hoursAround(change)) {
      const [from, to] = [at - 26 * 60 * MINUTE_MILLIS, at + 30 * 60 * MINUTE_MILLIS];
      const before = toLocalDay(new Date(from - 24 * 60 * MINUTE_MILLIS), timeZone);
      const digests = begun({ timeZone, digestAt }, ticks(from, to, TICK_MINUTES), before);
      const of = `${digestAt} in ${timeZone} around ${new Date(at).toISOString()}`;
      const days = digests.map(({ day }) => day);
      const [first = '', last = ''] = [days[0], days.at(-1)];
      expect(days.length, of).toBeGreaterThanOrEqual(2);
      expect(days, of).toEqual(days.map((_, index) => addDays(first, index)));
      expect(
        findMoment(addDays(last, 1), digestAt, timeZone) > new Date(to - TICK_MINUTES * MINUTE_MILLIS).toISOString(),
        of,
      ).toBe(true);
      for (const { day, at: begunAt } of digests.slice(1)) {
        const lateMillis = Date.parse(begunAt) - Date.parse(findMoment(day, digestAt, timeZone));
        expect(lateMillis, of).toBeGreaterThanOrEqual(0);
        expect(lateMillis, of).toBeLessThan(TICK_MINUTES * MINUTE_MILLIS);
      }
    }
  }
});

const anyHour = fc
  .integer({ min: 0, max: DAY_MINUTES - 1 })
  .map((minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`);
const anyTime = fc.date({ min: new Date('2015-01-01'), max: new Date('2035-12-01'), noInvalidDate: true });

test('a day has one digest, and never a second, however the clock is moved back by up to a day', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      anyHour,
      anyTime,
      fc.integer({ min: 1, max: DAY_MINUTES }),
      fc.integer({ min: 1, max: 2 * DAY_MINUTES }),
      (timeZone, digestAt, start, back, after) => {
        const from = start.getTime();
        const moved = from + after * MINUTE_MILLIS;
        const end = from + 5 * DAY_MINUTES * MINUTE_MILLIS;
        const moments = [
          ...ticks(from, moved, TICK_MINUTES),
          ...ticks(moved - back * MINUTE_MILLIS, end, TICK_MINUTES),
        ];
        const days = begun({ timeZone, digestAt }, moments, addDays(toLocalDay(start, timeZone), -1)).map(
          ({ day }) => day,
        );
        expect(days).toEqual(days.map((_, index) => addDays(days[0] ?? '', index)));
        expect(days.length).toBeGreaterThanOrEqual(3);
      },
    ),
    { numRuns: runs(80, 20) },
  );
});

test('the digest is not missed for long after a clock that was wrong by more is right again', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      anyHour,
      anyTime,
      fc.integer({ min: 2, max: 4_000 }),
      (timeZone, digestAt, start, ahead) => {
        const wrong = addDays(toLocalDay(start, timeZone), ahead);
        const from = start.getTime();
        const days = begun(
          { timeZone, digestAt },
          ticks(from, from + 3 * DAY_MINUTES * MINUTE_MILLIS, TICK_MINUTES),
          wrong,
        );
        expect(days.length).toBeGreaterThanOrEqual(2);
      },
    ),
    { numRuns: runs(50, 15) },
  );
});

test.each([
  ['at its hour', '2026-11-24T00:00:00.000Z', '09:00', 'Asia/Tokyo', '2026-11-23', '2026-11-24'],
  ['not before', '2026-11-23T23:59:59.999Z', '09:00', 'Asia/Tokyo', '2026-11-23', undefined],
  ['not before, nor for a day that is over', '2026-11-23T23:59:59.999Z', '09:00', 'Asia/Tokyo', undefined, undefined],
  ['not again', '2026-11-24T00:01:00.000Z', '09:00', 'Asia/Tokyo', '2026-11-24', undefined],
  ['at midnight', '2026-11-23T15:00:00.000Z', '00:00', 'Asia/Tokyo', '2026-11-23', '2026-11-24'],
  ['when its first hour is skipped', '2026-04-23T22:00:00.000Z', '00:30', 'Africa/Cairo', '2026-04-23', '2026-04-24'],
  ['after midnight when its last is', '2026-03-29T01:00:00.000Z', '23:30', 'America/Nuuk', '2026-03-27', '2026-03-28'],
  [
    'after midnight when a pass was missed',
    '2026-11-24T15:00:30.000Z',
    '23:59',
    'Asia/Tokyo',
    '2026-11-23',
    '2026-11-24',
  ],
  ['not hours later', '2026-11-24T16:00:00.000Z', '23:59', 'Asia/Tokyo', '2026-11-23', undefined],
  ['and then not again', '2026-03-29T01:01:00.000Z', '23:30', 'America/Nuuk', '2026-03-28', undefined],
  ['not for a day that was skipped', '2011-12-30T10:00:00.000Z', '09:00', 'Pacific/Apia', '2011-12-29', undefined],
])('the day of the digest begins %s', (_, now, digestAt, timeZone, last, day) => {
  expect(findDigestDay(new Date(now), { timeZone, digestAt }, last)).toBe(day);
});

test('the digest is looked for in Slack from the first moment of its day', async () => {
  const watchdog = await announced(
    { deadlines: { lapseAfterHours: 48 } },
    { ...SETTINGS, timeZone: 'America/New_York' },
  );
  const { memory } = watchdog;
  const asked: string[] = [];
  const { findDigest } = memory.ports.messenger;
  memory.ports.messenger.findDigest = (date, since) => {
    asked.push(`${date} since ${since}`);
    return findDigest(date, since);
  };
  memory.end(ID);
  await watchdog.minutes(2);
  memory.pass(13 * 60);
  memory.takings.push('unknown, taken');
  await watchdog.minutes(5);
  expect(asked).toEqual([`2026-11-24 since ${findStartOfDay('2026-11-24', 'America/New_York')}`]);
});

test('a day has one digest when the clock is moved back over midnight behind it', async () => {
  const watchdog = await announced({ deadlines: { lapseAfterHours: 72 } }, { ...SETTINGS, digestAt: '00:00' });
  const { memory } = watchdog;
  memory.end(ID);
  await watchdog.minutes(2);
  // Ten in the morning of the 24th: to the 25th, and on to the 26th.
  memory.pass(14 * 60);
  await watchdog.minutes(2);
  memory.pass(24 * 60);
  await watchdog.minutes(2);
  expect(memory.noticesOf('2026-11-26')).toHaveLength(1);
  memory.pass(-30);
  await watchdog.minutes(60);
  expect(['2026-11-25', '2026-11-26'].map((day) => memory.noticesOf(day).length)).toEqual([1, 1]);
});
