// All texts that people read in Slack, in English; those of the notice are in this file. The other languages have the same keys.

import { createUnknownMemberError } from '../../../lib/unknown-member.ts';
import type { Kind } from '../../../session/kind.ts';
import { joinWithSpaces, type TextPart } from '../rich-text.ts';
import { acts } from './acts.ts';
import { answers } from './answers.ts';
import { audit } from './audit.ts';
import { notice } from './notice.ts';

export const en = {
  /** The name of this app where it acts in the place of a person */
  app: 'bastion-ack',
  header: {
    unacknowledged: '🔔 A session has started',
    withdrawn: '🔔 Acknowledgement taken back',
    expired: '🔔 Acknowledgement expired',
    acknowledged: '✅ Session acknowledged',
    terminating: '✂️ Session is being terminated',
    terminatingUnacknowledged: '✂️ Session is being terminated (unacknowledged)',
    stillConnected: '⚠️ Not terminated: still connected',
    endedUnacknowledged: '🔔 Session ended (unacknowledged)',
    terminatedUnacknowledged: '✂️ Session terminated (unacknowledged)',
    ended: '⚪ Session ended',
    terminated: '✂️ Session terminated',
    lapsed: '⚪ Session ended, never acknowledged',
    unlisted: '⚪ Session no longer listed by Session Manager',
    unlistedUnacknowledged: '🔔 Session no longer listed by Session Manager (unacknowledged)',
    denied: '⛔ Access denied: no session was started',
    failed: '⛔ Start failed: no session was started',
  },
  /** The notification of a notice */
  inOneLine: (
    header: string,
    operator: readonly TextPart[],
    target: string,
    kind: string,
    times: readonly string[],
  ): TextPart[] => [`${header}: `, ...operator, ` → ${target}, ${kind}. ${times.join('. ')}`],
  deniedInOneLine: (header: string, operator: string, target: string, attempts: string) =>
    `${header}: ${operator} → ${target}. ${attempts}`,
  trial: '[TRIAL]',
  trialNote: 'Test notice from a local machine. No real host is involved.',
  repeated: '[POSSIBLY REPEATED]',
  repeatedNote: 'An earlier attempt may have arrived. This app is not allowed to read the channel, so it cannot check.',
  acknowledge: 'Acknowledge',
  terminate: 'Terminate',
  confirmTitle: 'Terminate this session?',
  confirmText: (operator: string, target: string) =>
    `${operator}’s session on ${target} ends immediately. Unsaved work will be lost.`,
  confirmYes: 'Terminate',
  confirmNo: 'Cancel',

  kind: (kind: Kind): string => {
    switch (kind.type) {
      case 'shell':
        return 'Shell';
      case 'ssh':
        return kind.port === undefined || kind.port === 22 ? 'SSH' : `SSH on port ${kind.port}`;
      case 'remote-desktop':
        return kind.host === undefined ? 'Remote desktop' : `Remote desktop on ${kind.host}`;
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
        return 'Session with an unreadable document';
      default:
        throw createUnknownMemberError('the kind', kind);
    }
  },

  started: (at: string) => `Started: ${at}`,
  acknowledgeBy: (at: string) => `Acknowledge by ${at}`,
  acknowledgeByOrTerminate: (at: string) => `Acknowledge by ${at} or it will be terminated`,
  escalatedAt: (at: string) => `Not acknowledged in time; escalated at ${at}`,
  deadlinePassed: (at: string) => `Not acknowledged in time; the deadline passed at ${at}`,
  postponed: (at: string) => `Termination postponed to ${at}: not everyone could be warned, or could respond, in time.`,
  ended: (at: string) => `Ended: ${at}`,
  unlistedSince: (at: string) => `Not listed by Session Manager since ${at}`,
  endedHow: {
    terminated: 'Terminated by this app.',
    alreadyEnded: 'It had already ended when termination was requested.',
    call: (by: string) => `Ended by a TerminateSession call from ${by}.`,
    maximumDuration: 'Probably ended by its maximum duration.',
    unknown: 'End cause unknown. The operator may have left, it may have been idle, or the connection was lost.',
    afterFailure: 'It ended after failed attempts to terminate it.',
    unlisted: 'Session Manager no longer lists it. How it ended is unknown.',
  },
  acknowledgedBy: (who: TextPart, at: string): TextPart[] => ['Acknowledged by ', who, `, ${at}`],
  afterTermination: ' (after termination was requested)',
  fourEyesUnverified: 'Four-eyes check unverified: the operator’s Slack account is not verified.',
  terminationBy: (who: TextPart, at: string): TextPart[] => ['Termination requested by ', who, `, ${at}`],
  terminationByApp: {
    deadline: (at: string) => `bastion-ack requested termination at ${at}: nobody acknowledged it in time.`,
    'no-notice': (at: string) => `bastion-ack requested termination at ${at}: it could not be announced in time.`,
  },
  aliveAgain: (at: string) =>
    `Marked as ended by mistake; still connected. Session Manager listed it as active at ${at}.`,
  failedAfter: (tries: number, at: string) =>
    `${countAttempts(tries)} failed; the session was still connected at ${at}. Press Terminate to try again, or terminate it in the AWS console.`,
  lapsedAt: (at: string) => `Nobody acknowledged it; the time for it ran out at ${at}.`,
  approvers: (who: readonly TextPart[]): TextPart[] => ['For: ', ...joinWithSpaces(who)],

  sourceIp: (ip: string) => `Source IP: ${ip}`,
  reason: (reason: string) => `Reason: ${reason}`,
  late: (minutes: number) => `Late notice: ${minutes} min after the start`,
  foundBySsm: 'Found by DescribeSessions; its CloudTrail record has not arrived yet',
  account: (account: string, region: string) => `Account ${account}, ${region}`,
  instance: (id: string) => `Instance: ${id}`,
  session: 'Session',
  unverifiedName: 'The caller chose this name; IAM does not verify it',
  noCommandLog: 'Session Manager keeps no command log of this kind of session',

  attempts: (count: number, more: boolean, first: string, last: string) =>
    count === 1
      ? `1 attempt: ${first}`
      : `${more ? 'More than ' : ''}${count} attempts: ${first === last ? first : `${first} to ${last}`}`,
  noTarget: 'no instance named',
  refusedWith: (error: string) => `AWS response: ${error}`,
  nothingToDo: 'Nothing is connected. If you didn’t expect this, check with the operator.',

  acts,
  notice,
  audit,
  ...answers,
};

export function countAttempts(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

/** The texts that each language has. */
export type Text = typeof en;
