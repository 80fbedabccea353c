// Look-ups of people that only requests from Slack need.
import type { Directory } from '../../ports.ts';

/** The workspaces of an active person. */
export interface WorkspaceMembership {
  readonly home: string | undefined;
  /** On Enterprise Grid, all workspaces of the organisation that have the person; else none */
  readonly sisters: readonly string[];
}

export interface SlackDirectory extends Directory {
  /** @returns undefined for strangers, bots, deactivated people and people hidden from the app @throws {Error} if Slack does not answer */
  belonging(userId: string): Promise<WorkspaceMembership | undefined>;
  /** @returns the id of the organisation; undefined outside Enterprise Grid @throws {Error} if Slack does not answer */
  ownEnterprise(): Promise<string | undefined>;
}
