// The promises of `npm start`: it connects only to this machine, keeps its data on request, and says what is wrong.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { acknowledge, noticeNow, npmStart, ROOT, run, type Started, startSession } from './npm-start.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function start(args: string[] = [], env: NodeJS.ProcessEnv = {}): Started {
  const started = npmStart(args, env);
  onTestFinished(async () => {
    await started.interrupt();
  });
  return started;
}

test('npm start ignores hostile variables, and connects only to this machine', async () => {
  let strangers = 0;
  const trap = createServer((socket) => {
    strangers += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void trap.close());
  const address = trap.address();
  const elsewhere = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const profile = join(folder, 'config');
  writeFileSync(
    profile,
    `[default]\nregion = us-east-1\nendpoint_url = ${elsewhere}\nignore_configured_endpoint_urls = true\n`,
  );
  const connections = join(folder, 'connections');

  const started = start([], {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'a-real-one',
    AWS_SESSION_TOKEN: 'a-real-one',
    AWS_PROFILE: 'default',
    AWS_REGION: 'us-east-1',
    AWS_CONFIG_FILE: profile,
    AWS_SHARED_CREDENTIALS_FILE: profile,
    AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
    AWS_ENDPOINT_URL: elsewhere,
    AWS_ENDPOINT_URL_DYNAMODB: elsewhere,
    AWS_ENDPOINT_URL_SSM: elsewhere,
    AWS_ENDPOINT_URL_LAMBDA: elsewhere,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: elsewhere,
    SLACK_API_URL: `${elsewhere}/api/`,
    SLACK_BOT_TOKEN: 'xoxb-a-real-one',
    SLACK_APP_TOKEN: 'xapp-a-real-one',
    SLACK_SIGNING_SECRET: 'a-real-one',
    SLACK_SECRETS_PATH: '/bastion-ack',
    SLACK_CHANNEL: 'C0REALONE',
    SLACK_TEAM_ID: 'T0REALONE',
    BASTION_TARGETS: '*',
    SESSIONS_TABLE: 'the-real-table',
    APPROVER_USERS: 'U0SOMEBODY',
    ESCALATION_CHANNEL: 'C0ANOTHERREALONE',
    TRAIL_LOG_GROUP: 'the-real-trail',
    ON_DEADLINE: 'nothing',
    OPERATORS: 'not JSON',
    TIME_ZONE: 'Mars/Olympus',
    HTTP_PROXY: elsewhere,
    HTTPS_PROXY: elsewhere,
    http_proxy: elsewhere,
    NO_PROXY: '',
    NODE_USE_ENV_PROXY: '1',
    NODE_OPTIONS: `--require ${JSON.stringify(join(ROOT, 'test/start/record-connections.cjs'))}`,
    CONNECTIONS_FILE: connections,
    npm_config_proxy: '',
    npm_config_https_proxy: '',
  });
  const session = await startSession(started);
  await acknowledge(started, session);
  await started.post('say', { personId: 'U0OPERATOR1', text: '/bastion who' });
  expect(await noticeNow(started, session.notice.ts)).toContain('Acknowledged by');
  const said = (await started.snapshot()).messages.filter(
    ({ place, visibleTo }) => place === 'channel' && visibleTo === 'U0OPERATOR1',
  );
  expect(said.map(({ text }) => text)).toEqual([expect.stringContaining('1 open session')]);

  const hosts = new Set(readFileSync(connections, 'utf8').trim().split('\n'));
  expect(hosts).toContain('127.0.0.1');
  expect([...hosts].filter((host) => !['127.0.0.1', 'localhost', '::1'].includes(host))).toEqual([]);
  expect(strangers).toBe(0);
});

test('npm start --keep keeps everything in the given folder, and refuses a folder that is in use', async () => {
  const kept = join(folder, 'kept');
  const first = start(['--keep', kept]);
  const session = await startSession(first);
  await acknowledge(first, session);

  const second = start(['--keep', kept]);
  expect(await second.ended).toBe(1);
  expect(second.printed()).toMatch(/^bastion-ack could not start: another start uses \S+: stop it, or [^\n()]+\.$/m);
  expect(second.printed()).not.toMatch(/^ {4}at /m);

  expect(await first.interrupt()).toBe(0);
  const again = start(['--keep', kept]);
  expect(await noticeNow(again, session.notice.ts)).toContain('Acknowledged by');
  expect((await again.snapshot()).sessions).toMatchObject([
    { sessionId: session.session.sessionId, status: 'Connected' },
  ]);
  // The kept session is live: it can end, and its old notice shows that.
  await again.post('end', { sessionId: session.session.sessionId });
  await expect.poll(() => noticeNow(again, session.notice.ts), { interval: 300 }).toContain('Ended');
});

test('npm start without a folder is empty each time', async () => {
  const first = start();
  await startSession(first);
  await first.interrupt();
  const snapshot = await start().snapshot();
  expect([snapshot.messages, snapshot.sessions]).toEqual([[], []]);
});

test('npm start --locale ja shows the page and the notices in Japanese', async () => {
  const started = start(['--locale', 'ja']);
  const { notice } = await startSession(started);
  expect(notice.text).toContain('踏み台サーバーへの接続が開始されました');
  expect((await started.snapshot()).locale).toBe('ja');
});

test('npm start with an old Node.js prints one sentence that says what to do', async () => {
  const guard = pathToFileURL(join(ROOT, 'cli/check-node.mjs')).href;
  const asIfOld = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); await import('${guard}')`;
  const { code, stdout, stderr } = await run(process.execPath, ['--input-type=module', '-e', asIfOld], folder);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^bastion-ack needs Node\.js 22\.12 or newer and found 20\.20\.2: .*\.\n$/);
});

test('the page answers only this machine, and explains why it refuses a bad request', async () => {
  const started = start();
  const address = await started.address;
  const ask = async (path: string, init: RequestInit) => {
    const answer = await fetch(`${address}${path}`, init);
    return [answer.status, await answer.text()];
  };
  const json = { 'content-type': 'application/json' };
  expect(await ask('/api/start', { method: 'POST', headers: json, body: '{' })).toEqual([
    400,
    expect.stringContaining('not JSON'),
  ]);
  expect(await ask('/api/start', { method: 'POST', headers: json, body: '{"kind":"rocket"}' })).toEqual([
    400,
    expect.stringContaining('kind'),
  ]);
  expect(await ask('/api/end', { method: 'POST', headers: json, body: '{"sessionId":"nobody-1"}' })).toEqual([
    400,
    expect.stringContaining('nobody-1'),
  ]);
  expect(await ask('/api/say', { method: 'POST', body: '{}' })).toEqual([415, expect.anything()]);
  expect(await ask('/api/nothing', { method: 'POST', headers: json, body: '{}' })).toEqual([404, expect.anything()]);
  expect(
    await ask('/api/say', { method: 'POST', headers: { ...json, origin: 'https://example.com' }, body: '{}' }),
  ).toEqual([403, expect.anything()]);
  expect(existsSync(join(ROOT, 'kept'))).toBe(false);
});

test('the options of the acknowledgement reach the handlers, and without them every part is on', async () => {
  const settingsOf = async (args: string[]) => {
    const answer = await fetch(`${await start(args).address}/api/environment`, { headers: { connection: 'close' } });
    const { FOUR_EYES, ASK_REASON, CONFIRM_EVERY_HOURS, ACKNOWLEDGE_REACTION } = Object(await answer.json());
    return [FOUR_EYES, ASK_REASON, CONFIRM_EVERY_HOURS, ACKNOWLEDGE_REACTION];
  };
  expect(await settingsOf([])).toEqual(['require', 'true', '8', 'white_check_mark']);
  const others = ['--four-eyes', 'record', '--ask-reason', 'false', '--confirm-every-hours', 'off', '--reaction'];
  expect(await settingsOf([...others, '認識済み'])).toEqual(['record', 'false', '', '認識済み']);
  expect(await settingsOf(['--reaction', 'off'])).toEqual(['require', 'true', '8', '']);
});
