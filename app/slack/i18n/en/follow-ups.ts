// What is told beside the notice, in English: in its thread, to those on call, and to the operator alone.
import { joinWithSpaces, type TextPart } from '../rich-text.ts';

export const followUps = {
  /** @param then what comes of it at `until`; 'passed' when that is over */
  reminded: (
    approvers: readonly TextPart[],
    operator: TextPart,
    target: string,
    until: string,
    then: 'cut' | 'nothing' | 'passed',
  ): TextPart[] => [
    ...joinWithSpaces(approvers),
    approvers.length === 0 ? 'Nobody has acknowledged the session of ' : ': nobody has acknowledged the session of ',
    operator,
    ` on ${target} yet. `,
    {
      cut: `Please press Acknowledge by ${until}, or it is cut then.`,
      nothing: `Please press Acknowledge by ${until}.`,
      passed: `The deadline was ${until}. Please press Acknowledge.`,
    }[then],
  ],
  warned: (operator: TextPart, target: string, terminateAt: string): TextPart[] => [
    operator,
    `: nobody has acknowledged your session on ${target} yet. It is cut at ${terminateAt}, unless an approver presses Acknowledge before. Please save your work.`,
  ],
  /** To the operator alone, who may see no notice */
  warnedAlone: (
    target: string,
    kind: string,
    since: string,
    terminateAt: string,
    notice: TextPart,
    id: TextPart,
  ): TextPart[][] => [
    [
      `Nobody has acknowledged your session on ${target} yet (${kind}, since ${since}). It is cut at ${terminateAt}, unless somebody does.`,
    ],
    ['Ask an approver to press Acknowledge on its notice in ', notice, ', and save your work.'],
    ['Session: ', id],
  ],
  escalated: (
    operator: TextPart,
    target: string,
    kind: string,
    since: string,
    within: number,
    notice: TextPart,
    id: TextPart,
  ): TextPart[][] => [
    [
      `⚠️ Not acknowledged within ${within === 1 ? '1 minute' : `${within} minutes`}: `,
      operator,
      ` → ${target}, ${kind}, since ${since}.`,
    ],
    ['It is not cut by itself. Approvers: press Acknowledge or Terminate on its notice in ', notice, '.'],
    ['Session: ', id],
  ],
  requested: (who: TextPart, operator: TextPart, target: string): TextPart[] => [
    who,
    ' asked to terminate the session of ',
    operator,
    ` on ${target}. I tell you here when it is over.`,
  ],
  requestedByApp: {
    deadline: (operator: TextPart, target: string): TextPart[] => [
      'Nobody acknowledged the session of ',
      operator,
      ` on ${target} in time, so bastion-ack is terminating it. I tell you here when it is over.`,
    ],
    'no-notice': (operator: TextPart, target: string): TextPart[] => [
      'The session of ',
      operator,
      ` on ${target} could not be announced in time, so bastion-ack is terminating it. I tell you here when it is over.`,
    ],
  },
  cut: (who: TextPart, operator: TextPart, target: string, at: string): TextPart[] => [
    'Terminated: the session of ',
    operator,
    ` on ${target} ended at ${at}, as requested by `,
    who,
    '.',
  ],
  alreadyOver: (who: TextPart, operator: TextPart, target: string, at: string): TextPart[] => [
    'It was already over: the session of ',
    operator,
    ` on ${target} had ended at ${at}, before `,
    who,
    ' asked.',
  ],
  overInTheEnd: (who: TextPart, operator: TextPart, target: string, at: string): TextPart[] => [
    ...toWhoAsked(who),
    operator,
    ` on ${target}, which was still connected, is over. It ended at ${at}.`,
  ],
  lost: (operator: TextPart, target: string, since: string): TextPart[] => [
    'SSM lists the session of ',
    operator,
    ` on ${target} nowhere any more, since ${since}. How it ended is not known.`,
  ],
  stillConnected: (
    who: TextPart,
    operator: TextPart,
    target: string,
    tries: number,
    command: TextPart,
  ): TextPart[][] => [
    [
      ...toWhoAsked(who),
      operator,
      ` on ${target} is still connected, though SSM was asked ${times(tries)} to end it. SSM goes on being asked.`,
    ],
    ['To cut it by hand, press Terminate again, or run ', command],
  ],
  /** Where there is no notice above it */
  stillConnectedElsewhere: (
    who: TextPart,
    operator: TextPart,
    target: string,
    tries: number,
    command: TextPart,
    notice: TextPart,
  ): TextPart[][] => [
    [
      '⚠️ Not terminated: the session of ',
      operator,
      ` on ${target} is still connected, though SSM was asked ${times(tries)} to end it, as requested by `,
      who,
      '. SSM goes on being asked.',
    ],
    ['To cut it by hand, press Terminate again on its notice in ', notice, ', or run ', command],
  ],
  aliveAgain: (operator: TextPart, target: string, at: string): TextPart[] => [
    'Still connected after all: the session of ',
    operator,
    ` on ${target} had been taken for over, and SSM lists it as active, ${at}.`,
  ],
};

/** A person is spoken to; this program is not. */
function toWhoAsked(who: TextPart): TextPart[] {
  return typeof who === 'string' ? ['The session of '] : [who, ': the session of '];
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
