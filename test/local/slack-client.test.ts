// The requests that the app gets for clicks and slash commands in the Slack stand-in, and the messages to people if it fails.
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { createSlackClient, type SlackClient } from '../../local/slack/slack-client.ts';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';

const CHANNEL = { id: 'C0BASTION01', name: 'bastion' };
const ON_CALL = { id: 'C0ONCALL001', name: 'on-call' };
const PRIVATE = { id: 'C0PRIVATE01', name: 'hush', isPrivate: true };
const APPROVER = { id: 'U0APPROVER1', name: 'approver-1' };
const OPERATOR = { id: 'U0OPERATOR1', name: 'operator' };
const BUTTON = { actionId: 'acknowledge_session', blockId: 'row-2', value: 'operator-2-0a1b2c3d4e5f' };

let slack: SlackStandIn;
let client: SlackClient;
let sent: URLSearchParams[];
let answer: { statusCode: number; body?: string };

beforeEach(async () => {
  sent = [];
  answer = { statusCode: 200 };
  const workspace = {
    scopes: ['chat:write', 'commands'],
    channel: CHANNEL,
    otherChannels: [ON_CALL, PRIVATE],
    people: [APPROVER, OPERATOR],
  };
  slack = await startSlack(workspace);
  const { close } = slack;
  onTestFinished(() => close());
  const deliver = async ({ body = '' }: APIGatewayProxyEventV2) => {
    sent.push(new URLSearchParams(Buffer.from(body, 'base64').toString()));
    return answer;
  };
  client = createSlackClient({ ...workspace, slack, signingSecret: 'made-up', deliver });
});

/** Posts a message of the app. @returns its ts */
async function post(method: string, body: object): Promise<string> {
  const headers = { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json' };
  const posted = await fetch(`${slack.apiUrl}${method}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ text: 'hello', ...body }),
  });
  expect(await posted.json()).toMatchObject({ ok: true });
  return slack.messages().at(-1)?.ts ?? '';
}

const payload = () => JSON.parse(sent.at(-1)?.get('payload') ?? '');

test('a click in the channel carries the person, the channel, the message and the button', async () => {
  const messageTs = await post('chat.postMessage', { channel: CHANNEL.id });
  await client.click(APPROVER, { messageTs, ...BUTTON });
  expect(payload()).toMatchObject({
    type: 'block_actions',
    user: { id: APPROVER.id, team_id: slack.teamId },
    team: { id: slack.teamId },
    channel: CHANNEL,
    container: { type: 'message', message_ts: messageTs, channel_id: CHANNEL.id, is_ephemeral: false },
    message: { ts: messageTs, text: 'hello', bot_id: 'B0BASTIONBOT' },
    actions: [
      { type: 'button', action_id: 'acknowledge_session', block_id: 'row-2', value: 'operator-2-0a1b2c3d4e5f' },
    ],
  });
});

test('a click on an ephemeral message is marked as ephemeral, and carries no message', async () => {
  const messageTs = await post('chat.postEphemeral', { channel: ON_CALL.id, user: APPROVER.id });
  await client.click(APPROVER, { messageTs, ...BUTTON });
  expect(payload()).toMatchObject({
    channel: ON_CALL,
    container: { message_ts: messageTs, channel_id: ON_CALL.id, is_ephemeral: true },
  });
  expect(payload()).not.toHaveProperty('message');
  await expect(client.click(OPERATOR, { messageTs, ...BUTTON })).rejects.toThrow('This message is not there any more.');
  expect(sent).toHaveLength(1);
});

test('a click in another channel, a private one, a thread or a direct conversation carries its place', async () => {
  const onCall = await post('chat.postMessage', { channel: ON_CALL.id });
  await client.click(APPROVER, { messageTs: onCall, ...BUTTON });
  expect(payload()).toMatchObject({ channel: ON_CALL, container: { channel_id: ON_CALL.id } });

  await client.click(APPROVER, { messageTs: await post('chat.postMessage', { channel: PRIVATE.id }), ...BUTTON });
  expect(payload().channel).toEqual({ id: PRIVATE.id, name: 'privategroup' });

  const reply = await post('chat.postMessage', { channel: ON_CALL.id, thread_ts: onCall });
  await client.click(APPROVER, { messageTs: reply, ...BUTTON });
  expect(payload()).toMatchObject({ container: { thread_ts: onCall }, message: { ts: reply, thread_ts: onCall } });

  await client.click(OPERATOR, { messageTs: await post('chat.postMessage', { channel: OPERATOR.id }), ...BUTTON });
  expect(payload()).toMatchObject({
    channel: { id: 'D0OPERATOR1', name: 'directmessage' },
    container: { channel_id: 'D0OPERATOR1', is_ephemeral: false },
    message: { text: 'hello' },
  });
});

test('a click that fails shows an error in the same place, to that person only', async () => {
  const messageTs = await post('chat.postMessage', { channel: ON_CALL.id });
  answer = { statusCode: 500 };
  await client.click(APPROVER, { messageTs, ...BUTTON });
  expect(slack.messages().at(-1)).toMatchObject({
    text: 'This button failed with the error "dispatch_failed": the app answered 500.',
    channel: ON_CALL.id,
    visibleTo: APPROVER.id,
  });
});

test('a slash command carries its channel, and gets its answer there', async () => {
  answer = { statusCode: 200, body: JSON.stringify({ response_type: 'ephemeral', text: 'nobody' }) };
  for (const channel of [CHANNEL, ON_CALL]) {
    await client.command(OPERATOR, '/bastion', 'who', channel === CHANNEL ? undefined : channel.id);
    expect(Object.fromEntries(sent.at(-1) ?? [])).toMatchObject({
      command: '/bastion',
      text: 'who',
      user_id: OPERATOR.id,
      channel_id: channel.id,
      channel_name: channel.name,
    });
    expect(slack.messages().at(-1)).toMatchObject({ text: 'nobody', channel: channel.id, visibleTo: OPERATOR.id });
  }
  await expect(client.command(OPERATOR, '/bastion', 'who', 'C0NOWHERE01')).rejects.toThrow('no channel C0NOWHERE01');
});
