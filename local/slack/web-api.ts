// The Web API methods that the stand-in knows: who may call them, with what, and what stands between them and the emulator.
import * as z from 'zod';
import type { MessageBook } from './book.ts';
import type { Emulator, SlackAnswer } from './emulator.ts';
import { findFault } from './limits.ts';
import { readHistory, readReplies } from './reading.ts';
import type { Uploads } from './uploads.ts';
import { BOT, BOT_TOKEN, channelsOf, type SlackOptions } from './workspace.ts';
import { createWriting } from './writing.ts';

type Body = Record<string, unknown>;

export interface WebApi {
  /** One call at a time, as the messages have one order. @throws Error when the emulator has no answer */
  perform(method: string, body: Body, token: string | undefined): Promise<SlackAnswer>;
  /** Ends when nothing is being performed any more. */
  idle(): Promise<void>;
}

interface Method {
  /** Asked for before the arguments are looked at; where there is none, the emulator knows which. */
  scope?: string;
  /** Whether the body is a message, which is held against Slack's limits. */
  judged?: boolean;
  /** Whether the bot must be a member of the channel; the emulator asks for that in private ones alone. */
  within?: boolean;
  answer(body: Body): SlackAnswer | Promise<SlackAnswer>;
}

/** @see https://docs.slack.dev/reference/methods/files.completeUploadExternal */
const sharing = z.object({
  files: z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1),
  channel_id: z.string(),
  initial_comment: z.string().optional(),
});
const oneUser = z.looseObject({ user: z.looseObject({ id: z.string(), is_bot: z.boolean() }) });

/** @throws Error when the emulator does not take the messages that were kept */
export async function openWebApi(
  emulator: Emulator,
  book: MessageBook,
  options: SlackOptions,
  { uploads, uploadUrl }: { readonly uploads: Uploads; readonly uploadUrl: () => string },
): Promise<WebApi> {
  const { scopes, people, userGroups = [], enterpriseId } = options;
  const channels = channelsOf(options);
  const { ids } = emulator;
  const writing = createWriting(emulator, book, people);
  const message = { scope: 'chat:write', judged: true, within: true };

  const methods: Record<string, Method> = {
    'auth.test': {
      answer: async () => ({
        ...(await passOn('auth.test', {})),
        ...(enterpriseId && { enterprise_id: enterpriseId }),
      }),
    },
    'chat.postMessage': { ...message, answer: writing.post },
    'chat.postEphemeral': { ...message, answer: writing.postEphemeral },
    'chat.update': { ...message, answer: (body) => writing.change('chat.update', body) },
    'chat.delete': {
      scope: 'chat:write',
      within: true,
      answer: (body) => writing.change('chat.delete', body),
    },
    'files.getUploadURLExternal': { scope: 'files:write', answer: announceUpload },
    'files.completeUploadExternal': { scope: 'files:write', answer: shareUpload },
    'conversations.history': { within: true, answer: (body) => readHistory(emulator, body) },
    'conversations.replies': { within: true, answer: (body) => readReplies(emulator, body) },
    'conversations.info': { answer: channelInfo },
    'usergroups.users.list': { scope: 'usergroups:read', answer: members },
    'users.info': { answer: async ({ user }) => asPerson(await passOn('users.info', { user: ids.inside(user) })) },
    'users.lookupByEmail': { answer: byEmail },
  };

  async function passOn(method: string, body: Body): Promise<SlackAnswer> {
    const answer = await emulator.call(BOT.userId, method, body);
    return { ok: answer.ok, ...ids.outside(answer) };
  }

  function announceUpload(body: Body): SlackAnswer {
    const asked = uploads.announce(body);
    if (typeof asked === 'string') return { ok: false, error: asked };
    return { ok: true, file_id: asked.id, upload_url: `${uploadUrl()}${asked.id}` };
  }

  async function shareUpload(body: Body): Promise<SlackAnswer> {
    const shared = sharing.safeParse(body);
    if (!shared.success) return { ok: false, error: 'invalid_arguments' };
    const { files, channel_id: channel, initial_comment: text = '' } = shared.data;
    const [first] = files;
    const file = first && uploads.take(first.id);
    if (file === undefined) return { ok: false, error: 'file_not_found' };
    const answer = await writing.post({ channel, text: text || file.name }, file);
    return answer.ok ? { ok: true, files: [{ id: first?.id, title: first?.title }] } : answer;
  }

  async function channelInfo(body: Body): Promise<SlackAnswer> {
    const answer = await passOn('conversations.info', { channel: ids.inside(body.channel) });
    const name = channels.find(({ id }) => id === body.channel)?.name;
    return name !== undefined && answer.ok
      ? { ...answer, channel: { ...z.looseObject({}).parse(answer.channel), name, name_normalized: name } }
      : answer;
  }

  function members({ usergroup }: Body): SlackAnswer {
    const group = userGroups.find(({ id }) => id === usergroup);
    return group === undefined ? { ok: false, error: 'no_such_subteam' } : { ok: true, users: group.users };
  }

  async function byEmail({ email }: Body): Promise<SlackAnswer> {
    const answer = await passOn('users.lookupByEmail', { email });
    // The emulator's own people have addresses too.
    const isOurs = !answer.ok || people.some(({ id }) => id === oneUser.parse(answer).user.id);
    return isOurs ? asPerson(answer) : { ok: false, error: 'users_not_found' };
  }

  /** The emulator knows no guests and no other workspaces, and names people by what their ids are to us. */
  function asPerson(answer: SlackAnswer): SlackAnswer {
    if (!answer.ok) return answer;
    const { user } = oneUser.parse(answer);
    const person = people.find(({ id }) => id === user.id);
    const guest = { is_restricted: person?.guest ?? false, is_ultra_restricted: false };
    return { ...answer, user: { ...user, ...(person && { name: person.name }), ...guest, ...person?.origin?.info } };
  }

  async function answer(name: string, body: Body, token: string | undefined): Promise<SlackAnswer> {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) return { ok: false, error: 'unknown_method' };
    // The emulator takes a token that it does not know for its administrator's.
    if (token !== BOT_TOKEN) return { ok: false, error: token === undefined ? 'not_authed' : 'invalid_auth' };
    if (method.scope !== undefined && !scopes.includes(method.scope)) {
      return { ok: false, error: 'missing_scope', needed: method.scope, provided: scopes.join(',') };
    }
    if (method.within && channels.some(({ id, hasBot = true }) => id === body.channel && !hasBot)) {
      return { ok: false, error: 'not_in_channel' };
    }
    const fault = method.judged ? findFault(body) : undefined;
    if (fault) return { ok: false, error: fault.error, response_metadata: { messages: fault.messages } };
    await writing.catchUp();
    return method.answer(body);
  }

  await writing.catchUp();
  let last: Promise<unknown> = Promise.resolve();
  return {
    perform(name, body, token) {
      const mine = last.then(() => answer(name, body, token));
      // Whoever waits for `mine` is told of its failure; the next in line is not to stumble over it.
      last = mine.catch(() => undefined);
      return mine;
    },
    idle: async () => {
      await last;
    },
  };
}
