// The Slack stand-in, called by the real Web API client.
import { type WebAPICallResult, WebClient } from '@slack/web-api';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';
import type { SlackOptions } from '../../local/slack/workspace.ts';

const SCOPES = ['chat:write', 'channels:read', 'channels:history', 'groups:history', 'usergroups:read', 'users:read'];
const CHANNEL = 'C0BASTION01';
const [APPROVER, OPERATOR, GUEST] = ['U0APPROVER1', 'U0OPERATOR1', 'U0GUEST0001'];
const NOW = Date.parse('2026-11-24T01:00:00.250Z');
const METADATA = { event_type: 'bastion_session', event_payload: { session_id: 'operator-2-0a1b2c3d4e5f' } };
const BLOCKS = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'Ada is on bastion-1' } }];

let slack: SlackStandIn;
let client: WebClient;
let now: number;

async function open(options: Partial<SlackOptions> = {}): Promise<void> {
  slack = await startSlack({
    scopes: [...SCOPES, 'users:read.email'],
    channel: { id: CHANNEL, name: 'bastion' },
    people: [
      { id: APPROVER, name: 'approver-1', email: 'approver@example.com' },
      { id: OPERATOR, name: 'operator-1' },
      { id: GUEST, name: 'guest', guest: true },
    ],
    userGroups: [{ id: 'S0APPROVERS', handle: 'approvers', users: [APPROVER] }],
    now: () => now,
    ...options,
  });
  const { close } = slack;
  onTestFinished(() => close());
  client = clientOf(slack.botToken);
}

