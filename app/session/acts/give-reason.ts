// The operator says why, once.
import { isOperator } from '../operator.ts';
import type { Session } from '../session.ts';
import { type ActDecision, MAX_TICKET_CHARACTERS, refuse, refuseWords } from './act.ts';

export interface GivenReason {
  readonly userId: string;
  readonly reason: string;
  readonly ticket?: string | undefined;
}

/** Days from the start within which a session that is over still takes a reason: the nightly seals look back for seven. */
const LATE_DAYS = 5;

/** A reason may come late, even after the end: it stands beside its time. */
export function giveReason(session: Session, { userId, reason, ticket }: GivenReason, now: Date): ActDecision {
  if (!isOperator(session.operator, userId)) return refuse('not-the-operator');
  const { ended, startedAt } = session;
  const isTooLate = ended && now.getTime() - Date.parse(startedAt) > LATE_DAYS * 24 * 3_600_000;
  if (isTooLate) return { refusal: { reason: 'reason-too-late', at: ended.at } };
  if (session.said) return { refusal: { reason: 'already-reasoned', at: session.said.at } };
  const refused = refuseWords(session, reason) ?? refuseWords(session, ticket, MAX_TICKET_CHARACTERS);
  return refused ?? { event: { type: 'reasoned', via: 'follow-up', reason, ticket } };
}
