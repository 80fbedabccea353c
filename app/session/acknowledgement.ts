// The acknowledgement that stands, folded from the events that give, keep, take over and end it.
import { createMisplacedEventError } from './denied.ts';
import type { Event, FourEyes, Operator, Via } from './event.ts';
import { judgeFourEyes } from './operator.ts';
import type { EventRef, Session } from './session.ts';

/** A person's act, and the words that came with it. */
export interface Words {
  readonly by: string;
  readonly at: string;
  readonly via?: Via | undefined;
  readonly note?: string | undefined;
}

export interface Acknowledgement extends Words {
  readonly fourEyes: FourEyes;
  readonly afterTermination: boolean;
  /** Another approver who pressed before: one of the two cannot be the operator */
  readonly vouchedBy?: string | undefined;
  readonly takenOverFrom?: string | undefined;
  /** ISO time at which its giver last said that it still holds */
  readonly confirmedAt?: string | undefined;
  /** The question whether it still holds, while nobody has answered */
  readonly asked?: EventRef | undefined;
}

export interface Reopening {
  readonly how: 'withdrawn' | 'expired';
  /** A Slack user, or "app" */
  readonly by: string;
  readonly at: string;
  readonly note?: string | undefined;
  /** The person whose acknowledgement it was */
  readonly former: string;
}

export function toWords({ by, at, via, note }: Words): Words {
  return { by, at, via, note };
}

/**
 * True after the first of two presses. It is judged by the session: a press that comes again, or whose own write timed out,
 * does nothing new, and stands all the same.
 */
export function needsSecondApprover({ acknowledged, vouched }: Pick<Session, 'acknowledged' | 'vouched'>): boolean {
  return acknowledged === undefined && vouched !== undefined;
}

/**
 * Reminder, warning and deadline start anew, as for a session that nobody has acknowledged yet. The first of two presses
 * has moved none of them, and neither does its end.
 */
export function reopen(
  session: Session,
  event: Extract<Event, { type: 'acknowledgementWithdrawn' | 'acknowledgementExpired' }>,
  how: Reopening['how'],
): Session {
  const { acknowledged: standing, vouched } = session;
  if (standing === undefined && vouched === undefined) throw createMisplacedEventError(event);
  if (standing === undefined) return { ...session, vouched: undefined };
  const { by, at } = event;
  const note = event.type === 'acknowledgementWithdrawn' ? event.note : undefined;
  const anew = { reminded: undefined, warned: undefined, escalated: undefined, postponedUntil: undefined };
  const reopened = { how, by, at, note, former: standing.by };
  return { ...session, ...anew, acknowledged: undefined, vouched: undefined, reopened };
}

export function changeAcknowledgement(
  session: Session,
  event: Event,
  change: (former: Acknowledgement) => Acknowledgement,
): Session {
  if (session.acknowledged === undefined) throw createMisplacedEventError(event);
  return { ...session, acknowledged: change(session.acknowledged) };
}

export function foldReconfirmation(
  former: Acknowledgement,
  event: Extract<Event, { type: 'reconfirmed' }>,
): Acknowledgement {
  const { by, at, via, fourEyes, takenOverFrom } = event;
  if (takenOverFrom === undefined) return { ...former, fourEyes, confirmedAt: at, asked: undefined };
  // Two have pressed if the former one was vouched for: they, and now this person.
  const vouchedBy = former.vouchedBy === undefined ? undefined : former.by;
  return { by, at, via, fourEyes, afterTermination: false, vouchedBy, takenOverFrom };
}

/** Judged anew when a late source tells more of the operator. */
export function judgeGiven({ by, vouchedBy }: Acknowledgement, operator: Operator): FourEyes {
  if (vouchedBy !== undefined) return 'verified';
  return by === operator.slackUser ? 'unverified' : judgeFourEyes(operator);
}
