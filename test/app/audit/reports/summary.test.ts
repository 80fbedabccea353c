// The summary of a range.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSummary, type Turn, type Way } from '../../../../app/audit/reports/summary.ts';
import { goldenEntries } from '../../../golden/stories.ts';
import { anyStream } from '../../session/any-stream.ts';
import {
  acknowledged,
  aSession,
  at,
  deniedAttempts,
  deniedFacts,
  ended,
  lapsed,
  noticed,
  startFacts,
  terminationRequested,
  when,
} from '../../session/session-fixture.ts';

function summed(row: readonly Parameters<ReturnType<typeof createSummary>['add']>[0][], timeZone = 'Asia/Tokyo') {
  const summary = createSummary(timeZone);
  for (const one of row) summary.add(one);
  return summary.sum();
}
const answeredAfter = (minutes: number) =>
  aSession({ after: [noticed, when(1 + minutes, acknowledged()), when(99, ended(at(99)))] });

test('the summary of no sessions has no figures', () => {
  expect(summed([])).toEqual({
    sessions: 0,
    acknowledged: 0,
    lapsed: 0,
    terminated: 0,
    open: 0,
    reasoned: 0,
    given: { notice: 0, 'private-card': 0, digest: 0, home: 0, reaction: 0, 'follow-up': 0, unrecorded: 0 },
    turns: { withNote: 0, byTwo: 0, reconfirmed: 0, takenOver: 0, withdrawn: 0, expired: 0 },
    deniedAttempts: 0,
    unreadable: 0,
    medianSeconds: undefined,
    p95Seconds: undefined,
    answers: [0, 0, 0, 0, 0],
    days: [],
  });
});

test('each session counts for its outcome, on its own day', () => {
  const nextDay = startFacts({ startedAt: '2026-11-24T15:00:00.000Z' });
  expect(
    summed([
      answeredAfter(2),
      aSession({ after: [noticed, terminationRequested(), ended(at(9))] }),
      aSession({ after: [noticed, ended(at(3)), lapsed] }),
      aSession({ facts: nextDay }),
      deniedAttempts([deniedFacts(), deniedFacts({ attemptedAt: at(3) })]),
      { type: 'unreadable', id: 'operator-0', why: 'its chain is broken' },
    ]),
  ).toMatchObject({
    sessions: 4,
    acknowledged: 1,
    lapsed: 1,
    terminated: 1,
    open: 2,
    deniedAttempts: 2,
    unreadable: 1,
    medianSeconds: 120,
    days: [
      ['2026-11-24', { acknowledged: 1, terminated: 1, unacknowledged: 1 }],
      ['2026-11-25', { acknowledged: 0, terminated: 0, unacknowledged: 1 }],
    ],
  });
});

test('the time to acknowledge counts from the notice, and percentiles are times that were taken', () => {
  const sessions = Array.from({ length: 20 }, (_, index) => answeredAfter(index + 1));
  expect(summed(sessions)).toMatchObject({ medianSeconds: 600, p95Seconds: 1_140, answers: [1, 4, 10, 5, 0] });
});

/** One group of the golden sessions: see test/golden. */
const goldenOf = (group: string) => goldenEntries().flatMap((golden) => (golden.group === group ? [golden.entry] : []));
const goldenOne = (name: string) => goldenEntries().flatMap((golden) => (golden.name === name ? [golden.entry] : []));

test('an acknowledgement of an earlier release does not say how it was given', () => {
  const { given, turns } = summed(goldenOf('lives'));
  expect(given.unrecorded).toBeGreaterThan(10);
  expect(Object.values(given).reduce((sum, count) => sum + count)).toBe(given.unrecorded);
  expect(Object.values(turns).every((count) => count === 0)).toBe(true);
});

