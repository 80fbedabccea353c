// Writes to the Slack stand-in, how they are found again, and how sure their outcome is.
import type { WebClient } from '@slack/web-api';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Messenger } from '../../../../app/ports.ts';
import type { Event } from '../../../../app/session/event.ts';
import { type Audience, type FollowUp, listFollowUps } from '../../../../app/session/follow-ups.ts';
import type { Session } from '../../../../app/session/session.ts';
import type { PostedMessage, TamperingNotice } from '../../../../app/session/stored-state.ts';
import { markRepeated } from '../../../../app/slack/i18n/message-options.ts';
import { createMessenger } from '../../../../app/slack/outbound/messenger.ts';
import { renderDigest } from '../../../../app/slack/views/lists/digest.ts';
import { renderNotice } from '../../../../app/slack/views/notice/notice.ts';
import { renderTampering } from '../../../../app/slack/views/tampering.ts';
import type { SlackStandIn } from '../../../../local/slack/stand-in.ts';
import {
  APPROVER,
  aSession,
  CHANNEL,
  deniedAttempts,
  MESSAGE_OPTIONS,
  OPERATOR,
  startFacts,
} from '../notice-states-fixture.ts';
import { clientOf, openAnswering, openSaying, openSlack, stoppedClock } from '../slack-fixture.ts';

const NOW = '2026-11-24T08:05:00.000Z';
const SESSION_ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const ON_CALL = 'C0ONCALL001';
const METADATA = { event_type: 'bastion_session', event_payload: { session_id: SESSION_ID } };

let slack: SlackStandIn;
let client: WebClient;
let messenger: Messenger;
const clock = stoppedClock(NOW);

const messengerOf = (on: WebClient) =>
  createMessenger(on, { channel: CHANNEL, escalationChannel: ON_CALL }, MESSAGE_OPTIONS, clock);

beforeEach(async () => {
  ({ slack, client } = await openSlack({
    now: () => clock.now().getTime(),
    otherChannels: [{ id: ON_CALL, name: 'on-call' }],
  }));
  messenger = messengerOf(client);
});

/** The session, with its notice where Slack has just put it. */
async function posted(state: Parameters<typeof aSession>[0]): Promise<Session> {
  const sent = await messenger.post(aSession('unnoticed'));
  if (sent.outcome !== 'sent') throw sent.cause;
  const { channel, ts, at } = sent;
  return { ...aSession(state), noticed: { channel, ts, at } };
}

function announcementOf(session: Session, type: Event['type'], audience: Audience = 'thread'): FollowUp {
  const announcement = listFollowUps(session, {
    escalationChannel: 'C0ONCALL01',
    warnOnHost: true,
    askReason: false,
    tellOperator: false,
  }).find((one) => one.event.type === type && one.audience === audience);
  if (announcement === undefined) throw new Error(`the session tells of no ${type} in ${audience}`);
  return announcement;
}

/** As Slack says where the workspace is. */
const LINKED = { ...MESSAGE_OPTIONS, workspaceUrl: 'https://stand-in.slack.com/' };

/** Before anything is told. */
const SINCE = '2020-01-01T00:00:00.000Z';

