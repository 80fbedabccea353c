// The Events API of the stand-in: reactions, opened Home tabs, and what Slack repeats.
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { EventName } from '../../local/slack/events-client.ts';
import { APPROVER, CHANNEL, OPERATOR, openWorkspace, SCOPES, type Settings } from './slack-views-fixture.ts';

const ALL: EventName[] = ['reaction_added', 'reaction_removed', 'app_home_opened'];
const open = (settings: Settings = {}) => openWorkspace({ events: ALL, ...settings });

describe('reactions', () => {
  test('a reaction is a signed JSON event, with the message and its author', async () => {
    const { client, post, slack, received } = await open();
    const ts = await post();
    await client.react(APPROVER, ts, '認識済み', true);
    const [{ headers, raw, payload } = { headers: {}, raw: '', payload: {} }] = received;
    expect(headers['content-type']).toBe('application/json');
    const signed = createHmac('sha256', 'made-up').update(`v0:${headers['x-slack-request-timestamp']}:${raw}`);
    expect(headers['x-slack-signature']).toBe(`v0=${signed.digest('hex')}`);
    expect(headers).not.toHaveProperty('x-slack-retry-num');
    expect(payload).toMatchObject({
      type: 'event_callback',
      team_id: slack.teamId,
      api_app_id: slack.appId,
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ user_id: slack.botUserId, is_bot: true }],
      event: {
        type: 'reaction_added',
        user: APPROVER.id,
        reaction: '認識済み',
        item: { type: 'message', channel: CHANNEL.id, ts },
        item_user: slack.botUserId,
        event_ts: expect.stringMatching(/^\d+\.\d{6}$/),
      },
    });
  });

  test('a skin tone is part of the name, and a removed reaction is an event as well', async () => {
    const { client, post, latest } = await open();
    const ts = await post();
    await client.react(APPROVER, ts, '+1::skin-tone-3', true);
    expect(latest().event).toMatchObject({ type: 'reaction_added', reaction: '+1::skin-tone-3' });
    await client.react(APPROVER, ts, '+1::skin-tone-3', false);
    expect(latest().event).toMatchObject({ type: 'reaction_removed', reaction: '+1::skin-tone-3' });
  });

  test('a message keeps its reactions, each person once', async () => {
    const { client, post, web, slack, received } = await open();
    const ts = await post();
    await client.react(APPROVER, ts, 'eyes', true);
    await client.react(OPERATOR, ts, 'eyes', true);
    await client.react(OPERATOR, ts, 'white_check_mark', true);
    await client.react(OPERATOR, ts, 'eyes', true);
    expect(received).toHaveLength(3);
    await client.react(OPERATOR, ts, 'white_check_mark', false);
    expect(slack.messages()[0]?.reactions).toEqual([{ name: 'eyes', users: [APPROVER.id, OPERATOR.id] }]);
    const { messages } = await web.conversations.history({ channel: CHANNEL.id });
    expect(messages?.[0]?.reactions).toEqual([{ name: 'eyes', users: [APPROVER.id, OPERATOR.id], count: 2 }]);
    expect(messages?.[0]).not.toHaveProperty('edited');
  });

  test.each<[string, Settings]>([
    ['without the subscription', { events: ['app_home_opened'] }],
    ['without any subscription', { events: undefined }],
    ['without the scope reactions:read', { scopes: SCOPES.filter((scope) => scope !== 'reactions:read') }],
  ])('%s the app hears of no reaction, and people still see it', async (_, settings) => {
    const { client, post, slack, received } = await open(settings);
    const ts = await post();
    await client.react(APPROVER, ts, 'eyes', true);
    expect(received).toEqual([]);
    expect(slack.messages()[0]?.reactions).toHaveLength(1);
  });

  test('in a channel without the bot the app hears of no reaction', async () => {
    const other = { id: 'C0OTHERS001', name: 'others', hasBot: false };
    const { client, slack, received } = await open({ otherChannels: [other] });
    const ts = slack.addMessage({ channel: other.id, place: 'channel', user: OPERATOR.id, text: 'x', blocks: [] });
    await client.react(APPROVER, ts, 'eyes', true);
    expect(received).toEqual([]);
  });

  test('Slack refuses an unknown emoji, a missing message, another’s direct message and an ephemeral one', async () => {
    const { client, post, web, slack, received } = await open();
    const ts = await post();
    await expect(client.react(APPROVER, ts, 'shipit', true)).rejects.toThrow('There is no emoji shipit here.');
    await expect(client.react(APPROVER, '1.000001', 'eyes', true)).rejects.toThrow('not there any more');
    const direct = await post({ channel: OPERATOR.id });
    await expect(client.react(APPROVER, direct, 'eyes', true)).rejects.toThrow('not there any more');
    await web.chat.postEphemeral({ channel: CHANNEL.id, user: APPROVER.id, text: 'psst' });
    const psst = slack.messages().at(-1)?.ts ?? '';
    await expect(client.react(APPROVER, psst, 'eyes', true)).rejects.toThrow('Slack has no reactions to this message.');
    expect(received).toEqual([]);
  });
});

