// A request to terminate a session.
import { isOperator } from '../operator.ts';
import { isBeingTerminated, type Outline, type Session } from '../session.ts';
import { type ActDecision, type Actor, type Refused, refuse, refuseOtherMessage, refuseWords, viaOf } from './act.ts';

export function requestTermination(session: Session, actor: Actor, note: string | undefined): ActDecision {
  const refused = refuseTermination(session, actor) ?? refuseWords(session, note);
  return refused ?? { event: { type: 'terminationRequested', via: viaOf(actor), note } };
}

export function refuseTermination(session: Outline, actor: Actor): Refused | undefined {
  const misplaced = refuseOtherMessage(session, actor);
  if (misplaced) return misplaced;
  if (actor.approver !== 'yes' && !isOperator(session.operator, actor.userId)) {
    return refuse(actor.approver === 'no' ? 'not-allowed-to-terminate' : 'approvers-unknown');
  }
  if (session.ended) return { refusal: { reason: 'already-ended', at: session.ended.at } };
  if (session.termination && isBeingTerminated(session)) {
    return { refusal: { reason: 'already-terminating', by: session.termination.by, at: session.termination.at } };
  }
  return undefined;
}