describe('a notice', () => {
  test('a notice is posted as it looks once it is recorded, and returns where and when', async () => {
    const sent = await messenger.post(aSession('unnoticed'));
    expect(sent).toEqual({
      outcome: 'sent',
      channel: CHANNEL,
      ts: '1795507500.000000',
      at: NOW,
      shownHash: messenger.renderHash(aSession('unacknowledged')),
    });
    const { text, blocks } = renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS);
    expect(slack.messages()).toMatchObject([{ text, blocks, user: slack.botUserId, place: 'channel' }]);
  });

  test('a notice carries the session id in its metadata and nothing else', async () => {
    await messenger.post(aSession('unnoticed'));
    await messenger.post(deniedAttempts(1));
    expect(slack.messages().map(({ metadata }) => metadata)).toEqual([
      METADATA,
      { event_type: 'bastion_session', event_payload: { session_id: deniedAttempts(1).id } },
    ]);
  });

  test('a notice unfurls no link, and Slack is asked for nothing but the post', async () => {
    await messenger.post(aSession('unnoticed'));
    expect(slack.calls()).toMatchObject([
      { method: 'chat.postMessage', body: { channel: CHANNEL, unfurl_links: 'false', unfurl_media: 'false' } },
    ]);
  });

  test('a notice is where Slack says, which may be another id than the one that was named', async () => {
    const renamed = await openAnswering(() => ({ ok: true, channel: 'C0RENAMED01', ts: '1795507500.000000' }));
    expect(await messengerOf(renamed).post(aSession('unnoticed'))).toMatchObject({ channel: 'C0RENAMED01' });
  });

  test('a notice shows the new state in its place, and keeps its metadata', async () => {
    const session = await posted('acknowledged');
    const updated = await messenger.update(session);
    expect(updated).toEqual({ outcome: 'sent', shownHash: messenger.renderHash(session) });
    expect(slack.messages()).toHaveLength(1);
    expect(slack.messages()[0]).toMatchObject({
      ...renderNotice(session, MESSAGE_OPTIONS),
      edited: true,
      metadata: METADATA,
    });
  });

  test('the hash of a notice changes with what it shows and with nothing else', () => {
    expect(messenger.renderHash(aSession('unacknowledged'))).toBe(messenger.renderHash(aSession('unacknowledged')));
    expect(messenger.renderHash(aSession('unacknowledged'))).not.toBe(messenger.renderHash(aSession('acknowledged')));
    expect(messenger.renderHash(aSession('unacknowledged', startFacts({ userAgent: 'aws-cli/2' })))).toBe(
      messenger.renderHash(aSession('unacknowledged')),
    );
  });

  test('a notice that was never posted cannot be updated or replied to', async () => {
    const session = aSession('terminating');
    const unnoticed = { ...session, noticed: undefined };
    await expect(messenger.update(unnoticed)).rejects.toThrow('has no notice to update');
    await expect(messenger.sendFollowUp(unnoticed, announcementOf(session, 'terminationRequested'))).rejects.toThrow(
      'has no notice to',
    );
  });
});

describe('a follow-up', () => {
  test('a follow-up is in the thread of the notice, and carries its key', async () => {
    const session = await posted('terminating');
    const followUp = announcementOf(session, 'terminationRequested');
    const sent = await messenger.sendFollowUp(session, followUp);
    expect(sent).toEqual({ outcome: 'sent', place: { channel: CHANNEL, ts: slack.messages()[1]?.ts } });
    expect(slack.messages()[1]).toMatchObject({
      channel: CHANNEL,
      place: 'channel',
      threadTs: session.noticed?.ts,
      text: expect.stringContaining('requested termination'),
      metadata: {
        event_type: 'bastion_session_announcement',
        event_payload: { session_id: SESSION_ID, key: followUp.key },
      },
    });
  });

  test('a follow-up goes to the channel of the notice, whatever channel later notices go to', async () => {
    const session = await posted('terminating');
    const elsewhere = createMessenger(client, { channel: 'C0ANOTHER01' }, MESSAGE_OPTIONS, clock);
    const followUp = announcementOf(session, 'terminationRequested');
    expect(await elsewhere.sendFollowUp(session, followUp)).toMatchObject({ outcome: 'sent' });
    expect(slack.messages()[1]).toMatchObject({ channel: CHANNEL, threadTs: session.noticed?.ts });
  });

  test('a follow-up for the on-call channel is a message of its own there', async () => {
    const session = await posted('escalated');
    expect(await messenger.sendFollowUp(session, announcementOf(session, 'escalated', 'escalation'))).toMatchObject({
      outcome: 'sent',
    });
    const [, told] = slack.messages();
    expect(told).toMatchObject({ channel: ON_CALL, text: expect.stringContaining(`<#${CHANNEL}>`) });
    expect(told?.threadTs).toBeUndefined();
  });

  test('a follow-up for the operator is a direct message, which takes no scope but chat:write', async () => {
    const session = await posted('warned');
    expect(await messenger.sendFollowUp(session, announcementOf(session, 'warned', 'operator'))).toMatchObject({
      outcome: 'sent',
    });
    expect(slack.messages()[1]).toMatchObject({ place: 'direct', visibleTo: OPERATOR });
    expect(slack.calls().at(-1)).toMatchObject({ method: 'chat.postMessage', body: { channel: OPERATOR } });
  });

  test('outside the thread it links to the notice; in the thread Slack is asked for no address', async () => {
    const session = await posted('warned');
    const permalink = `https://stand-in.slack.com/archives/${CHANNEL}/p${session.noticed?.ts.replace('.', '')}`;
    await messenger.sendFollowUp(session, announcementOf(session, 'warned', 'thread'));
    expect(slack.calls().map(({ method }) => method)).not.toContain('auth.test');
    for (const audience of ['operator', 'escalation'] as const) {
      const told = audience === 'operator' ? session : { ...aSession('escalated'), noticed: session.noticed };
      const type = audience === 'operator' ? 'warned' : 'escalated';
      await messenger.sendFollowUp(told, announcementOf(told, type, audience));
      expect(JSON.stringify(slack.messages().at(-1)?.blocks)).toContain(`"url":"${permalink}"`);
    }
    expect(slack.calls().filter(({ method }) => method === 'auth.test')).toHaveLength(1);
  });

  test('a follow-up is sent without a link while Slack does not say where the workspace is', async () => {
    const methods: string[] = [];
    const silent = await openAnswering(({ method }) => {
      methods.push(method);
      return method === 'auth.test' ? { ok: false, error: 'internal_error' } : { ok: true, ts: '1795507500.000000' };
    });
    const session = { ...aSession('warned'), noticed: { channel: CHANNEL, ts: '1795507500.000000', at: NOW } };
    const sent = await messengerOf(silent).sendFollowUp(session, announcementOf(session, 'warned', 'operator'));
    expect(sent).toMatchObject({ outcome: 'sent' });
    expect(methods).toEqual(['auth.test', 'chat.postMessage']);
  });

  test('a later direct message stands below the first, and a warning in the conversation as well', async () => {
    const session = await posted('warned');
    await messenger.sendFollowUp(session, announcementOf(session, 'warned', 'operator'));
    const below = { channel: slack.messages()[1]?.channel ?? '', ts: slack.messages()[1]?.ts ?? '' };
    await messenger.sendFollowUp(session, announcementOf(session, 'warned', 'operator'), { mayRepeat: false, below });
    expect(slack.calls().at(-1)).toMatchObject({ body: { thread_ts: below.ts, reply_broadcast: 'true' } });
  });

  test('a follow-up for no person in Slack is a mistake of the app', async () => {
    const session = await posted('escalated');
    const alone = createMessenger(client, { channel: CHANNEL }, MESSAGE_OPTIONS, clock);
    await expect(alone.sendFollowUp(session, announcementOf(session, 'escalated', 'escalation'))).rejects.toThrow(
      'has no recipient in Slack',
    );
    const warned = await posted('warned');
    await expect(messenger.sendFollowUp(warned, announcementOf(warned, 'warned', 'host'))).rejects.toThrow(
      'has no recipient in Slack',
    );
  });
});

