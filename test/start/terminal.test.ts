// Writes the terminal of the trial: a plain line for what a person did, and the log only when it is asked for.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { npmStart, type Started, startSession } from './npm-start.ts';

const SOON = { interval: 200 };

function start(args: string[] = []): Started {
  const started = npmStart(args);
  onTestFinished(async () => {
    await started.interrupt();
  });
  return started;
}

const lines = (started: Started) => started.printed().split('\n');
/** The lines after the address and its hint. */
const told = (started: Started) =>
  lines(started)
    .slice(lines(started).indexOf('  Press Ctrl-C to stop.') + 1)
    .filter(Boolean);

const switchSlack = (started: Started, on: boolean) => started.post('switch', { name: 'slackDown', on });
const session = { kind: 'shell', target: 'i-0123456789abcdef0', principal: 'iam-user', reason: '' };

test('the terminal reports an outage that a person switched on in plain lines, and no fault after it', async () => {
  const started = start();
  await startSession(started);
  await switchSlack(started, true);
  for (let n = 0; n < 3; n += 1) await started.post('start', session);
  await expect.poll(() => told(started).at(-1), SOON).toBe('Slack is down: 3 notices are waiting.');
  await started.post('forward', { minutes: 1 });
  await switchSlack(started, false);
  await started.post('forward', { minutes: 3 });
  expect(started.printed()).not.toMatch(/^ {4}at |^\{/m);
  const known =
    /^Slack is (?:down|up again)\.$|^Slack is down: \d notices? (?:is|are) waiting\.$|^The clock moved forward \d minutes?, to /;
  expect(told(started).filter((line) => !known.test(line))).toEqual([]);
});

test('the terminal shows one line for each other switch and for the clock, and a jump of the clock is no gap', async () => {
  const started = start(['--time-zone', 'UTC']);
  await started.address;
  for (const on of [true, false])
    for (const name of ['cloudTrailLate', 'terminateDoesNothing']) await started.post('switch', { name, on });
  await started.post('forward', { minutes: 1_200 });
  const { now } = await started.snapshot();
  expect(told(started)).toEqual([
    'CloudTrail is late: its records are delayed.',
    'TerminateSession does nothing: terminated sessions stay connected.',
    'CloudTrail is on time again.',
    'TerminateSession works again.',
    expect.stringMatching(/^The clock moved forward 1200 minutes, to \d{4}-\d\d-\d\d \d\d:\d\d \(UTC\)\.$/),
  ]);
  expect(told(started).at(-1)).toContain(now.slice(0, 10));
});

test('the terminal shows one line for a fault that nobody switched on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const first = start(['--keep', folder]);
  await first.post('forward', { minutes: 30 });
  await first.interrupt();
  // The clock jumps by an hour without a request.
  const kept = join(folder, 'clock.json');
  const { minutes } = JSON.parse(readFileSync(kept, 'utf8'));
  writeFileSync(kept, JSON.stringify({ minutes: [...minutes, 60] }));
  const again = start(['--keep', folder]);
  await again.address;
  const gap = () => lines(again).filter((line) => line.includes('no SSM poll for more than ten minutes'));
  await expect
    .poll(gap, SOON)
    .toEqual([
      expect.stringMatching(/^no SSM poll for more than ten minutes: not since \S+\. Use --verbose for details\.$/),
    ]);
  expect(again.printed()).not.toMatch(/^ {4}at |^\{/m);
});

test('with --verbose the terminal shows the log of the app, one JSON object a line', async () => {
  const started = start(['--verbose']);
  await started.address;
  await switchSlack(started, true);
  await started.post('start', session);
  const faults = () => lines(started).filter((line) => line.startsWith('{'));
  await expect.poll(() => faults().length, SOON).toBeGreaterThan(0);
  for (const fault of faults())
    expect(JSON.parse(fault)).toMatchObject({ level: 'ERROR', cause: { stack: expect.any(String) } });
});
