// People and groups, as Slack's Web API tells them.
import type { UsersInfoResponse, WebClient } from '@slack/web-api';
import { memoizeAsync } from '../../lib/lazy.ts';
import type { Clock, Directory } from '../../ports.ts';
import { isRefusal } from '../http/call-outcome.ts';

/** How long an answer is taken for true: short, since it decides who may act. */
const REMEMBERED_MILLIS = 60_000;

/** The workspaces of an active person. */
export interface WorkspaceMembership {
  readonly home: string | undefined;
  /** On Enterprise Grid, all of the organisation's that the person is in; else none */
  readonly sisters: readonly string[];
}

/** Answers that only requests from Slack need, beyond people and groups. */
export interface SlackDirectory extends Directory {
  /** Undefined for strangers, bots, the deactivated, and whom Slack does not show us. @throws Error when Slack does not tell */
  belonging(userId: string): Promise<WorkspaceMembership | undefined>;
  /** Id of our organisation; undefined when we are in none. @throws Error when Slack does not tell */
  ownEnterprise(): Promise<string | undefined>;
}

type Person = NonNullable<UsersInfoResponse['user']>;

/** Slack's words for somebody who has nothing to do with our workspace. */
const NOT_SHOWN = ['user_not_found', 'user_not_visible'];

export function createDirectory(client: WebClient, clock: Clock): SlackDirectory {
  const groupMembers = remembered(clock, async (groupId) => {
    const { users } = await client.usergroups.users.list({ usergroup: groupId });
    // An answer that names nobody is not one that says that there is nobody.
    if (!Array.isArray(users)) throw new Error(`Slack did not say who is in ${groupId}`);
    return new Set(users);
  });
  const person = remembered(clock, async (userId) => {
    const { user } = await client.users.info({ user: userId });
    // Nobody is known by it: neither that they are one of us, nor that they are not.
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
  const userByEmail = remembered(clock, async (email) => {
    try {
      const { user } = await client.users.lookupByEmail({ email });
      if (user?.id === undefined) throw new Error('users.lookupByEmail named nobody');
      return user.id;
    } catch (error) {
      if (isRefusal(error, 'users_not_found')) return undefined;
      throw error;
    }
  });
  return { groupMembers, isFullMember, userByEmail, belonging, ownEnterprise };
}

/** @throws Error when the answer names no workspace */
function belongingOf(user: Person): WorkspaceMembership | undefined {
  if (user.deleted || user.is_bot || user.is_stranger) return undefined;
  const [home, sisters = []] = [user.team_id, user.enterprise_user?.teams];
  if (home === undefined && sisters.length === 0) throw new Error('users.info names no workspace of the person');
  return { home, sisters };
}

/** Asks once for each key and remembers the answer for a while; a failure is not remembered. */
function remembered<T>(clock: Clock, ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, { until: number; answer: Promise<T> }>();
  return (key) => {
    const now = clock.now().getTime();
    const known = answers.get(key);
    if (known && known.until > now) return known.answer;
    const answer = ask(key);
    answers.set(key, { until: now + REMEMBERED_MILLIS, answer });
    answer.catch(() => {
      // A later question may have been answered meanwhile.
      if (answers.get(key)?.answer === answer) answers.delete(key);
    });
    return answer;
  };
}
