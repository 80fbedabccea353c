// Starts `emulate` with our workspace in it, learns the ids that it has drawn, and speaks to it as the bot or a person.
import { createEmulator } from 'emulate';
import * as z from 'zod';
import { createIds, type Ids } from './ids.ts';
import { BOT, channelsOf, type SlackOptions } from './workspace.ts';

export type SlackAnswer = z.infer<typeof slackAnswer>;

export interface Emulator {
  ids: Ids;
  /** @param author whose token is used: the bot's user id or a person's. @throws Error when the emulator has no answer */
  call(author: string, method: string, body: Record<string, unknown>): Promise<SlackAnswer>;
  close(): Promise<void>;
}

const slackAnswer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });
const userList = z.object({ members: z.array(z.object({ id: z.string(), name: z.string() })) });
const channelList = z.object({ channels: z.array(z.object({ id: z.string(), name: z.string() })) });

/** A member of every channel, from the emulator's own seed */
const ADMIN = 'U000000001';
/** The emulator answers each token 5,000 times an hour and no more; in turn, so many tokens last for a long day. */
const BOT_TOKENS = 50;

/** @throws Error when the emulator does not start, or not with this workspace */
export async function startEmulator(options: SlackOptions): Promise<Emulator> {
  const emulator = await createEmulator({ service: 'slack', port: 0, hostname: '127.0.0.1', seed: seedOf(options) });
  const ids = createIds();
  const { hostname, port } = new URL(emulator.url);
  let calls = 0;

  async function call(author: string, method: string, body: Record<string, unknown>): Promise<SlackAnswer> {
    const token = author === BOT.userId ? botToken(calls++ % BOT_TOKENS) : author;
    const answer = await fetch(`http://127.0.0.1:${port}/api/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The emulator answers ${method} with ${answer.status}: ${await answer.text()}`);
    return slackAnswer.parse(await answer.json());
  }

  async function settleIn(): Promise<void> {
    // It lets these variables decide its address, whatever it listens on.
    if (hostname !== 'localhost')
      throw new Error('Unset EMULATE_BASE_URL and PORTLESS_URL to start the Slack stand-in.');
    const { members } = userList.parse(await call(ADMIN, 'users.list', { limit: 1000 }));
    const ours = new Set([...options.people.map(({ id }) => id), BOT_NAME]);
    for (const { id, name } of members) if (ours.has(name)) ids.pair(name === BOT_NAME ? BOT.userId : name, id);
    const types = 'public_channel,private_channel';
    const { channels } = channelList.parse(await call(ADMIN, 'conversations.list', { types, limit: 1000 }));
    for (const { id, hasBot = true } of channelsOf(options)) {
      const channel = channels.find(({ name }) => name === id);
      if (channel === undefined) throw new Error(`The emulator has no channel ${id}.`);
      ids.pair(id, channel.id);
      if (!hasBot) continue;
      const invited = await call(ADMIN, 'conversations.invite', { channel: channel.id, users: BOT.userId });
      if (!invited.ok) throw new Error(`The bot cannot join the channel ${id}: ${invited.error}`);
    }
  }

  try {
    await settleIn();
  } catch (error) {
    await emulator.close();
    throw error;
  }
  return { ids, call, close: () => emulator.close() };
}

const BOT_NAME = 'bastion-ack';

/** Our ids are the names inside, so that nobody's name meets one of the emulator's own. */
function seedOf(options: SlackOptions) {
  const { scopes, people } = options;
  const users = people.map(({ id, name, email }) => ({
    name: id,
    real_name: name,
    email: email ?? `${id.toLowerCase()}@stand-in.invalid`,
    profile: { display_name: name },
  }));
  const app = {
    app_id: BOT.appId,
    client_id: 'stand-in',
    client_secret: 'stand-in',
    name: BOT_NAME,
    redirect_uris: [],
    scopes,
    bot_id: BOT.botId,
    bot_user_id: BOT.userId,
    bot_name: BOT_NAME,
  };
  const ofBot = { type: 'bot', user_id: BOT.userId, bot_id: BOT.botId, bot_user_id: BOT.userId, app_id: BOT.appId };
  const tokens = [
    ...Array.from({ length: BOT_TOKENS }, (_, index) => ({ token: botToken(index), scopes, ...ofBot })),
    ...people.map(({ id }) => ({ token: id, user: id, scopes: ['chat:write'] })),
    { token: ADMIN, user_id: ADMIN },
  ];
  const channels = channelsOf(options).map(({ id, isPrivate = false }) => ({ name: id, is_private: isPrivate }));
  const team = { name: 'Stand-in', domain: 'stand-in' };
  return { slack: { team, users, channels, oauth_apps: [app], tokens, strict_scopes: true } };
}

function botToken(index: number): string {
  return `bot-${index}`;
}
