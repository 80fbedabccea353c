// Lists that can be scanned: the day once, the zone once, and times of day that are right in every zone, at each change of clocks.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Session } from '../../../../../app/session/session.ts';
import type { MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { createCardTokens } from '../../../../../app/slack/views/card-token.ts';
import { renderDigest } from '../../../../../app/slack/views/lists/digest.ts';
import { renderHistory } from '../../../../../app/slack/views/lists/history.ts';
import { createListTimes } from '../../../../../app/slack/views/lists/list-times.ts';
import { createListing } from '../../../../../app/slack/views/lists/listing.ts';
import { type ClockChange, clockChanges, kindsOf } from '../../../lib/clock-changes.ts';
import { APPROVER, aSession, MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA, startFacts } from '../../notice-states-fixture.ts';
import { stoppedClock } from '../../slack-fixture.ts';
import { draw } from '../../views-fixture.ts';

const MINUTE_MILLIS = 60_000;
const isoOf = (millis: number) => new Date(millis).toISOString();

/** A session from one minute after 08:00 UTC of 24 November 2026 to another. */
function lasting(from: number, to: number, sessionId = `session-${from}`): Session {
  const at = (minute: number) => isoOf(Date.parse('2026-11-24T08:00:00.000Z') + minute * MINUTE_MILLIS);
  const session = aSession('ended', startFacts({ sessionId, startedAt: at(from) }));
  if (session.ended === undefined) throw new Error('the session has not ended');
  return { ...session, ended: { ...session.ended, at: at(to) } };
}

const clock = stoppedClock('2026-11-26T08:00:00.000Z');
const reader = { userId: APPROVER, now: clock.now(), cardTokens: createCardTokens('a secret', clock) };
const historyOf = (sessions: readonly Session[], options: MessageOptions) =>
  draw(
    renderHistory(
      { all: true, days: 7, sessions, more: false },
      createListing('history', { days: 7 }),
      reader,
      options,
    ),
  );
const digestOf = (sessions: readonly Session[], options: MessageOptions) =>
  draw(renderDigest({ date: '2026-11-26', sessions, left: 0 }, options));

describe('a list', () => {
  // Midnight in Tokyo is minute 420.
  const sessions = [lasting(600, 610), lasting(415, 425), lasting(60, 60), lasting(0, 2)];
  const days = (lines: readonly string[]) => lines.filter((line) => /^\*\d{4}\/\d\d\/\d\d\*$/.test(line));
  const timesIn = (lines: readonly string[]) =>
    lines.flatMap((line) => /(?:Shell, |シェル、)([^,、]*)/.exec(line)?.[1] ?? []);

  test('a list says each day once, the zone once, and a second day where a range goes over midnight', () => {
    for (const lines of [historyOf(sessions, MESSAGE_OPTIONS), digestOf(sessions, MESSAGE_OPTIONS)]) {
      expect(days(lines)).toEqual(['*2026/11/25*', '*2026/11/24*']);
      expect(timesIn(lines)).toEqual(['03:00–03:10', '23:55–2026/11/25 00:05', '18:00', '17:00–17:02']);
      expect(lines.filter((line) => line.includes('JST'))).toEqual(['· Times in JST']);
    }
  });

  test('a list says its days in Japanese', () => {
    for (const lines of [historyOf(sessions, MESSAGE_OPTIONS_JA), digestOf(sessions, MESSAGE_OPTIONS_JA)]) {
      expect(days(lines)).toEqual(['*2026/11/25*', '*2026/11/24*']);
      expect(timesIn(lines)).toEqual(['03:00～03:10', '23:55～2026/11/25 00:05', '18:00', '17:00～17:02']);
      expect(lines.filter((line) => line.includes('JST'))).toEqual(['· タイムゾーン: JST']);
    }
  });

  test('a list says the day again on its next page', () => {
    const all = Array.from({ length: 25 }, (_, index) => lasting(0, 2, `session-${index}`));
    const listing = { ...createListing('history', { days: 7 }), from: 20 };
    const lines = draw(
      renderHistory({ all: true, days: 7, sessions: all, more: false }, listing, reader, MESSAGE_OPTIONS),
    );
    expect(days(lines)).toEqual(['*2026/11/24*']);
  });
});

/** The clock time of a zone and its offset from UTC, by Intl. */
function clocksAt(iso: string, timeZone: string): { date: string; time: string; ahead: string } {
  const options = { timeZone, timeZoneName: 'longOffset', hourCycle: 'h23' } as const;
  const of = { year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' } as const;
  const parts = new Intl.DateTimeFormat('en-US', { ...options, ...of }).formatToParts(new Date(iso));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return {
    date: `${part('year')}/${part('month')}/${part('day')}`,
    time: `${part('hour')}:${part('minute')}`,
    ahead: part('timeZoneName'),
  };
}

describe('the times of rows', () => {
  let changes: readonly ClockChange[] = [];
  beforeAll(() => {
    changes = kindsOf(clockChanges());
  });

  const HALF_HOURS = ['Asia/Kolkata', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Lord_Howe', 'Pacific/Chatham'];
  /** In hours around a change of clocks, or around a midnight of a zone whose offset is no whole hour. */
  const anyRow = fc
    .record({
      which: fc.nat(),
      isChange: fc.boolean(),
      minutes: fc.integer({ min: -180, max: 180 }),
      lasts: fc.oneof(fc.integer({ min: 0, max: 240 }), fc.integer({ min: 0, max: 3_000 })),
    })
    .map(({ which, isChange, minutes, lasts }) => {
      const change = changes[which % changes.length];
      const timeZone = isChange && change ? change.timeZone : (HALF_HOURS[which % HALF_HOURS.length] ?? 'UTC');
      const around = isChange && change ? change.at : Date.parse('2026-11-24T18:15:00.000Z');
      const start = around + minutes * MINUTE_MILLIS;
      return { timeZone, startedAt: isoOf(start), end: isoOf(start + lasts * MINUTE_MILLIS + 30_000) };
    });

  /** The time as a reader takes it: the day from above if the row names none, the zone from below. */
  function read(said: string, day: string | undefined, zone: string | undefined) {
    const [, date = day, time, name = zone] = /^(\d{4}\/\d\d\/\d\d)? ?(\d\d:\d\d)(?: (.+))?$/.exec(said) ?? [];
    return { date, time, name };
  }

  test('the times of rows are what the clocks of the zone show', () => {
    fc.assert(
      fc.property(anyRow, ({ timeZone, startedAt, end }) => {
        const times = createListTimes([{ startedAt }], { ...MESSAGE_OPTIONS, timeZone });
        const [{ day } = { day: undefined }] = times.rows;
        for (const iso of [startedAt, end]) {
          const { date, time } = clocksAt(iso, timeZone);
          expect(read(times.timeIn({ startedAt }, iso), day, times.zone)).toMatchObject({ date, time });
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the times of rows mean one minute alone, even in an hour that comes twice', () => {
    fc.assert(
      fc.property(anyRow, fc.integer({ min: -120, max: 120 }), ({ timeZone, startedAt, end }, minutes) => {
        const other = isoOf(Date.parse(end) + minutes * MINUTE_MILLIS);
        const times = createListTimes([{ startedAt }], { ...MESSAGE_OPTIONS, timeZone });
        const [one, two] = [end, other].map((iso) => times.timeIn({ startedAt }, iso));
        expect(one === two).toBe(minutes === 0);
      }),
      { numRuns: 500 },
    );
  });

  test('the times of rows name the zone of a row alone where the clocks were changed since the first one', () => {
    const first = { startedAt: '2026-11-01T05:30:00.000Z' };
    const [before, after] = ['2026-11-01T05:59:00.000Z', '2026-11-01T06:10:00.000Z'];
    const times = createListTimes([first], { ...MESSAGE_OPTIONS, timeZone: 'America/New_York' });
    expect([times.zone, times.rangeOf(first, before), times.rangeOf(first, after)]).toEqual([
      'EDT',
      '01:30–01:59',
      '01:30–01:10 EST',
    ]);
  });
});