describe('the digest', () => {
  const DATE = '2026-11-24';
  const sessions = [aSession('ended')];

  async function postedDigest(date = DATE): Promise<PostedMessage> {
    const sent = await messenger.postDigest({ date: date, sessions, left: 0 });
    if (sent.outcome !== 'sent') throw sent.cause;
    const { channel, ts, at } = sent;
    return { channel, ts, at };
  }

  test('the digest is posted in the channel with its date, and returns its hash', async () => {
    expect(await messenger.postDigest({ date: DATE, sessions, left: 0 })).toMatchObject({
      outcome: 'sent',
      channel: CHANNEL,
      at: NOW,
      shownHash: await messenger.renderDigestHash({ date: DATE, sessions: sessions, left: 0 }),
    });
    const metadata = { event_type: 'bastion_digest', event_payload: { date: DATE } };
    expect(slack.messages()).toMatchObject([
      { ...renderDigest({ date: DATE, sessions, left: 0 }, LINKED), metadata, place: 'channel' },
    ]);
  });

  test('the digest shows later what has become of the sessions, in its place', async () => {
    const digest = await postedDigest();
    const now = [aSession('endedAcknowledged')];
    expect(await messenger.renderDigestHash({ date: DATE, sessions: now, left: 0 })).not.toBe(
      await messenger.renderDigestHash({ date: DATE, sessions: sessions, left: 0 }),
    );
    expect(await messenger.updateDigest(digest, { date: DATE, sessions: now, left: 0 })).toEqual({
      outcome: 'sent',
      shownHash: await messenger.renderDigestHash({ date: DATE, sessions: now, left: 0 }),
    });
    expect(slack.messages()).toMatchObject([
      { ...renderDigest({ date: DATE, sessions: now, left: 0 }, LINKED), edited: true },
    ]);
    await client.chat.delete({ channel: CHANNEL, ts: digest.ts });
    expect(await messenger.updateDigest(digest, { date: DATE, sessions: now, left: 0 })).toMatchObject({
      outcome: 'message-gone',
    });
  });

  test('the hash of a digest does not change with its links', async () => {
    const silent = messengerOf(await openAnswering(() => ({ ok: false, error: 'internal_error' })));
    const page = { date: DATE, sessions, left: 0 };
    expect(await silent.renderDigestHash(page)).toBe(await messenger.renderDigestHash(page));
    expect(await messenger.postDigest(page)).toMatchObject({ shownHash: await silent.renderDigestHash(page) });
  });

  test('the digest is found by its date, ours only', async () => {
    const metadata = { event_type: 'bastion_digest', event_payload: { date: DATE } };
    slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'x', blocks: [], metadata, place: 'channel' });
    const since = '2026-11-24T00:00:00.000Z';
    expect(await messenger.findDigest(DATE, since)).toBeUndefined();
    const digest = await postedDigest();
    expect(await messenger.findDigest(DATE, since)).toEqual(digest);
    expect(await messenger.findDigest('2026-11-25', since)).toBeUndefined();
    expect(await messenger.findDigest(DATE, '2026-11-24T09:00:00.000Z')).toBeUndefined();
  });
});