function clientOf(token: string): WebClient {
  return new WebClient(token, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
}

async function post(text: string, more: { thread_ts?: string; metadata?: typeof METADATA } = {}): Promise<string> {
  const { ts } = await client.chat.postMessage({ channel: CHANNEL, text, ...more });
  return String(ts);
}

const textsOf = (answer: { messages?: { text?: string }[] } | WebAPICallResult) =>
  z
    .object({ messages: z.array(z.object({ text: z.string() })) })
    .parse(answer)
    .messages.map(({ text }) => text);
const errorOf = (call: Promise<unknown>) => expect(call.then(undefined, ({ data }) => data)).resolves;

beforeEach(async () => {
  now = NOW;
  await open();
});

describe('identity', () => {
  test('auth.test returns the same ids at each start', async () => {
    const { botUserId, teamId, appId } = slack;
    const me = { user_id: botUserId, bot_id: 'B0BASTIONBOT', team_id: teamId, app_id: appId };
    expect(await client.auth.test()).toMatchObject(me);
    await open();
    expect(await client.auth.test()).toMatchObject(me);
  });

  test('the stand-in refuses any token but the bot’s', async () => {
    await errorOf(clientOf('xoxb-another').auth.test()).toEqual(expect.objectContaining({ error: 'invalid_auth' }));
    await errorOf(clientOf('').auth.test()).toEqual(expect.objectContaining({ error: 'not_authed' }));
    await errorOf(clientOf('U000000001').chat.postMessage({ channel: CHANNEL, text: 'x' })).toMatchObject({
      error: 'invalid_auth',
    });
  });

  test('the stand-in refuses an unknown method', async () => {
    await errorOf(client.apiCall('chat.shout')).toMatchObject({ error: 'unknown_method' });
    await errorOf(client.apiCall('constructor')).toMatchObject({ error: 'unknown_method' });
  });

  test('the stand-in listens on the loopback address only', () => {
    expect(new URL(slack.apiUrl).hostname).toBe('127.0.0.1');
    expect(slack.apiUrl).toMatch(/\/api\/$/);
  });
});

describe('messages', () => {
  test('a posted message belongs to the bot, and everybody sees it', async () => {
    const answer = await client.chat.postMessage({
      channel: CHANNEL,
      text: 'hello',
      blocks: BLOCKS,
      metadata: METADATA,
    });
    expect(answer).toMatchObject({
      channel: CHANNEL,
      ts: '1795482000.250000',
      message: { user: slack.botUserId, bot_id: 'B0BASTIONBOT', app_id: slack.appId, ts: '1795482000.250000' },
    });
    expect(slack.messages()).toEqual([
      {
        ts: '1795482000.250000',
        channel: CHANNEL,
        user: slack.botUserId,
        text: 'hello',
        blocks: BLOCKS,
        metadata: METADATA,
        edited: false,
        place: 'channel',
      },
    ]);
  });

  test('no two messages have the same ts, even if the clock runs backwards', async () => {
    const first = await post('first');
    now -= 60_000;
    expect(await post('second')).toBe('1795482000.250001');
    expect(textsOf(await client.conversations.history({ channel: CHANNEL }))).toEqual(['second', 'first']);
    expect(first).toBe('1795482000.250000');
  });

  test('an update replaces a message in its place', async () => {
    const ts = await post('before', { metadata: METADATA });
    const answer = await client.chat.update({ channel: CHANNEL, ts, text: 'after', blocks: BLOCKS });
    expect(answer).toMatchObject({ channel: CHANNEL, ts, text: 'after', message: { bot_id: 'B0BASTIONBOT' } });
    expect(slack.messages()).toMatchObject([{ ts, text: 'after', blocks: BLOCKS, metadata: METADATA, edited: true }]);
    expect(textsOf(await client.conversations.history({ channel: CHANNEL }))).toEqual(['after']);
  });

  test('an update of a message that does not exist is refused', async () => {
    await errorOf(client.chat.update({ channel: CHANNEL, ts: '1.000001', text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
  });

  test('the bot can neither update nor delete a person’s message', async () => {
    const ts = slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'mine', blocks: [], place: 'channel' });
    await errorOf(client.chat.update({ channel: CHANNEL, ts, text: 'x' })).toMatchObject({
      error: 'cant_update_message',
    });
    const { messages } = await client.conversations.history({ channel: CHANNEL });
    expect(messages).toMatchObject([{ ts, user: OPERATOR, text: 'mine' }]);
    expect(messages?.[0]).not.toHaveProperty('bot_id');
  });

  test('a deleted message does not come back', async () => {
    const ts = await post('gone');
    await client.chat.delete({ channel: CHANNEL, ts });
    expect(slack.messages()).toEqual([]);
    await errorOf(client.chat.update({ channel: CHANNEL, ts, text: 'x' })).toMatchObject({
      error: 'message_not_found',
    });
  });

  test('a channel that does not exist is not found', async () => {
    for (const channel of ['C0NOWHERE01', 'C000000001', 'general']) {
      await errorOf(client.chat.postMessage({ channel, text: 'x' })).toMatchObject({ error: 'channel_not_found' });
      await errorOf(client.chat.update({ channel, ts: '1.0', text: 'x' })).toMatchObject({
        error: 'channel_not_found',
      });
      await errorOf(client.conversations.history({ channel })).toMatchObject({ error: 'channel_not_found' });
    }
  });

  test('a reply is in its thread and not in the channel’s history', async () => {
    const ts = await post('parent');
    const reply = await post('reply', { thread_ts: ts });
    expect(slack.messages()).toMatchObject([{ ts }, { ts: reply, threadTs: ts }]);
    const history = await client.conversations.history({ channel: CHANNEL });
    expect(history.messages).toMatchObject([{ text: 'parent', reply_count: 1, reply_users: [slack.botUserId] }]);
    const { messages } = await client.conversations.replies({ channel: CHANNEL, ts });
    expect(messages).toMatchObject([{ ts }, { ts: reply, thread_ts: ts }]);
    await errorOf(client.conversations.replies({ channel: CHANNEL, ts: '1.000001' })).toMatchObject({
      error: 'thread_not_found',
    });
  });

  test('an ephemeral message is visible to one person and is in no history', async () => {
    await client.chat.postEphemeral({ channel: CHANNEL, user: APPROVER, text: 'psst', blocks: BLOCKS });
    expect(slack.messages()).toMatchObject([
      { text: 'psst', blocks: BLOCKS, visibleTo: APPROVER, place: 'channel', user: slack.botUserId },
    ]);
    slack.addMessage({
      channel: CHANNEL,
      user: slack.botUserId,
      text: 'who',
      blocks: [],
      visibleTo: GUEST,
      place: 'channel',
    });
    expect((await client.conversations.history({ channel: CHANNEL })).messages).toEqual([]);
    await errorOf(client.chat.postEphemeral({ channel: CHANNEL, user: 'U0NOBODY', text: 'x' })).toMatchObject({
      error: 'user_not_in_channel',
    });
  });

  test('a message to a person is a direct message, which can be updated', async () => {
    const { channel, ts } = await client.chat.postMessage({ channel: OPERATOR, text: 'to you' });
    expect(channel).toBe('D0OPERATOR1');
    expect(slack.messages()).toMatchObject([{ place: 'direct', visibleTo: OPERATOR, channel: 'D0OPERATOR1' }]);
    await client.chat.update({ channel: String(channel), ts: String(ts), text: 'again' });
    await client.chat.postMessage({ channel: String(channel), text: 'and more' });
    slack.addMessage({
      channel: 'D0OPERATOR1',
      user: OPERATOR,
      visibleTo: OPERATOR,
      text: 'thanks',
      blocks: [],
      place: 'direct',
    });
    expect(slack.messages().map(({ text, place, visibleTo }) => [text, place, visibleTo])).toEqual([
      ['again', 'direct', OPERATOR],
      ['and more', 'direct', OPERATOR],
      ['thanks', 'direct', OPERATOR],
    ]);
    expect((await client.conversations.history({ channel: CHANNEL })).messages).toEqual([]);
  });

  test('a listener hears of each change until it stops listening', async () => {
    let changes = 0;
    const stop = slack.onChange(() => {
      changes += 1;
    });
    const ts = await post('one');
    await client.chat.update({ channel: CHANNEL, ts, text: 'two' });
    slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'three', blocks: [], place: 'channel' });
    expect(changes).toBe(3);
    stop();
    await post('four');
    expect(changes).toBe(3);
  });

  test('a message that breaks a limit is refused with the rule and its place, and not posted', async () => {
    const blocks = [{ type: 'header' as const, text: { type: 'plain_text' as const, text: 'x'.repeat(151) } }];
    const invalid = {
      error: 'invalid_blocks',
      response_metadata: { messages: [expect.stringMatching(/Longer than 150 characters .*\/blocks\/0\/text\/text/)] },
    };
    const ts = await post('fine');
    await errorOf(client.chat.postMessage({ channel: CHANNEL, text: 'x', blocks })).toMatchObject(invalid);
    await errorOf(client.chat.update({ channel: CHANNEL, ts, text: 'x', blocks })).toMatchObject(invalid);
    await errorOf(client.chat.postEphemeral({ channel: CHANNEL, user: GUEST, text: 'x', blocks })).toMatchObject(
      invalid,
    );
    await errorOf(client.chat.postMessage({ channel: CHANNEL, text: '' })).toMatchObject({ error: 'no_text' });
    expect(slack.messages()).toMatchObject([{ text: 'fine' }]);
  });

  test('the stand-in records every call without its token', async () => {
    await post('one', { metadata: METADATA });
    await client.auth.test();
    expect(slack.calls()).toEqual([
      { method: 'chat.postMessage', at: NOW, body: { channel: CHANNEL, text: 'one', metadata: METADATA } },
      { method: 'auth.test', at: NOW, body: {} },
    ]);
  });
});

