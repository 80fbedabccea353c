// The schedule of the watchdog: its interval, and never two runs at once.
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

test('the schedule runs again an interval after the end of a run, even after a failure', async () => {
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

test('a requested run starts at once, and the interval begins anew after it', async () => {
  await pass(3_000);
  schedule.runNow();
  expect(began).toBe(1);
  runs[0]?.resolve();
  await pass(4_999);
  expect(began).toBe(1);
  await pass(1);
  expect(began).toBe(2);
});

test('requests during a run cause exactly one more run, right after it', async () => {
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

test('a request resolves at the end of the run that began after it', async () => {
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

test('a closed schedule never runs again', async () => {
  await pass(5_000);
  schedule.runNow();
  await schedule.close();
  runs[0]?.resolve();
  schedule.runNow();
  await pass(60_000);
  expect(began).toBe(1);
});

test('the nightly run starts once, at 00:30 UTC, whatever the clocks of the machine do', async () => {
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
