// Judges a request by policy statements, as IAM does: an explicit Deny wins, and without an Allow everything is denied.
import type { Json } from './stack-fixture.ts';

export interface Request {
  readonly action: string;
  readonly resource: string;
  /** Values of the condition keys; a missing one is not part of the request */
  readonly context?: Readonly<Record<string, string>>;
  /** In resource policies: a service, or an identity by its ARN */
  readonly principal?: { readonly service: string } | { readonly arn: string };
}

/** @param statements without references */
export function isAllowed(statements: readonly Json[], request: Request): boolean {
  const matching = statements.filter((statement) => matches(statement, request));
  return matching.some(({ Effect }) => Effect === 'Allow') && !matching.some(({ Effect }) => Effect === 'Deny');
}

function matches(statement: Json, { action, resource, context = {}, principal }: Request): boolean {
  const { Action, NotAction, Resource, NotResource, Principal, Condition = {} } = statement;
  const isAction = (patterns: Json) => [patterns].flat().some((one) => like(one.toLowerCase(), action.toLowerCase()));
  const isResource = (patterns: Json) => [patterns].flat().some((one) => like(one, resource));
  if (Action === undefined ? isAction(NotAction) : !isAction(Action)) return false;
  // A trust policy names no resource.
  if (Resource !== undefined && !isResource(Resource)) return false;
  if (NotResource !== undefined && isResource(NotResource)) return false;
  if (Principal !== undefined && !isPrincipal(Principal, principal)) return false;
  return Object.entries<Json>(Condition).every(([operator, keys]) =>
    Object.entries<Json>(keys).every(([key, values]) => holds(operator, context[key], [values].flat().map(String))),
  );
}

function isPrincipal(given: Json, principal: Request['principal']): boolean {
  if (given === '*' || given.AWS === '*') return true;
  if (principal === undefined) return false;
  if ('service' in principal) return [given.Service].flat().includes(principal.service);
  return [given.AWS].flat().some((one) => one === principal.arn);
}

/** Each takes the policy's value first, then the request's; the negated ones are made of them. */
const OPERATORS = new Map<string, (wanted: string, value: string) => boolean>([
  ['StringEquals', (wanted, value) => wanted === value],
  ['StringLike', like],
  ['ArnEquals', like],
  ['ArnLike', like],
  ['Bool', (wanted, value) => wanted.toLowerCase() === value.toLowerCase()],
]);

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
function holds(operator: string, value: string | undefined, wanted: readonly string[]): boolean {
  const [name = '', ifExists = ''] = operator.split(/(IfExists)$/);
  const isNegated = /Not(Equals|Like)/.test(name);
  if (value === undefined) return ifExists !== '' || isNegated;
  const test = OPERATORS.get(name.replace('Not', ''));
  if (test === undefined) throw new Error(`${operator} is not known here: add it to test/infra/policy.ts`);
  return wanted.some((one) => test(one, value)) !== isNegated;
}

/** @param pattern with `*` and `?` */
function like(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
