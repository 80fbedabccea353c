// Finds messages that this app posted but could not record: its own only, by their metadata.
import type { WebAPICallResult, WebClient } from '@slack/web-api';
import type { Messenger, NotSearchable } from '../../ports.ts';
import type { Session, Stream } from '../../session/session.ts';
import type { PostedMessage } from '../../session/stored-state.ts';
import type { WorkflowSettings } from '../../workflow/settings.ts';
import { isRefusal } from '../http/call-outcome.ts';

/** Event types in the metadata of messages. */
export const NOTICE_EVENT = 'bastion_session';
export const FOLLOW_UP_EVENT = 'bastion_session_announcement';
export const DIGEST_EVENT = 'bastion_digest';
export const TAMPERING_EVENT = 'bastion_tampering';

export type Channels = Pick<WorkflowSettings, 'channel' | 'escalationChannel'>;

/** The search begins this much before the earliest possible time of posting, because clocks differ. */
const LOOK_BACK_SECONDS = 60;
const PAGE = 200;
/** More than 2,000 messages in the channel since the session was first seen point to another fault. */
const MAX_PAGES = 10;

export function createOwnMessageSearch(
  client: WebClient,
  { channel, escalationChannel }: Channels,
): Pick<Messenger, 'findNotice' | 'findFollowUps' | 'findDigest' | 'findTampering'> {
  let self: Promise<Identity> | undefined;

  async function findNotice({ id, events }: Stream): ReturnType<Messenger['findNotice']> {
    return ifReadable(findIn(NOTICE_EVENT, 'session_id', id, events[0].at));
  }

  async function findDigest(date: string, since: string): ReturnType<Messenger['findDigest']> {
    return ifReadable(findIn(DIGEST_EVENT, 'date', date, since));
  }

  async function findTampering({
    id,
    calls,
  }: Parameters<Messenger['findTampering']>[0]): ReturnType<Messenger['findTampering']> {
    const earliest = calls.map(({ at }) => at).sort()[0] ?? new Date(0).toISOString();
    return ifReadable(findIn(TAMPERING_EVENT, 'record_id', id, earliest));
  }

  async function findIn(event: string, key: string, value: string, since: string): Promise<PostedMessage | undefined> {
    for await (const { ts, metadata } of ours(event, 'conversations.history', { channel, oldest: oldest(since) })) {
      if (metadata?.event_payload?.[key] === value && ts) return readPostedMessage(channel, ts);
    }
    return undefined;
  }

  async function findFollowUps(
    ...asked: Parameters<Messenger['findFollowUps']>
  ): ReturnType<Messenger['findFollowUps']> {
    return ifReadable(findKeys(...asked));
  }

  async function findKeys(
    session: Session,
    audience: Parameters<Messenger['findFollowUps']>[1],
    since: string,
  ): Promise<ReadonlySet<string>> {
    const keys = new Set<string>();
    const place = placeOf(session, audience, since);
    if (place === undefined) return keys;
    try {
      for await (const { metadata } of ours(FOLLOW_UP_EVENT, place.method, place.where)) {
        const { session_id: id, key } = metadata?.event_payload ?? {};
        if (id === session.id && typeof key === 'string') keys.add(key);
      }
    } catch (error) {
      // The notice was deleted before its first follow-up.
      if (!isRefusal(error, 'thread_not_found')) throw error;
    }
    return keys;
  }

  /** A search in direct messages would need another scope. */
  function placeOf(
    { noticed }: Session,
    audience: string,
    since: string,
  ): { method: string; where: object } | undefined {
    if (audience === 'thread' && noticed) {
      return { method: 'conversations.replies', where: { channel: noticed.channel, ts: noticed.ts } };
    }
    if (audience !== 'escalation' || escalationChannel === undefined) return undefined;
    const where = { channel: escalationChannel, oldest: oldest(since) };
    return { method: 'conversations.history', where };
  }

  /** @returns this app's messages with this app's metadata @throws {Error} if there are too many to search */
  async function* ours(eventType: string, method: string, where: object): AsyncGenerator<FoundMessage> {
    const mine = await identity();
    let read = 0;
    for await (const page of client.paginate(method, { ...where, include_all_metadata: true, limit: PAGE })) {
      if (read++ === MAX_PAGES) throw new Error(`${method}: more than ${MAX_PAGES * PAGE} messages to search`);
      yield* messagesOf(page).filter((message) => message.metadata?.event_type === eventType && isMine(message, mine));
    }
  }

  /** Needed for a search only: another app may copy the metadata, but its messages do not count. */
  function identity() {
    self ??= client.auth.test().then(({ user_id, bot_id }) => {
      // Without these ids no message would count as this app's, and it would post all of them again.
      if (!user_id && !bot_id) throw new Error('auth.test did not say who we are: nothing can be looked for');
      return { userId: user_id, botId: bot_id };
    });
    self.catch(() => {
      self = undefined;
    });
    return self;
  }

  return { findNotice, findFollowUps, findDigest, findTampering };
}

/** Reading a channel is an optional scope: without it the app may not look for its own messages. */
async function ifReadable<T>(found: Promise<T>): Promise<T | NotSearchable> {
  try {
    return await found;
  } catch (error) {
    if (isRefusal(error, 'missing_scope')) return 'not-searchable';
    throw error;
  }
}

interface Identity {
  readonly userId?: string | undefined;
  readonly botId?: string | undefined;
}

interface FoundMessage {
  ts?: string;
  user?: string;
  bot_id?: string;
  metadata?: { event_type?: string; event_payload?: Record<string, unknown> };
}

/** @param ts e.g. "1795507500.000100" */
export function readPostedMessage(channel: string, ts: string): PostedMessage {
  return { channel, ts, at: new Date(Number(ts) * 1000).toISOString() };
}

function oldest(since: string): string {
  return (Date.parse(since) / 1000 - LOOK_BACK_SECONDS).toFixed(6);
}

/** @throws {Error} for a page without a list of messages, or with more to come and no cursor: it must not pass for an empty one */
function messagesOf(answer: WebAPICallResult): FoundMessage[] {
  const { messages } = { messages: undefined, ...answer };
  if (!Array.isArray(messages)) throw new Error('Slack named no messages: what is there is not known');
  const isMore = 'has_more' in answer && answer.has_more === true;
  if (isMore && !answer.response_metadata?.next_cursor) {
    throw new Error('Slack has more messages and did not say where: what is there is not known');
  }
  return messages;
}

function isMine(message: FoundMessage, mine: Identity): boolean {
  return (
    (message.bot_id !== undefined && message.bot_id === mine.botId) ||
    (message.user !== undefined && message.user === mine.userId)
  );
}