describe('whether Slack answers', () => {
  test('the question whether Slack answers is asked each time, and is never an error', async () => {
    expect(await messenger.isReachable()).toBe(true);
    slack.setDown(true);
    expect(await messenger.isReachable()).toBe(false);
    slack.setDown(false);
    expect(await messenger.isReachable()).toBe(true);
    slack.fault('auth.test', 'rate-limited');
    expect(await messenger.isReachable()).toBe(false);
    const stranger = messengerOf(await openAnswering(() => ({ ok: false, error: 'invalid_auth' })));
    expect(await stranger.isReachable()).toBe(false);
  });
});

describe('a notice of unknown fate', () => {
  test('a notice of unknown fate is found by its metadata', async () => {
    const { noticed } = await posted('unacknowledged');
    expect(await messenger.findNotice(aSession('unnoticed'))).toEqual(noticed);
    const other = aSession('unnoticed', startFacts({ sessionId: 'somebody-abcdefghijklmnopqrstuvwxyz' }));
    expect(await messenger.findNotice(other)).toBeUndefined();
  });

  test('a notice of unknown fate is not found in a copy that somebody else made', async () => {
    const copy = { channel: CHANNEL, text: 'x', blocks: [], metadata: METADATA, place: 'channel' as const };
    slack.addMessage({ ...copy, user: OPERATOR });
    expect(await messenger.findNotice(aSession('unnoticed'))).toBeUndefined();
    const { noticed } = await posted('unacknowledged');
    slack.addMessage({ ...copy, user: OPERATOR });
    expect(await messenger.findNotice(aSession('unnoticed'))).toEqual(noticed);
  });

  test('a notice of unknown fate is not found in another message of ours about the session', async () => {
    await client.chat.postMessage({
      channel: CHANNEL,
      text: 'x',
      metadata: {
        event_type: 'bastion_session_announcement',
        event_payload: { session_id: SESSION_ID, key: '1:thread' },
      },
    });
    expect(await messenger.findNotice(aSession('unnoticed'))).toBeUndefined();
  });

  test('a notice of unknown fate is found on a later page, from a minute before the session was first seen', async () => {
    const { noticed } = await posted('unacknowledged');
    for (let count = 0; count < 210; count++) {
      slack.addMessage({ channel: CHANNEL, user: APPROVER, text: `${count}`, blocks: [], place: 'channel' });
    }
    expect(await messenger.findNotice(aSession('unnoticed'))).toEqual(noticed);
    const asked = slack.calls().filter(({ method }) => method === 'conversations.history');
    expect(asked).toHaveLength(2);
    expect(asked[0]?.body).toMatchObject({ include_all_metadata: 'true', oldest: '1795507200.000000' });
  });

  test('the search for a notice of unknown fate has an end', async () => {
    const endless = await openAnswering(({ method }) =>
      method === 'auth.test'
        ? { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT' }
        : { ok: true, messages: [{ ts: '1.0' }], response_metadata: { next_cursor: 'more' } },
    );
    await expect(messengerOf(endless).findNotice(aSession('unnoticed'))).rejects.toThrow('more than 2000 messages');
  });

  test('a notice of unknown fate is not said to be missing when Slack does not answer', async () => {
    await posted('unacknowledged');
    slack.fault('conversations.history', 'server-error');
    await expect(messenger.findNotice(aSession('unnoticed'))).rejects.toThrow();
    slack.fault('auth.test', 'server-error');
    const fresh = messengerOf(client);
    await expect(fresh.findNotice(aSession('unnoticed'))).rejects.toThrow();
    expect(await fresh.findNotice(aSession('unnoticed'))).toBeDefined();
  });
});

describe('follow-ups of unknown fate', () => {
  const metadataOf = (key: string, session_id = SESSION_ID) => ({
    event_type: 'bastion_session_announcement',
    event_payload: { session_id, key },
  });

  test('follow-ups of unknown fate are found by key in the thread, ours only, also on a later page', async () => {
    const session = await posted('terminated');
    const threadTs = session.noticed?.ts;
    const [requested, ended] = [announcementOf(session, 'terminationRequested'), announcementOf(session, 'ended')];
    const metadata = metadataOf('99:thread');
    slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'x', blocks: [], metadata, threadTs, place: 'channel' });
    await messenger.sendFollowUp(session, requested);
    expect(await messenger.findFollowUps(session, 'thread', SINCE)).toEqual(new Set([requested.key]));
    for (let count = 0; count < 210; count++) {
      slack.addMessage({ channel: CHANNEL, user: APPROVER, text: `${count}`, blocks: [], threadTs, place: 'channel' });
    }
    await messenger.sendFollowUp(session, ended);
    expect(await messenger.findFollowUps(session, 'thread', SINCE)).toEqual(new Set([requested.key, ended.key]));
  });

  test('follow-ups of unknown fate are found in the on-call channel, each session’s own', async () => {
    const session = await posted('escalated');
    const escalated = announcementOf(session, 'escalated', 'escalation');
    await client.chat.postMessage({ channel: ON_CALL, text: 'x', metadata: metadataOf('98:escalation', 'another') });
    expect(await messenger.findFollowUps(session, 'escalation', SINCE)).toEqual(new Set());
    await messenger.sendFollowUp(session, escalated);
    expect(await messenger.findFollowUps(session, 'escalation', SINCE)).toEqual(new Set([escalated.key]));
    expect(await messenger.findFollowUps(session, 'thread', SINCE)).toEqual(new Set());
    expect(slack.calls().find(({ body }) => body.channel === ON_CALL && 'oldest' in body)?.body).toMatchObject({
      oldest: '1577836740.000000',
    });
  });

  test('follow-ups are not taken for the notice, nor the notice for one of them, where both are in one channel', async () => {
    const both = createMessenger(client, { channel: CHANNEL, escalationChannel: CHANNEL }, MESSAGE_OPTIONS, clock);
    const session = { ...aSession('escalated'), noticed: { channel: CHANNEL, ts: '1795507500.000000', at: NOW } };
    const escalated = announcementOf(session, 'escalated', 'escalation');
    await both.sendFollowUp(session, escalated);
    expect(await both.findNotice(aSession('unnoticed'))).toBeUndefined();
    const { noticed } = await posted('unacknowledged');
    expect(await both.findNotice(aSession('unnoticed'))).toEqual(noticed);
    expect(await both.findFollowUps(session, 'escalation', SINCE)).toEqual(new Set([escalated.key]));
  });

  test('follow-ups of unknown fate do not exist before the notice, in a deleted thread, or where nobody can search', async () => {
    expect(await messenger.findFollowUps(aSession('unnoticed'), 'thread', SINCE)).toEqual(new Set());
    const session = await posted('warned');
    await messenger.sendFollowUp(session, announcementOf(session, 'warned', 'operator'));
    expect(await messenger.findFollowUps(session, 'operator', SINCE)).toEqual(new Set());
    expect(await messenger.findFollowUps(session, 'host', SINCE)).toEqual(new Set());
    const alone = createMessenger(client, { channel: CHANNEL }, MESSAGE_OPTIONS, clock);
    expect(await alone.findFollowUps(session, 'escalation', SINCE)).toEqual(new Set());
    await client.chat.delete({ channel: CHANNEL, ts: session.noticed?.ts ?? '' });
    expect(await messenger.findFollowUps(session, 'thread', SINCE)).toEqual(new Set());
  });

  test.each([
    { ok: true },
    { ok: true, messages: null },
    { ok: true, messages: [], has_more: true },
    { ok: true, messages: [], has_more: true, response_metadata: { next_cursor: '' } },
  ])('follow-ups of unknown fate are not said to be missing where Slack answers %o', async (history) => {
    const vague = messengerOf(
      await openAnswering(({ method }) => (method === 'auth.test' ? { ok: true, user_id: 'U0BOT' } : history)),
    );
    await expect(vague.findNotice(aSession('unnoticed'))).rejects.toThrow('not known');
    await expect(vague.findFollowUps(aSession('escalated'), 'thread', SINCE)).rejects.toThrow('not known');
    await expect(vague.findDigest('2026-11-24', SINCE)).rejects.toThrow('not known');
  });

  test('follow-ups of unknown fate are not said to be missing where Slack does not say who we are', async () => {
    const vague = messengerOf(await openAnswering(() => ({ ok: true, messages: [] })));
    await expect(vague.findNotice(aSession('unnoticed'))).rejects.toThrow('who we are');
  });

  test('follow-ups of unknown fate are not said to be missing when Slack does not answer', async () => {
    const session = await posted('escalated');
    slack.fault('conversations.replies', 'server-error');
    await expect(messenger.findFollowUps(session, 'thread', SINCE)).rejects.toThrow();
    slack.fault('conversations.history', 'server-error');
    await expect(messenger.findFollowUps(session, 'escalation', SINCE)).rejects.toThrow();
  });
});

