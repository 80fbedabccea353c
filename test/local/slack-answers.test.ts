// Particular answers of the Slack stand-in: the order of its checks, and the parts of a message that an update keeps.
import { WebClient } from '@slack/web-api';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';
import type { SlackOptions } from '../../local/slack/workspace.ts';

const [CHANNEL, PRIVATE, CLOSED, CLOSED_PRIVATE] = ['C0BASTION01', 'C0PRIVATE01', 'C0CLOSED001', 'C0CLOSED002'];
const [APPROVER, OPERATOR] = ['U0APPROVER1', 'U0OPERATOR1'];
const DIRECT = 'D0OPERATOR1';
const METADATA = { event_type: 'bastion_session', event_payload: { session_id: 'operator-2-0a1b2c3d4e5f' } };
const BLOCKS = [{ type: 'divider' as const }];
const SCOPES = [
  'chat:write',
  'channels:read',
  'channels:history',
  'groups:read',
  'im:read',
  'im:history',
  'files:write',
];

let slack: SlackStandIn;
let client: WebClient;
let now: number;

async function open(options: Partial<SlackOptions> = {}): Promise<void> {
  slack = await startSlack({
    scopes: SCOPES,
    channel: { id: CHANNEL, name: 'bastion' },
    otherChannels: [
      { id: PRIVATE, name: 'private', isPrivate: true },
      { id: CLOSED, name: 'closed', hasBot: false },
      { id: CLOSED_PRIVATE, name: 'closed-private', isPrivate: true, hasBot: false },
    ],
    people: [
      { id: APPROVER, name: 'approver' },
      { id: OPERATOR, name: 'operator' },
    ],
    now: () => now,
    ...options,
  });
  const { close } = slack;
  onTestFinished(() => close());
  client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
}

beforeEach(async () => {
  now = Date.parse('2026-11-24T01:00:00.250Z');
  await open();
});

/** @returns Slack's error code; undefined for an accepted call */
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    ({ data }) => data.error,
  );
const postTo = async (channel: string, more: { thread_ts?: string; metadata?: typeof METADATA } = {}) =>
  String((await client.chat.postMessage({ channel, text: 'before', blocks: BLOCKS, ...more })).ts);
const messagesIn = async (channel: string) =>
  (await client.conversations.history({ channel, include_all_metadata: true })).messages ?? [];

describe('identity', () => {
  test('auth.test names the bot, its workspace and no organisation', async () => {
    const { ok, url, team, user, team_id, user_id, bot_id, ...rest } = await client.auth.test();
    expect({ ok, url, team, user, team_id, user_id, bot_id }).toEqual({
      ok: true,
      url: 'https://stand-in.slack.com/',
      team: 'Stand-in',
      user: 'bastion-ack',
      team_id: slack.teamId,
      user_id: slack.botUserId,
      bot_id: 'B0BASTIONBOT',
    });
    expect(rest).not.toHaveProperty('enterprise_id');
  });

  test('auth.test names the organisation of a workspace that belongs to one', async () => {
    await open({ enterpriseId: 'E0STANDIN01' });
    expect(await client.auth.test()).toMatchObject({ enterprise_id: 'E0STANDIN01' });
  });

  test('an unknown e-mail address finds nobody', async () => {
    await open({ scopes: ['users:read.email'] });
    expect(await errorOf(client.users.lookupByEmail({ email: '' }))).toBe('users_not_found');
    expect(await errorOf(client.apiCall('users.lookupByEmail'))).toBe('users_not_found');
  });
});

describe('an update', () => {
  test('an update with only a text removes the blocks and keeps the metadata', async () => {
    const ts = await postTo(CHANNEL, { metadata: METADATA });
    await client.chat.update({ channel: CHANNEL, ts, text: 'after' });
    const [message] = await messagesIn(CHANNEL);
    expect(message).toMatchObject({ text: 'after', metadata: METADATA });
    expect(message).not.toHaveProperty('blocks');
  });

  test('an update with only blocks keeps the text', async () => {
    const ts = await postTo(CHANNEL);
    const blocks = [...BLOCKS, ...BLOCKS];
    expect(await client.apiCall('chat.update', { channel: CHANNEL, ts, blocks })).toMatchObject({ text: 'before' });
    expect(await messagesIn(CHANNEL)).toMatchObject([{ text: 'before', blocks }]);
  });

  test('an update with metadata replaces the old metadata', async () => {
    const ts = await postTo(CHANNEL, { metadata: METADATA });
    const metadata = { event_type: 'another', event_payload: {} };
    await client.chat.update({ channel: CHANNEL, ts, text: 'after', metadata });
    expect(await messagesIn(CHANNEL)).toMatchObject([{ metadata }]);
  });

  test('the answer to an update and the history name the editor and the time of the edit', async () => {
    const ts = await postTo(CHANNEL);
    expect((await messagesIn(CHANNEL))[0]).not.toHaveProperty('edited');
    now += 5_000;
    const { message } = await client.chat.update({ channel: CHANNEL, ts, text: 'after' });
    const edited = { user: slack.botUserId, ts: '1795482005.250000' };
    expect(message).toMatchObject({ ts, edited });
    expect(await messagesIn(CHANNEL)).toMatchObject([{ ts, edited }]);
  });
});

describe('messages of others', () => {
  test('the bot cannot delete a person’s message or update an ephemeral one', async () => {
    const typed = slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'mine', blocks: [], place: 'channel' });
    expect(await errorOf(client.chat.delete({ channel: CHANNEL, ts: typed }))).toBe('cant_delete_message');
    const { message_ts: ts = '' } = await client.chat.postEphemeral({ channel: CHANNEL, user: OPERATOR, text: 'psst' });
    expect(await errorOf(client.chat.update({ channel: CHANNEL, ts, text: 'x' }))).toBe('message_not_found');
    expect(slack.messages().map(({ text }) => text)).toEqual(['mine', 'psst']);
  });
});

