// Who is one of us: the one judgement that every button, card, list and command asks.
import type { Directory, Monitor } from '../ports.ts';

/** `unknown`: Slack did not say, and whoever it is has to try again. */
export type Membership = 'member' | 'guest' | 'stranger' | 'unknown';

/** What a signed request says of who sends it. */
export interface Claim {
  readonly userId: string;
  /** Of the person: a workspace, or on Enterprise Grid the organisation. A command does not say it. */
  readonly userTeam?: string | null | undefined;
  /** Where the request comes from; an installation in a whole organisation may leave it out */
  readonly team?: { readonly id: string; readonly enterprise_id?: string | null | undefined } | null | undefined;
}

export interface MembershipOptions {
  /** Our workspace */
  readonly teamId: string;
  /** Whom the settings name: a command of theirs waits for no question to Slack */
  readonly named: readonly string[];
  readonly directory: Pick<Directory, 'person' | 'enterprise'>;
  readonly monitor: Pick<Monitor, 'fault'>;
}

/**
 * Our organisation is learnt from `auth.test`, or from a request of our own workspace, and from nothing else: whatever else
 * a request names may be somebody else's.
 */
export function createMembership({ teamId, named, directory, monitor }: MembershipOptions) {
  let enterprise: string | undefined;

  async function isOurs(id: string): Promise<boolean> {
    if (id === teamId || id === enterprise) return true;
    // Only organisations have such ids: for another workspace nothing is asked.
    if (!id.startsWith('E')) return false;
    enterprise ??= await directory.enterprise();
    return id === enterprise;
  }

  async function judge({ userId, userTeam, team }: Claim): Promise<Membership> {
    const isHere = team?.id === teamId;
    if (isHere && team.enterprise_id) enterprise = team.enterprise_id;
    const isFromUs =
      !team || (await isOurs(team.id)) || (team.enterprise_id ? await isOurs(team.enterprise_id) : false);
    if (!isFromUs) return 'stranger';
    if (userTeam && (await isOurs(userTeam))) return 'member';
    if (!userTeam && isHere && named.includes(userId)) return 'member';
    const { standing, teams } = await directory.person(userId);
    const belongs = teams.includes(teamId) || (!userTeam && isHere);
    if (standing === 'none' || !belongs) return 'stranger';
    return standing === 'guest' ? 'guest' : 'member';
  }

  return async (claim: Claim): Promise<Membership> => {
    try {
      return await judge(claim);
    } catch (cause) {
      monitor.fault('membership not told by Slack', cause);
      return 'unknown';
    }
  };
}

export type Judge = ReturnType<typeof createMembership>;