describe('the outcome of a call', () => {
  const POST = 'chat.postMessage';
  const post = () => messenger.post(aSession('unnoticed'));

  test('a rate limit is not sent, with when to come again', async () => {
    slack.fault(POST, 'rate-limited', { retryAfterSeconds: 7 });
    expect(await post()).toMatchObject({ outcome: 'not-sent', retryAfterSeconds: 7 });
    expect(slack.calls()).toHaveLength(1);
    expect(slack.messages()).toEqual([]);
  });

  test('a server error is of unknown outcome', async () => {
    slack.fault(POST, 'server-error');
    expect(await post()).toMatchObject({ outcome: 'unknown' });
    expect(slack.calls()).toHaveLength(1);
  });

  test('a time-out is of unknown outcome', async () => {
    slack.fault(POST, 'time-out');
    const impatient = messengerOf(clientOf(slack.apiUrl, slack.botToken, 100));
    expect(await impatient.post(aSession('unnoticed'))).toMatchObject({ outcome: 'unknown' });
    expect(slack.calls()).toHaveLength(1);
  });

  test('an answer that breaks off after the post is of unknown outcome, and the notice is found', async () => {
    slack.fault(POST, 'cut-off-after-effect');
    expect(await post()).toMatchObject({ outcome: 'unknown' });
    expect(slack.messages()).toHaveLength(1);
    expect(await messenger.findNotice(aSession('unnoticed'))).toMatchObject({ ts: slack.messages()[0]?.ts });
  });

  test('an unknown channel is refused', async () => {
    const elsewhere = createMessenger(client, { channel: 'C0NOWHERE01' }, MESSAGE_OPTIONS, clock);
    expect(await elsewhere.post(aSession('unnoticed'))).toMatchObject({ outcome: 'refused' });
  });

  test('an on-call channel that the bot is not in is refused', async () => {
    const otherChannels = [{ id: ON_CALL, name: 'on-call', hasBot: false }];
    const outside = messengerOf((await openSlack({ otherChannels })).client);
    const session = aSession('escalated');
    const followUp = announcementOf(session, 'escalated', 'escalation');
    expect(await outside.sendFollowUp(session, followUp)).toMatchObject({ outcome: 'refused' });
  });

  test('an operator who has left is refused', async () => {
    const session = await posted('warned');
    const left = { ...session, operator: { ...session.operator, slackUser: 'U0LEFT00001' } };
    expect(await messenger.sendFollowUp(left, announcementOf(session, 'warned', 'operator'))).toMatchObject({
      outcome: 'refused',
    });
  });

  test('a message that was deleted is gone', async () => {
    const session = await posted('acknowledged');
    await client.chat.delete({ channel: CHANNEL, ts: session.noticed?.ts ?? '' });
    expect(await messenger.update(session)).toMatchObject({ outcome: 'message-gone' });
  });

  test('an update and a follow-up are judged in the same way', async () => {
    const session = await posted('terminating');
    slack.fault('chat.update', 'rate-limited', { retryAfterSeconds: 3 });
    expect(await messenger.update(session)).toMatchObject({ outcome: 'not-sent', retryAfterSeconds: 3 });
    slack.fault(POST, 'cut-off-after-effect');
    const followUp = announcementOf(session, 'terminationRequested');
    expect(await messenger.sendFollowUp(session, followUp)).toMatchObject({ outcome: 'unknown' });
    const deleted = messengerOf(await openAnswering(() => ({ ok: false, error: 'thread_not_found' })));
    expect(await deleted.sendFollowUp(session, followUp)).toMatchObject({ outcome: 'message-gone' });
  });

  test.each(['internal_error', 'fatal_error', 'service_unavailable'])(
    'Slack’s own %s is of unknown outcome, for it may come after the post',
    async (error) => {
      const failing = messengerOf(await openAnswering(() => ({ ok: false, error })));
      expect(await failing.post(aSession('unnoticed'))).toMatchObject({ outcome: 'unknown' });
    },
  );

  test.each([
    'is_archived',
    'not_in_channel',
    'invalid_auth',
    'restricted_action',
    'invalid_blocks',
    'user_not_found',
    'cannot_dm_bot',
  ])('Slack’s refusal %s is refused, and would be again', async (error) => {
    const refusing = messengerOf(await openAnswering(() => ({ ok: false, error })));
    expect(await refusing.post(aSession('unnoticed'))).toMatchObject({ outcome: 'refused' });
  });

  test.each(['a_word_of_tomorrow', '', 'channel_not_found ', 'CHANNEL_NOT_FOUND', '<!DOCTYPE html>', 'toString'])(
    'an unlisted word, "%s", is of unknown outcome, and the fault names the list',
    async (error) => {
      const strange = messengerOf(await openAnswering(() => ({ ok: false, error })));
      const sent = await strange.post(aSession('unnoticed'));
      expect(sent).toMatchObject({ outcome: 'unknown', cause: { name: 'UnlistedWordError' } });
      expect(sent.outcome === 'unknown' && sent.cause.message).not.toContain('<');
    },
  );

  test.each([
    ['account_inactive', 'ours'],
    ['messages_tab_disabled', 'ours'],
    ['not_in_channel', 'ours'],
    ['user_not_found', 'recipient'],
    ['is_archived', 'recipient'],
  ])('Slack’s refusal %s is the fault of: %s', async (error, fault) => {
    const refusing = messengerOf(await openAnswering(() => ({ ok: false, error })));
    expect(await refusing.post(aSession('unnoticed'))).toMatchObject({ outcome: 'refused', fault });
  });

  test.each(['ratelimited', 'rate_limited'])('Slack’s refusal %s is not sent, and everybody waits', async (error) => {
    const busy = messengerOf(await openAnswering(() => ({ ok: false, error })));
    expect(await busy.post(aSession('unnoticed'))).toMatchObject({ outcome: 'not-sent', retryAfterSeconds: 30 });
  });

  test.each([
    ['99999999999999', 500],
    ['-5', 1],
    ['0', 1],
    ['7', 7],
  ])('a refusal "ratelimited" with status 200 and %s seconds makes everybody wait %i', async (retryAfter, seconds) => {
    const text = '{"ok":false,"error":"ratelimited"}';
    const busy = messengerOf(await openSaying({ status: 200, contentType: 'application/json', text, retryAfter }));
    expect(await busy.post(aSession('unnoticed'))).toMatchObject({ outcome: 'not-sent', retryAfterSeconds: seconds });
  });

  test.each(['request_timeout', 'team_added_to_org', 'message_limit_exceeded'])(
    'Slack’s refusal %s is not sent, for it passes',
    async (error) => {
      const refusing = messengerOf(await openAnswering(() => ({ ok: false, error })));
      const sent = await refusing.post(aSession('unnoticed'));
      expect(sent).toMatchObject({ outcome: 'not-sent' });
      expect(sent).not.toHaveProperty('retryAfterSeconds');
    },
  );

  test.each([{}, { ts: '' }, { ts: 1795507500.1 }, { ts: 'soon' }, { ts: null }])(
    'a success with %o for its ts is of unknown outcome, whatever was written',
    async (answer) => {
      const silent = messengerOf(await openAnswering(() => ({ ok: true, channel: CHANNEL, ...answer })));
      const session = { ...aSession('warned'), noticed: { channel: CHANNEL, ts: '1795507500.000000', at: NOW } };
      for (const write of [
        () => silent.post(aSession('unnoticed')),
        () => silent.update(session),
        () => silent.sendFollowUp(session, announcementOf(session, 'warned', 'operator')),
        () => silent.postDigest({ date: '2026-11-24', sessions: [], left: 0 }),
      ])
        expect(await write()).toMatchObject({ outcome: 'unknown', cause: { name: 'GarbledAnswerError' } });
    },
  );

  test.each([
    ['truncated', 'application/json', '{"ok":true,"channel":"C0BASTION1","ts":"17'],
    ['a page', 'text/html', '<!DOCTYPE html><html>proxy</html>'],
    ['nothing', 'application/json', ''],
    ['a bare word', 'text/plain', 'channel_not_found'],
    ['a bare word that is JSON', 'application/json', '"channel_not_found"'],
    ['a list', 'application/json', '[{"ok":true}]'],
    ['nothing in JSON', 'application/json', 'null'],
    ['no boolean', 'application/json', '{"ok":"true","ts":"1795507500.000100"}'],
    ['a refusal without a word', 'application/json', '{"ok":false}'],
    ['a refusal whose word is none', 'application/json', '{"ok":false,"error":{"code":1}}'],
    ['of another type, whatever it says', 'text/html', '{"ok":false,"error":"channel_not_found"}'],
  ])('an answer that is %s is of unknown outcome, and its words are nowhere', async (_, contentType, text) => {
    const garbled = messengerOf(await openSaying({ status: 200, contentType, text }));
    const sent = await garbled.post(aSession('unnoticed'));
    expect(sent).toMatchObject({ outcome: 'unknown' });
    const cause = sent.outcome === 'sent' ? undefined : sent.cause;
    if (text.length > 4) expect(String(cause?.message)).not.toContain(text);
    await expect(garbled.findNotice(aSession('unnoticed'))).rejects.toThrow();
    expect(await garbled.isReachable()).toBe(false);
  });

  test.each([
    [301, 'not-sent'],
    [404, 'not-sent'],
    [407, 'not-sent'],
    [408, 'unknown'],
    [204, 'unknown'],
    [202, 'unknown'],
    [500, 'unknown'],
    [503, 'unknown'],
  ])('an answer %i of a proxy is: %s', async (status, outcome) => {
    const proxied = messengerOf(await openSaying({ status, contentType: 'text/html', text: '' }));
    expect(await proxied.post(aSession('unnoticed'))).toMatchObject({ outcome });
  });

  test.each([
    [undefined, 30],
    ['', 30],
    ['soon', 30],
    ['-5', 30],
    ['1.5', 30],
    ['7', 7],
    ['0', 1],
    ['86400', 500],
    ['Tue, 24 Nov 2026 08:05:20 GMT', 20],
    ['Tue, 24 Nov 2015 08:05:00 GMT', 1],
    ['2026', 500],
  ])('a 429 that says %s is not sent, and tried again after %i s', async (retryAfter, seconds) => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-24T08:05:00Z') });
    onTestFinished(() => void vi.useRealTimers());
    const text = '{"ok":false,"error":"ratelimited"}';
    const busy = messengerOf(await openSaying({ status: 429, contentType: 'application/json', text, retryAfter }));
    expect(await busy.post(aSession('unnoticed'))).toMatchObject({ outcome: 'not-sent', retryAfterSeconds: seconds });
  });
});

