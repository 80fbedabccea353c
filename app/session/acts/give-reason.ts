// The operator says why, once.
import { isOperator } from '../operator.ts';
import type { Session } from '../session.ts';
import { type ActDecision, MAX_TICKET_CHARACTERS, refuse, refuseWords } from './act.ts';

export interface GivenReason {
  readonly userId: string;
  readonly reason: string;
  readonly ticket?: string | undefined;
}

/** A reason may come late, even after the end: it stands beside its time. */
export function giveReason(session: Session, { userId, reason, ticket }: GivenReason): ActDecision {
  if (!isOperator(session.operator, userId)) return refuse('not-the-operator');
  if (session.said) return { refusal: { reason: 'already-reasoned', at: session.said.at } };
  const refused = refuseWords(session, reason) ?? refuseWords(session, ticket, MAX_TICKET_CHARACTERS);
  return refused ?? { event: { type: 'reasoned', via: 'follow-up', reason, ticket } };
}
