// The stand-in's workspace: its options, and ids that never change.

import type { IsBroken } from '../aws/deployment/breakage.ts';

export interface SlackOptions {
  /** Exactly the bot scopes of the token */
  scopes: string[];
  channel: StandInChannel;
  otherChannels?: StandInChannel[];
  people: StandInPerson[];
  /** The workspace's organisation in auth.test */
  enterpriseId?: string;
  userGroups?: { id: string; handle: string; users: string[] }[];
  /**
   * True if the app has a Home tab.
   * @default true
   */
  homeTab?: boolean;
  /** File that keeps all messages; in memory only without it. */
  keepFile?: string | undefined;
  /**
   * Epoch milliseconds.
   * @default Date.now
   */
  now?: (() => number) | undefined;
  isBroken?: IsBroken | undefined;
}

export interface StandInChannel {
  /** e.g. "C0BASTION01" */
  id: string;
  name: string;
  isPrivate?: boolean;
  /** @default true */
  hasBot?: boolean;
}

/** Everybody is a member of every channel. */
export function listChannels({
  channel,
  otherChannels = [],
}: Pick<SlackOptions, 'channel' | 'otherChannels'>): StandInChannel[] {
  return [channel, ...otherChannels];
}

export interface StandInPerson {
  /** e.g. "U0APPROVER1" */
  id: string;
  name: string;
  email?: string;
  guest?: boolean;
  /** Absent for people of the stand-in's own workspace, which has no organisation. */
  origin?: Origin;
}

/** A person's workspace and organisation, in the form of Slack's requests and of users.info. */
export interface Origin {
  /** `user.team_id` of a click, `team_id` of a command; undefined where Slack omits it */
  teamId: string | undefined;
  /** `team` of a click; null for an app that is installed for a whole organisation */
  team: { id: string; enterprise_id?: string } | null;
  /** `enterprise` of a click, `enterprise_id` of a command */
  enterpriseId?: string;
  /** Fields of users.info that differ from the default */
  info?: {
    team_id?: string | undefined;
    deleted?: boolean;
    is_bot?: boolean;
    is_stranger?: boolean;
    enterprise_user?: { enterprise_id: string; teams: string[] };
  };
}

export const BOT = { userId: 'U0BASTIONBOT', botId: 'B0BASTIONBOT', appId: 'A0BASTIONACK', name: 'bastion-ack' };
export const TEAM_ID = 'T000000001';
export const TEAM = { id: TEAM_ID, domain: 'stand-in' };
/** Ends in a slash, as in auth.test. */
export const WORKSPACE_URL = `https://${TEAM.domain}.slack.com/`;
/** Fictitious; only the stand-in accepts it. */
export const BOT_TOKEN = 'xoxb-stand-in';

/** e.g. "D0APPROVER1" for "U0APPROVER1" */
export function toDirectChannelId(personId: string): string {
  return `D${personId.slice(1)}`;
}
