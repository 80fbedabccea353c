// The methods users.info and users.lookupByEmail.
import { refuse, type SlackAnswer } from './answer.ts';
import { BOT, type SlackOptions, type StandInPerson, TEAM_ID } from './workspace.ts';

export function createUsers({ people, scopes }: Pick<SlackOptions, 'people' | 'scopes'>) {
  const maySeeAddresses = scopes.includes('users:read.email');

  function toUser({ id, name, email, guest = false, origin }: StandInPerson, isBot = false): object {
    const profile = { real_name: name, display_name: name, ...(maySeeAddresses && email !== undefined && { email }) };
    const kind = { is_bot: isBot, is_restricted: guest, is_ultra_restricted: false, deleted: false };
    return { id, team_id: TEAM_ID, name, real_name: name, ...kind, profile, ...origin?.info };
  }

  return {
    info({ user }: Record<string, unknown>): SlackAnswer {
      if (user === BOT.userId) return { ok: true, user: toUser({ id: BOT.userId, name: BOT.name }, true) };
      const person = people.find(({ id }) => id === user);
      return person === undefined ? refuse('user_not_found') : { ok: true, user: toUser(person) };
    },
    lookupByEmail({ email }: Record<string, unknown>): SlackAnswer {
      const person = people.find((one) => one.email !== undefined && one.email === email);
      return person === undefined ? refuse('users_not_found') : { ok: true, user: toUser(person) };
    },
  };
}
