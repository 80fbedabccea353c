// The channels and direct conversations, and the conversations.* methods that read them.
import { nothingIsBroken } from '../aws/deployment/breakage.ts';
import { refuse, type SlackAnswer } from './answer.ts';
import { type StandInMessage, toApiMessage } from './message.ts';
import type { MessageStore } from './message-store.ts';
import { isTruthy, type PageRequest, readPageRequest, takePage } from './pagination.ts';
import { BOT, listChannels, type SlackOptions, type StandInPerson, toDirectChannelId } from './workspace.ts';

type Body = Record<string, unknown>;

export interface Conversation {
  readonly id: string;
  readonly name: string;
  /** The scopes' names of public channels, private channels and direct conversations */
  readonly kind: 'channels' | 'groups' | 'im';
  /** True if the bot is a member */
  readonly hasBot: boolean;
  /** The person in a direct conversation; everybody is a member of channels. */
  readonly person?: StandInPerson;
}

export type Conversations = ReturnType<typeof createConversations>;

export function createConversations(
  store: MessageStore,
  { people, isBroken = nothingIsBroken, ...options }: SlackOptions,
) {
  const channels = listChannels(options).map(
    ({ id, name, isPrivate = false, hasBot = true }): Conversation => ({
      id,
      name,
      kind: isPrivate ? 'groups' : 'channels',
      hasBot,
    }),
  );

  function findChannel(id: unknown): Conversation | undefined {
    const channel = channels.find((one) => one.id === id);
    const isLeft = channel !== undefined && channel === channels.at(-1) && isBroken('channels');
    return isLeft ? { ...channel, hasBot: false } : channel;
  }

  /** A direct conversation exists from its first message. */
  function find(id: unknown): Conversation | undefined {
    const person = people.find((one) => toDirectChannelId(one.id) === id);
    if (person === undefined) return findChannel(id);
    return store.all().some(({ channel }) => channel === id) ? toDirectConversation(person) : undefined;
  }

  /** Messages that the bot can read: no ephemeral ones, and none of people who have left. */
  function messagesIn({ id }: Conversation): StandInMessage[] {
    return store
      .all()
      .filter(({ channel, place, visibleTo }) => channel === id && (place === 'direct' || visibleTo === undefined))
      .filter(({ user }) => user === BOT.userId || people.some((person) => person.id === user));
  }

  /** @param choose gets all messages, oldest first, and returns the requested ones or Slack's error code */
  function read(
    body: Body,
    choose: (all: StandInMessage[], window: PageRequest) => StandInMessage[] | string,
  ): SlackAnswer {
    const window = readPageRequest(body);
    if (typeof window === 'string') return refuse(window);
    const conversation = find(body.channel);
    if (conversation === undefined) return refuse('channel_not_found');
    const all = messagesIn(conversation);
    const chosen = choose(all, window);
    if (typeof chosen === 'string') return refuse(chosen);
    const { messages, ...page } = takePage(chosen, window);
    const withMetadata = isTruthy(body.include_all_metadata);
    const shown = messages.map(({ metadata, ...message }) =>
      toApiMessage(
        withMetadata ? { ...message, metadata } : message,
        all.filter(({ threadTs }) => threadTs === message.ts),
      ),
    );
    return { ok: true, messages: shown, ...page };
  }

  return {
    find,
    messagesIn,

    history: (body: Body) =>
      read(body, (all, { holds }) => all.filter((one) => isInChannel(one) && holds(one.ts)).reverse()),

    replies: (body: Body) =>
      read(body, (all, { holds }) => {
        const parent = all.find(({ ts }) => ts === body.ts);
        if (parent === undefined) return 'thread_not_found';
        return [parent, ...all.filter(({ ts, threadTs }) => threadTs === parent.ts && holds(ts))];
      }),

    info(body: Body): SlackAnswer {
      const conversation = find(body.channel);
      if (conversation === undefined) return refuse('channel_not_found');
      const { id, name, kind, hasBot, person } = conversation;
      if (kind !== 'channels' && !hasBot) return refuse('not_in_channel');
      const channel = {
        id,
        name,
        name_normalized: name,
        is_channel: kind === 'channels',
        is_group: kind === 'groups',
        is_im: kind === 'im',
        is_mpim: false,
        is_private: kind !== 'channels',
        is_archived: false,
        is_member: hasBot,
        ...(person && { user: person.id }),
      };
      return { ok: true, channel };
    },
  };
}

/** Replies are in the history only if they were sent to the channel as well. */
function isInChannel({ threadTs, broadcast }: StandInMessage): boolean {
  return threadTs === undefined || broadcast === true;
}

export function toDirectConversation(person: StandInPerson): Conversation {
  return { id: toDirectChannelId(person.id), name: person.id, kind: 'im', hasBot: true, person };
}
