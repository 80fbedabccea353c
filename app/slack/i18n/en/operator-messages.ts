// The direct messages to the operator in English. They stand in one thread.
import type { TextPart } from '../rich-text.ts';
import type { Consequence } from './follow-ups.ts';

export const operatorMessages = {
  /** In one line, because the modal to say why repeats the first */
  noticed: (target: string, kind: string, since: string) =>
    `Your session on ${target} (${kind}, since ${since}) is announced.`,
  /** @param then the consequence at `until` */
  deadline: (until: string, then: Consequence) =>
    ({
      terminated: `You can go on working. An approver should acknowledge it by ${until}; if nobody does, I’ll warn you here before it is terminated.`,
      nothing: `You can go on working. An approver should acknowledge it by ${until}.`,
      passed: `You can go on working. An approver should have acknowledged it by ${until}, and is being reminded.`,
    })[then],
  acknowledgedAlready: (who: TextPart): TextPart[] => [who, ' has acknowledged it already. You can go on working.'],
  ended: (at: string) => `It ended at ${at}.`,
  unlisted: (at: string) => `Session Manager has not listed it since ${at}.`,
  terminating: 'Its termination has been requested. Please save your work now.',
  pleaseSayWhy: 'Please say once why you are connected, so that nobody has to ask you. Approvers see it on the notice.',
  acknowledged: (who: TextPart, target: string, at: string): TextPart[] => [
    who,
    ` acknowledged your session on ${target} at ${at}. You can go on working.`,
  ],
  postponed: (target: string, until: string) =>
    `Nobody has acknowledged your session on ${target} yet, and not everyone could be warned or respond in time. It will not be terminated before ${until}.`,
  escalated: (target: string, isTold: boolean) =>
    `Nobody acknowledged your session on ${target} in time${isTold ? ', so the on-call channel has been told' : ''}. It will not be terminated automatically, and you can go on working.`,
  askApprover: (notice: readonly TextPart[]): TextPart[] => [
    'Ask an approver to press Acknowledge on ',
    ...notice,
    '.',
  ],
  warned: (target: string, kind: string, since: string, terminateAt: string) =>
    `Nobody has acknowledged your session on ${target} yet (${kind}, since ${since}). It will be terminated at ${terminateAt} unless an approver acknowledges it first.`,
  saveWork: (notice: readonly TextPart[]): TextPart[] => [
    'Ask an approver to press Acknowledge on ',
    ...notice,
    ', and save your work.',
  ],
  session: (id: TextPart): TextPart[] => ['Session: ', id],
  requested: (who: TextPart, target: string): TextPart[] => [
    who,
    ` requested termination of your session on ${target}. It ends within moments.`,
  ],
  requestedByApp: {
    deadline: (target: string) =>
      `Nobody acknowledged your session on ${target} in time, so bastion-ack is terminating it.`,
    'no-notice': (target: string) =>
      `Your session on ${target} could not be announced in time, so bastion-ack is terminating it.`,
  },
  withdrawn: (who: TextPart, target: string): TextPart[] => [
    who,
    ` took back the acknowledgement of your session on ${target}.`,
  ],
  expired: (target: string) =>
    `The acknowledgement of your session on ${target} has expired: no approver said that it still holds.`,
  more: (notice: readonly TextPart[]): TextPart[] => ['More on ', ...notice, '.'],
};