describe('a thread', () => {
  test('a thread counts its replies, and each of their authors once', async () => {
    const ts = await postTo(CHANNEL);
    for (const _ of [1, 2]) await postTo(CHANNEL, { thread_ts: ts });
    slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'x', blocks: [], place: 'channel', threadTs: ts });
    expect(await messagesIn(CHANNEL)).toMatchObject([{ reply_count: 3, reply_users: [slack.botUserId, OPERATOR] }]);
  });

  test('a thread without its parent accepts replies, which no list shows', async () => {
    const ts = await postTo(CHANNEL);
    await client.chat.delete({ channel: CHANNEL, ts });
    await postTo(CHANNEL, { thread_ts: ts });
    expect(await messagesIn(CHANNEL)).toEqual([]);
    expect(await errorOf(client.conversations.replies({ channel: CHANNEL, ts }))).toBe('thread_not_found');
    expect(slack.messages()).toMatchObject([{ threadTs: ts }]);
  });

  test('conversations.replies refuses a call without a ts', async () => {
    await postTo(CHANNEL);
    expect(await errorOf(client.apiCall('conversations.replies', { channel: CHANNEL }))).toBe('thread_not_found');
  });

  test('the first page of a thread begins with the parent', async () => {
    const ts = await postTo(CHANNEL);
    const replies = [];
    for (const _ of [1, 2, 3]) replies.push(await postTo(CHANNEL, { thread_ts: ts }));
    const pages: unknown[] = [];
    for await (const page of client.paginate('conversations.replies', { channel: CHANNEL, ts, limit: 2 })) {
      pages.push(Object.entries(page).find(([field]) => field === 'messages')?.[1]);
    }
    expect(pages).toMatchObject([
      [{ ts }, { ts: replies[0] }],
      [{ ts: replies[1] }, { ts: replies[2] }],
    ]);
  });
});

describe('a direct conversation', () => {
  test('a direct conversation does not exist before its first message', async () => {
    expect(await errorOf(postTo(DIRECT))).toBe('channel_not_found');
    expect(await errorOf(client.conversations.history({ channel: DIRECT }))).toBe('channel_not_found');
    await postTo(OPERATOR);
    await postTo(DIRECT);
    expect(await messagesIn(DIRECT)).toHaveLength(2);
    expect((await client.conversations.info({ channel: DIRECT })).channel).toMatchObject({
      id: DIRECT,
      user: OPERATOR,
      is_im: true,
      is_channel: false,
    });
  });

  test('a direct conversation has one person, and nobody else can get a message in it', async () => {
    await postTo(OPERATOR);
    const tell = (user: string) => errorOf(client.chat.postEphemeral({ channel: DIRECT, user, text: 'psst' }));
    expect(await tell(APPROVER)).toBe('user_not_in_channel');
    expect(await tell(OPERATOR)).toBeUndefined();
  });

  test('a direct conversation has its own scopes', async () => {
    await open({ scopes: ['chat:write', 'channels:history', 'channels:read'] });
    const ts = await postTo(OPERATOR);
    for (const [call, needed] of [
      [client.conversations.history({ channel: DIRECT }), 'im:history'],
      [client.conversations.replies({ channel: DIRECT, ts }), 'im:history'],
      [client.conversations.info({ channel: DIRECT }), 'im:read'],
    ] as const) {
      await expect(call).rejects.toMatchObject({ data: { error: 'missing_scope', needed } });
    }
  });

  test('an update of a direct message needs the id of the conversation, not of the person', async () => {
    const ts = await postTo(OPERATOR);
    expect(await errorOf(client.chat.update({ channel: OPERATOR, ts, text: 'x' }))).toBe('channel_not_found');
  });
});

describe('refusals', () => {
  test('a call without a scope and with wrong arguments is refused because of the scope', async () => {
    await open({ scopes: [] });
    for (const call of [
      client.conversations.history({ channel: CHANNEL, limit: 0 }),
      client.conversations.history({ channel: CLOSED }),
      client.chat.postMessage({ channel: 'C0NOWHERE01', text: '' }),
    ]) {
      expect(await errorOf(call)).toBe('missing_scope');
    }
  });

  test('only members find a private channel', async () => {
    expect(await errorOf(client.conversations.info({ channel: CLOSED_PRIVATE }))).toBe('not_in_channel');
    expect((await client.conversations.info({ channel: PRIVATE })).channel).toMatchObject({
      is_private: true,
      is_group: true,
      is_member: true,
    });
  });

  test('the bot can post neither to itself nor to a name', async () => {
    for (const channel of [slack.botUserId, 'bastion', 'operator', ''])
      expect(await errorOf(postTo(channel))).toBe('channel_not_found');
    expect(await errorOf(client.chat.postEphemeral({ channel: CHANNEL, user: slack.botUserId, text: 'x' }))).toBe(
      'user_not_in_channel',
    );
  });

  test('the bot shares a file in its channels with only the scope for files', async () => {
    await open({ scopes: ['files:write'] });
    const share = (channel_id: string) =>
      errorOf(client.filesUploadV2({ channel_id, file: Buffer.from('a,b'), filename: 'export.csv' }));
    expect(await share(CLOSED)).toBe('not_in_channel');
    expect(await share('C0NOWHERE01')).toBe('channel_not_found');
    expect(slack.messages()).toEqual([]);
    expect(await share(CHANNEL)).toBeUndefined();
    expect(slack.messages()).toMatchObject([{ channel: CHANNEL, file: { name: 'export.csv' } }]);
  });
});