describe('the Home tab', () => {
  test('an opened Home tab is an event, with its view once it was published', async () => {
    const { client, web, latest } = await open();
    await client.openHome(OPERATOR);
    expect(latest().event).toEqual({
      type: 'app_home_opened',
      user: OPERATOR.id,
      channel: 'D0OPERATOR1',
      tab: 'home',
      event_ts: expect.stringMatching(/^\d+\.\d{6}$/),
    });
    const { view } = await web.views.publish({ user_id: OPERATOR.id, view: { type: 'home', blocks: [] } });
    await client.openHome(OPERATOR);
    expect(latest().event).toMatchObject({ view: { id: view?.id, hash: view?.hash, type: 'home' } });
  });
});

describe('repetitions', () => {
  const attempts = ({ received }: Awaited<ReturnType<typeof open>>) =>
    received.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']]);
  const FIRST = [undefined, undefined];

  test('an event that is not taken is repeated three times, with its number and the reason', async () => {
    const workspace = await open({ retryAfterMillis: [0, 1, 2] });
    workspace.app(() => ({ statusCode: 500 }));
    await workspace.client.openHome(OPERATOR);
    const reason = 'http_error';
    await expect.poll(() => attempts(workspace)).toEqual([FIRST, ['1', reason], ['2', reason], ['3', reason]]);
    const ids = workspace.received.map(({ payload }) => payload.event_id);
    expect(new Set(ids).size).toBe(1);
  });

  test('an event that is answered late is repeated, until the app answers', async () => {
    const workspace = await open({ retryAfterMillis: [0, 0, 0] });
    workspace.app(({ headers }) => (headers['x-slack-retry-num'] ? { statusCode: 200 } : new Promise(() => {})));
    await workspace.client.openHome(OPERATOR);
    await expect.poll(() => attempts(workspace)).toEqual([FIRST, ['1', 'http_timeout']]);
  });

  test('an app that asks for no repetition gets none, and one that throws gets them all', async () => {
    const calm = await open({ retryAfterMillis: [0] });
    calm.app(() => ({ statusCode: 500, headers: { 'x-slack-no-retry': '1' } }));
    await calm.client.openHome(OPERATOR);
    const broken = await open({ retryAfterMillis: [0] });
    broken.app(() => Promise.reject(new Error('unreachable')));
    await broken.client.openHome(OPERATOR);
    await expect.poll(() => attempts(broken)).toEqual([FIRST, ['1', 'connection_failed']]);
    expect(attempts(calm)).toEqual([FIRST]);
  });
});

test('the request URL is verified by its challenge', async () => {
  const { client, app, latest } = await open();
  app(({ payload: { challenge } }) => ({ statusCode: 200, body: challenge }));
  await client.verifyUrl();
  expect(latest()).toMatchObject({ type: 'url_verification' });
  app(() => ({ statusCode: 200, body: 'another' }));
  await expect(client.verifyUrl()).rejects.toThrow('The request URL is not verified: the app answered 200.');
});
