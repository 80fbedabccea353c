// What a second source adds to what is known of a start.

import type { Enrichment, Principal, StartFacts } from './event.ts';
import { canonicalize } from './hash-chain.ts';
import { deriveKind, type Kind, type Parameters } from './kind.ts';
import { mergeOperators } from './operator.ts';
import type { Session } from './session.ts';

/**
 * What `facts` tell and the session does not know yet. What is known is never replaced, but for what was guessed: a principal
 * from an ARN alone, and a kind without document or parameters.
 */
export function findEnrichment(session: Session, facts: StartFacts): Enrichment {
  const betterPrincipal = tellsMore(facts.principal, session.principal);
  const operator = betterPrincipal
    ? mergeOperators(facts.operator, session.operator)
    : mergeOperators(session.operator, facts.operator);
  const kind = mergeKinds(session, facts);
  const candidates: Enrichment = {
    principal: betterPrincipal ? facts.principal : undefined,
    operator: canonicalize(operator) === canonicalize(session.operator) ? undefined : operator,
    kind: canonicalize(kind) === canonicalize(session.kind) ? undefined : kind,
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

/** Less never replaces more: an identity that CloudTrail masks would make a stranger of the operator. */
function tellsMore(told: Principal, known: Principal): boolean {
  if (!isNamed(told)) return false;
  if (!isNamed(known)) return true;
  return known.type === 'Unknown' && told.type !== 'Unknown' && (told.arn !== undefined || known.arn === undefined);
}

/** Without an ARN and a name of its own, the type stands for the name. */
function isNamed({ arn, name, type }: Principal): boolean {
  return arn !== undefined || name !== type;
}

type KindSource = Pick<StartFacts, 'kind' | 'document' | 'parameters'>;

/** The kind by all that both tell: one source may know the document, and the other the parameters. */
function mergeKinds(known: KindSource, told: KindSource): Kind {
  if (known.kind.type === 'unknown') {
    if (told.parameters !== undefined) return told.kind;
    return told.document === undefined ? known.kind : withParameters(told, known.parameters);
  }
  if (known.parameters !== undefined) return known.kind;
  // A shell for want of a document is none where a record names one that cannot be read.
  if (told.kind.type === 'unknown') {
    return known.document === undefined ? told.kind : withParameters(known, told.parameters);
  }
  const isBetter = told.parameters !== undefined || (known.document === undefined && told.document !== undefined);
  return isBetter ? told.kind : known.kind;
}

/** Shells and custom documents are such by the settings, whatever their parameters. */
function withParameters({ kind, document }: KindSource, parameters: Parameters | undefined): Kind {
  const isByName = kind.type === 'shell' || kind.type === 'custom' || kind.type === 'unknown';
  return isByName || parameters === undefined ? kind : deriveKind(document, parameters);
}
