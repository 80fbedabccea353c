// People and groups, as Slack's Web API tells them.
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { Clock, Directory } from '../ports.ts';

/** How long an answer is taken for true: short, since it decides who may act. */
const REMEMBERED_MILLIS = 60_000;

export function createDirectory(client: WebClient, clock: Clock): Directory {
  const groupMembers = remembered(clock, async (groupId) => {
    const { users } = await client.usergroups.users.list({ usergroup: groupId });
    // An answer that names nobody is not one that says that there is nobody.
    if (!Array.isArray(users)) throw new Error(`Slack did not say who is in ${groupId}`);
    return new Set(users);
  });
  const isFullMember = remembered(clock, async (userId) => {
    const { user } = await client.users.info({ user: userId });
    // Everything that is not said is taken for a no.
    return (
      user !== undefined &&
      !user.deleted &&
      !user.is_bot &&
      !user.is_restricted &&
      !user.is_ultra_restricted &&
      !user.is_stranger
    );
  });
  const userByEmail = remembered(clock, async (email) => {
    try {
      return (await client.users.lookupByEmail({ email })).user?.id;
    } catch (error) {
      if (error instanceof WebAPIPlatformError && error.data.error === 'users_not_found') return undefined;
      throw error;
    }
  });
  return { groupMembers, isFullMember, userByEmail };
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
