// Notices and replies as they reach the stand-in of Slack, and how sure the messenger is of what became of them.
import type { WebClient } from '@slack/web-api';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Messenger } from '../../../app/ports.ts';
import type { Session } from '../../../app/session/session.ts';
import { createMessenger } from '../../../app/slack/messenger.ts';
import { renderNotice } from '../../../app/slack/notice.ts';
import type { SlackStandIn } from '../../../local/slack/stand-in.ts';
import { APPROVER, aSession, CHANNEL, deniedAttempts, LOOK, OPERATOR, startFacts } from './a-session.ts';
import { clientOf, openAnswering, openSlack, stoppedClock } from './slack-fixture.ts';

const NOW = '2026-11-24T08:05:00.000Z';
const SESSION_ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const METADATA = { event_type: 'bastion_session', event_payload: { session_id: SESSION_ID } };

let slack: SlackStandIn;
let client: WebClient;
let messenger: Messenger;
const clock = stoppedClock(NOW);

const messengerOf = (on: WebClient) => createMessenger(on, CHANNEL, LOOK, clock);

beforeEach(async () => {
  ({ slack, client } = await openSlack({ now: () => clock.now().getTime() }));
  messenger = messengerOf(client);
});

/** The session, with its notice where Slack has just put it. */
async function posted(state: Parameters<typeof aSession>[0]): Promise<Session> {
  const sent = await messenger.post(aSession('unnoticed'));
  if (sent.outcome !== 'sent') throw sent.cause;
  const { channel, ts, at } = sent;
  return { ...aSession(state), noticed: { channel, ts, at } };
}

function eventOf(session: Session, type: string) {
  const event = session.events.find((one) => one.type === type);
  if (event === undefined) throw new Error(`the session has no ${type}`);
  return event;
}

describe('a notice', () => {
  test('is posted as it looks once it is recorded, and tells where and when', async () => {
    const sent = await messenger.post(aSession('unnoticed'));
    expect(sent).toEqual({
      outcome: 'sent',
      channel: CHANNEL,
      ts: '1795507500.000000',
      at: NOW,
      shownHash: messenger.face(aSession('waiting')),
    });
    const { text, blocks } = renderNotice(aSession('waiting'), LOOK);
    expect(slack.messages()).toMatchObject([{ text, blocks, user: slack.botUserId, place: 'channel' }]);
  });

  test('carries the session id in its metadata and nothing else', async () => {
    await messenger.post(aSession('unnoticed'));
    await messenger.post(deniedAttempts(1));
    expect(slack.messages().map(({ metadata }) => metadata)).toEqual([
      METADATA,
      { event_type: 'bastion_session', event_payload: { session_id: deniedAttempts(1).id } },
    ]);
  });

  test('unfurls no link, and Slack is asked for nothing but the post', async () => {
    await messenger.post(aSession('unnoticed'));
    expect(slack.calls()).toMatchObject([
      { method: 'chat.postMessage', body: { channel: CHANNEL, unfurl_links: 'false', unfurl_media: 'false' } },
    ]);
  });

  test('is where Slack says, which may be another id than the one that was named', async () => {
    const renamed = await openAnswering(() => ({ ok: true, channel: 'C0RENAMED01', ts: '1795507500.000000' }));
    expect(await messengerOf(renamed).post(aSession('unnoticed'))).toMatchObject({ channel: 'C0RENAMED01' });
  });

  test('shows the new state in its place, and keeps its metadata', async () => {
    const session = await posted('acknowledged');
    const updated = await messenger.update(session);
    expect(updated).toEqual({ outcome: 'sent', shownHash: messenger.face(session) });
    expect(slack.messages()).toHaveLength(1);
    expect(slack.messages()[0]).toMatchObject({ ...renderNotice(session, LOOK), edited: true, metadata: METADATA });
  });

  test('has a face that changes with what it shows and with nothing else', () => {
    expect(messenger.face(aSession('waiting'))).toBe(messenger.face(aSession('waiting')));
    expect(messenger.face(aSession('waiting'))).not.toBe(messenger.face(aSession('acknowledged')));
    expect(messenger.face(aSession('waiting', startFacts({ userAgent: 'aws-cli/2' })))).toBe(
      messenger.face(aSession('waiting')),
    );
  });

  test('that was never posted cannot be updated or replied to', async () => {
    const session = aSession('terminating');
    const unnoticed = { ...session, noticed: undefined };
    await expect(messenger.update(unnoticed)).rejects.toThrow('has no notice to update');
    await expect(messenger.reply(unnoticed, eventOf(session, 'terminationRequested'))).rejects.toThrow(
      'has no notice to reply to',
    );
  });
});

