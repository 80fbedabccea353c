// What changes messages: the emulator is told first, and the book keeps what it has taken.
import * as z from 'zod';
import type { MessageBook } from './book.ts';
import type { Emulator, SlackAnswer } from './emulator.ts';
import type { StandInMessage } from './message.ts';
import type { UploadedFile } from './uploads.ts';
import { BOT, directChannelOf, type StandInPerson } from './workspace.ts';

type Body = Record<string, unknown>;
export type Writing = ReturnType<typeof createWriting>;

const kept = z.object({
  text: z.string().default(''),
  blocks: z.array(z.unknown()).default([]),
  metadata: z.unknown().optional(),
});
const posted = z.object({ channel: z.string(), ts: z.string(), message: kept });

export function createWriting({ ids, call }: Emulator, book: MessageBook, people: readonly StandInPerson[]) {
  const asBot = (method: string, body: Body) => call(BOT.userId, method, body);

  /** Only the bot's messages are marked as an app's, and nobody else may say that they are. */
  function marked(body: Body, author = BOT.userId): Body {
    return author === BOT.userId ? { ...body, bot_id: BOT.botId, app_id: BOT.appId } : body;
  }

  async function post(body: Body, file?: UploadedFile): Promise<SlackAnswer> {
    const channel = ids.inside(body.channel);
    if (channel === undefined) return refused('channel_not_found');
    const threadTs = threadOf(body);
    // A thread whose parent is deleted lives on without it.
    const thread_ts = ids.inside(threadTs) ?? threadTs;
    const answer = await asBot('chat.postMessage', marked({ ...body, channel, thread_ts }));
    if (!answer.ok) return answer;
    const { channel: where, ts: inner, message } = posted.parse(answer);
    const person = people.find(({ id }) => [id, directChannelOf(id)].includes(String(body.channel)));
    if (person) ids.pair(directChannelOf(person.id), where);
    const place = person
      ? { place: 'direct' as const, visibleTo: person.id, channel: directChannelOf(person.id) }
      : { place: 'channel' as const, channel: String(body.channel) };
    const { ts } = book.add({ ...place, threadTs, user: BOT.userId, ...message, file });
    ids.pair(ts, inner);
    return { ok: true, ...ids.outside(answer), ts };
  }

  async function postEphemeral(body: Body): Promise<SlackAnswer> {
    const [channel, user] = [ids.inside(body.channel), ids.inside(body.user)];
    if (channel === undefined) return refused('channel_not_found');
    if (user === undefined) return refused('user_not_in_channel');
    const answer = await asBot('chat.postEphemeral', marked({ ...body, channel, user }));
    if (!answer.ok) return answer;
    const where = { place: 'channel' as const, channel: String(body.channel), visibleTo: String(body.user) };
    const threadTs = threadOf(body);
    const { ts } = book.add({ ...where, threadTs, user: BOT.userId, ...kept.parse(body) });
    return { ok: true, message_ts: ts };
  }

  async function change(method: 'chat.update' | 'chat.delete', body: Body): Promise<SlackAnswer> {
    const [channel, ts] = [ids.inside(body.channel), ids.inside(body.ts)];
    if (channel === undefined) return refused('channel_not_found');
    if (ts === undefined) return refused('message_not_found');
    const answer = await asBot(method, marked({ ...body, channel, ts }));
    if (!answer.ok) return answer;
    if (method === 'chat.update') {
      book.edit(String(body.ts), posted.parse(answer).message);
    } else {
      ids.forget(String(body.ts));
      book.remove(String(body.ts));
    }
    return { ok: true, ...ids.outside(answer), ts: String(body.ts), channel: String(body.channel) };
  }

  /** What the emulator has not seen yet: kept from an earlier run, or typed by a person. Ephemerals it never lists. */
  async function catchUp(): Promise<void> {
    for (const message of book.all().filter(({ ts }) => ids.inside(ts) === undefined)) {
      const channel = channelFor(message);
      if (channel === undefined || !isKnown(message.user)) continue;
      const { text, blocks, metadata, threadTs } = message;
      const body = { channel, text, blocks, metadata, thread_ts: ids.inside(threadTs) ?? threadTs };
      const answer = await call(message.user, 'chat.postMessage', marked(body, message.user));
      if (!answer.ok) throw new Error(`The emulator does not take the message ${message.ts}: ${answer.error}`);
      const { channel: where, ts } = posted.parse(answer);
      ids.pair(message.ts, ts);
      if (message.place === 'direct') ids.pair(message.channel, where);
    }
  }

  function channelFor({ place, channel, visibleTo, user }: StandInMessage): string | undefined {
    if (place === 'direct') return ids.inside(user === BOT.userId ? visibleTo : BOT.userId);
    return visibleTo === undefined ? ids.inside(channel) : undefined;
  }

  function isKnown(user: string): boolean {
    return user === BOT.userId || people.some(({ id }) => id === user);
  }

  return { post, postEphemeral, change, catchUp };
}

function threadOf({ thread_ts }: Body): string | undefined {
  return typeof thread_ts === 'string' && thread_ts !== '' ? thread_ts : undefined;
}

function refused(error: string): SlackAnswer {
  return { ok: false, error };
}
