// Every word that people read in Slack, in English. Its keys are the contract for the other languages.
import type { Kind } from '../session/kind.ts';
import { type Part, spaced } from './parts.ts';

export const en = {
  header: {
    waiting: '🔔 A session has started',
    acknowledged: '✅ Session acknowledged',
    terminating: '✂️ Session is being terminated',
    terminatingUnanswered: '✂️ Session is being terminated, not acknowledged',
    stillConnected: '⚠️ Not terminated: still connected',
    endedUnanswered: '🔔 Session ended, not acknowledged',
    cutUnanswered: '✂️ Session was cut, not acknowledged',
    ended: '⚪ Session ended',
    cut: '✂️ Session was cut',
    lapsed: '⚪ Session ended, never acknowledged',
    denied: '⛔ Access denied: no session was started',
    failed: '⛔ A start failed: no session was started',
  },
  /** What a phone shows of a notice */
  inOneLine: (header: string, operator: string, target: string, kind: string, times: readonly string[]) =>
    `${header}: ${operator} → ${target}, ${kind}. ${times.join('. ')}`,
  deniedInOneLine: (header: string, operator: string, target: string, attempts: string) =>
    `${header}: ${operator} → ${target}. ${attempts}`,
  trial: '[TRIAL]',
  trialNote: 'From somebody’s own machine: no real host is involved.',
  acknowledge: 'Acknowledge',
  terminate: 'Terminate',
  confirmTitle: 'Cut this session?',
  confirmText: (operator: string, target: string) =>
    `The session of ${operator} on ${target} is cut at once. Unsaved work in it is lost.`,
  confirmYes: 'Cut the session',
  confirmNo: 'Keep it',

  kind: (kind: Kind): string => {
    switch (kind.type) {
      case 'shell':
        return 'Shell';
      case 'ssh':
        return kind.port === undefined || kind.port === 22 ? 'SSH' : `SSH on port ${kind.port}`;
      case 'remote-desktop':
        return kind.host === undefined ? 'Remote desktop' : `Remote desktop of ${kind.host}`;
      case 'database':
        return `${kind.engine} tunnel${kind.host === undefined ? '' : ` to ${kind.host}`}, port ${kind.port}`;
      case 'port-forward': {
        const port = kind.port === undefined ? '' : `, port ${kind.port}`;
        return `Port forward${kind.host === undefined ? '' : ` to ${kind.host}`}${port}`;
      }
      case 'command':
        return kind.command === undefined ? 'Command' : `Command: ${kind.command}`;
      case 'custom':
        return `Session document ${kind.document}`;
    }
  },

  started: (at: string) => `Started: ${at}`,
  answerBy: (at: string) => `Acknowledge by: ${at}`,
  ended: (at: string) => `Ended: ${at}`,
  endedHow: {
    cut: 'Terminated by this app.',
    alreadyOver: 'It was already over when termination was requested.',
    call: (by: string) => `Ended by a TerminateSession call of ${by}.`,
    maximumDuration: 'Probably ended by its maximum duration.',
    unknown: 'Why it ended is not known: the operator left, it was idle, or the connection was lost.',
  },
  acknowledgedBy: (who: Part, at: string): Part[] => ['Acknowledged by ', who, `, ${at}`],
  afterTermination: ' (after termination was requested)',
  fourEyesUnverified: 'Four eyes not verified: it is not proved whose Slack account is the operator’s.',
  terminationBy: (who: Part, at: string): Part[] => ['Termination requested by ', who, `, ${at}`],
  failedAfter: (tries: number, at: string) =>
    `SSM was asked ${times(tries)} and the session is still connected, ${at}. Press Terminate to try again, or end it in the AWS console.`,
  lapsedAt: (at: string) => `Nobody acknowledged it in time; closed ${at}.`,
  approvers: (who: readonly Part[]): Part[] => ['For: ', ...spaced(who)],

  sourceIp: (ip: string) => `Source IP: ${ip}`,
  reason: (reason: string) => `Reason: ${reason}`,
  delay: (minutes: number) =>
    minutes < 1 ? 'Notice within a minute of the start' : `Notice ${minutes} min after the start`,
  account: (account: string, region: string) => `Account ${account}, ${region}`,
  instance: (id: string) => `Instance: ${id}`,
  session: 'Session',
  unverifiedName: 'The caller chose this name; IAM does not vouch for it',
  noCommandLog: 'No command log exists for tunnels',

  attempts: (count: number, more: boolean, first: string, last: string) =>
    count === 1 ? `1 attempt: ${first}` : `${more ? 'More than ' : ''}${count} attempts: ${first} to ${last}`,
  noTarget: 'no instance named',
  refusedWith: (error: string) => `AWS said: ${error}`,
  nothingToDo: 'Nothing is connected. If this was unexpected, ask the person.',

  reply: {
    requested: (who: Part, operator: Part, target: string): Part[] => [
      who,
      ' asked to terminate the session of ',
      operator,
      ` on ${target}. I tell you here when it is over.`,
    ],
    cut: (who: Part, operator: Part, target: string, at: string): Part[] => [
      'Terminated: the session of ',
      operator,
      ` on ${target} ended at ${at}, as requested by `,
      who,
      '.',
    ],
    alreadyOver: (who: Part, operator: Part, target: string, at: string): Part[] => [
      'It was already over: the session of ',
      operator,
      ` on ${target} had ended at ${at}, before `,
      who,
      ' asked.',
    ],
    overInTheEnd: (who: Part, operator: Part, target: string, at: string): Part[] => [
      who,
      ': the session of ',
      operator,
      ` on ${target}, which was still connected, is over. It ended at ${at}.`,
    ],
    stillConnected: (who: Part, operator: Part, target: string, tries: number): Part[] => [
      who,
      `: the session of `,
      operator,
      ` on ${target} is still connected, though SSM was asked ${times(tries)} to end it. Press Terminate again, or end it in the AWS console under Systems Manager, Session Manager.`,
    ],
  },

  refusal: {
    unknownSession: 'I do not know this session. Nothing was changed.',
    deniedAttempt: 'This was a denied attempt: there is no session to act on.',
    wrongMessage: 'Please use the buttons of the session’s own notice in its channel. Nothing was changed.',
    noticeUnrecorded: 'This notice is still being recorded. Please press again in a minute.',
    otherWorkspace: 'Only members of the workspace that runs these bastions can do this. Nothing was changed.',
    notAnApprover: 'Only approvers can acknowledge a session. Nothing was changed.',
    approversUnknown: 'Slack did not tell me just now who the approvers are. Please try again in a minute.',
    ownSession: 'This is your own session: somebody else has to acknowledge it.',
    notAllowedToTerminate: 'Only approvers, or the operator of the session, can terminate it. Nothing was changed.',
    youAlready: (at: string): Part[] => [`You already acknowledged at ${at}.`],
    somebodyAlready: (who: Part, at: string): Part[] => [who, ` was first and acknowledged at ${at}.`],
    alreadyTerminating: (who: Part, at: string): Part[] => [
      'Termination was already requested by ',
      who,
      ` at ${at}. It is being confirmed.`,
    ],
    alreadyEnded: (at: string) => `This session was already over at ${at}. There is nothing left to cut.`,
    lapsed: (at: string) => `The time to acknowledge is over: this session was closed at ${at}.`,
    notAMember: 'This is for full members of the workspace. Guests cannot use it.',
    failed: 'I could not finish this. If the notice shows nothing new, please try again in a minute.',
  },

  who: {
    none: 'Nobody is connected to a bastion now.',
    title: (count: number) => (count === 1 ? '1 session now' : `${count} sessions now`),
    session: (
      operator: string,
      target: string,
      kind: string,
      since: string,
      states: readonly (readonly Part[])[],
    ): Part[] => [
      '• ',
      { bold: operator },
      ` → ${target}, ${kind}, since ${since}`,
      ...states.flatMap((state) => [', ', ...state]),
    ],
    acknowledgedBy: (who: Part): Part[] => ['acknowledged by ', who],
    unacknowledged: 'not acknowledged',
    terminating: 'being terminated',
    more: (count: number) => `… and ${count} more.`,
    live: (at: string) => `As SSM says, ${at}`,
    stored: (at: string) => `SSM did not answer in time: this is what was stored, ${at}. It may be out of date.`,
  },

  help: {
    title: 'What /bastion can do',
    lines: [
      ['/bastion who', 'who is on the bastions now'],
      ['/bastion help', 'this text'],
    ] as readonly (readonly [string, string])[],
    buttons: 'Acknowledge and Terminate are the buttons of each notice in the channel.',
  },
};

/** What each language has to say. */
export type Text = typeof en;

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
