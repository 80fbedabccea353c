// The Web API methods of the stand-in, with their scopes and checks.
import * as z from 'zod';
import { nothingIsBroken } from '../aws/deployment/breakage.ts';
import { refuse, type SlackAnswer } from './answer.ts';
import { createChat } from './chat.ts';
import { createConversations } from './conversations.ts';
import { findFault } from './limits.ts';
import type { MessageStore } from './message-store.ts';
import type { Uploads } from './uploads.ts';
import { createUsers } from './users.ts';
import type { createViewsApi } from './views-api.ts';
import { BOT, BOT_TOKEN, type SlackOptions, TEAM_ID, WORKSPACE_URL } from './workspace.ts';

type Body = Record<string, unknown>;
export type WebApi = (method: string, body: Body, token: string | undefined) => SlackAnswer;

interface ApiMethod {
  /** Required scope; `read` and `history` are those of the conversation's kind. */
  readonly scope?: string;
  /** True if the body is a message, which Slack's limits apply to. */
  readonly checksMessage?: boolean;
  /** True if the bot must be a member of the channel. */
  readonly needsMembership?: boolean;
  answer(body: Body): SlackAnswer;
}

/** @see https://docs.slack.dev/reference/methods/files.completeUploadExternal */
const sharing = z.object({
  files: z.array(z.object({ id: z.string(), title: z.string().optional() })).min(1),
  channel_id: z.string(),
  initial_comment: z.string().optional(),
});

export function createWebApi(
  store: MessageStore,
  options: SlackOptions,
  {
    uploads,
    uploadUrl,
    mayUse,
    views,
  }: {
    readonly uploads: Uploads;
    readonly uploadUrl: () => string;
    readonly mayUse: (scope: string) => boolean;
    readonly views: ReturnType<typeof createViewsApi>;
  },
): WebApi {
  const { scopes, people, userGroups = [], enterpriseId, isBroken = nothingIsBroken } = options;
  const conversations = createConversations(store, options);
  const chat = createChat(store, conversations, people);
  const users = createUsers(options);
  const message: Omit<ApiMethod, 'answer'> = { scope: 'chat:write', checksMessage: true, needsMembership: true };

  const methods: Record<string, ApiMethod> = {
    'auth.test': {
      answer: () => ({
        ...identity,
        ...(enterpriseId && { enterprise_id: enterpriseId }),
        ...(isBroken('bot-token') && { team_id: ANOTHER_TEAM_ID }),
      }),
    },
    'chat.postMessage': { ...message, answer: (body) => chat.post(body) },
    'chat.getPermalink': { answer: chat.getPermalink },
    'chat.postEphemeral': { ...message, answer: chat.postEphemeral },
    'chat.update': { ...message, answer: chat.update },
    'chat.delete': { ...message, checksMessage: false, answer: chat.delete },
    'files.getUploadURLExternal': { scope: 'files:write', answer: requestUpload },
    'files.completeUploadExternal': { scope: 'files:write', needsMembership: true, answer: shareUpload },
    'conversations.history': { scope: 'history', needsMembership: true, answer: conversations.history },
    'conversations.replies': { scope: 'history', needsMembership: true, answer: conversations.replies },
    'conversations.info': { scope: 'read', answer: conversations.info },
    'views.open': { answer: views.open },
    'views.push': { answer: views.push },
    'views.update': { answer: views.update },
    'views.publish': { answer: views.publish },
    'usergroups.users.list': { scope: 'usergroups:read', answer: listMembers },
    'users.info': { scope: 'users:read', answer: users.info },
    'users.lookupByEmail': { scope: 'users:read.email', answer: users.lookupByEmail },
  };

  function requestUpload(body: Body): SlackAnswer {
    const requested = uploads.request(body);
    if (typeof requested === 'string') return refuse(requested);
    return { ok: true, file_id: requested.id, upload_url: `${uploadUrl()}${requested.id}` };
  }

  function shareUpload(body: Body): SlackAnswer {
    const shared = sharing.safeParse(body);
    if (!shared.success) return refuse('invalid_arguments');
    const { files, channel_id: channel, initial_comment: text = '' } = shared.data;
    const [first] = files;
    const file = first && uploads.take(first.id);
    if (file === undefined) return refuse('file_not_found');
    const answer = chat.post({ channel, text: text || file.name }, file);
    return answer.ok ? { ok: true, files: [{ id: first?.id, title: first?.title }] } : answer;
  }

  function listMembers({ usergroup }: Body): SlackAnswer {
    const group = userGroups.find(({ id }) => id === usergroup);
    return group === undefined
      ? refuse('no_such_subteam')
      : { ok: true, users: isBroken('approvers') ? [] : group.users };
  }

  return (name, body, token) => {
    const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
    if (method === undefined) return refuse('unknown_method');
    if (token !== BOT_TOKEN) return refuse(token === undefined ? 'not_authed' : 'invalid_auth');
    const conversation = conversations.find(body.channel ?? body.channel_id);
    const ofKind = method.scope === 'read' || method.scope === 'history';
    // An unknown conversation needs no scope here, because the method refuses it.
    const needed = ofKind ? conversation && `${conversation.kind}:${method.scope}` : method.scope;
    if (needed !== undefined && !mayUse(needed)) {
      return refuse('missing_scope', { needed, provided: scopes.filter(mayUse).join(',') });
    }
    if (method.needsMembership && conversation?.hasBot === false) return refuse('not_in_channel');
    const fault = method.checksMessage ? findFault(body) : undefined;
    if (fault) return refuse(fault.error, { response_metadata: { messages: fault.messages } });
    return method.answer(body);
  };
}

const ANOTHER_TEAM_ID = 'T000000009';
const identity = {
  ok: true,
  url: WORKSPACE_URL,
  team: 'Stand-in',
  user: BOT.name,
  team_id: TEAM_ID,
  user_id: BOT.userId,
  bot_id: BOT.botId,
  app_id: BOT.appId,
};
