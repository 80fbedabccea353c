// The schedule of the watchdog: how often it runs, and that it never runs twice at once.
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { createNightlyRun, keepRunning, type Schedule } from '../../local/schedule.ts';

let began: number;
let runs: PromiseWithResolvers<void>[];
let schedule: Schedule;

beforeEach(() => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  began = 0;
  runs = [];
  schedule = keepRunning(() => {
    began += 1;
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  }, 5_000);
  onTestFinished(() => schedule.close());
});

const pass = (millis: number) => vi.advanceTimersByTimeAsync(millis);

test('it runs again so long after it has ended, also after a failure', async () => {
  await pass(4_999);
  expect(began).toBe(0);
  await pass(1);
  expect(began).toBe(1);
  await pass(60_000);
  expect(began, 'never twice at once').toBe(1);
  runs[0]?.reject(new Error('a failure'));
  await pass(4_999);
  expect(began).toBe(1);
  await pass(1);
  expect(began).toBe(2);
});

test('asked to run now it does not wait, and counts anew from there', async () => {
  await pass(3_000);
  schedule.runNow();
  expect(began).toBe(1);
  runs[0]?.resolve();
  await pass(4_999);
  expect(began).toBe(1);
  await pass(1);
  expect(began).toBe(2);
});

test('asked while it runs it runs once more at once afterwards, however often it was asked', async () => {
  await pass(5_000);
  for (let times = 0; times < 3; times += 1) schedule.runNow();
  await pass(1_000);
  expect(began).toBe(1);
  runs[0]?.resolve();
  await pass(1);
  expect(began).toBe(2);
  runs[1]?.resolve();
  await pass(4_998);
  expect(began).toBe(2);
});

test('who asked is told when the run is over that began afterwards', async () => {
  await pass(5_000);
  let told = false;
  schedule.runNow().then(() => {
    told = true;
  });
  runs[0]?.resolve();
  await pass(1);
  expect(began).toBe(2);
  expect(told).toBe(false);
  runs[1]?.reject(new Error('a failure'));
  await pass(0);
  expect(told).toBe(true);
});

test('closed it never runs again', async () => {
  await pass(5_000);
  schedule.runNow();
  await schedule.close();
  runs[0]?.resolve();
  schedule.runNow();
  await pass(60_000);
  expect(began).toBe(1);
});

test('a night begins half an hour after midnight, UTC, once, whatever the clocks of the machine do', async () => {
  vi.setSystemTime(new Date('2026-03-08T00:29:59.999Z'));
  let nights = 0;
  const look = createNightlyRun(async () => {
    nights += 1;
  });
  await look();
  expect(nights).toBe(0);
  vi.setSystemTime(new Date('2026-03-08T00:30:00.000Z'));
  await look();
  await look();
  expect(nights).toBe(1);
  for (let hours = 1; hours <= 40 * 24; hours++) {
    vi.setSystemTime(new Date(Date.parse('2026-03-08T00:30:00.000Z') + hours * 3_600_000));
    await look();
  }
  expect(nights).toBe(41);
});
