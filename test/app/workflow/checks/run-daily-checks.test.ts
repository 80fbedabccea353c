// The daily line: once a day, from the second day on, with yesterday's figures; what fails is counted for the alarm.
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../../../app/checks/outcome.ts';
import type { Checking, DailyReport } from '../../../../app/checks/ports.ts';
import type { Ports, SendResult } from '../../../../app/ports.ts';
import { createDailyChecks } from '../../../../app/workflow/checks/run-daily-checks.ts';
import { createMemoryPorts, SETTINGS } from '../../doubles/memory-ports.ts';
import { announced } from '../watchdog/watchdog-fixture.ts';

const PASSED: CheckResult = { name: 'trail', outcome: { outcome: 'passed' } };
const FAILED: CheckResult = {
  name: 'trail',
  outcome: { outcome: 'failed', reason: { key: 'trail-stopped', trail: 'trail' } },
};
const DAY = 24 * 60;

/** A watchdog whose memory clock stands at 10:00 of the first day, an hour after the digest. */
function open(memory = createMemoryPorts()) {
  const reports: DailyReport[] = [];
  const answers: SendResult<object>[] = [];
  const world = { results: [PASSED] as readonly CheckResult[], runs: 0 };
  const counted: (readonly [string, number])[] = [];
  const ports: Ports = {
    ...memory.ports,
    monitor: { ...memory.ports.monitor, count: (metric, value = 1) => void counted.push([metric, value]) },
  };
  const checking: Checking = {
    run: async () => {
      world.runs += 1;
      return world.results;
    },
    postDaily: async (report) => {
      reports.push(report);
      return answers.shift() ?? { outcome: 'sent' };
    },
    answer: async () => {},
  };
  const daily = createDailyChecks();
  const pass = (other = daily) => other.run(ports, SETTINGS, checking, memory.until());
  return { memory, ports, reports, answers, world, counted, pass };
}

test('the first day has no line, and each later day has one', async () => {
  const { memory, reports, pass } = open();
  for (let hour = 0; hour < 2 * 24; hour++) {
    await pass();
    memory.pass(60);
  }
  expect(reports).toHaveLength(2);
});

test('a pass of another container posts no second line', async () => {
  const { memory, reports, world, pass } = open();
  await pass();
  memory.pass(DAY);
  await Promise.all([pass(createDailyChecks()), pass(createDailyChecks())]);
  await pass(createDailyChecks());
  expect([reports.length, world.runs]).toEqual([1, 1]);
});

test('failing checks are counted, and a good day counts none, which ends the alarm', async () => {
  const { memory, counted, world, pass } = open();
  await pass();
  memory.pass(DAY);
  world.results = [FAILED, PASSED, { ...FAILED, outcome: { ...FAILED.outcome, outcome: 'unknown' } as never }];
  await pass();
  memory.pass(DAY);
  world.results = [PASSED];
  await pass();
  expect(counted.filter(([metric]) => metric === 'ChecksFailed')).toEqual([
    ['ChecksFailed', 2],
    ['ChecksFailed', 0],
  ]);
});

test('a line that Slack does not take just now is tried again once its lease is over', async () => {
  const { memory, reports, answers, pass } = open();
  await pass();
  memory.pass(DAY);
  answers.push({ outcome: 'not-sent', cause: new Error('Slack is busy') });
  await pass();
  await pass();
  expect(reports).toHaveLength(1);
  memory.pass(2);
  await pass();
  await pass();
  expect(reports).toHaveLength(2);
});

test('a line that is never taken is tried three times, then counted, and the day is done', async () => {
  const { memory, reports, answers, counted, world, pass } = open();
  await pass();
  memory.pass(DAY);
  for (let minute = 0; minute < 20; minute += 2) {
    answers.push({ outcome: 'not-sent', cause: new Error('a proxy refuses') });
    await pass(createDailyChecks());
    memory.pass(2);
  }
  expect([reports.length, world.runs]).toEqual([3, 3]);
  expect(counted.filter(([metric, value]) => metric === 'ChecksFailed' && value === 1)).toHaveLength(1);
  expect(memory.faults).toEqual(['daily line not posted']);
});

test('a line that Slack refuses is a failed check of its own, and is not repeated', async () => {
  const { memory, reports, answers, counted, pass } = open();
  await pass();
  memory.pass(DAY);
  answers.push({ outcome: 'refused', fault: 'ours', cause: new Error('is_archived') });
  await pass();
  memory.pass(2);
  await pass();
  expect(reports).toHaveLength(1);
  expect(counted).toContainEqual(['ChecksFailed', 1]);
  expect(memory.faults).toContain('daily line not posted');
});

test('a fault is counted and reported, and the pass goes on', async () => {
  const { memory, ports, counted } = open();
  const broken = { ...ports, controls: { ...ports.controls, read: async () => Promise.reject(new Error('no table')) } };
  await createDailyChecks().run(broken, SETTINGS, {} as Checking, memory.until());
  expect(counted).toEqual([['ChecksFailed', 1]]);
  expect(memory.faults).toEqual(['daily checks failed']);
});

describe('the figures of yesterday', () => {
  async function reportAfter(days: number) {
    const { memory } = await announced();
    const { pass, reports } = open(memory);
    await pass();
    for (let day = 0; day < days; day++) {
      memory.pass(DAY);
      await pass();
    }
    return reports.at(-1)?.yesterday;
  }

  test('a session with its notice is counted, with the time that its notice took', async () => {
    expect(await reportAfter(1)).toEqual({ sessions: 1, missed: 0, p99Seconds: expect.any(Number) });
  });

  test('a day without sessions has no time', async () => {
    expect(await reportAfter(2)).toEqual({ sessions: 0, missed: 0, p99Seconds: undefined });
  });

  test('a notice later than NOTICE_WITHIN_MINUTES is missed', async () => {
    const { memory } = await announced();
    const { ports } = open(memory);
    const { countDay } = await import('../../../../app/workflow/checks/count-day.ts');
    const strict = { ...SETTINGS, noticeWithinMinutes: -1 };
    expect(await countDay(ports.store, strict, '2026-11-24', () => false)).toMatchObject({ sessions: 1, missed: 1 });
  });

  test('without time nothing is said about yesterday', async () => {
    const { memory } = await announced();
    const { countDay } = await import('../../../../app/workflow/checks/count-day.ts');
    expect(await countDay(memory.ports.store, SETTINGS, '2026-11-24', () => true)).toBeUndefined();
  });
});