test.each<[string, Partial<Record<Way, number>>, Partial<Record<Turn, number>>]>([
  ['acknowledged by way of private-card', { 'private-card': 1 }, {}],
  ['acknowledged with a note', { notice: 1 }, { withNote: 1 }],
  ['vouched for with a note', {}, {}],
  ['acknowledged by two', { 'private-card': 1 }, { byTwo: 1 }],
  ['withdrawn and acknowledged again', { notice: 1, 'private-card': 1 }, { withNote: 1, withdrawn: 1 }],
  ['vouched for and withdrawn', {}, { withdrawn: 1 }],
  ['reconfirmed by its giver', { notice: 1 }, { withNote: 1, reconfirmed: 1 }],
  ['taken over', { notice: 1 }, { takenOver: 1 }],
  ['expired and acknowledged in the thread', { notice: 1, 'follow-up': 1 }, { expired: 1 }],
])('the figures of a session that was %s', (name, ways, turns) => {
  const nothing = summed([]);
  const summary = summed(goldenOne(name));
  expect(summary.sessions).toBe(1);
  expect(summary.given).toEqual({ ...nothing.given, ...ways });
  expect(summary.turns).toEqual({ ...nothing.turns, ...turns });
});

test('an acknowledgement that was withdrawn or expired leaves its session unacknowledged', () => {
  const rows = ['withdrawn by its giver', 'expired', 'vouched for'].flatMap(goldenOne);
  const { sessions, acknowledged, open, medianSeconds, days } = summed(rows);
  expect({ sessions, acknowledged, open, medianSeconds }).toEqual({
    sessions: 3,
    acknowledged: 0,
    open: 3,
    medianSeconds: undefined,
  });
  expect(days.reduce((sum, [, { unacknowledged }]) => sum + unacknowledged, 0)).toBe(3);
});

test('the time to acknowledge counts from the end of an earlier acknowledgement, and not to a take-over', () => {
  expect(summed(goldenOne('withdrawn and acknowledged again')).medianSeconds).toBe(120);
  expect(summed(goldenOne('taken over')).medianSeconds).toBe(120);
});

test('a reason counts wherever it was given', () => {
  const inSlack = goldenOne('reason given');
  const toStartSession = [aSession()];
  const none = goldenOne('noticed');
  expect(summed([...inSlack, ...toStartSession, ...none])).toMatchObject({ sessions: 3, reasoned: 2 });
});

test('no session is counted twice or left out', () => {
  fc.assert(
    fc.property(fc.array(anyStream, { maxLength: 8 }), (streams) => {
      const { sessions, acknowledged, medianSeconds, days, answers } = summed(streams);
      expect(sessions).toBe(streams.filter(({ type }) => type === 'session').length);
      expect(days.reduce((all, [, row]) => all + row.acknowledged + row.terminated + row.unacknowledged, 0)).toBe(
        sessions,
      );
      expect(answers.reduce((all, count) => all + count, 0)).toBeLessThanOrEqual(acknowledged);
      expect(medianSeconds ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('every acknowledgement counts once by how it was given, and each session that is acknowledged has one', () => {
  fc.assert(
    fc.property(fc.array(anyStream, { maxLength: 8 }), (streams) => {
      const { acknowledged, given, turns } = summed(streams);
      const events = streams.flatMap((stream) => [...stream.events]);
      const count = (type: string) => events.filter((event) => event.type === type).length;
      const all = Object.values(given).reduce((sum, ways) => sum + ways);
      expect(all).toBe(count('acknowledged'));
      expect(all).toBeGreaterThanOrEqual(acknowledged);
      expect(turns.reconfirmed + turns.takenOver).toBe(count('reconfirmed'));
      expect(turns.withdrawn + turns.expired).toBe(count('acknowledgementWithdrawn') + count('acknowledgementExpired'));
    }),
  );
});

test('a session counts on the day whose range holds it, also where there is no midnight', () => {
  const started = (startedAt: string) => aSession({ facts: startFacts({ startedAt }) });
  const moments = ['2026-04-23T21:59:59.999Z', '2026-04-23T22:00:00.000Z', '2026-04-24T20:59:59.999Z'];
  const { days } = summed(moments.map(started), 'Africa/Cairo');
  expect(days.map(([day, { unacknowledged }]) => [day, unacknowledged])).toEqual([
    ['2026-04-23', 1],
    ['2026-04-24', 2],
  ]);
});
