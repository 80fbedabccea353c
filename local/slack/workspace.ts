// The workspace that the stand-in is asked for: who is in it, and the ids that are the same at each start.

export interface SlackOptions {
  /** Bot scopes of the token, which holds exactly these */
  scopes: string[];
  channel: StandInChannel;
  otherChannels?: StandInChannel[];
  people: StandInPerson[];
  /** The organisation that the workspace is in, as auth.test tells it */
  enterpriseId?: string;
  userGroups?: { id: string; handle: string; users: string[] }[];
  /** File that keeps all messages over a restart */
  keepFile?: string | undefined;
  /** Milliseconds since 1970. @default Date.now */
  now?: (() => number) | undefined;
}

export interface StandInChannel {
  /** e.g. "C0BASTION01" */
  id: string;
  name: string;
  isPrivate?: boolean;
  /** @default true */
  hasBot?: boolean;
}

/** Everybody is a member of each. */
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
  /** Unless given, the person is of the stand-in's own workspace, which is in no organisation */
  origin?: Origin;
}

/** Where somebody comes from, as Slack tells it in requests and in users.info. */
export interface Origin {
  /** `user.team_id` of a press, `team_id` of a command; undefined where Slack leaves it out */
  teamId: string | undefined;
  /** `team` of a press; null as for an app that is installed for a whole organisation */
  team: { id: string; enterprise_id?: string } | null;
  /** `enterprise` of a press, `enterprise_id` of a command */
  enterpriseId?: string;
  /** What users.info says otherwise of the person */
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
/** Made up; accepted by the stand-in alone. */
export const BOT_TOKEN = 'xoxb-stand-in';

/** e.g. "D0APPROVER1" for "U0APPROVER1" */
export function toDirectChannelId(personId: string): string {
  return `D${personId.slice(1)}`;
}
