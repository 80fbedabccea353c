// The follow-ups in English: in the thread, to the on-call channel, and to the operator.
import { joinWithSpaces, type TextPart } from '../rich-text.ts';

export const followUps = {
  /** @param then the consequence at `until`; 'passed' after it */
  reminded: (
    approvers: readonly TextPart[],
    operator: TextPart,
    target: string,
    until: string,
    then: 'terminated' | 'nothing' | 'passed',
  ): TextPart[] => [
    ...joinWithSpaces(approvers),
    approvers.length === 0 ? 'Nobody has acknowledged ' : ': nobody has acknowledged ',
    operator,
    `’s session on ${target} yet. `,
    {
      terminated: `Please press Acknowledge by ${until} or it will be terminated.`,
      nothing: `Please press Acknowledge by ${until}.`,
      passed: `The deadline was ${until}. Please press Acknowledge.`,
    }[then],
  ],
  warned: (operator: TextPart, target: string, terminateAt: string): TextPart[] => [
    operator,
    `: nobody has acknowledged your session on ${target} yet. It will be terminated at ${terminateAt} unless an approver acknowledges it first. Please save your work.`,
  ],
  /** For the operator, who may not see the notice */
  warnedAlone: (
    target: string,
    kind: string,
    since: string,
    terminateAt: string,
    notice: TextPart,
    id: TextPart,
  ): TextPart[][] => [
    [
      `Nobody has acknowledged your session on ${target} yet (${kind}, since ${since}). It will be terminated at ${terminateAt} unless an approver acknowledges it first.`,
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
    [
      'It will not be terminated automatically. Approvers: press Acknowledge or Terminate on its notice in ',
      notice,
      '.',
    ],
    ['Session: ', id],
  ],
  requested: (who: TextPart, operator: TextPart, target: string): TextPart[] => [
    who,
    ' requested termination of ',
    operator,
    `’s session on ${target}. I’ll post here when it has ended.`,
  ],
  requestedByApp: {
    deadline: (operator: TextPart, target: string): TextPart[] => [
      'Nobody acknowledged ',
      operator,
      `’s session on ${target} in time, so bastion-ack is terminating it. I’ll post here when it has ended.`,
    ],
    'no-notice': (operator: TextPart, target: string): TextPart[] => [
      operator,
      `’s session on ${target} could not be announced in time, so bastion-ack is terminating it. I’ll post here when it has ended.`,
    ],
  },
  terminated: (who: TextPart, operator: TextPart, target: string, at: string): TextPart[] => [
    'Terminated: ',
    operator,
    `’s session on ${target} ended at ${at}, as requested by `,
    who,
    '.',
  ],
  alreadyEnded: (who: TextPart, operator: TextPart, target: string, at: string): TextPart[] => [
    'Already ended: ',
    operator,
    `’s session on ${target} ended at ${at}, before `,
    who,
    ' requested termination.',
  ],
  endedAfterFailure: (who: TextPart, operator: TextPart, target: string, at: string): TextPart[] => [
    ...toWhoAsked(who),
    operator,
    `’s session on ${target} could not be terminated at first. It ended at ${at}.`,
  ],
  unlisted: (operator: TextPart, target: string, since: string): TextPart[] => [
    operator,
    `’s session on ${target} has not been listed by Session Manager since ${since}. How it ended is unknown.`,
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
      `’s session on ${target} is still connected after ${countAttempts(tries)} to terminate it. I’ll keep trying.`,
    ],
    ['To terminate it by hand, press Terminate again, or run ', command],
  ],
  /** For a place without a notice above it */
  stillConnectedElsewhere: (
    who: TextPart,
    operator: TextPart,
    target: string,
    tries: number,
    command: TextPart,
    notice: TextPart,
  ): TextPart[][] => [
    [
      '⚠️ Not terminated: ',
      operator,
      `’s session on ${target} is still connected after ${countAttempts(tries)} to terminate it (requested by `,
      who,
      '). I’ll keep trying.',
    ],
    ['To terminate it by hand, press Terminate again on its notice in ', notice, ', or run ', command],
  ],
  aliveAgain: (operator: TextPart, target: string, at: string): TextPart[] => [
    'Still connected: ',
    operator,
    `’s session on ${target} was marked as ended by mistake. Session Manager listed it as active at ${at}.`,
  ],
};

/** Addresses a person, but not this app. */
function toWhoAsked(who: TextPart): TextPart[] {
  return typeof who === 'string' ? [] : [who, ': '];
}

export function countAttempts(count: number): string {
  return count === 1 ? '1 attempt' : `${count} attempts`;
}
