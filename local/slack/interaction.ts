// The fields that the payloads of all interactions share: who acted, in which workspace.
import { BOT, type Origin, type StandInPerson, TEAM } from './workspace.ts';

export function toInteraction(person: StandInPerson) {
  const { teamId, team, enterpriseId }: Origin = person.origin ?? { teamId: TEAM.id, team: TEAM };
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: teamId },
    api_app_id: BOT.appId,
    token: 'made-up',
    team,
    enterprise: enterpriseId === undefined ? null : { id: enterpriseId, name: 'stand-in' },
    is_enterprise_install: team === null,
  };
}
