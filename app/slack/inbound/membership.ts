// Decides who is one of us, for every button and for the command.
import type { Monitor } from '../../ports.ts';
import type { SlackDirectory } from '../outbound/directory.ts';

/** The person who asks, as the signed request names them. */
export interface Requester {
  readonly userId: string;
  /** `user.team_id` of a press, `team_id` of a command: a workspace, or on Enterprise Grid the organisation */
  readonly teamId: string | null | undefined;
  /** `team` of a press; null where the app is installed for a whole organisation. A command has none. */
  readonly team?: { readonly id: string; readonly enterprise_id?: string | null | undefined } | null | undefined;
}

/** 'unknown' when Slack did not tell: refused as well, and worth another try. */
export type Membership = 'member' | 'stranger' | 'unknown';

/** The name of the sentence that is said to those who are refused. */
export const REFUSED = { stranger: 'otherWorkspace', unknown: 'workspaceUnknown' } as const;

export type MembershipOf = (requester: Requester) => Promise<Membership>;

export interface MembershipOptions {
  /** Our workspace, never an organisation */
  readonly teamId: string;
  readonly directory: Pick<SlackDirectory, 'belonging' | 'ownEnterprise'>;
  readonly monitor: Monitor;
}

export function createMembership({ teamId: ours, directory, monitor }: MembershipOptions): MembershipOf {
  return async (requester) => {
    if (isToldToBeOurs(requester)) return 'member';
    try {
      return (await isOurs(requester)) ? 'member' : 'stranger';
    } catch (cause) {
      monitor.fault('workspace of a person not told by Slack', cause);
      return 'unknown';
    }
  };

  /** Most requests say it themselves, so that a click waits for no call to Slack. */
  function isToldToBeOurs({ teamId, team }: Requester): boolean {
    if (isMissing(teamId) || isElsewhere(team)) return false;
    // Only of our own workspace is it believed which organisation it is in.
    return teamId === ours || teamId === team?.enterprise_id;
  }

  async function isOurs({ userId, teamId, team }: Requester): Promise<boolean> {
    const isOrganisation = !isMissing(teamId) && teamId.startsWith('E');
    if (isOrganisation && !isElsewhere(team) && teamId === (await directory.ownEnterprise())) return true;
    const belonging = await directory.belonging(userId);
    if (belonging === undefined) return false;
    if (belonging.sisters.includes(ours)) return true;
    // Without an organisation nobody has a second workspace: whose request names another one is not ours.
    const namesAnother = (!isMissing(teamId) && teamId !== ours) || isElsewhere(team);
    return belonging.home === ours && !namesAnother;
  }

  function isElsewhere(team: Requester['team']): boolean {
    return !isMissing(team) && team.id !== ours;
  }
}

function isMissing<T>(value: T | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}
