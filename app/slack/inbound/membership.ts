// Decides who is a member of the workspace, for every button and for the slash command.
import type { Monitor } from '../../ports.ts';
import type { SlackDirectory } from './slack-directory.ts';

/** The person behind a request, as Slack signed it. */
export interface Requester {
  readonly userId: string;
  /** `user.team_id` of a press, `team_id` of a command: a workspace, or on Enterprise Grid the organisation */
  readonly teamId: string | null | undefined;
  /** `team` of a press; null where the app is installed for a whole organisation. A command has none. */
  readonly team?: { readonly id: string; readonly enterprise_id?: string | null | undefined } | null | undefined;
}

/** 'unknown' if Slack did not answer: refused as well, but worth another try. */
export type Membership = 'member' | 'stranger' | 'unknown';

/** The key of the sentence for each refusal. */
export const REFUSED = { stranger: 'otherWorkspace', unknown: 'workspaceUnknown' } as const;

export type MembershipOf = (requester: Requester) => Promise<Membership>;

export interface MembershipOptions {
  /** The workspace of the app, never an organisation */
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
      monitor.fault('workspace of a person unknown', cause);
      return 'unknown';
    }
  };

  /** Most requests prove it themselves, so that a click waits for no call to Slack. */
  function isToldToBeOurs({ teamId, team }: Requester): boolean {
    if (isMissing(teamId) || isElsewhere(team)) return false;
    // Only a request from the app's own workspace may say which organisation this is in.
    return teamId === ours || teamId === team?.enterprise_id;
  }

  async function isOurs({ userId, teamId, team }: Requester): Promise<boolean> {
    const isOrganisation = !isMissing(teamId) && teamId.startsWith('E');
    if (isOrganisation && !isElsewhere(team) && teamId === (await directory.ownEnterprise())) return true;
    const belonging = await directory.belonging(userId);
    if (belonging === undefined) return false;
    if (belonging.sisters.includes(ours)) return true;
    // Without an organisation nobody has a second workspace, so another workspace in the request means a stranger.
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
