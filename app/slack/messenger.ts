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
import type { Look, Message } from './look.ts';
import { renderNotice } from './notice.ts';
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
        body(channel, message, { metadata: { event_type: NOTICE_EVENT, event_payload } }),
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
        body(noticed.channel, message, {
          thread_ts: noticed.ts,
          metadata: { event_type: REPLY_EVENT, event_payload },
        }),
      );
      return {};
    });
  }

  async function findNotice(entry: Entry): Promise<Posted | undefined> {
    const since = Date.parse(entry.events[0]?.at ?? '') / 1000 - LOOK_BACK_SECONDS;
    const there = ours(NOTICE_EVENT, 'conversations.history', { channel, oldest: since.toFixed(6) });
    for await (const { ts, metadata } of there) {
      if (metadata?.event_payload?.session_id === entry.id && ts) return posted(channel, ts);
    }
    return undefined;
  }

  async function findReplies(session: Session): Promise<ReadonlySet<number>> {
    const seqs = new Set<number>();
    if (session.noticed === undefined) return seqs;
    const { channel: where, ts } = session.noticed;
    try {
      for await (const { metadata } of ours(REPLY_EVENT, 'conversations.replies', { channel: where, ts })) {
        if (typeof metadata?.event_payload?.seq === 'number') seqs.add(metadata.event_payload.seq);
      }
    } catch (error) {
      // Somebody deleted the notice before anything was said about it.
      if (!isRefusal(error, 'thread_not_found')) throw error;
    }
    return seqs;
  }

  /** Messages that carry our metadata and are ours. @throws Error when there are more than anybody would search */
  async function* ours(eventType: string, method: string, where: object): AsyncGenerator<FoundMessage> {
    const mine = await identity();
    let read = 0;
    for await (const page of client.paginate(method, { ...where, include_all_metadata: true, limit: PAGE })) {
      if (read++ === MOST_PAGES) throw new Error(`${method}: more than ${MOST_PAGES * PAGE} messages to search`);
      yield* messagesOf(page).filter((message) => message.metadata?.event_type === eventType && isMine(message, mine));
    }
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

function body(
  channel: string,
  message: Message,
  rest: Pick<ChatPostMessageArguments, 'metadata'> & { thread_ts?: string },
) {
  return { channel, text: message.text, blocks: message.blocks, unfurl_links: false, unfurl_media: false, ...rest };
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

/** Slack's words for a failure of its own, of which it says that some of the operation may have succeeded.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const FAILURES_OF_SLACK = ['internal_error', 'fatal_error', 'service_unavailable'];

/**
 * Only Slack's own refusal proves that a write had no effect: an error 5xx, a failure that Slack speaks of, a broken
 * connection and a time-out may come after it.
 */
async function attempt<T>(write: () => Promise<T>): Promise<Sent<T>> {
  try {
    return { outcome: 'sent', ...(await write()) };
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (error instanceof WebAPIRateLimitedError) {
      return { outcome: 'not-sent', cause, retryAfterSeconds: error.retryAfter };
    }
    if (error instanceof WebAPIPlatformError) {
      if (isRefusal(error, ...FAILURES_OF_SLACK)) return { outcome: 'unknown', cause };
      return { outcome: isRefusal(error, 'message_not_found') ? 'message-gone' : 'not-sent', cause };
    }
    if (error instanceof WebAPIHTTPError && error.statusCode < 500) return { outcome: 'not-sent', cause };
    return { outcome: 'unknown', cause };
  }
}

function isRefusal(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}
