// Merges a second source into the known facts of a start.
import type { Enrichment, Principal, StartFacts } from '../event.ts';
import { canonicalize } from '../hash-chain.ts';
import { deriveKind, type Kind, type Parameters } from '../kind.ts';
import { mergeOperators } from '../operator.ts';
import type { Session } from '../session.ts';

/** Facts of which no source has a better version. */
const PLAIN_FACTS = ['document', 'accountId', 'region', 'sourceIp', 'userAgent', 'reason', 'mfa'] as const;

/**
 * The facts that the session does not have yet. A known fact is never replaced, unless it was a guess: a principal from
 * an ARN alone, or a kind without document or parameters.
 */
export function findEnrichment(session: Session, facts: StartFacts): Enrichment {
  const betterPrincipal = isBetterPrincipal(facts.principal, session.principal);
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
    ...Object.fromEntries(PLAIN_FACTS.map((name) => [name, session[name] === undefined ? facts[name] : undefined])),
    reportedStart:
      session.reportedStart === undefined && facts.startedAt !== session.startedAt ? facts.startedAt : undefined,
  };
  return Object.fromEntries(Object.entries(candidates).filter(([, value]) => value !== undefined));
}

/** Fewer facts never replace more: a masked identity in CloudTrail would turn the operator into a stranger. */
function isBetterPrincipal(reported: Principal, known: Principal): boolean {
  if (!isNamed(reported)) return false;
  if (!isNamed(known)) return true;
  return (
    known.type === 'Unknown' && reported.type !== 'Unknown' && (reported.arn !== undefined || known.arn === undefined)
  );
}

/** Without an ARN and a name of its own, the type stands in for the name. */
function isNamed({ arn, name, type }: Principal): boolean {
  return arn !== undefined || name !== type;
}

type KindSource = Pick<StartFacts, 'kind' | 'document' | 'parameters'>;

/** The kind by the facts of both: one source may know the document, and the other the parameters. */
function mergeKinds(known: KindSource, reported: KindSource): Kind {
  if (known.kind.type === 'unknown') {
    if (reported.parameters !== undefined) return reported.kind;
    return reported.document === undefined ? known.kind : rederiveKind(reported, known.parameters);
  }
  if (known.parameters !== undefined) return known.kind;
  // A missing document means a shell; a record that names an unreadable one disproves it.
  if (reported.kind.type === 'unknown') {
    return known.document === undefined ? reported.kind : rederiveKind(known, reported.parameters);
  }
  const isBetter =
    reported.parameters !== undefined || (known.document === undefined && reported.document !== undefined);
  return isBetter ? reported.kind : known.kind;
}

/** The settings make a shell or a custom document what it is, whatever its parameters. */
function rederiveKind({ kind, document }: KindSource, parameters: Parameters | undefined): Kind {
  const isByName = kind.type === 'shell' || kind.type === 'custom' || kind.type === 'unknown';
  return isByName || parameters === undefined ? kind : deriveKind(document, parameters);
}