describe('history', () => {
  test('the history has metadata only on request', async () => {
    const ts = await post('parent', { metadata: METADATA });
    await post('reply', { thread_ts: ts, metadata: METADATA });
    for (const read of [client.conversations.history, client.conversations.replies]) {
      for (const message of (await read({ channel: CHANNEL, ts })).messages ?? [])
        expect(message).not.toHaveProperty('metadata');
      const { messages = [] } = await read({ channel: CHANNEL, ts, include_all_metadata: true });
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages) expect(message.metadata).toEqual(METADATA);
    }
  });

  test('oldest, latest and inclusive select a range', async () => {
    const range = async (more: { oldest?: string; latest?: string; inclusive?: boolean }) =>
      textsOf(await client.conversations.history({ channel: CHANNEL, ...more }));
    const ts: string[] = [];
    for (const text of ['a', 'b', 'c', 'd']) {
      now += 1000;
      ts.push(await post(text));
    }
    expect(await range({})).toEqual(['d', 'c', 'b', 'a']);
    expect(await range({ oldest: ts[1] })).toEqual(['d', 'c']);
    expect(await range({ oldest: ts[1], inclusive: true })).toEqual(['d', 'c', 'b']);
    expect(await range({ latest: ts[2] })).toEqual(['b', 'a']);
    expect(await range({ oldest: ts[1], latest: ts[2] })).toEqual([]);
    expect(await range({ oldest: ts[1], latest: ts[2], inclusive: true })).toEqual(['c', 'b']);
    expect(await range({ oldest: String(NOW / 1000 + 2.5) })).toEqual(['d', 'c']);
    await errorOf(client.conversations.history({ channel: CHANNEL, oldest: 'noon' })).toMatchObject({
      error: 'invalid_ts_oldest',
    });
  });

  test('the pages of the history have no gap', async () => {
    for (const text of ['a', 'b', 'c', 'd', 'e']) await post(text);
    const pages = [];
    for await (const page of client.paginate('conversations.history', { channel: CHANNEL, limit: 2 }))
      pages.push(textsOf(page));
    expect(pages).toEqual([['e', 'd'], ['c', 'b'], ['a']]);
    const whole = await client.conversations.history({ channel: CHANNEL, limit: 5 });
    expect(whole).toMatchObject({ has_more: false, response_metadata: { next_cursor: '' } });
    await errorOf(client.conversations.history({ channel: CHANNEL, cursor: 'x' })).toMatchObject({
      error: 'invalid_cursor',
    });
    await errorOf(client.conversations.history({ channel: CHANNEL, limit: 0 })).toMatchObject({
      error: 'invalid_limit',
    });
  });

  test('a thread includes its parent for every range', async () => {
    const ts = await post('parent');
    const first = await post('first', { thread_ts: ts });
    await post('second', { thread_ts: ts });
    const answer = await client.conversations.replies({ channel: CHANNEL, ts, oldest: first });
    expect(textsOf(answer)).toEqual(['parent', 'second']);
  });
});

