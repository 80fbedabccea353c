// The banner shows the team's art unchanged, and no part of it runs as a command.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type BannerProps, bannerDocument, bannerText, shellProfile } from '../../../infra/hosts/banner.ts';
import { run } from '../../start/npm-start.ts';
import type { Json } from '../stack-fixture.ts';

const PROPS: BannerProps = {
  announcedTo: '#本番アクセス',
  art: ["  /\\_/\\  '$(touch gone)' `touch gone` {{ssm:x}}", ''],
  locale: 'en',
  acknowledgeWithinMinutes: 15,
  terminates: true,
};

function inFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bastion ack '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the commands for Linux in a folder that stands for the root of a host. */
const onLinux = (commands: string, folder: string) =>
  run('bash', ['-c', commands.replaceAll('/etc/motd.d', `'${folder}/motd.d'`)], folder);

test('the banner names the recipients of the notice and the deadline for termination, in the language of the team', () => {
  expect(bannerText({ ...PROPS, art: [] })).toBe(
    'This session is announced to #本番アクセス. It is recorded who connected, when, and who acknowledged the session.\nIt is terminated, after a warning, unless it is acknowledged within 15 minutes of the notice.\n',
  );
  expect(bannerText({ ...PROPS, art: [], locale: 'ja' })).toMatch(
    /^このセッションは #本番アクセス に通知されます。.*\n.*15分以内.*切断されます。\n$/,
  );
  expect(bannerText({ ...PROPS, terminates: false })).not.toMatch(/15|acknowledged within/);
});

test('on Linux the document writes the exact text, which SSH and the session document show', async () => {
  const folder = inFolder();
  const text = bannerText(PROPS);
  const { mainSteps }: Json = bannerDocument(text);
  const [linux] = mainSteps;
  expect(linux.precondition).toEqual({ StringEquals: ['platformType', 'Linux'] });
  expect(await onLinux(linux.inputs.runCommand.join('\n'), folder)).toMatchObject({ code: 0, stderr: '' });
  expect(readFileSync(join(folder, 'motd.d/50-bastion-ack'), 'utf8')).toBe(text);
  // The first line of the profile shows the text. The second one starts a shell, which the test does not need.
  const [show] = shellProfile(PROPS).linux.split('\n');
  expect(await onLinux(show ?? '', folder)).toEqual({ code: 0, stdout: text, stderr: '' });
});

test('a host without the file prints the first sentence', async () => {
  const [show, then] = shellProfile(PROPS).linux.split('\n');
  expect(await onLinux(show ?? '', inFolder())).toEqual({
    code: 0,
    stdout: 'This session is announced to #本番アクセス.\n',
    stderr: '',
  });
  expect(then).toBe('exec bash -l');
});

test('no command contains the team’s art, and Windows reads its characters correctly', () => {
  const document = bannerDocument(bannerText(PROPS));
  expect(JSON.stringify(document)).not.toMatch(/touch|\{\{/);
  const windows = (document as Json).mainSteps[1].inputs.runCommand.join('\n');
  const [, base64 = ''] = /FromBase64String\('([A-Za-z0-9+/=]+)'\)/.exec(windows) ?? [];
  const written = Buffer.from(base64, 'base64').toString();
  expect(written).toBe(`\uFEFF${bannerText(PROPS).replaceAll('\n', '\r\n')}`);
});

test('the commands of the shell profile stay within SSM’s limit for every channel name', () => {
  const { linux, windows } = shellProfile({ announcedTo: '承'.repeat(80) });
  expect(Math.max(linux.length, windows.length)).toBeLessThanOrEqual(512);
});
