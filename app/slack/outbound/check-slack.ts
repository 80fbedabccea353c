// Asks Slack for the facts of the checks: the token, the channels and the approver group. A refusal is an answer.
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import * as v from 'valibot';
import type { ChannelFacts, CheckPorts, TokenFacts } from '../../checks/ports.ts';
import type { Clock } from '../../ports.ts';
import { checkAnswer } from '../http/call-outcome.ts';
import { sendByNode } from '../http/node-transport.ts';

const TIMEOUT_MILLIS = 4_000;

const identity = v.object({
  ok: v.boolean(),
  error: v.optional(v.string()),
  team_id: v.optional(v.string()),
});

export function createSlackChecks(
  client: WebClient,
  apiUrl: string,
  clock: Clock,
): Pick<CheckPorts, 'token' | 'channel' | 'groupMembers'> {
  /** Not by the client: only the answer's headers have the scopes and Slack's own time. */
  async function token(): Promise<TokenFacts> {
    const answer = await sendByNode(`${apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.token}` },
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`auth.test was answered with ${answer.status}`);
    checkAnswer({ status: answer.status, contentType: answer.headers.get('content-type') ?? undefined, text });
    const { ok, error = 'no reason', team_id: teamId } = v.parse(identity, JSON.parse(text));
    if (!ok) return { refusal: error };
    const scopes = (answer.headers.get('x-oauth-scopes') ?? '').split(',').map((scope) => scope.trim());
    const slackMillis = Date.parse(answer.headers.get('date') ?? '');
    const aheadSeconds = Number.isNaN(slackMillis) ? undefined : (slackMillis - clock.now().getTime()) / 1000;
    return { teamId, scopes: scopes.filter(Boolean), aheadSeconds };
  }

  async function channel(id: string): Promise<ChannelFacts> {
    const info = await readRefusal(() => client.conversations.info({ channel: id }));
    if (!('refusal' in info))
      return { isMember: info.channel?.is_member ?? false, isArchived: info.channel?.is_archived ?? false };
    if (info.refusal !== 'missing_scope') return info;
    // Only members read a channel, so its history proves as much; an archived channel still has one.
    const history = await readRefusal(() => client.conversations.history({ channel: id, limit: 1 }));
    if (!('refusal' in history)) return { isMember: true, isArchived: false };
    // Both are optional: who left them out gets no other answer.
    if (history.refusal === 'missing_scope') return { unseen: 'channels:history, groups:history' };
    return history;
  }

  async function groupMembers(group: string) {
    const list = await readRefusal(() => client.usergroups.users.list({ usergroup: group }));
    return 'refusal' in list ? list : new Set(list.users);
  }

  return { token: shareAnswer(token), channel, groupMembers };
}

/** Three checks judge the same answer; a run of checks is over long before the next one. */
function shareAnswer<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}

async function readRefusal<T extends object>(ask: () => Promise<T>): Promise<T | { readonly refusal: string }> {
  try {
    return await ask();
  } catch (fault) {
    if (fault instanceof WebAPIPlatformError) return { refusal: fault.data.error };
    throw fault;
  }
}
