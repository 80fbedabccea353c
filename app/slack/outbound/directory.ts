// Looks up people and groups in Slack's Web API.
import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import { memoizeAsync } from '../../lib/lazy.ts';
import type { Clock, Directory } from '../../ports.ts';
import { isRefusal } from '../http/call-outcome.ts';
import { rememberAnswers } from './remember-answers.ts';

type Person = NonNullable<UsersInfoResponse['user']>;

/** Slack's words for a person outside the workspace. */
const NOT_SHOWN = ['user_not_found', 'user_not_visible'];

/** The operator is then unknown to Slack, and four eyes count as unverified. */
const NO_EMAIL_SCOPE =
  'operators cannot be looked up by e-mail: grant the scope users:read.email, or unset OPERATOR_EMAIL_DOMAIN';

export function createDirectory(client: WebClient, clock: Clock) {
  const groupMembers = rememberAnswers(clock, async (groupId) => {
    const { users } = await client.usergroups.users.list({ usergroup: groupId });
    // An answer without members does not mean an empty group.
    if (!Array.isArray(users)) throw new Error(`Slack did not say who is in ${groupId}`);
    return new Set(users);
  });
  const person = rememberAnswers(clock, async (userId) => {
    const { user } = await client.users.info({ user: userId });
    // It proves neither that the person belongs to the workspace nor that they do not.
    if (user?.id === undefined) throw new Error('users.info named nobody');
    return user;
  });
  const isFullMember = async (userId: string) => {
    const user = await person(userId);
    return !user.deleted && !user.is_bot && !user.is_restricted && !user.is_ultra_restricted && !user.is_stranger;
  };
  const belonging = async (userId: string) => {
    try {
      return belongingOf(await person(userId));
    } catch (error) {
      if (isRefusal(error, ...NOT_SHOWN)) return undefined;
      throw error;
    }
  };
  const ownEnterprise = memoizeAsync(async () => {
    const { team_id: team, enterprise_id: enterprise } = await client.auth.test();
    if (!team && !enterprise) throw new Error('auth.test did not say whose token it is');
    return enterprise || undefined;
  });
  const userByEmail = rememberAnswers(clock, async (email) => {
    try {
      const { user } = await client.users.lookupByEmail({ email });
      if (user?.id === undefined) throw new Error('users.lookupByEmail named nobody');
      return user.id;
    } catch (error) {
      if (isRefusal(error, 'users_not_found')) return undefined;
      if (isRefusal(error, 'missing_scope')) throw new Error(NO_EMAIL_SCOPE, { cause: error });
      throw error;
    }
  });
  const directory: Directory = { groupMembers, isFullMember, userByEmail };
  return { ...directory, belonging, ownEnterprise };
}

/** @throws {Error} if the answer names no workspace */
function belongingOf(user: Person) {
  if (user.deleted || user.is_bot || user.is_stranger) return undefined;
  const [home, sisters = []] = [user.team_id, user.enterprise_user?.teams];
  if (home === undefined && sisters.length === 0) throw new Error('users.info names no workspace of the person');
  return { home, sisters };
}
