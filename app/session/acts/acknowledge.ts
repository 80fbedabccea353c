// An acknowledgement: given, taken back, kept, and taken over.
import type { Event } from '../event.ts';
import { isOperator, judgeFourEyes } from '../operator.ts';
import type { Outline, Session } from '../session.ts';
import {
  type ActDecision,
  type Actor,
  isRoomy,
  type Refused,
  refuse,
  refuseOtherMessage,
  refuseWords,
  viaOf,
} from './act.ts';

/** `require`: two approvers must press where the operator's Slack account is unknown or unverified. */
export type FourEyesPolicy = 'record' | 'require';

/** Acknowledgements of one session, those that were taken over included: an item is bounded. */
export const MAX_ACKNOWLEDGEMENTS = 20;

/** The first of two approvers vouches, if two must press: one of them cannot be the operator. */
export function acknowledge(
  session: Session,
  actor: Actor,
  note: string | undefined,
  policy: FourEyesPolicy,
): ActDecision {
  const refused = refuseAcknowledgement(session, actor) ?? refuseWords(session, note);
  if (refused) return refused;
  const given = { via: viaOf(actor), note };
  const fourEyes = judgeFourEyes(session.operator);
  const vouched = findVouch(session);
  if (policy === 'require' && fourEyes === 'unverified' && vouched === undefined) {
    return { event: { type: 'vouched', ...given } };
  }
  const afterTermination = session.termination !== undefined;
  const event = { type: 'acknowledged', fourEyes, afterTermination, ...given } as const;
  return { event: vouched ? { ...event, fourEyes: 'verified', vouchedBy: vouched.by } : event };
}

/** The first press counts no more if a later source says that the operator gave it. */
function findVouch({ vouched, operator }: Session): Session['vouched'] {
  return vouched && isOperator(operator, vouched.by) ? undefined : vouched;
}

export function refuseAcknowledgement(session: Outline, actor: Actor): Refused | undefined {
  const refused = refuseOtherMessage(session, actor) ?? refuseApproval(session, actor);
  if (refused) return refused;
  const { acknowledged, vouched, lapsedAt } = session;
  if (acknowledged) {
    const { by, at } = acknowledged;
    return { refusal: { reason: 'already-acknowledged', by, at, yours: by === actor.userId } };
  }
  if (lapsedAt) return { refusal: { reason: 'lapsed', at: lapsedAt } };
  return vouched?.by === actor.userId ? { refusal: { reason: 'already-vouched', at: vouched.at } } : undefined;
}

/** Takes back what stands: an acknowledgement, or the first of two presses. Deadlines start anew. */
export function withdraw(session: Session, actor: Actor, note: string | undefined): ActDecision {
  const misplaced = refuseOtherMessage(session, actor);
  if (misplaced) return misplaced;
  const standing = session.acknowledged ?? session.vouched;
  const isOwn = standing?.by === actor.userId;
  const refused =
    (isOwn ? undefined : refuseApproval(session, actor)) ??
    refuseOver(session) ??
    (standing === undefined ? refuse('nothing-to-withdraw') : undefined) ??
    (isOwn || note !== undefined ? undefined : refuse('note-required')) ??
    refuseWords(session, note) ??
    refuseOneMore(session);
  return refused ?? { event: { type: 'acknowledgementWithdrawn', via: viaOf(actor), note } };
}

/**
 * Keeps the acknowledgement, or takes it over. Where none stands any more, the person gives one: whoever says that they
 * are responsible is on record.
 */
export function reconfirm(
  session: Session,
  actor: Actor,
  act: 'still-mine' | 'take-over',
  policy: FourEyesPolicy,
): ActDecision {
  const { acknowledged, operator } = session;
  const refused = refuseOtherMessage(session, actor) ?? refuseApproval(session, actor) ?? refuseOver(session);
  if (refused) return refused;
  if (acknowledged === undefined) return acknowledge(session, actor, undefined, policy);
  const { by, at, asked, fourEyes, vouchedBy } = acknowledged;
  if (by === actor.userId) {
    return { event: asked && { type: 'reconfirmed', via: viaOf(actor), fourEyes } };
  }
  if (act === 'still-mine') return { refusal: { reason: 'not-acknowledger', by, at } };
  const full = refuseOneMore(session);
  if (full) return full;
  // Two have pressed if the former one was vouched for: they and whoever takes over.
  const judged = vouchedBy === undefined ? judgeFourEyes(operator) : 'verified';
  return { event: { type: 'reconfirmed', via: viaOf(actor), fourEyes: judged, takenOverFrom: by } };
}

/** @returns why the person may not approve this session at all */
function refuseApproval({ operator }: Outline, { userId, approver }: Actor): Refused | undefined {
  if (isOperator(operator, userId)) return refuse('own-session');
  if (approver === 'yes') return undefined;
  return refuse(approver === 'no' ? 'not-an-approver' : 'approvers-unknown');
}

/** The acknowledgement of a session that is over, or about to be, stays as it is. */
function refuseOver({ ended, termination }: Session): Refused | undefined {
  if (ended) return { refusal: { reason: 'session-over', at: ended.at } };
  if (termination === undefined) return undefined;
  const { by, at } = termination;
  return { refusal: { reason: 'termination-requested', by, at } };
}

/** True once the acknowledgement that stands is the last one: nobody is asked if it still holds. */
export function isFull({ events }: Pick<Session, 'events'>): boolean {
  const isGiving = (event: Event) =>
    event.type === 'acknowledged' || (event.type === 'reconfirmed' && event.takenOverFrom !== undefined);
  const given = events.filter(isGiving).length;
  return given >= MAX_ACKNOWLEDGEMENTS || !isRoomy(events);
}

function refuseOneMore(session: Session): Refused | undefined {
  return isFull(session) ? refuse('record-full') : undefined;
}