describe('people', () => {
  test('users.info distinguishes a member, a guest and the bot', async () => {
    const about = async (user: string) => (await client.users.info({ user })).user;
    expect(await about(APPROVER)).toMatchObject({
      id: APPROVER,
      name: 'approver-1',
      is_bot: false,
      is_restricted: false,
      deleted: false,
      team_id: slack.teamId,
      profile: { email: 'approver@example.com', display_name: 'approver-1' },
    });
    expect(await about(GUEST)).toMatchObject({ id: GUEST, is_restricted: true });
    expect(await about(slack.botUserId)).toMatchObject({ id: slack.botUserId, is_bot: true });
    for (const user of ['U0NOBODY', 'U000000001', 'admin'])
      await errorOf(about(user)).toMatchObject({ error: 'user_not_found' });
  });

  test('an e-mail address finds only its own person', async () => {
    const answer = await client.users.lookupByEmail({ email: 'approver@example.com' });
    expect(answer.user).toMatchObject({ id: APPROVER });
    await errorOf(client.users.lookupByEmail({ email: 'nobody@example.com' })).toMatchObject({
      error: 'users_not_found',
    });
  });

  test('usergroups.users.list returns the members of a group', async () => {
    expect((await client.usergroups.users.list({ usergroup: 'S0APPROVERS' })).users).toEqual([APPROVER]);
    await errorOf(client.usergroups.users.list({ usergroup: 'S0OTHERS' })).toMatchObject({ error: 'no_such_subteam' });
  });

  test('the channel has the given id and name', async () => {
    const { channel } = await client.conversations.info({ channel: CHANNEL });
    expect(channel).toMatchObject({ id: CHANNEL, name: 'bastion', is_member: true, is_private: false });
  });
});

describe('scopes', () => {
  const all = [...SCOPES, 'users:read.email'];
  test.each<[string, boolean, () => Promise<unknown>]>([
    ['chat:write', false, () => client.chat.postMessage({ channel: CHANNEL, text: 'x' })],
    ['chat:write', false, () => client.chat.update({ channel: CHANNEL, ts: '1.0', text: 'x' })],
    ['chat:write', false, () => client.chat.postEphemeral({ channel: CHANNEL, user: GUEST, text: 'x' })],
    ['channels:history', false, () => client.conversations.history({ channel: CHANNEL })],
    ['channels:history', false, () => client.conversations.replies({ channel: CHANNEL, ts: knownTs() })],
    ['groups:history', true, () => client.conversations.history({ channel: CHANNEL })],
    ['groups:history', true, () => client.conversations.replies({ channel: CHANNEL, ts: knownTs() })],
    ['usergroups:read', false, () => client.usergroups.users.list({ usergroup: 'S0APPROVERS' })],
    ['users:read', false, () => client.users.info({ user: GUEST })],
    ['users:read.email', false, () => client.users.lookupByEmail({ email: 'approver@example.com' })],
  ])(
    'a call without the scope %s (private channel: %s) is refused, and a call with this scope alone is accepted',
    async (scope, isPrivate, call) => {
      const provided = all.filter((one) => one !== scope);
      const channel = { id: CHANNEL, name: 'bastion', isPrivate };
      await open({ scopes: provided, channel });
      await errorOf(call()).toMatchObject({ error: 'missing_scope', needed: scope, provided: provided.join(',') });
      await open({ scopes: [scope], channel });
      const refusal = await call().then(
        () => undefined,
        ({ data }) => data.error,
      );
      expect(refusal).not.toBe('missing_scope');
    },
  );

  test('the bot works in a private channel', async () => {
    await open({ channel: { id: CHANNEL, name: 'bastion', isPrivate: true } });
    const ts = await post('secret');
    await client.chat.postEphemeral({ channel: CHANNEL, user: APPROVER, text: 'psst' });
    expect(textsOf(await client.conversations.replies({ channel: CHANNEL, ts }))).toEqual(['secret']);
  });

  test('an e-mail address appears only with the scope for it', async () => {
    await open({ scopes: ['users:read'] });
    expect((await client.users.info({ user: APPROVER })).user?.profile).not.toHaveProperty('email');
  });

  function knownTs(): string {
    return slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'x', blocks: [], place: 'channel' });
  }
});
