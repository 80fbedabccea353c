// The follow-ups in English: in the thread, and in the on-call channel.
import { joinWithSpaces, type TextPart } from '../rich-text.ts';
import { countAttempts } from './texts.ts';

/** The consequence at a deadline; 'passed' after it */
export type Consequence = 'terminated' | 'nothing' | 'passed';

export const followUps = {
  /** For a place without the notice above it */
  theNotice: (channel: TextPart, link: string | undefined): TextPart[] => [
    link === undefined ? 'its notice' : { link, text: 'its notice' },
    ' in ',
    channel,
  ],
  duration: (minutes: number) => {
    if (minutes >= 120) return `${Math.floor(minutes / 60)} hours`;
    return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  },
  note: (note: string) => `Note: ${note}`,
  reason: (reason: string) => `Reason: ${reason}`,
  /** @param then the consequence at `until` */
  reminded: (
    approvers: readonly TextPart[],
    operator: TextPart,
    target: string,
    until: string,
    then: Consequence,
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
  escalated: (
    operator: readonly TextPart[],
    target: string,
    kind: string,
    since: string,
    within: number,
    notice: readonly TextPart[],
    id: TextPart,
  ): TextPart[][] => [
    [
      `⚠️ Not acknowledged within ${within === 1 ? '1 minute' : `${within} minutes`}: `,
      ...operator,
      ` → ${target}, ${kind}, since ${since}.`,
    ],
    ['It will not be terminated automatically. Approvers: press Acknowledge or Terminate on ', ...notice, '.'],
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
    notice: readonly TextPart[],
  ): TextPart[][] => [
    [
      '⚠️ Not terminated: ',
      operator,
      `’s session on ${target} is still connected after ${countAttempts(tries)} to terminate it (requested by `,
      who,
      '). I’ll keep trying.',
    ],
    ['To terminate it by hand, press Terminate again on ', ...notice, ', or run ', command],
  ],
  aliveAgain: (operator: TextPart, target: string, at: string): TextPart[] => [
    'Still connected: ',
    operator,
    `’s session on ${target} was marked as ended by mistake. Session Manager listed it as active at ${at}.`,
  ],
  withdrawn: (who: TextPart, former: TextPart | undefined, operator: TextPart, target: string): TextPart[] => [
    who,
    ' took back the acknowledgement of ',
    operator,
    `’s session on ${target}`,
    ...(former === undefined ? ['.'] : [', which ', former, ' had given.']),
  ],
  expired: (former: TextPart, operator: TextPart, target: string): TextPart[] => [
    'The acknowledgement of ',
    operator,
    `’s session on ${target} has expired: `,
    former,
    ' did not say that it still holds, and nobody took over.',
  ],
  /** @param then the consequence at `until` */
  startsAnew: (until: string, then: Consequence) =>
    ({
      terminated: `The deadline starts anew. Please press Acknowledge by ${until} or it will be terminated.`,
      nothing: `The deadline starts anew. Please press Acknowledge by ${until}.`,
      passed: `The new deadline was ${until}. Please press Acknowledge.`,
    })[then],
  asked: (former: TextPart, operator: TextPart, target: string, duration: string): TextPart[] => [
    former,
    ': ',
    operator,
    ` has been connected to ${target} for ${duration}. Does your acknowledgement still hold? Press Still mine, or let another approver press Take over.`,
  ],
  expires: (until: string, isTerminated: boolean) =>
    `Without an answer by ${until} the acknowledgement expires. Then the session must be acknowledged anew${isTerminated ? ', or it will be terminated' : ''}.`,
  takenOver: (who: TextPart, former: TextPart, operator: TextPart, target: string): TextPart[] => [
    who,
    ' took over the acknowledgement of ',
    operator,
    `’s session on ${target} from `,
    former,
    '.',
  ],
};

/** Addresses a person, but not this app. */
function toWhoAsked(who: TextPart): TextPart[] {
  return typeof who === 'string' ? [] : [who, ': '];
}
