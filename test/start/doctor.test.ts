// `npm run doctor` as a person types it, against the trial.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CHECKS } from '../../app/checks/check-names.ts';
import { selectCheckTexts } from '../../app/slack/i18n/check-texts.ts';
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

/** Each check by its name in the order of the lines, e.g. "Secrets are stored" */
const NAMES = CHECKS.map((check) => selectCheckTexts({ locale: 'en' }).names[check]);
/** @returns the sign and the name of each line */
const signed = (lines: readonly string[]) => lines.map((line) => line.replace(/: .*$/, ''));

const doctor = (...args: string[]) => run('npm', ['run', '--silent', 'doctor', '--', ...args], ROOT);

test('a healthy trial has one line for each check, and exit status 0', async () => {
  const { stdout, stderr, code } = await doctor('--local', port);
  const lines = stdout.trimEnd().split('\n');
  // The trial has had no night yet.
  const expected = NAMES.map((name) => (name === 'Yesterday is sealed' ? `– ${name}` : `✓ ${name}`));
  expect(signed(lines)).toEqual([...expected, 'All 22 checks pass.']);
  expect([stderr, code]).toEqual(['', 0]);
});

test('a check that fails says what to do, and the exit status is 1', async () => {
  await started.post('break', { check: 'trail', broken: true });
  const { stdout, code } = await doctor('--local', port, '--notice');
  await started.post('break', { check: 'trail', broken: false });
  expect(stdout).toContain('✗ CloudTrail records: The trail bastion-ack is stopped.');
  const lines = stdout.trimEnd().split('\n');
  expect(lines.pop()).toBe('A test notice is in the channel: press its button.');
  expect(lines.at(-1)).toBe('1 of 22 checks fails.');
  expect(signed(lines).filter((line) => line.startsWith('✗'))).toEqual(['✗ CloudTrail records']);
  expect(lines).toHaveLength(NAMES.length + 1);
  expect(code).toBe(1);
  const { messages } = await started.snapshot();
  expect(messages.map(({ text }) => text).join('\n')).toContain('Test notice: nothing has happened');
});

test('a test notice that fails is one line after the checks', async () => {
  await started.post('switch', { name: 'slackDown', on: true });
  const { stdout, stderr, code } = await doctor('--local', port, '--notice');
  await started.post('switch', { name: 'slackDown', on: false });
  expect(stdout).toMatch(/of 22 checks fail\.\n✗ The test notice could not be posted \(.+\)\. Repair .+\n$/);
  expect(stdout).toContain('✓ CloudTrail records\n');
  expect([stderr, code]).toEqual(['', 1]);
});

test('without a deployment it could not look, and the exit status is 2', async () => {
  const { stdout, stderr, code } = await doctor('--local', '1');
  expect(stderr).toContain('No trial answers at http://127.0.0.1:1/');
  expect([stdout, code]).toEqual(['', 2]);
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
