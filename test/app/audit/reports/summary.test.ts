// The summary of a range.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSummary } from '../../../../app/audit/reports/summary.ts';
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

test('a session counts on the day whose range holds it, also where there is no midnight', () => {
  const started = (startedAt: string) => aSession({ facts: startFacts({ startedAt }) });
  const moments = ['2026-04-23T21:59:59.999Z', '2026-04-23T22:00:00.000Z', '2026-04-24T20:59:59.999Z'];
  const { days } = summed(moments.map(started), 'Africa/Cairo');
  expect(days.map(([day, { unacknowledged }]) => [day, unacknowledged])).toEqual([
    ['2026-04-23', 1],
    ['2026-04-24', 2],
  ]);
});