describe('a reply', () => {
  test('is in the thread of the notice, and says which event it is about', async () => {
    const session = await posted('terminating');
    const event = eventOf(session, 'terminationRequested');
    expect(await messenger.reply(session, event)).toEqual({ outcome: 'sent' });
    expect(slack.messages()[1]).toMatchObject({
      channel: CHANNEL,
      threadTs: session.noticed?.ts,
      text: expect.stringContaining('asked to terminate'),
      metadata: {
        event_type: 'bastion_session_reply',
        event_payload: { session_id: SESSION_ID, seq: event.seq },
      },
    });
  });

  test('goes to the channel of the notice, whatever channel later notices go to', async () => {
    const session = await posted('terminating');
    const elsewhere = createMessenger(client, 'C0ANOTHER01', LOOK, clock);
    const event = eventOf(session, 'terminationRequested');
    expect(await elsewhere.reply(session, event)).toEqual({ outcome: 'sent' });
    expect(slack.messages()[1]).toMatchObject({ channel: CHANNEL, threadTs: session.noticed?.ts });
  });
});

describe('a notice of unknown fate', () => {
  test('is found by its metadata', async () => {
    const { noticed } = await posted('waiting');
    expect(await messenger.findNotice(aSession('unnoticed'))).toEqual(noticed);
    const other = aSession('unnoticed', startFacts({ sessionId: 'somebody-abcdefghijklmnopqrstuvwxyz' }));
    expect(await messenger.findNotice(other)).toBeUndefined();
  });

  test('is not found in a copy that somebody else made', async () => {
    const copy = { channel: CHANNEL, text: 'x', blocks: [], metadata: METADATA, place: 'channel' as const };
    slack.addMessage({ ...copy, user: OPERATOR });
    expect(await messenger.findNotice(aSession('unnoticed'))).toBeUndefined();
    const { noticed } = await posted('waiting');
    slack.addMessage({ ...copy, user: OPERATOR });
    expect(await messenger.findNotice(aSession('unnoticed'))).toEqual(noticed);
  });

  test('is not found in another message of ours about the session', async () => {
    await client.chat.postMessage({
      channel: CHANNEL,
      text: 'x',
      metadata: { event_type: 'bastion_session_reply', event_payload: { session_id: SESSION_ID, seq: 1 } },
    });
    expect(await messenger.findNotice(aSession('unnoticed'))).toBeUndefined();
  });

  test('is found on a later page, from a minute before the session was first seen', async () => {
    const { noticed } = await posted('waiting');
    for (let count = 0; count < 210; count++) {
      slack.addMessage({ channel: CHANNEL, user: APPROVER, text: `${count}`, blocks: [], place: 'channel' });
    }
    expect(await messenger.findNotice(aSession('unnoticed'))).toEqual(noticed);
    const asked = slack.calls().filter(({ method }) => method === 'conversations.history');
    expect(asked).toHaveLength(2);
    expect(asked[0]?.body).toMatchObject({ include_all_metadata: 'true', oldest: '1795507200.000000' });
  });

  test('is not looked for without end', async () => {
    const endless = await openAnswering(({ method }) =>
      method === 'auth.test'
        ? { ok: true, user_id: 'U0BOT', bot_id: 'B0BOT' }
        : { ok: true, messages: [{ ts: '1.0' }], response_metadata: { next_cursor: 'more' } },
    );
    await expect(messengerOf(endless).findNotice(aSession('unnoticed'))).rejects.toThrow('more than 2000 messages');
  });

  test('is not said to be missing when Slack does not tell', async () => {
    await posted('waiting');
    slack.fault('conversations.history', 'server-error');
    await expect(messenger.findNotice(aSession('unnoticed'))).rejects.toThrow();
    slack.fault('auth.test', 'server-error');
    const fresh = messengerOf(client);
    await expect(fresh.findNotice(aSession('unnoticed'))).rejects.toThrow();
    expect(await fresh.findNotice(aSession('unnoticed'))).toBeDefined();
  });
});

