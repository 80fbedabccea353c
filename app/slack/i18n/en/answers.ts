// Private answers, lists and the digest in English.

import type { TextPart } from '../rich-text.ts';

/** The fates of the sessions of a list that one press acknowledges. */
type ListedOutcome = 'acknowledged' | 'vouched' | 'own' | 'already';

export const answers = {
  check: {
    started: 'The checks are running. The result comes here within half a minute.',
    'not-an-approver': 'Only approvers can run the checks.',
    'approvers-unknown': 'I couldn’t get the approver list from Slack. Please try again in a minute.',
    'not-started': 'The checks could not be started. Please try again in a minute.',
  },
  refusal: {
    unknownSession: 'This session is not on record. No change was made.',
    deniedAttempt: 'This was a denied attempt. There is no session to act on.',
    wrongMessage: 'Please use the buttons on the session’s own notice in its channel. No change was made.',
    oldDigest: 'This list is out of date. Please use the latest list or /bastion pending. No change was made.',
    oldPrivateCard: 'This card has expired. Run /bastion pending to get a new one. No change was made.',
    noticeUnrecorded: 'This notice is still being recorded. Please press again in a minute.',
    otherWorkspace: 'Only members of the workspace that runs these bastions can do this. No change was made.',
    workspaceUnknown: 'I couldn’t get your workspace from Slack. No change was made. Please try again in a minute.',
    notAnApprover: 'Only approvers can acknowledge a session. No change was made.',
    approversUnknown: 'I couldn’t get the approver list from Slack. Please try again in a minute.',
    ownSession: 'This is your own session. Somebody else has to acknowledge it.',
    notAllowedToTerminate: 'Only approvers or the operator of the session can terminate it. No change was made.',
    youAlready: (at: string): TextPart[] => [`You already acknowledged this session at ${at}.`],
    somebodyAlready: (who: TextPart, at: string): TextPart[] => [who, ` already acknowledged this session at ${at}.`],
    alreadyTerminating: (who: TextPart, at: string): TextPart[] => [
      'Termination was already requested by ',
      who,
      ` at ${at}. I’m waiting for Session Manager to confirm it.`,
    ],
    alreadyEnded: (at: string) => `This session already ended at ${at}. There is nothing to terminate.`,
    alreadyVouched: (at: string) =>
      `You already pressed at ${at}. A second approver must press too, because the operator’s Slack account is not verified.`,
    nothingToWithdraw: 'No acknowledgement stands, so there is nothing to take back. No change was made.',
    noteRequired: 'Please say why in a few words. No change was made.',
    wordsTooLong:
      'That is too long: at most 500 characters, and 100 for a ticket. Please shorten it and send it again.',
    recordFull:
      'The record of this session is full. It takes no more words, and its acknowledgement can no longer be taken back or taken over. An approver can still acknowledge it without a note, and it can still be terminated.',
    notTheOperator: 'Only the operator can say why they are connected. Approvers can acknowledge with a note.',
    alreadyReasoned: (at: string) => `You already gave a reason at ${at}. The notice shows it.`,
    notAcknowledger: (who: TextPart, at: string): TextPart[] => [
      who,
      ` acknowledged this session at ${at}. To be responsible for it in their place, press Take over.`,
    ],
    terminationRequested: (who: TextPart, at: string): TextPart[] => [
      'The acknowledgement stays as it is: ',
      who,
      ` requested termination at ${at}.`,
    ],
    sessionOver: (at: string) => `The acknowledgement stays as it is: the session ended at ${at}.`,
    reasonTooLate: (at: string) =>
      `This session ended at ${at}, too long ago for its record to take a reason. Please tell an approver.`,
    lapsed: (at: string) => `This session can no longer be acknowledged. The time for it ran out at ${at}.`,
    notAMember: 'Only full members of the workspace can use this. Guests cannot.',
    failed: 'I couldn’t finish this. If the notice does not change, please try again in a minute.',
  },

  list: {
    showMore: 'Show more',
    showFirst: 'Back to the start',
    part: (first: number, last: number, count: number) => `${first}–${last} of ${count}`,
    range: (from: string, to: string) => `${from}–${to}`,
    now: 'now',
    zone: (zone: string) => `Times in ${zone}`,
    expired: (command: string): TextPart[] => ['This list has expired. Run ', { code: command }, ' to see it again.'],
  },

  who: {
    none: 'Nobody is connected to a bastion.',
    title: (count: number) => (count === 1 ? '1 open session' : `${count} open sessions`),
    session: (
      operator: readonly TextPart[],
      target: string,
      kind: string,
      since: string,
      states: readonly (readonly TextPart[])[],
    ): TextPart[] => [
      ...operator,
      ` → ${target}, ${kind}, since ${since}`,
      ...states.flatMap((state) => [', ', ...state]),
    ],
    acknowledgedBy: (who: TextPart): TextPart[] => ['acknowledged by ', who],
    /** While a second approver must press */
    vouchedBy: (who: TextPart): TextPart[] => ['vouched by ', who],
    unacknowledged: 'unacknowledged',
    terminating: 'being terminated',
    more: (count: number) => `… and ${count} more.`,
    live: (at: string) => `According to Session Manager, ${at}`,
    stored: (at: string) => `Session Manager did not respond in time. This list is from ${at} and may be out of date.`,
    storedOfMany: (at: string) =>
      `There are too many sessions to ask Session Manager about all of them. This list is from ${at} and may be out of date.`,
    neverAsked: 'Session Manager did not respond in time. This list shows the stored records and may be out of date.',
  },

  pending: {
    none: 'Nothing to acknowledge.',
    title: (count: number) =>
      count === 1 ? '1 session needs acknowledgement' : `${count} sessions need acknowledgement`,
    session: (
      operator: readonly TextPart[],
      target: string,
      kind: string,
      since: string,
      states: readonly string[],
    ): TextPart[] => [...operator, ` → ${target}, ${kind}, since ${since}, ${states.join(', ')}`],
    live: 'live',
    terminating: 'being terminated',
    unnoticed: 'not announced yet',
    ended: (at: string) => `ended ${at}`,
    unlisted: (at: string) => `not listed by Session Manager since ${at}`,
    acknowledgeBy: (at: string) => `acknowledge by ${at}`,
    acknowledgeByOrTerminate: (at: string) => `acknowledge by ${at} or it will be terminated`,
    escalatedAt: (at: string) => `escalated at ${at}`,
    deadlinePassed: (at: string) => `deadline passed at ${at}`,
    lapses: (at: string) => `can be acknowledged until ${at}`,
    more: (count: number) => `… and ${count} more.`,
    ownOnly: 'Only your own sessions are shown. Approvers and auditors see everyone’s.',
  },

  command: {
    which: 'Which session? Give an id (or its first characters) or an operator’s name. /bastion pending lists them.',
    unknown: (meant: string): TextPart[] => [
      'No open session matches ',
      { code: meant },
      '. /bastion pending lists them.',
    ],
    several: (count: number, meant: string): TextPart[] => [
      count === 1 ? '1 session matches ' : `${count} sessions match `,
      { code: meant },
      '. Choose one:',
    ],
    noneToAcknowledge: (meant: string): TextPart[] => [
      'No session that matches ',
      { code: meant },
      ' can be acknowledged:',
    ],
    noneToTerminate: (meant: string): TextPart[] => [
      'No session that matches ',
      { code: meant },
      ' can be terminated:',
    ],
    acknowledged: (operator: string, target: string) => `Done: you acknowledged ${operator}’s session on ${target}.`,
    requested: (operator: string, target: string) =>
      `Done: you requested termination of ${operator}’s session on ${target}. Its notice will say so once it has ended.`,
  },

  digest: {
    header: (count: number) =>
      count === 1 ? '📋 1 session ended unacknowledged' : `📋 ${count} sessions ended unacknowledged`,
    inOneLine: (header: string, date: string, unacknowledged: number) =>
      `${header}, ${date}. Still unacknowledged: ${unacknowledged}`,
    date: (date: string) => `As of ${date}`,
    hint: 'Acknowledges all except your own sessions',
    session: (operator: readonly TextPart[], target: string, kind: string, times: string, how: string): TextPart[] => [
      ...operator,
      ` → ${target}, ${kind}, ${times}, ${how}`,
    ],
    how: {
      terminated: 'terminated by this app',
      alreadyEnded: 'ended before termination was requested',
      call: (by: string) => `ended by a TerminateSession call from ${by}`,
      maximumDuration: 'probably ended by its maximum duration',
      unknown: 'end cause unknown',
      afterFailure: 'ended after failed attempts to terminate it',
      unlisted: 'no longer listed by Session Manager',
    },
    live: 'still connected',
    acknowledged: (who: TextPart, at: string): TextPart[] => ['acknowledged by ', who, `, ${at}`],
    lapsed: (at: string) => `never acknowledged (closed for acknowledgement ${at})`,
    unacknowledged: 'unacknowledged',
    more: (count: number) => `… and ${count} more: see /bastion pending.`,
    acknowledgeAll: 'Acknowledge all listed',
    done: ({ acknowledged, vouched, own, already }: Readonly<Record<ListedOutcome, number>>) =>
      [
        `Done: ${acknowledged} acknowledged.`,
        vouched > 0 && `${vouched} ${vouched === 1 ? 'needs' : 'need'} a second approver.`,
        own > 0 &&
          `${own} ${own === 1 ? 'is' : 'are'} your own; somebody else has to acknowledge ${own === 1 ? 'it' : 'them'}.`,
        already > 0 && `${already} ${already === 1 ? 'was' : 'were'} already handled.`,
      ]
        .filter(Boolean)
        .join(' '),
  },
};
