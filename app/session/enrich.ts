// What a second source adds to what is known of a start.
import { canonicalJson } from './audit-chain.ts';
import type { Enrichment, StartFacts } from './event.ts';
import { sameOperator } from './operator.ts';
import type { Session } from './session.ts';

/**
 * What `facts` tell and the session does not know yet. What is known is never replaced, but for what was guessed: a principal
 * from an ARN alone, and a kind without document or parameters.
 */
export function whatIsNew(session: Session, facts: StartFacts): Enrichment {
  const betterPrincipal = session.principal.type === 'Unknown' && facts.principal.type !== 'Unknown';
  const operator = betterPrincipal
    ? sameOperator(facts.operator, session.operator)
    : sameOperator(session.operator, facts.operator);
  const betterKind =
    session.parameters === undefined &&
    (facts.parameters !== undefined || (session.document === undefined && facts.document !== undefined));
  const candidates: Enrichment = {
    principal: betterPrincipal ? facts.principal : undefined,
    operator: canonicalJson(operator) === canonicalJson(session.operator) ? undefined : operator,
    kind: betterKind ? facts.kind : undefined,
    ...(session.parameters === undefined && facts.parameters !== undefined
      ? { parameters: facts.parameters, parametersHash: facts.parametersHash }
      : {}),
    document: session.document === undefined ? facts.document : undefined,
    accountId: session.accountId === undefined ? facts.accountId : undefined,
    region: session.region === undefined ? facts.region : undefined,
    sourceIp: session.sourceIp === undefined ? facts.sourceIp : undefined,
    userAgent: session.userAgent === undefined ? facts.userAgent : undefined,
    reason: session.reason === undefined ? facts.reason : undefined,
    mfa: session.mfa === undefined ? facts.mfa : undefined,
    reportedStart:
      session.reportedStart === undefined && facts.startedAt !== session.startedAt ? facts.startedAt : undefined,
  };
  return Object.fromEntries(Object.entries(candidates).filter(([, value]) => value !== undefined));
}