describe('replies of unknown fate', () => {
  test('are found by event, ours only, also on a later page of the thread', async () => {
    const session = await posted('cut');
    const threadTs = session.noticed?.ts;
    const [requested, ended] = [eventOf(session, 'terminationRequested'), eventOf(session, 'ended')];
    const metadata = { event_type: 'bastion_session_reply', event_payload: { session_id: SESSION_ID, seq: 99 } };
    slack.addMessage({ channel: CHANNEL, user: OPERATOR, text: 'x', blocks: [], metadata, threadTs, place: 'channel' });
    await messenger.reply(session, requested);
    expect(await messenger.findReplies(session)).toEqual(new Set([requested.seq]));
    for (let count = 0; count < 210; count++) {
      slack.addMessage({ channel: CHANNEL, user: APPROVER, text: `${count}`, blocks: [], threadTs, place: 'channel' });
    }
    await messenger.reply(session, ended);
    expect(await messenger.findReplies(session)).toEqual(new Set([requested.seq, ended.seq]));
  });

  test('are none before the notice, and none in a thread that is gone', async () => {
    expect(await messenger.findReplies(aSession('unnoticed'))).toEqual(new Set());
    const session = await posted('terminating');
    await client.chat.delete({ channel: CHANNEL, ts: session.noticed?.ts ?? '' });
    expect(await messenger.findReplies(session)).toEqual(new Set());
  });

  test('are not said to be missing when Slack does not tell', async () => {
    const session = await posted('terminating');
    slack.fault('conversations.replies', 'server-error');
    await expect(messenger.findReplies(session)).rejects.toThrow();
  });
});

describe('how sure it is', () => {
  const POST = 'chat.postMessage';
  const post = () => messenger.post(aSession('unnoticed'));

  test('a rate limit: not sent, and when to come again', async () => {
    slack.fault(POST, 'rate-limited', { retryAfterSeconds: 7 });
    expect(await post()).toMatchObject({ outcome: 'not-sent', retryAfterSeconds: 7 });
    expect(slack.calls()).toHaveLength(1);
    expect(slack.messages()).toEqual([]);
  });

  test('a server error: unknown', async () => {
    slack.fault(POST, 'server-error');
    expect(await post()).toMatchObject({ outcome: 'unknown' });
    expect(slack.calls()).toHaveLength(1);
  });

  test('a time-out: unknown', async () => {
    slack.fault(POST, 'time-out');
    const impatient = messengerOf(clientOf(slack.apiUrl, slack.botToken, 100));
    expect(await impatient.post(aSession('unnoticed'))).toMatchObject({ outcome: 'unknown' });
    expect(slack.calls()).toHaveLength(1);
  });

  test('an answer that is cut off after the post: unknown, and then found', async () => {
    slack.fault(POST, 'cut-off-after-effect');
    expect(await post()).toMatchObject({ outcome: 'unknown' });
    expect(slack.messages()).toHaveLength(1);
    expect(await messenger.findNotice(aSession('unnoticed'))).toMatchObject({ ts: slack.messages()[0]?.ts });
  });

  test('no such channel: not sent', async () => {
    const elsewhere = createMessenger(client, 'C0NOWHERE01', LOOK, clock);
    expect(await elsewhere.post(aSession('unnoticed'))).toMatchObject({ outcome: 'not-sent' });
  });

  test('a message that was deleted: gone', async () => {
    const session = await posted('acknowledged');
    await client.chat.delete({ channel: CHANNEL, ts: session.noticed?.ts ?? '' });
    expect(await messenger.update(session)).toMatchObject({ outcome: 'message-gone' });
  });

  test('an update and a reply are judged in the same way', async () => {
    const session = await posted('terminating');
    slack.fault('chat.update', 'rate-limited', { retryAfterSeconds: 3 });
    expect(await messenger.update(session)).toMatchObject({ outcome: 'not-sent', retryAfterSeconds: 3 });
    slack.fault(POST, 'cut-off-after-effect');
    expect(await messenger.reply(session, eventOf(session, 'terminationRequested'))).toMatchObject({
      outcome: 'unknown',
    });
  });

  test.each(['internal_error', 'fatal_error', 'service_unavailable'])(
    'Slack’s own %s: unknown, for it may come after the post',
    async (error) => {
      const failing = messengerOf(await openAnswering(() => ({ ok: false, error })));
      expect(await failing.post(aSession('unnoticed'))).toMatchObject({ outcome: 'unknown' });
    },
  );

  test.each(['is_archived', 'not_in_channel', 'invalid_auth', 'restricted_action', 'invalid_blocks'])(
    'Slack’s refusal %s: not sent',
    async (error) => {
      const refusing = messengerOf(await openAnswering(() => ({ ok: false, error })));
      expect(await refusing.post(aSession('unnoticed'))).toMatchObject({ outcome: 'not-sent' });
    },
  );

  test('an answer without a ts: unknown', async () => {
    const silent = messengerOf(await openAnswering(() => ({ ok: true })));
    expect(await silent.post(aSession('unnoticed'))).toMatchObject({ outcome: 'unknown' });
  });
});
