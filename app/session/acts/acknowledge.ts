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

/** Acknowledgements of one session, and as many first presses and take-overs: an item is bounded. */
export const MAX_ACKNOWLEDGEMENTS = 20;
/** Nobody alone uses them up: one who changes their mind more often than this is bound to what they said last. */
export const MAX_OWN_WITHDRAWALS = 5;

/** The first of two approvers vouches, if two must press: one of them cannot be the operator. */
export function acknowledge(
  session: Session,
  actor: Actor,
  note: string | undefined,
  policy: FourEyesPolicy,
): ActDecision {
  const refused = refuseAcknowledgement(session, actor, policy) ?? refuseWords(session, note);
  if (refused) return refused;
  const given = { via: viaOf(actor), note };
  const fourEyes = judgeFourEyes(session.operator);
  const vouched = findVouch(session, actor);
  if (policy === 'require' && fourEyes === 'unverified' && vouched === undefined) {
    return { event: { type: 'vouched', ...given } };
  }
  const afterTermination = session.termination !== undefined;
  const event = { type: 'acknowledged', fourEyes, afterTermination, ...given } as const;
  return { event: vouched ? { ...event, fourEyes: 'verified', vouchedBy: vouched.by } : event };
}

/** A first press by another approver. It counts no more if a later source says that the operator gave it. */
function findVouch({ vouched, operator }: Session, { userId }: Actor): Session['vouched'] {
  return vouched && (vouched.by === userId || isOperator(operator, vouched.by)) ? undefined : vouched;
}

/** @param policy the strictest if not given: a list has no setting to ask */
export function refuseAcknowledgement(
  session: Outline,
  actor: Actor,
  policy: FourEyesPolicy = 'require',
): Refused | undefined {
  const refused = refuseOtherMessage(session, actor) ?? refuseApproval(session, actor);
  if (refused) return refused;
  const { acknowledged, vouched, lapsedAt } = session;
  if (acknowledged) {
    const { by, at } = acknowledged;
    return { refusal: { reason: 'already-acknowledged', by, at, yours: by === actor.userId } };
  }
  if (lapsedAt) return { refusal: { reason: 'lapsed', at: lapsedAt } };
  const needsAnother = policy === 'require' && judgeFourEyes(session.operator) === 'unverified';
  const isSecondOfOne = needsAnother && vouched?.by === actor.userId;
  return isSecondOfOne ? { refusal: { reason: 'already-vouched', at: vouched.at } } : undefined;
}

/** Takes back what stands: an acknowledgement, whose end starts the deadlines anew, or the first of two presses. */
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
    (isFull(session) || (isOwn && hasWithdrawnEnough(session, actor)) ? refuse('record-full') : undefined);
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
  const takeOvers = session.events.filter((event) => event.type === 'reconfirmed' && event.takenOverFrom !== undefined);
  if (takeOvers.length >= MAX_ACKNOWLEDGEMENTS || !isRoomy(session.events)) return refuse('record-full');
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
  const count = (wanted: Event['type']) => events.filter(({ type }) => type === wanted).length;
  return Math.max(count('acknowledged'), count('vouched')) >= MAX_ACKNOWLEDGEMENTS || !isRoomy(events);
}

function hasWithdrawnEnough({ events }: Session, { userId }: Actor): boolean {
  const own = events.filter(({ type, by }) => type === 'acknowledgementWithdrawn' && by === userId);
  return own.length >= MAX_OWN_WITHDRAWALS;
}
