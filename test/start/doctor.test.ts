// `npm run doctor` as a person types it, against the trial.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npmStart, ROOT, run, type Started } from './npm-start.ts';

let started: Started;
let port: string;

beforeAll(async () => {
  started = npmStart(['--port', '3460']);
  port = new URL(await started.address).port;
  // The first pass of the watchdog.
  await started.post('forward', { minutes: 1 });
});
afterAll(() => started.interrupt());

const doctor = (...args: string[]) => run('npm', ['run', '--silent', 'doctor', '--', ...args], ROOT);

test('a healthy trial has one line for each check, and exit status 0', async () => {
  const { stdout, code } = await doctor('--local', port);
  expect(stdout).toMatch(/^✓ Secrets are stored\n/);
  expect(stdout).not.toContain('✗');
  expect(stdout).toContain('All 22 checks pass.');
  expect(code).toBe(0);
});

test('a check that fails says what to do, and the exit status is 1', async () => {
  await started.post('break', { check: 'trail', broken: true });
  const { stdout, code } = await doctor('--local', port, '--notice');
  await started.post('break', { check: 'trail', broken: false });
  expect(stdout).toContain('✗ CloudTrail records: The trail bastion-ack is stopped.');
  expect(stdout).toContain('1 of 22 checks fails.');
  expect(code).toBe(1);
  const { messages } = await started.snapshot();
  expect(messages.map(({ text }) => text).join('\n')).toContain('Test notice: nothing has happened');
});

test('without a deployment it could not look, and the exit status is 2', async () => {
  const { stderr, code } = await doctor('--local', '1');
  expect(stderr).toContain('No trial answers at http://127.0.0.1:1/');
  expect(code).toBe(2);
});

test.each([
  [['--stack', 'name'], '--stack and --region belong together'],
  [['--local', '3000', '--stack', 'name', '--region', 'us-east-1'], 'Give one of --settings, --stack and --local'],
  [['--settings', 'missing.json'], 'missing.json does not exist'],
])('%j is refused with a sentence', async (args, sentence) => {
  const { stderr, code } = await doctor(...args);
  expect(stderr).toContain(sentence);
  expect(code).toBe(2);
});
