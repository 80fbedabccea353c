// Secrets from Parameter Store: read at the start, and again, at most once a minute, when a signature does not fit; and what is sealed with them.
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { composeSlack } from '../../../app/composition/slack-endpoint.ts';
import { readConfig } from '../../../app/config/read-config.ts';
import { createCardTokens } from '../../../app/slack/views/card-token.ts';
import { type Loopback, startLoopback } from '../../../local/aws/loopback.ts';
import { createAwsEnvironment } from '../../../local/environment.ts';
import { signRequest } from '../../../local/slack/signed-request.ts';

const START = new Date('2026-11-24T01:00:00Z');
const OLD = 'the-old-secret';
const NEW = 'the-new-secret';

let store: Loopback;
let held: {
  secret: string | undefined;
  answers: boolean;
  reads: number;
  asked: number;
  said: string[];
  refuses: boolean;
};

/** The one call of Parameter Store that matters here, in SSM's protocol; an empty table; and a Slack that takes everything. */
beforeEach(async () => {
  held = { secret: OLD, answers: true, reads: 0, asked: 0, said: [], refuses: false };
  store = await startLoopback(({ headers, path, body }) => {
    held.asked += 1;
    if (path.startsWith('/api/')) {
      if (held.refuses)
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: '{"ok":false,"error":"invalid_auth"}',
        };
      if (path.endsWith('users.info'))
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: '{"ok":true,"user":{"is_stranger":true}}',
        };
      held.said.push(new URLSearchParams(body).get('text') ?? '');
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' };
    }
    if (headers['x-amz-target']?.toString().startsWith('DynamoDB')) {
      return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: '{}' };
    }
    expect(headers['x-amz-target']).toBe('AmazonSSM.GetParameters');
    held.reads += 1;
    if (!held.answers) return { status: 500, body: '{}' };
    const named = (name: string, Value: string) => ({
      Name: `/bastion-ack/slack/${name}`,
      Value,
      Type: 'SecureString',
    });
    const secret = held.secret === undefined ? [] : [named('signing-secret', held.secret)];
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1' },
      body: JSON.stringify({ Parameters: [named('bot-token', 'xoxb-made-up'), ...secret], InvalidParameters: [] }),
    };
  });
  const environment = createAwsEnvironment({ dynamodb: store.url, ssm: store.url, lambda: store.url });
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  vi.useFakeTimers({ toFake: ['Date'], now: START });
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await store.close();
});

function composed(more: Readonly<Record<string, string>> = {}) {
  return composeSlack(
    readConfig('slack', {
      SESSIONS_TABLE: 'bastion-sessions',
      SLACK_CHANNEL: 'C0BASTION01',
      SLACK_TEAM_ID: 'T000000001',
      SLACK_API_URL: `${store.url}/api/`,
      SLACK_SECRETS_PATH: '/bastion-ack/slack',
      BASTION_TARGETS: '{"i-0123456789abcdef0":"bastion"}',
      APPROVER_USERS: 'U0APPROVER1',
      WATCHDOG_FUNCTION: 'watchdog',
      ...more,
    }),
  );
}

/** From another workspace, so that the answer needs nothing but the door, and Slack's word that this is a stranger. */
const signedWith = (secret: string) =>
  signRequest('command=%2Fbastion&text=help&team_id=T0OTHER&user_id=U0SOMEBODY', secret, new Date());

function pass(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

test('a changed signing secret is taken up within a minute, and the old one is refused from then on', async () => {
  const answer = composed();
  expect(await answer(signedWith(OLD))).toMatchObject({ statusCode: 200 });
  held.secret = NEW;
  pass(30);
  expect(await answer(signedWith(NEW))).toMatchObject({ statusCode: 401 });
  pass(31);
  expect(await answer(signedWith(NEW))).toMatchObject({ statusCode: 200 });
  expect(await answer(signedWith(OLD))).toMatchObject({ statusCode: 401 });
});

test('Parameter Store is asked once a minute, however many wrong signatures come', async () => {
  const answer = composed();
  await answer(signedWith(OLD));
  pass(61);
  const answers = await Promise.all(Array.from({ length: 20 }, () => answer(signedWith('a guess'))));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(401));
  expect(held.reads).toBe(2);
});

test('a stranger still gets 401, and Slack its answer, when Parameter Store does not answer', async () => {
  const silenced = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => silenced.mockRestore());
  const answer = composed();
  await answer(signedWith(OLD));
  held.answers = false;
  pass(61);
  expect(await answer(signedWith('a guess'))).toMatchObject({ statusCode: 401 });
  expect(await answer(signedWith(OLD))).toMatchObject({ statusCode: 200 });
});

test.each([
  [{}, 'bastion-ack'],
  [{ SERVICE_NAME: 'second' }, 'second'],
])('with %o a fault in the log names the service %s', async (more, service) => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  onTestFinished(() => written.mockRestore());
  await composed(more)(signedWith(OLD));
  expect(written.mock.calls.map(([line]) => JSON.parse(line).service)).toEqual([service]);
});

test('the fault of a missing signing secret names the secret', async () => {
  held.secret = undefined;
  await expect(composed()(signedWith(OLD))).rejects.toThrow('signing-secret is not in Parameter Store');
});

test('a private card of one process holds in another, as long as the secret is the same', async () => {
  const [user, session] = ['U0APPROVER1', 'operator-abcdefghijklmnopqrstuvwxyz'];
  const pressed = (secret: string) => {
    const payload = {
      type: 'block_actions',
      user: { id: user, team_id: 'T000000001' },
      container: { type: 'message', message_ts: '1.0', channel_id: 'C0ANYWHERE1', is_ephemeral: true },
      actions: [
        {
          type: 'button',
          action_id: 'acknowledge_session',
          block_id: createCardTokens(secret, { now: () => new Date() }).blockId(user, session),
          value: session,
          action_ts: '1.0',
        },
      ],
    };
    return signRequest(new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), OLD, new Date());
  };
  const answer = composed();
  expect(await answer(pressed(OLD))).toMatchObject({ statusCode: 200 });
  expect(await answer(pressed(NEW))).toMatchObject({ statusCode: 200 });
  expect(held.said).toEqual([
    'This session is not on record. No change was made.',
    expect.stringContaining('This card has expired.'),
  ]);
});

test('a token that Slack refuses is read again, at most once a minute', async () => {
  const answer = composed();
  expect(await answer(signedWith(OLD))).toMatchObject({ statusCode: 200 });
  held.refuses = true;
  await answer(signedWith(OLD));
  await answer(signedWith(OLD));
  expect(held.reads).toBe(1);
  pass(61);
  held.refuses = false;
  held.secret = NEW;
  expect(await answer(signedWith(NEW))).toMatchObject({ statusCode: 200 });
  expect(held.reads).toBe(2);
  pass(61);
  expect(await answer(signedWith(NEW))).toMatchObject({ statusCode: 200 });
  expect(held.reads).toBe(2);
});

test('the ping is answered once the secrets are there, and touches nothing', async () => {
  const answer = composed();
  // biome-ignore lint/suspicious/noExplicitAny: what the schedule sends is no request
  const ping = { ping: 'warm' } as any;
  expect(await answer(ping)).toEqual({ statusCode: 204, body: '' });
  expect([held.reads, held.asked]).toEqual([1, 1]);
  expect(await answer(ping)).toEqual({ statusCode: 204, body: '' });
  expect(held.asked).toBe(1);
  // A request over HTTP is no ping, whatever else it says.
  expect(await answer({ ...ping, requestContext: {}, headers: {}, body: '' })).toMatchObject({ statusCode: 401 });
});
