// The App Home in English.
import { formatMinutes } from '../format-minutes.ts';
import { joinWithSpaces, type TextPart } from '../rich-text.ts';

const duration = (minutes: number) =>
  formatMinutes(minutes, { hour: ' h', minute: ' min', second: ' s', between: ' ' });
const hours = (count: number) => duration(count * 60);

export const home = {
  /** Headers */
  toAcknowledge: (count: number) => (count === 0 ? '✅ Nothing to acknowledge' : `🔔 ${count} to acknowledge`),
  ownUnacknowledged: (count: number) =>
    count === 0 ? '✅ None of your sessions is unacknowledged' : `🔔 Your unacknowledged sessions: ${count}`,
  live: (count: number) => `👥 Live now: ${count}`,
  own: '🧑‍💻 Your sessions',
  past: '🕘 Latest sessions',
  rulesTitle: '⚙️ How it works here',

  nothingToDo: (channel: TextPart): TextPart[] => [
    'Nothing needs you now. New sessions are announced in ',
    channel,
    '.',
  ],
  nobodyLive: 'Nobody is connected to a bastion.',
  noOwn: (days: number) => `You had no session in the last ${days} days.`,
  noPast: (days: number) => `No session ended or was acknowledged in the last ${days} days.`,
  askApprovers: (who: readonly TextPart[]): TextPart[] => ['An approver has to acknowledge: ', ...joinWithSpaces(who)],
  more: (count: number, command: string): TextPart[] => [`… and ${count} more: `, { code: command }],
  moreIn: (command: string): TextPart[] => ['Older ones: ', { code: command }],

  since: (at: string) => `since ${at}`,
  ticket: (ticket: string) => `Ticket: ${ticket}`,
  ended: (at: string) => `Ended ${at}`,
  unlisted: (at: string) => `Not listed by Session Manager since ${at}`,
  acknowledgeUntil: (at: string) => `Can be acknowledged until ${at}`,
  together: (one: string, other: string) => `${one}. ${other}`,
  stillLive: 'Live',
  terminating: 'Being terminated',
  unnoticed: 'Not announced yet',
  asked: 'asked if it still holds',

  rules: {
    approvers: (who: readonly TextPart[], more: number): TextPart[] => [
      'Approvers: ',
      ...joinWithSpaces(who),
      more > 0 ? ` and ${more} more` : '',
    ],
    nobody: 'Approvers: nobody is named',
    auditors: (who: readonly TextPart[], more: number): TextPart[] => [
      'Auditors: ',
      ...joinWithSpaces(who),
      more > 0 ? ` and ${more} more` : '',
    ],
    notices: (channel: TextPart): TextPart[] => ['Notices: ', channel],
    escalation: (channel: TextPart): TextPart[] => ['Escalation: ', channel],
    deadline: (within: number, reminder: number) =>
      reminder < within
        ? `Acknowledge within ${duration(within)} of the notice; a reminder comes after ${duration(reminder)}`
        : `Acknowledge within ${duration(within)} of the notice`,
    terminates: (warnBefore: number) =>
      `At the deadline: the session is terminated. Its operator is warned ${duration(warnBefore)} before`,
    escalates: 'At the deadline: it is escalated. Nothing is terminated',
    reminds: 'At the deadline: the notice says so. Nothing is terminated',
    terminatesUnannounced: (within: number) =>
      `A session that cannot be announced within ${duration(within)} is terminated`,
    lapses: (after: number) => `An ended session can be acknowledged for ${hours(after)}`,
    confirms: (every: number) =>
      `After ${hours(every)}, whoever acknowledged a live session is asked if that still holds`,
    fourEyes: {
      record: 'Nobody acknowledges their own session',
      require:
        'Nobody acknowledges their own session. Two approvers must press where the operator’s Slack account is not verified',
    },
    asksWhy: 'Whoever opens a session is asked why',
    reaction: (name: string): TextPart[] => ['On a notice, the reaction ', { code: `:${name}:` }, ' acknowledges too'],
    commands: (commands: readonly string[]): TextPart[] => [
      'Commands: ',
      ...joinWithSpaces(commands.map((command) => ({ code: command }))),
    ],
  },

  published: (at: string) => `As of ${at}. Open this tab again to refresh it.`,

  /** Instead of the page */
  guest: 'This page is for full members of the workspace. Guests cannot use it.',
  stranger: 'This page is for members of the workspace that runs these bastions.',
  unknown: 'I couldn’t get your account from Slack. Please open this tab again in a minute.',
  failed: 'I couldn’t load the sessions. Please open this tab again in a minute, or use the notices in the channel.',
};

export type HomeText = typeof home;
