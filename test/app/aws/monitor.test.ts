// The log of a fault, without secrets, and the metrics that alarms read.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createMonitor } from '../../../app/aws/monitor.ts';

let written: string[];
beforeEach(() => {
  written = [];
  const keep = (line: unknown) => void written.push(String(line));
  vi.spyOn(console, 'log').mockImplementation(keep);
  vi.spyOn(console, 'error').mockImplementation(keep);
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'bastion-ack-watchdog');
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function lines(): unknown[] {
  return written.flatMap((text) => text.split('\n').filter(Boolean)).map((line) => JSON.parse(line));
}

test('a fault is one line, with its words and what it is about', () => {
  createMonitor('watchdog').fault('notice post failed', new TypeError('no answer'), { id: 'operator-0' });
  expect(lines()).toEqual([
    expect.objectContaining({
      level: 'ERROR',
      message: 'notice post failed',
      service: 'watchdog',
      id: 'operator-0',
      cause: { name: 'TypeError', message: 'no answer', stack: expect.stringContaining('monitor.test') },
    }),
  ]);
});

test('a fault does not say what else an error carries', () => {
  const cause = Object.assign(new Error('no answer'), { request: { authorization: 'Bearer xoxb-made-up' } });
  createMonitor('slack').fault('notice post failed', cause);
  expect(written.join()).not.toContain('xoxb');
});

test('a fault may be no error', () => {
  createMonitor('slack').fault('notice post failed', 'no answer');
  expect(lines()).toMatchObject([{ cause: 'no answer' }]);
});

test('metrics are written once, with the faults among them', () => {
  const monitor = createMonitor('watchdog');
  monitor.count('NoticesPosted', 2);
  monitor.count('NoticesPosted');
  monitor.fault('notice post failed', new Error('no answer'));
  monitor.flush();
  monitor.flush();
  const metrics = lines().filter((line) => Object.hasOwn(Object(line), '_aws'));
  expect(metrics).toEqual([expect.objectContaining({ service: 'watchdog', NoticesPosted: 3, Faults: 1 })]);
});

test('durations are written in seconds, each of them, and zero too', () => {
  const monitor = createMonitor('watchdog');
  monitor.measure('OldestNoticeNotOut', 0);
  monitor.measure('OldestNoticeNotOut', 754);
  monitor.count('NoticesOverdue');
  monitor.flush();
  const metrics = lines().filter((line) => Object.hasOwn(Object(line), '_aws'));
  expect(metrics).toMatchObject([
    {
      OldestNoticeNotOut: [0, 754],
      NoticesOverdue: 1,
      _aws: {
        CloudWatchMetrics: [
          {
            Metrics: [
              { Name: 'OldestNoticeNotOut', Unit: 'Seconds' },
              { Name: 'NoticesOverdue', Unit: 'Count' },
            ],
          },
        ],
      },
    },
  ]);
});

test('a line of metrics is the one that CloudWatch turns into metrics', () => {
  const monitor = createMonitor('watchdog');
  monitor.count('SessionsTerminated');
  monitor.flush();
  expect(lines()).toEqual([
    {
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'BastionAck',
            Dimensions: [['service']],
            Metrics: [{ Name: 'SessionsTerminated', Unit: 'Count' }],
          },
        ],
      },
      service: 'watchdog',
      SessionsTerminated: 1,
    },
  ]);
});

test('a line holds no more values than CloudWatch takes, and the latest of them', () => {
  const monitor = createMonitor('watchdog');
  for (let seconds = 0; seconds < 150; seconds++) monitor.measure('OldestNoticeNotOut', seconds);
  monitor.flush();
  const [{ OldestNoticeNotOut: values }] = lines() as [{ OldestNoticeNotOut: number[] }];
  expect([values.length, values.at(-1)]).toEqual([100, 149]);
});

test('a process elsewhere than on Lambda writes no metrics, and does write faults', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', undefined);
  const monitor = createMonitor('watchdog');
  monitor.count('SessionsTerminated');
  monitor.fault('notice post failed', 'no answer');
  monitor.flush();
  expect(lines()).toEqual([expect.objectContaining({ level: 'ERROR' })]);
});
