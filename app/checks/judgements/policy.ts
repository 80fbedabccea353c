// Evaluates the policy of a resource for a service of AWS that acts for one account, as far as its conditions are known.

/** A request of a service. */
export interface ServiceRequest {
  /** e.g. "cloudwatch.amazonaws.com" */
  readonly service: string;
  readonly actions: readonly string[];
  /** Values of condition keys, in lower case; undefined for one that the request lacks. Others are not evaluated. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

type Statement = Readonly<Record<string, unknown>>;

/** @returns true if each action is allowed by a statement that may apply, and denied by none that does */
export function letsService(policy: string, { service, actions, context }: ServiceRequest): boolean {
  const ours = readStatements(policy).filter(({ Principal }) => isFor(Principal, service));
  const find = (effect: string, action: string) =>
    ours.filter(({ Effect, Action }) => Effect === effect && asList(Action).some((one) => covers(one, action)));
  return actions.every(
    (action) =>
      find('Allow', action).some(({ Condition }) => evaluate(Condition, context) !== false) &&
      !find('Deny', action).some(({ Condition }) => evaluate(Condition, context) === true),
  );
}

function readStatements(policy: string): readonly Statement[] {
  try {
    return asList(readMembers(JSON.parse(policy)).Statement).map(readMembers);
  } catch {
    // A policy that is no JSON allows nothing.
    return [];
  }
}

function readMembers(value: unknown): Statement {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

/** The default policy of a topic names everybody, and narrows them by AWS:SourceOwner. */
function isFor(principal: unknown, service: string): boolean {
  if (principal === '*') return true;
  const { Service, AWS } = readMembers(principal);
  return asList(Service).includes(service) || asList(AWS).includes('*');
}

/** @returns undefined if a part of it is not known, and no other part fails */
function evaluate(condition: unknown, context: ServiceRequest['context']): boolean | undefined {
  const parts = Object.entries(readMembers(condition)).flatMap(([operator, keys]) =>
    Object.entries(readMembers(keys)).map(([key, values]) => compare(operator, key.toLowerCase(), values, context)),
  );
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

const OPERATOR = /^(String|Arn|Bool)(Not)?(?:Equals|Like)?(?:IgnoreCase)?(IfExists)?$/;

function compare(
  operator: string,
  key: string,
  values: unknown,
  context: ServiceRequest['context'],
): boolean | undefined {
  const [isKnown, , not, ifExists] = OPERATOR.exec(operator) ?? [];
  if (isKnown === undefined || !Object.hasOwn(context, key)) return undefined;
  const value = context[key];
  // A negated comparison with nothing holds.
  if (value === undefined) return ifExists !== undefined || not !== undefined;
  return asList(values).some((one) => covers(one, value)) === (not === undefined);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** IAM compares actions without case, and `*` stands for the rest. */
function covers(pattern: unknown, value: string): boolean {
  const parts = String(pattern)
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(value.toLowerCase());
}
