// The words of a notice about who acknowledges, why, and back again, in English.
import type { TextPart } from '../rich-text.ts';

export const notice = {
  unverified: ' (name unverified)',
  said: (reason: string) => `Reason given by the operator: ${reason}`,
  /** To the operator themselves */
  saidByYou: (reason: string) => `Your reason: ${reason}`,
  saidWhen: (ticket: string | undefined, at: string) =>
    ticket === undefined ? `Said at ${at}` : `Ticket: ${ticket}, said at ${at}`,
  acknowledgementNote: (note: string) => `Approver’s note: ${note}`,
  terminationNote: (note: string) => `Reason for the termination: ${note}`,
  withdrawalNote: (note: string) => `Reason for taking it back: ${note}`,
  vouchedBy: (who: TextPart, at: string): TextPart[] => [
    'Vouched by ',
    who,
    `, ${at}; a second approver must press Acknowledge too`,
  ],
  afterVouching: (who: TextPart): TextPart[] => [', vouched by ', who],
  takenOverFrom: (who: TextPart): TextPart[] => [', taken over from ', who],
  confirmedAt: (at: string) => `, confirmed at ${at}`,
  askedAt: (at: string) => `Asked in the thread at ${at} if the acknowledgement still holds`,
  withdrawn: (who: TextPart, at: string): TextPart[] => [who, ` took back the acknowledgement at ${at}`],
  withdrawnFor: (who: TextPart, former: TextPart, at: string): TextPart[] => [
    who,
    ' took back the acknowledgement of ',
    former,
    ` at ${at}`,
  ],
  expired: (former: TextPart, at: string): TextPart[] => [
    'The acknowledgement of ',
    former,
    ` expired at ${at}: nobody said that it still holds`,
  ],
  sessionLog: 'Open the session’s log',
  rowLink: (link: string): TextPart[] => [', ', { link, text: 'notice' }],

  menu: {
    note: 'Acknowledge with a note…',
    reason: 'Terminate with a reason…',
    withdraw: 'Take back the acknowledgement…',
  },
  stillMine: 'Still mine',
  takeOver: 'Take over',
  sayWhy: 'Say why',
  /** Read aloud in the place of a button's text */
  label: {
    acknowledge: (operator: string, target: string) => `Acknowledge ${operator}’s session on ${target}`,
    terminate: (operator: string, target: string) => `Terminate ${operator}’s session on ${target}`,
    stillMine: (operator: string, target: string) => `Still mine: ${operator}’s session on ${target}`,
    takeOver: (operator: string, target: string) => `Take over ${operator}’s session on ${target}`,
    sayWhy: (operator: string, target: string) => `Say why: ${operator}’s session on ${target}`,
  },
};