describe('changes of the deployment itself', () => {
  const at = '2026-11-24T08:00:00.000Z';
  const notice: TamperingNotice = {
    id: 'record-1',
    actor: { name: 'administrator', byCloudFormation: false },
    calls: [{ recordId: 'record-1', at, call: 'StopLogging', resource: 'trail' }],
    more: 0,
  };

  test('their notice is posted in the channel with the id of its record, by which it is found, ours only', async () => {
    const metadata = { event_type: 'bastion_tampering', event_payload: { record_id: notice.id } };
    slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'x', blocks: [], metadata, place: 'channel' });
    expect(await messenger.findTampering(notice)).toBeUndefined();
    const sent = await messenger.postTampering(notice);
    if (sent.outcome !== 'sent') throw sent.cause;
    expect(slack.messages().at(-1)).toMatchObject({ ...renderTampering(notice, MESSAGE_OPTIONS), metadata });
    expect(await messenger.findTampering(notice)).toEqual({ channel: sent.channel, ts: sent.ts, at: sent.at });
    expect(await messenger.findTampering({ ...notice, id: 'record-2' })).toBeUndefined();
  });

  test('their notice says that it may be a repetition, where the app may not look', async () => {
    await messenger.postTampering(notice, { mayRepeat: true });
    const once = renderTampering(notice, MESSAGE_OPTIONS);
    expect(slack.messages().at(-1)).toMatchObject(markRepeated(once, MESSAGE_OPTIONS));
    expect(markRepeated(once, MESSAGE_OPTIONS)).not.toEqual(once);
  });

  test('their notice is edited when there are more calls', async () => {
    const sent = await messenger.postTampering(notice);
    if (sent.outcome !== 'sent') throw sent.cause;
    const more = { ...notice, more: 3 };
    expect(await messenger.updateTampering(sent, more)).toMatchObject({ outcome: 'sent' });
    expect(slack.messages().at(-1)).toMatchObject({ ...renderTampering(more, MESSAGE_OPTIONS), edited: true });
  });
});
