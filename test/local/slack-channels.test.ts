// Several channels in the Slack stand-in, and the messages a second that each accepts.
import { WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';

const CHANNEL = 'C0BASTION01';
const ON_CALL = 'C0ONCALL001';
const CLOSED = 'C0CLOSED001';
const APPROVER = 'U0APPROVER1';
const METADATA = { event_type: 'bastion_session', event_payload: { session_id: 'operator-2-0a1b2c3d4e5f' } };

let slack: SlackStandIn;
let client: WebClient;
let now: number;
beforeEach(async () => {
  now = Date.parse('2026-11-24T01:00:00.250Z');
  slack = await startSlack({
    scopes: ['chat:write', 'channels:read', 'channels:history'],
    channel: { id: CHANNEL, name: 'bastion' },
    otherChannels: [
      { id: ON_CALL, name: 'on-call' },
      { id: CLOSED, name: 'closed', hasBot: false },
    ],
    people: [{ id: APPROVER, name: 'approver-1' }],
    now: () => now,
  });
  const { close } = slack;
  onTestFinished(() => close());
  const retryConfig = { retries: 0 };
  client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig, rejectRateLimitedCalls: true });
});

const post = async (channel: string, text: string, thread_ts?: string) =>
  String((await client.chat.postMessage({ channel, text, metadata: METADATA, thread_ts })).ts);
const textsIn = async (channel: string) =>
  ((await client.conversations.history({ channel })).messages ?? []).map(({ text }) => text);

test('each channel has its own messages, replies and history', async () => {
  const notice = await post(CHANNEL, 'notice');
  const alarm = await post(ON_CALL, 'alarm');
  await post(ON_CALL, 'reply', alarm);
  await client.chat.update({ channel: ON_CALL, ts: alarm, text: 'alarm, answered' });
  await client.chat.postEphemeral({ channel: ON_CALL, user: APPROVER, text: 'psst' });
  slack.addMessage({ channel: ON_CALL, user: APPROVER, text: 'on it', blocks: [], place: 'channel' });

  expect(slack.messages().map(({ text, channel, place }) => [text, channel, place])).toEqual([
    ['notice', CHANNEL, 'channel'],
    ['alarm, answered', ON_CALL, 'channel'],
    ['reply', ON_CALL, 'channel'],
    ['psst', ON_CALL, 'channel'],
    ['on it', ON_CALL, 'channel'],
  ]);
  expect(await textsIn(CHANNEL)).toEqual(['notice']);
  expect(await textsIn(ON_CALL)).toEqual(['on it', 'alarm, answered']);
  const { messages } = await client.conversations.replies({ channel: ON_CALL, ts: alarm, include_all_metadata: true });
  expect(messages).toMatchObject([
    { ts: alarm, metadata: METADATA },
    { text: 'reply', thread_ts: alarm },
  ]);
  await expect(client.chat.update({ channel: ON_CALL, ts: notice, text: 'x' })).rejects.toMatchObject({
    data: { error: 'message_not_found' },
  });
});

test('each channel has its own name', async () => {
  expect((await client.conversations.info({ channel: ON_CALL })).channel).toMatchObject({
    id: ON_CALL,
    name: 'on-call',
    is_member: true,
  });
});

test('the bot can neither write nor read in a channel that it is not in', async () => {
  const refused = { data: { error: 'not_in_channel' } };
  await expect(post(CLOSED, 'x')).rejects.toMatchObject(refused);
  await expect(client.chat.update({ channel: CLOSED, ts: '1.0', text: 'x' })).rejects.toMatchObject(refused);
  await expect(client.chat.postEphemeral({ channel: CLOSED, user: APPROVER, text: 'x' })).rejects.toMatchObject(
    refused,
  );
  await expect(textsIn(CLOSED)).rejects.toMatchObject(refused);
  await expect(client.conversations.replies({ channel: CLOSED, ts: '1.0' })).rejects.toMatchObject(refused);
  expect((await client.conversations.info({ channel: CLOSED })).channel).toMatchObject({ is_member: false });
  expect(slack.messages()).toEqual([]);
});

test('a post beyond the limit of a second has no effect, and its refusal says how long to wait', async () => {
  slack.limitPosts(2);
  await post(CHANNEL, 'one');
  now += 400;
  await post(CHANNEL, 'two');
  const tooMany = post(CHANNEL, 'three');
  await expect(tooMany).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  await expect(tooMany).rejects.toMatchObject({ retryAfter: 1 });
  // The other channel has its own limit, and other methods have none.
  const alarm = await post(ON_CALL, 'alarm');
  for (const text of ['alarm 1', 'alarm 2', 'alarm 3']) await client.chat.update({ channel: ON_CALL, ts: alarm, text });
  now += 600;
  await post(CHANNEL, 'three, later');
  await expect(post(CHANNEL, 'four')).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  expect(slack.messages().map(({ text }) => text)).toEqual(['one', 'two', 'alarm 3', 'three, later']);
});

test('a limit below one a second asks to wait for whole seconds, and a removed limit no longer applies', async () => {
  slack.limitPosts(0.4);
  await post(CHANNEL, 'one');
  await expect(post(CHANNEL, 'two')).rejects.toMatchObject({ retryAfter: 3 });
  now += 1_600;
  await expect(post(CHANNEL, 'two')).rejects.toMatchObject({ retryAfter: 1 });
  slack.limitPosts(undefined);
  for (const text of ['two', 'three', 'four']) await post(CHANNEL, text);
  expect(slack.messages()).toHaveLength(4);
});
