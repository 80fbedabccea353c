// The Slack stand-in across a restart: old messages keep their place and their ts.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebClient } from '@slack/web-api';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { startSlack } from '../../local/slack/stand-in.ts';

const CHANNEL = 'C0BASTION01';
const OPERATOR = 'U0OPERATOR1';
const METADATA = { event_type: 'bastion_session', event_payload: { session_id: 'operator-2-0a1b2c3d4e5f' } };

let folder: string;
let keepFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slack-keep-'));
  keepFile = join(folder, 'kept', 'messages.json');
  onTestFinished(() => rmSync(folder, { recursive: true }));
});

async function open(people = [{ id: OPERATOR, name: 'operator-1' }]) {
  const scopes = ['chat:write', 'channels:history'];
  const slack = await startSlack({ scopes, channel: { id: CHANNEL, name: 'bastion' }, people, keepFile });
  onTestFinished(() => slack.close());
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  return { ...slack, client };
}

/** A notice with a reply, a message of a person, an ephemeral message and a direct one. */
async function firstRun() {
  const slack = await open();
  const { chat } = slack.client;
  const notice = String((await chat.postMessage({ channel: CHANNEL, text: 'notice', metadata: METADATA })).ts);
  await chat.postMessage({ channel: CHANNEL, text: 'reply', thread_ts: notice });
  slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'typed', blocks: [], place: 'channel', threadTs: notice });
  slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'hello', blocks: [], place: 'channel' });
  await chat.postEphemeral({ channel: CHANNEL, user: OPERATOR, text: 'psst' });
  const direct = await chat.postMessage({ channel: OPERATOR, text: 'to you' });
  await slack.close();
  return { notice, direct, messages: slack.messages() };
}

test('all messages are the same after a restart', async () => {
  const { messages } = await firstRun();
  expect(messages.map(({ text }) => text)).toEqual(['notice', 'reply', 'typed', 'hello', 'psst', 'to you']);
  expect((await open()).messages()).toEqual(messages);
});

test('after a restart an old message can be updated, listed and replied to under its old ts', async () => {
  const { notice } = await firstRun();
  const { client, messages } = await open();
  await client.chat.update({ channel: CHANNEL, ts: notice, text: 'acknowledged' });
  await client.chat.postMessage({ channel: CHANNEL, text: 'later', thread_ts: notice });
  const history = await client.conversations.history({ channel: CHANNEL, include_all_metadata: true });
  expect(history.messages).toMatchObject([
    { text: 'hello', user: OPERATOR },
    { ts: notice, text: 'acknowledged', metadata: METADATA, bot_id: 'B0BASTIONBOT', reply_count: 3 },
  ]);
  const replies = await client.conversations.replies({ channel: CHANNEL, ts: notice });
  expect(replies.messages?.map(({ text, thread_ts }) => [text, thread_ts])).toEqual([
    ['acknowledged', undefined],
    ['reply', notice],
    ['typed', notice],
    ['later', notice],
  ]);
  expect(messages()[0]).toMatchObject({ ts: notice, text: 'acknowledged', edited: true });
});

test('after a restart a direct message can be updated in its old channel', async () => {
  const { direct } = await firstRun();
  const { client, messages } = await open();
  await client.chat.update({ channel: String(direct.channel), ts: String(direct.ts), text: 'again' });
  expect(messages().at(-1)).toMatchObject({ text: 'again', place: 'direct', visibleTo: OPERATOR });
});

test('a second restart keeps the changes after the first one, and new messages follow the old ones', async () => {
  const { notice, direct } = await firstRun();
  const second = await open();
  await second.client.chat.update({ channel: CHANNEL, ts: notice, text: 'acknowledged' });
  await second.close();
  const third = await open();
  expect(third.messages()[0]).toMatchObject({ text: 'acknowledged', edited: true });
  const { ts } = await third.client.chat.postMessage({ channel: CHANNEL, text: 'new' });
  expect(Number(ts)).toBeGreaterThan(Number(direct.ts));
});

test('messages of a person who has left are kept and shown', async () => {
  const { messages } = await firstRun();
  const slack = await open([{ id: 'U0ANOTHER01', name: 'another' }]);
  expect(slack.messages()).toEqual(messages);
  const { messages: listed } = await slack.client.conversations.history({ channel: CHANNEL });
  expect(listed?.map(({ text }) => text)).toEqual(['notice']);
});

test('the kept file of messages is complete JSON after each change, and its folder has no other file', async () => {
  const { client, addMessage } = await open();
  await client.chat.postMessage({ channel: CHANNEL, text: 'one' });
  expect(JSON.parse(readFileSync(keepFile, 'utf8')).messages).toMatchObject([{ text: 'one' }]);
  addMessage({ channel: CHANNEL, user: OPERATOR, text: 'two', blocks: [], place: 'channel' });
  expect(JSON.parse(readFileSync(keepFile, 'utf8')).messages).toMatchObject([{ text: 'one' }, { text: 'two' }]);
  expect(readdirSync(join(folder, 'kept'))).toEqual(['messages.json']);
});

test.each(['{"messages": [{"ts"', '{"sessions": []}', ''])(
  'a kept file of messages with the content %j stops the start, and the error names it',
  async (text) => {
    keepFile = join(folder, 'messages.json');
    writeFileSync(keepFile, text);
    await expect(open()).rejects.toThrow(`${keepFile} does not contain valid messages`);
    expect(readFileSync(keepFile, 'utf8')).toBe(text);
  },
);

test('a kept file of messages that cannot be read stops the start, and the error names it', async () => {
  keepFile = folder;
  await expect(open()).rejects.toThrow(`${folder}, which keeps the messages, cannot be read.`);
});
