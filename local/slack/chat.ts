// The chat.* methods, which post, change and delete the bot's messages.
import * as z from 'zod';
import { refuse, type SlackAnswer } from './answer.ts';
import { type Conversations, toDirectConversation } from './conversations.ts';
import { type StandInMessage, toApiMessage } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { isTruthy } from './pagination.ts';
import type { UploadedFile } from './uploads.ts';
import { BOT, type StandInPerson, WORKSPACE_URL } from './workspace.ts';

type Body = Record<string, unknown>;

const content = z.object({
  text: z.string().catch(''),
  blocks: z.array(z.unknown()).default([]),
  metadata: z.unknown().optional(),
});

export function createChat(store: MessageStore, conversations: Conversations, people: readonly StandInPerson[]) {
  /** @returns the bot's message, or Slack's error code */
  function ownMessage({ channel, ts }: Body, notOwn: string): StandInMessage | string {
    const conversation = conversations.find(channel);
    if (conversation === undefined) return 'channel_not_found';
    const found = conversations.messagesIn(conversation).find((message) => message.ts === ts);
    if (found === undefined) return 'message_not_found';
    return found.user === BOT.userId ? found : notOwn;
  }

  return {
    /** Posts to the direct conversation if the channel is a person's id. */
    post(body: Body, file?: UploadedFile): SlackAnswer {
      const person = people.find(({ id }) => id === body.channel);
      const conversation = person ? toDirectConversation(person) : conversations.find(body.channel);
      if (conversation === undefined) return refuse('channel_not_found');
      const { id: channel, person: visibleTo } = conversation;
      const place = visibleTo ? { place: 'direct' as const, visibleTo: visibleTo.id } : { place: 'channel' as const };
      const threadTs = readThreadTs(body);
      const message = {
        ...place,
        channel,
        threadTs,
        ...(threadTs !== undefined && isTruthy(body.reply_broadcast) && { broadcast: true }),
        user: BOT.userId,
        ...content.parse(body),
        file,
      };
      const added = store.add(message);
      return { ok: true, channel, ts: added.ts, message: toApiMessage(added) };
    },

    getPermalink({ channel, message_ts: ts }: Body): SlackAnswer {
      const conversation = conversations.find(channel);
      if (conversation === undefined) return refuse('channel_not_found');
      const found = conversations.messagesIn(conversation).find((message) => message.ts === ts);
      if (found === undefined) return refuse('message_not_found');
      return { ok: true, channel, permalink: toPermalink(found) };
    },

    postEphemeral(body: Body): SlackAnswer {
      const conversation = conversations.find(body.channel);
      if (conversation === undefined) return refuse('channel_not_found');
      const members = conversation.person ? [conversation.person] : people;
      const user = members.find(({ id }) => id === body.user);
      if (user === undefined) return refuse('user_not_in_channel');
      const where = { place: 'channel' as const, channel: conversation.id, threadTs: readThreadTs(body) };
      const { ts } = store.add({ ...where, visibleTo: user.id, user: BOT.userId, ...content.parse(body) });
      return { ok: true, message_ts: ts };
    },

    /** Keeps text and metadata that are not given; removes blocks that are not given. */
    update(body: Body): SlackAnswer {
      const old = ownMessage(body, 'cant_update_message');
      if (typeof old === 'string') return refuse(old);
      const { text, blocks, metadata } = content.parse(body);
      const kept = { text: typeof body.text === 'string' ? text : old.text, metadata: metadata ?? old.metadata };
      store.edit(old.ts, { ...kept, blocks });
      const changed = store.all().find(({ ts }) => ts === old.ts) ?? old;
      return { ok: true, channel: old.channel, ts: old.ts, text: kept.text, message: toApiMessage(changed) };
    },

    delete(body: Body): SlackAnswer {
      const old = ownMessage(body, 'cant_delete_message');
      if (typeof old === 'string') return refuse(old);
      store.remove(old.ts);
      return { ok: true, channel: old.channel, ts: old.ts };
    },
  };
}

/** e.g. "https://stand-in.slack.com/archives/C0BASTION01/p1795482000250000" */
function toPermalink({ channel, ts, threadTs }: StandInMessage): string {
  const thread = threadTs === undefined ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
  return `${WORKSPACE_URL}archives/${channel}/p${ts.replace('.', '')}${thread}`;
}

/** The parent need not exist: a thread survives its deletion. */
function readThreadTs({ thread_ts }: Body): string | undefined {
  return typeof thread_ts === 'string' && thread_ts !== '' ? thread_ts : undefined;
}
