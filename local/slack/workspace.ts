// The workspace that the stand-in is asked for: who is in it, and the ids that are the same at each start.

export interface SlackOptions {
  /** Bot scopes of the token, which holds exactly these */
  scopes: string[];
  channel: StandInChannel;
  otherChannels?: StandInChannel[];
  people: StandInPerson[];
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
export function channelsOf({
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
}

export const BOT = { userId: 'U0BASTIONBOT', botId: 'B0BASTIONBOT', appId: 'A0BASTIONACK' };
/** The emulator has no other. */
export const TEAM_ID = 'T000000001';
export const TEAM = { id: TEAM_ID, domain: 'stand-in' };
/** Made up; accepted by the stand-in alone. */
export const BOT_TOKEN = 'xoxb-stand-in';

/** e.g. "D0APPROVER1" for "U0APPROVER1" */
export function directChannelOf(personId: string): string {
  return `D${personId.slice(1)}`;
}
