// Requests of a stranger to the endpoint, and an incomplete environment: each gets a clear answer, and never an error 500.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPROVER, type Stage, setStage } from './handlers-fixture.ts';
import { type LambdaProcess, startLambdaProcess } from './lambda-process.ts';
import { commandOf, pressOf, signed } from './requests.ts';

let stage: Stage;
let slack: LambdaProcess;
beforeAll(async () => {
  stage = await setStage();
  slack = await stage.running('slack');
});
afterAll(() => stage.close());

const good = () => commandOf(APPROVER, 'help');
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const withHeaders = (headers: Record<string, string>) => ({ ...good(), headers: { ...good().headers, ...headers } });
const without = (name: string) => {
  const { [name]: _dropped, ...headers } = good().headers;
  return { ...good(), headers };
};
const json = { 'content-type': 'application/json' };
const signedAs = (body: string, headers: Record<string, string>) => {
  const event = signed(body);
  return { ...event, headers: { ...event.headers, ...headers } };
};

test('the endpoint answers a request that Slack signed', async () => {
  expect(await slack.invoke(good())).toMatchObject({ statusCode: 200 });
});

test('Slack verifies the event URL: the endpoint answers a signed challenge, and no other', async () => {
  const challenge = JSON.stringify({ type: 'url_verification', token: 'old', challenge: 'a-challenge' });
  expect(await slack.invoke(signedAs(challenge, json))).toMatchObject({
    statusCode: 200,
    body: JSON.stringify({ challenge: 'a-challenge' }),
  });
  const forged = signed(challenge, new Date(), 'another');
  expect(await slack.invoke({ ...forged, headers: { ...forged.headers, ...json } })).toMatchObject({ statusCode: 401 });
});

test.each<[string, number, () => unknown]>([
  ['a wrong signature', 401, () => withHeaders({ 'x-slack-signature': `v0=${'0'.repeat(64)}` })],
  ['a signature that is none', 401, () => withHeaders({ 'x-slack-signature': '' })],
  ['another secret', 401, () => signed('command=%2Fbastion', new Date(), 'another')],
  ['an old signature', 401, () => signed('command=%2Fbastion', minutes(-6))],
  ['a signature of the future', 401, () => signed('command=%2Fbastion', minutes(6))],
  ['a timestamp that is none', 401, () => withHeaders({ 'x-slack-request-timestamp': 'soon' })],
  ['no signature', 401, () => without('x-slack-signature')],
  ['no timestamp', 401, () => without('x-slack-request-timestamp')],
  ['no headers', 401, () => ({ ...good(), headers: undefined })],
  ['no body and no signature', 401, () => ({ version: '2.0', headers: {} })],
  ['an empty event', 401, () => ({})],
  ['an empty body', 400, () => signed('')],
  [
    'a body without content type',
    400,
    () => {
      const { 'content-type': _dropped, ...headers } = good().headers;
      return { ...good(), headers };
    },
  ],
  ['an unknown content type', 400, () => withHeaders({ 'content-type': 'text/plain' })],
  ['invalid JSON', 400, () => signedAs('{"type":', json)],
  ['a payload that is no JSON', 400, () => signed('payload=%7B')],
  ['ssl_check without signature', 401, () => ({ ...good(), headers: {}, body: 'ssl_check=1', isBase64Encoded: false })],
])('the endpoint answers %s with %i', async (_what, statusCode, event) => {
  const before = stage.slack.calls().length;
  const body = statusCode === 401 ? 'bastion-ack: not signed by Slack' : '';
  expect(await slack.invoke(event())).toMatchObject({ statusCode, body });
  expect(stage.slack.calls()).toHaveLength(before);
});

test.each<[string, () => unknown]>([
  [
    'a form in capitals and with a charset',
    () => withHeaders({ 'content-type': 'Application/X-WWW-Form-URLEncoded; charset=utf-8' }),
  ],
  [
    'headers in capitals',
    () => ({
      ...good(),
      headers: Object.fromEntries(Object.entries(good().headers).map(([name, value]) => [name.toUpperCase(), value])),
    }),
  ],
])('the endpoint answers %s without an error 500', async (_what, event) => {
  expect(await slack.invoke(event())).toMatchObject({ statusCode: 200 });
});

test('a signed payload that is no object, and an unknown button, are refused without an error 500', async () => {
  const payload = (value: string) => signed(new URLSearchParams({ payload: value }).toString());
  expect(await slack.invoke(payload('[]'))).toMatchObject({ statusCode: 404 });
  const press = pressOf({ person: APPROVER, sessionId: 'operator-a', messageTs: '1795482000.000001' });
  const body = Buffer.from(press.body ?? '', 'base64')
    .toString()
    .replace('acknowledge_session', 'approve_everything');
  expect(await slack.invoke(signed(body))).toMatchObject({ statusCode: 404 });
  expect(stage.ssm.calls().filter((call) => call !== 'GetParameters')).toEqual([]);
});

test('an incomplete environment stops the function with one message, which lists every fault and no secret', async () => {
  const start = startLambdaProcess(stage.bundles.slack ?? '', {
    SESSIONS_TABLE: 'bastion-sessions',
    SLACK_CHANNEL: '#bastion',
    SLACK_BOT_TOKEN: 'not-a-token-but-secret',
    BASTION_TARGETS: '[]',
    TIME_ZONE: 'Mars/Olympus',
    LOCALE: 'fr',
  });
  const message = await start.then(
    () => 'it started',
    (fault: Error) => fault.message,
  );
  for (const name of [
    'SLACK_CHANNEL',
    'SLACK_BOT_TOKEN',
    'SLACK_SIGNING_SECRET',
    'SLACK_TEAM_ID',
    'BASTION_TARGETS',
    'TIME_ZONE',
    'LOCALE',
    'APPROVER_USERS',
    'WATCHDOG_FUNCTION',
  ]) {
    expect(message).toContain(name);
  }
  expect(message).not.toContain('not-a-token-but-secret');
  expect(message.match(/The environment is not valid/g)).toHaveLength(1);
});
