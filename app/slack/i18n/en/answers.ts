// What one person alone is told, and the daily list, in English.
import type { TextPart } from '../rich-text.ts';

export const answers = {
  refusal: {
    unknownSession: 'I do not know this session. Nothing was changed.',
    deniedAttempt: 'This was a denied attempt: there is no session to act on.',
    wrongMessage: 'Please use the buttons of the session’s own notice in its channel. Nothing was changed.',
    oldDigest: 'This list is an old one. Please use the latest list, or /bastion pending. Nothing was changed.',
    oldCard: 'This card is too old. Please ask for it again with /bastion pending. Nothing was changed.',
    noticeUnrecorded: 'This notice is still being recorded. Please press again in a minute.',
    otherWorkspace: 'Only members of the workspace that runs these bastions can do this. Nothing was changed.',
    workspaceUnknown:
      'Slack did not tell me just now which workspace you belong to. Nothing was changed. Please try again in a minute.',
    notAnApprover: 'Only approvers can acknowledge a session. Nothing was changed.',
    approversUnknown: 'Slack did not tell me just now who the approvers are. Please try again in a minute.',
    ownSession: 'This is your own session: somebody else has to acknowledge it.',
    notAllowedToTerminate: 'Only approvers, or the operator of the session, can terminate it. Nothing was changed.',
    youAlready: (at: string): TextPart[] => [`You already acknowledged at ${at}.`],
    somebodyAlready: (who: TextPart, at: string): TextPart[] => [who, ` was first and acknowledged at ${at}.`],
    alreadyTerminating: (who: TextPart, at: string): TextPart[] => [
      'Termination was already requested by ',
      who,
      ` at ${at}. It is being confirmed.`,
    ],
    alreadyEnded: (at: string) => `This session was already over at ${at}. There is nothing left to cut.`,
    lapsed: (at: string) => `The time to acknowledge is over: this session was closed at ${at}.`,
    notAMember: 'This is for full members of the workspace. Guests cannot use it.',
    failed: 'I could not finish this. If the notice shows nothing new, please try again in a minute.',
  },

  list: {
    showMore: 'Show more',
    showFirst: 'Back to the beginning',
    part: (first: number, last: number, count: number) => `${first}–${last} of ${count}`,
    expired: (command: string): TextPart[] => ['This list has expired. Type ', { code: command }, ' to see it again.'],
  },

  who: {
    none: 'Nobody is connected to a bastion now.',
    title: (count: number) => (count === 1 ? '1 session now' : `${count} sessions now`),
    session: (
      operator: string,
      target: string,
      kind: string,
      since: string,
      states: readonly (readonly TextPart[])[],
    ): TextPart[] => [
      '• ',
      { bold: operator },
      ` → ${target}, ${kind}, since ${since}`,
      ...states.flatMap((state) => [', ', ...state]),
    ],
    acknowledgedBy: (who: TextPart): TextPart[] => ['acknowledged by ', who],
    unacknowledged: 'not acknowledged',
    terminating: 'being terminated',
    more: (count: number) => `… and ${count} more.`,
    live: (at: string) => `As SSM says, ${at}`,
    stored: (at: string) => `SSM did not answer in time: this is as SSM said it at ${at}. It may be out of date.`,
    storedOfMany: (at: string) =>
      `There are too many sessions to wait for all that SSM lists: this is as SSM said it at ${at}. It may be out of date.`,
    neverAsked: 'SSM did not answer in time, and has not been asked before: this is what was stored.',
  },

  pending: {
    none: 'Nothing waits for an acknowledgement.',
    title: (count: number) =>
      count === 1 ? '1 session waits for an acknowledgement' : `${count} sessions wait for an acknowledgement`,
    session: (operator: string, target: string, kind: string, since: string, states: readonly string[]): TextPart[] => [
      { bold: operator },
      ` → ${target}, ${kind}, since ${since}, ${states.join(', ')}`,
    ],
    live: 'live',
    terminating: 'being terminated',
    unannounced: 'not announced yet',
    ended: (at: string) => `ended ${at}`,
    gone: (at: string) => `not listed by SSM since ${at}`,
    answerBy: (at: string) => `acknowledge by ${at}`,
    answerByOrCut: (at: string) => `acknowledge by ${at}, or it is cut`,
    escalatedAt: (at: string) => `escalated at ${at}`,
    deadlinePassed: (at: string) => `the deadline passed at ${at}`,
    lapses: (at: string) => `can be acknowledged until ${at}`,
    more: (count: number) => `… and ${count} more.`,
    ownOnly: 'This is about your own sessions only; approvers and auditors see those of everybody.',
  },

  command: {
    which: 'Which session? Give its id, how the id begins, or the name of its operator: /bastion pending lists them.',
    unknown: (meant: string): TextPart[] => [
      'I know no open session by ',
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
    acknowledged: (operator: string, target: string) =>
      `Done: you acknowledged the session of ${operator} on ${target}.`,
    requested: (operator: string, target: string) =>
      `Done: you asked to terminate the session of ${operator} on ${target}. Its notice tells when it is over.`,
  },

  digest: {
    header: (count: number) =>
      count === 1 ? '📋 1 session ended unacknowledged' : `📋 ${count} sessions ended unacknowledged`,
    inOneLine: (header: string, date: string, waiting: number) => `${header}, ${date}. Still waiting: ${waiting}`,
    date: (date: string) => `As of ${date}`,
    hint: 'One press acknowledges all of them but your own',
    session: (operator: string, target: string, kind: string, from: string, to: string, how: string): TextPart[] => [
      '• ',
      { bold: operator },
      ` → ${target}, ${kind}, ${from} – ${to}, ${how}`,
    ],
    how: {
      cut: 'terminated by this app',
      alreadyOver: 'over before termination was requested',
      call: (by: string) => `ended by a TerminateSession call of ${by}`,
      maximumDuration: 'probably ended by its maximum duration',
      unknown: 'why it ended is not known',
      inTheEnd: 'over, after it could not be cut at first',
      gone: 'how it ended is not known',
    },
    live: 'still connected after all',
    now: 'now',
    acknowledged: (who: TextPart, at: string): TextPart[] => ['acknowledged by ', who, `, ${at}`],
    lapsed: (at: string) => `never acknowledged, closed ${at}`,
    waiting: 'not acknowledged',
    more: (count: number) => `… and ${count} more: see /bastion pending.`,
    acknowledgeAll: 'Acknowledge all listed',
    done: (acknowledged: number, own: number, already: number) =>
      [
        `Done: ${acknowledged} acknowledged.`,
        own > 0 && `${own} ${own === 1 ? 'is' : 'are'} your own, for somebody else to acknowledge.`,
        already > 0 && `${already} ${already === 1 ? 'was' : 'were'} answered already.`,
      ]
        .filter(Boolean)
        .join(' '),
  },

  help: {
    title: 'What /bastion can do',
    unknown: (word: string): TextPart[] => ['I don’t know ', { code: word }, '.'],
    suggestion: (command: string): TextPart[] => ['Did you mean ', { code: command }, '?'],
    lines: [
      ['/bastion', 'what waits for an acknowledgement, and who is on the bastions now'],
      ['/bastion pending', 'what waits for an acknowledgement, the soonest deadline first'],
      ['/bastion who', 'who is on the bastions now'],
      ['/bastion history', 'the sessions of the last 7 days; add a name or a target, and a number of days'],
      ['/bastion acknowledge <session>', 'the card of one session, to acknowledge it'],
      ['/bastion terminate <session>', 'the card of one session, to cut it'],
      ['/bastion export <days>', 'the sessions of a month or of days as a file, for auditors; add csv or jsonl'],
      ['/bastion help', 'this text'],
    ] as readonly (readonly [string, string])[],
    session: '<session> is its id, how the id begins, or the name of its operator.',
    buttons: 'Acknowledge and Terminate are the buttons of each notice in the channel.',
  },
};
