// Writes notices and replies through Slack's Web API, and says how sure it is that they went out.
import { createHash } from 'node:crypto';
import {
  type ChatPostMessageArguments,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  type WebClient,
} from '@slack/web-api';
import type { Clock, Messenger, Posted, Sent } from '../ports.ts';
import { decide } from '../session/decide.ts';
import { type Entry, evolve, type Session } from '../session/session.ts';
import { type Look, type Message, renderNotice } from './notice.ts';
import { renderReply, wantsReply } from './replies.ts';

/** Event types of the metadata by which a message of ours is found again. */
const NOTICE_EVENT = 'bastion_session';
const REPLY_EVENT = 'bastion_session_reply';

/** How far back a notice of unknown fate is looked for, before its first observation: clocks differ. */
const LOOK_BACK_SECONDS = 60;
const PAGE = 200;
/** 2,000 messages in one channel since the session was first seen: then something else is wrong. */
const MOST_PAGES = 10;

export function createMessenger(client: WebClient, channel: string, look: Look, clock: Clock): Messenger {
  let self: Promise<{ userId?: string | undefined; botId?: string | undefined }> | undefined;

  const face = (entry: Entry): string => hashOf(renderNotice(entry, look));

  async function post(entry: Entry): ReturnType<Messenger['post']> {
    // As it looks once the notice is recorded: the answer-by counts from it.
    const message = renderNotice(asIfNoticed(entry, channel, clock.now()), look);
    const event_payload = { session_id: entry.id };
    return attempt(async () => {
      const answer = await client.chat.postMessage(
        body(message, { metadata: { event_type: NOTICE_EVENT, event_payload } }),
      );
      const { ts, channel: where } = answer;
      if (ts === undefined) throw new Error('Slack accepted a message and did not say which');
      return { ...posted(where ?? channel, ts), shownHash: hashOf(message) };
    });
  }

  async function update(entry: Entry): ReturnType<Messenger['update']> {
    const { noticed } = entry;
    if (noticed === undefined) throw new Error(`${entry.id} has no notice to update`);
    const message = renderNotice(entry, look);
    return attempt(async () => {
      await client.chat.update({
        channel: noticed.channel,
        ts: noticed.ts,
        text: message.text,
        blocks: message.blocks,
      });
      return { shownHash: hashOf(message) };
    });
  }

  async function reply(session: Session, event: Session['events'][number]): ReturnType<Messenger['reply']> {
    const { noticed } = session;
    if (noticed === undefined) throw new Error(`${session.id} has no notice to reply to`);
    const event_payload = { session_id: session.id, seq: event.seq };
    const message = renderReply(session, event, look);
    return attempt(async () => {
      await client.chat.postMessage(
        body(message, { thread_ts: noticed.ts, metadata: { event_type: REPLY_EVENT, event_payload } }),
      );
      return {};
    });
  }

  function body(message: Message, rest: Pick<ChatPostMessageArguments, 'metadata'> & { thread_ts?: string }) {
    return { channel, text: message.text, blocks: message.blocks, unfurl_links: false, unfurl_media: false, ...rest };
  }

  async function findNotice(entry: Entry): Promise<Posted | undefined> {
    const since = Date.parse(entry.events[0]?.at ?? '') / 1000 - LOOK_BACK_SECONDS;
    const pages = client.paginate('conversations.history', {
      channel,
      oldest: since.toFixed(6),
      include_all_metadata: true,
      limit: PAGE,
    });
    const mine = await identity();
    let read = 0;
    for await (const page of pages) {
      for (const message of messagesOf(page)) {
        if (isMine(message, mine) && message.metadata?.event_type === NOTICE_EVENT) {
          if (message.metadata.event_payload?.session_id === entry.id && message.ts) return posted(channel, message.ts);
        }
      }
      if (++read === MOST_PAGES)
        throw new Error(`${MOST_PAGES * PAGE} messages since ${entry.id} began hold no notice of it`);
    }
    return undefined;
  }

  async function findReplies(session: Session): Promise<ReadonlySet<number>> {
    if (session.noticed === undefined) return new Set();
    const { channel: where, ts } = session.noticed;
    const answer = await client.conversations.replies({ channel: where, ts, include_all_metadata: true, limit: PAGE });
    const mine = await identity();
    const seqs = messagesOf(answer)
      .filter((message) => isMine(message, mine) && message.metadata?.event_type === REPLY_EVENT)
      .map((message) => Number(message.metadata?.event_payload?.seq));
    return new Set(seqs);
  }

  /** Only asked when something is looked for: other apps may copy our metadata, and a notice of theirs is none. */
  function identity() {
    self ??= client.auth.test().then(({ user_id, bot_id }) => ({ userId: user_id, botId: bot_id }));
    self.catch(() => {
      self = undefined;
    });
    return self;
  }

  return { face, post, update, reply, wantsReply, findNotice, findReplies };
}

interface FoundMessage {
  ts?: string;
  user?: string;
  bot_id?: string;
  metadata?: { event_type?: string; event_payload?: Record<string, unknown> };
}

function messagesOf(answer: object): FoundMessage[] {
  return 'messages' in answer && Array.isArray(answer.messages) ? answer.messages : [];
}

function isMine(message: FoundMessage, mine: { userId?: string | undefined; botId?: string | undefined }): boolean {
  return (
    (message.bot_id !== undefined && message.bot_id === mine.botId) ||
    (message.user !== undefined && message.user === mine.userId)
  );
}

function posted(channel: string, ts: string): Posted {
  return { channel, ts, at: new Date(Number(ts) * 1000).toISOString() };
}

function asIfNoticed(entry: Entry, channel: string, now: Date): Entry {
  const decision = decide(entry, { type: 'recordNotice', id: 'preview', channel, ts: '0', at: now.toISOString() }, now);
  return 'events' in decision ? decision.events.reduce<Entry>(evolve, entry) : entry;
}

function hashOf(message: Message): string {
  return createHash('sha256').update(JSON.stringify(message)).digest('hex');
}

/**
 * Only Slack's own refusal proves that a write had no effect: an error 5xx, a broken connection and a time-out may come
 * after it.
 */
async function attempt<T>(write: () => Promise<T>): Promise<Sent<T>> {
  try {
    return { outcome: 'sent', ...(await write()) };
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (error instanceof WebAPIRateLimitedError)
      return { outcome: 'not-sent', cause, retryAfterSeconds: error.retryAfter };
    if (error instanceof WebAPIPlatformError) {
      return { outcome: error.data.error === 'message_not_found' ? 'message-gone' : 'not-sent', cause };
    }
    if (error instanceof WebAPIHTTPError && error.statusCode < 500) return { outcome: 'not-sent', cause };
    return { outcome: 'unknown', cause };
  }
}
