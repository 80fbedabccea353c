// The workspace that the stand-in is asked for: who is in it, and the ids that are the same at each start.

export interface SlackOptions {
  /** Bot scopes of the token, which holds exactly these */
  scopes: string[];
  channel: { id: string; name: string; isPrivate?: boolean };
  people: StandInPerson[];
  userGroups?: { id: string; handle: string; users: string[] }[];
  /** File that keeps all messages over a restart */
  keepFile?: string | undefined;
  /** Milliseconds since 1970. @default Date.now */
  now?: (() => number) | undefined;
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
/** Made up; accepted by the stand-in alone. */
export const BOT_TOKEN = 'xoxb-stand-in';

/** e.g. "D0APPROVER1" for "U0APPROVER1" */
export function directChannelOf(personId: string): string {
  return `D${personId.slice(1)}`;
}
