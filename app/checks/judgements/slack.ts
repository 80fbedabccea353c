// Judges what Slack says about the token, its scopes, the channels and the approvers.
import { failed, notApplicable, type Outcome, PASSED } from '../outcome.ts';
import type { ChannelFacts, CheckSettings, TokenFacts } from '../ports.ts';

export function judgeToken(token: TokenFacts, expected: string | undefined): Outcome {
  if ('refusal' in token) return failed({ key: 'token-refused', word: token.refusal });
  const found = token.teamId ?? '–';
  return expected === undefined || expected === found ? PASSED : failed({ key: 'other-workspace', expected, found });
}

/** @param needed the scopes without which a part of the app does not work */
export function judgeScopes(token: TokenFacts, needed: readonly string[]): Outcome {
  if ('refusal' in token) return failed({ key: 'token-refused', word: token.refusal });
  const missing = needed.filter((scope) => !token.scopes.includes(scope));
  return missing.length === 0 ? PASSED : failed({ key: 'scopes-missing', scopes: missing.join(', ') });
}

/** Slack's words for a channel that the app cannot see or is not in. A private one does not exist for an outsider. */
const NOT_IN = ['not_in_channel', 'missing_access', 'no_permission'];

/** Slack's words for the token itself: no channel is at fault. */
const NO_TOKEN = ['invalid_auth', 'not_authed', 'account_inactive', 'token_revoked', 'token_expired'];

/** @param channels the facts of each channel by its id */
export function judgeChannels(channels: ReadonlyMap<string, ChannelFacts>): Outcome {
  let unseen: Outcome | undefined;
  for (const [channel, facts] of channels) {
    if ('unseen' in facts) {
      unseen ??= notApplicable({ key: 'channel-unseen', channel, scopes: facts.unseen });
      continue;
    }
    if ('refusal' in facts && NO_TOKEN.includes(facts.refusal))
      return failed({ key: 'token-refused', word: facts.refusal });
    if ('refusal' in facts)
      return failed({ key: NOT_IN.includes(facts.refusal) ? 'not-in-channel' : 'channel-not-found', channel });
    if (facts.isArchived) return failed({ key: 'channel-archived', channel });
    if (!facts.isMember) return failed({ key: 'not-in-channel', channel });
  }
  return unseen ?? PASSED;
}

/** @param members of the group; undefined without a group */
export function judgeApprovers(
  { approverUsers, approverGroup: group }: Pick<CheckSettings, 'approverUsers' | 'approverGroup'>,
  members: ReadonlySet<string> | { readonly refusal: string } | undefined,
): Outcome {
  if (group !== undefined && members !== undefined) {
    if ('refusal' in members) return failed({ key: 'approver-group-refused', group, word: members.refusal });
    return members.size === 0 ? failed({ key: 'approver-group-empty', group }) : PASSED;
  }
  return approverUsers.length === 0 ? failed({ key: 'no-approver' }) : PASSED;
}
