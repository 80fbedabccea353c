// Every word that people read in Slack, in English: those of the notice here. The keys are the contract for the other languages.

import { unknownMember } from '../../../lib/unknown-member.ts';
import type { Kind } from '../../../session/kind.ts';
import { joinWithSpaces, type TextPart } from '../rich-text.ts';
import { answers } from './answers.ts';
import { audit } from './audit.ts';
import { followUps } from './follow-ups.ts';

export const en = {
  /** This program, where it did what people do as well */
  app: 'bastion-ack',
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
    gone: '⚪ SSM lists this session no more',
    goneUnanswered: '🔔 SSM lists this session no more, not acknowledged',
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
      case 'unknown':
        return 'Session whose document cannot be read';
      default:
        throw unknownMember('the kind', kind);
    }
  },

  started: (at: string) => `Started: ${at}`,
  answerBy: (at: string) => `Acknowledge by: ${at}`,
  answerByOrCut: (at: string) => `Acknowledge by: ${at}, or it is cut`,
  escalatedAt: (at: string) => `Not acknowledged in time; escalated at ${at}`,
  deadlinePassed: (at: string) => `Not acknowledged in time. The deadline passed at ${at}`,
  postponed: (at: string) =>
    `The cut was put off until ${at}: not everybody could be told in time, or could have answered.`,
  ended: (at: string) => `Ended: ${at}`,
  goneSince: (at: string) => `Not listed by SSM since ${at}`,
  endedHow: {
    cut: 'Terminated by this app.',
    alreadyOver: 'It was already over when termination was requested.',
    call: (by: string) => `Ended by a TerminateSession call of ${by}.`,
    maximumDuration: 'Probably ended by its maximum duration.',
    unknown: 'Why it ended is not known. Perhaps the operator left, it was idle, or the connection was lost.',
    inTheEnd: 'It could not be cut at first. SSM went on being asked, and it is over now.',
    gone: 'SSM lists it nowhere any more. How it ended is not known.',
  },
  acknowledgedBy: (who: TextPart, at: string): TextPart[] => ['Acknowledged by ', who, `, ${at}`],
  afterTermination: ' (after termination was requested)',
  fourEyesUnverified: 'Four eyes not verified: it is not proved whose Slack account is the operator’s.',
  terminationBy: (who: TextPart, at: string): TextPart[] => ['Termination requested by ', who, `, ${at}`],
  terminationByApp: {
    deadline: (at: string) => `bastion-ack asked to terminate it, ${at}: nobody had acknowledged it in time.`,
    'no-notice': (at: string) => `bastion-ack asked to terminate it, ${at}: it could not be announced in time.`,
  },
  aliveAgain: (at: string) => `It had been taken for over, and is still connected: SSM listed it as active, ${at}.`,
  failedAfter: (tries: number, at: string) =>
    `SSM was asked ${times(tries)} and the session is still connected, ${at}. Press Terminate to try again, or end it in the AWS console.`,
  lapsedAt: (at: string) => `Nobody acknowledged it in time; closed ${at}.`,
  approvers: (who: readonly TextPart[]): TextPart[] => ['For: ', ...joinWithSpaces(who)],

  sourceIp: (ip: string) => `Source IP: ${ip}`,
  reason: (reason: string) => `Reason: ${reason}`,
  delay: (minutes: number) =>
    minutes < 1 ? 'Notice within a minute of the start' : `Notice ${minutes} min after the start`,
  late: (minutes: number) => `Late notice: ${minutes} min after the start`,
  foundBySsm: 'Found by DescribeSessions; no CloudTrail record has told of it yet',
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

  announced: followUps,
  audit,
  ...answers,
};

/** What each language has to say. */
export type Text = typeof en;

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
