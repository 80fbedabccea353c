// The trial in a real workspace: a stand-in on this machine speaks Socket Mode as Slack does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';
import manifest from '../../manifest.json' with { type: 'json' };
import { npmStart, type Started } from './npm-start.ts';

const CHANNEL = 'C0BASTION01';
const [APPROVER, BYSTANDER] = ['U0APPROVER1', 'U0BYSTANDER'];

let slack: SlackStandIn;
let sockets: WebSocketServer;
let app: Started;
const closing: (() => unknown)[] = [];

/** Slack’s Web API, with the method that the stand-in lacks: it returns the address of the socket. */
beforeAll(async () => {
  slack = await startSlack({
    scopes: manifest.oauth_config.scopes.bot,
    channel: { id: CHANNEL, name: 'bastion' },
    people: [APPROVER, BYSTANDER].map((id) => ({ id, name: id })),
  });
  closing.push(slack.close);
  sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  closing.push(() => sockets.close());
  await once(sockets, 'listening');
  const { port } = sockets.address() as AddressInfo;
  sockets.on('connection', (socket) => socket.send(JSON.stringify({ type: 'hello', num_connections: 1 })));
  const server = createServer(async (request, response) => {
    const body = await text(request);
    response.setHeader('content-type', 'application/json');
    if (request.url === '/api/apps.connections.open') {
      const isApp = request.headers.authorization === 'Bearer xapp-made-up';
      response.end(
        JSON.stringify(isApp ? { ok: true, url: `ws://127.0.0.1:${port}/` } : { ok: false, error: 'invalid_auth' }),
      );
      return;
    }
    const { 'content-type': type = '', authorization = '' } = request.headers;
    const headers = { 'content-type': type, authorization };
    const answer = await fetch(slack.apiUrl.replace('/api/', request.url ?? ''), { method: 'POST', headers, body });
    response.writeHead(answer.status).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(() => server.close());
  app = npmStart(['--workspace'], {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: 'xapp-made-up',
    SLACK_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    SLACK_CHANNEL: CHANNEL,
    APPROVER_USERS: APPROVER,
  });
  await app.address;
});

afterAll(async () => {
  await app.interrupt();
  for (const close of closing.reverse()) await close();
});

let envelopes = 0;

/** @returns the app's answer */
async function send(type: 'interactive' | 'slash_commands', payload: object): Promise<unknown> {
  const [socket]: WebSocket[] = [...sockets.clients];
  if (socket === undefined) throw new Error('the app has not connected');
  envelopes += 1;
  const envelope_id = `envelope-${envelopes}`;
  const answered = new Promise<unknown>((resolve) => {
    socket.on('message', function hear(data) {
      const answer = JSON.parse(String(data));
      if (answer.envelope_id !== envelope_id) return;
      socket.off('message', hear);
      resolve(answer.payload);
    });
  });
  socket.send(JSON.stringify({ envelope_id, type, payload, accepts_response_payload: type === 'slash_commands' }));
  return answered;
}

function press(person: string, ts: string, value: string) {
  return {
    type: 'block_actions',
    user: { id: person, team_id: slack.teamId },
    team: { id: slack.teamId, domain: 'stand-in' },
    container: { type: 'message', message_ts: ts, channel_id: CHANNEL },
    channel: { id: CHANNEL, name: 'bastion' },
    message: { ts },
    actions: [
      { type: 'button', action_id: 'acknowledge_session', block_id: 'decide', value, action_ts: `${Date.now()}.1` },
    ],
  };
}

test('a real workspace gets a notice marked as a trial, which an approver can acknowledge and a bystander cannot', async () => {
  await app.post('start', { kind: 'shell', target: 'i-0123456789abcdef0', principal: 'iam-user', reason: '' });
  const notice = () => slack.messages().find(({ visibleTo }) => !visibleTo);
  expect(notice()?.text).toMatch(/^\[?TRIAL/);
  const { sessions, mode, messages } = await app.snapshot();
  expect([mode, messages]).toEqual(['workspace', []]);
  const [ts, value] = [notice()?.ts ?? '', sessions[0]?.sessionId ?? ''];
  await send('interactive', press(BYSTANDER, ts, value));
  await expect
    .poll(() => slack.messages().map(({ text: said }) => said))
    .toContainEqual(expect.stringContaining('Only approvers'));
  expect(JSON.stringify(notice()?.blocks)).not.toContain('Acknowledged by');
  await send('interactive', press(APPROVER, ts, value));
  await expect.poll(() => JSON.stringify(notice()?.blocks)).toContain('Acknowledged by');
});

test('/bastion who gets its answer over the socket', async () => {
  const answer = await send('slash_commands', {
    command: '/bastion',
    text: 'who',
    team_id: slack.teamId,
    user_id: APPROVER,
    channel_id: CHANNEL,
  });
  expect(answer).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining('1 open session') });
});

test('in a real workspace the switches of AWS work, and those of time and of Slack do not', async () => {
  await expect(app.post('forward', { minutes: 5 })).rejects.toThrow('uses real time');
  await expect(app.post('switch', { name: 'slackDown', on: true })).rejects.toThrow('cannot be switched off');
  expect((await app.snapshot()).switches).toEqual({ cloudTrailLate: false, terminateDoesNothing: false });
  for (const on of [true, false]) {
    await app.post('switch', { name: 'cloudTrailLate', on });
    expect((await app.snapshot()).switches.cloudTrailLate).toBe(on);
  }
});

test('with a real workspace the page refuses clicks, and points to Slack', async () => {
  const click = { personId: APPROVER, messageTs: '1', actionId: 'acknowledge_session', blockId: '', value: 'x' };
  await expect(app.post('click', click)).rejects.toThrow('answer them there');
});

test('npm start --workspace lists all missing variables in one message', async () => {
  const lacking = npmStart(['--workspace'], { SLACK_BOT_TOKEN: 'xoxp-wrong', SLACK_APP_TOKEN: '', SLACK_CHANNEL: '' });
  expect(await lacking.ended).toBe(1);
  for (const name of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_CHANNEL', 'APPROVER_USERS']) {
    expect(lacking.printed()).toContain(name);
  }
  expect(lacking.printed()).not.toMatch(/^ {4}at /m);
});
