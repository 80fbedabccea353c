// Judges the way of CloudTrail's records to the app: the trail, the subscription of its log group, and EventBridge's rules.
import { failed, type Outcome, PASSED } from '../outcome.ts';
import type { RuleFacts, SubscriptionFacts, TrailFacts } from '../ports.ts';

/** One trail that works is enough. */
export function judgeTrails(trails: readonly TrailFacts[], logGroup: string): Outcome {
  const [first] = trails;
  if (first === undefined) return failed({ key: 'no-trail', logGroup });
  if (trails.some(({ isLogging, deliveryError }) => isLogging && deliveryError === undefined)) return PASSED;
  const running = trails.find(({ isLogging }) => isLogging);
  if (running === undefined) return failed({ key: 'trail-stopped', trail: first.name });
  return failed({ key: 'trail-not-delivering', trail: running.name, error: running.deliveryError ?? '' });
}

export interface ExpectedSubscription {
  readonly logGroup: string;
  readonly pattern: string;
  /** ARN of session-events */
  readonly function: string;
}

export function judgeSubscriptions(
  subscriptions: readonly SubscriptionFacts[],
  { logGroup, pattern, function: called }: ExpectedSubscription,
): Outcome {
  const ours = subscriptions.filter(({ destination }) => isSameFunction(destination, called));
  if (ours.length === 0) return failed({ key: 'subscription-missing', logGroup, function: called });
  return ours.some((one) => one.pattern === pattern) ? PASSED : failed({ key: 'subscription-differs', logGroup });
}

/** A destination may name a version or an alias. */
function isSameFunction(arn: string, called: string): boolean {
  return arn === called || arn.startsWith(`${called}:`);
}

export interface ExpectedRules {
  /** ARN of the function that they call */
  readonly called: string;
  /** The rules that the deployment made for it */
  readonly count: number;
  /** True for the JSON of the pattern of a rule that matches what one of them must; undefined is a schedule */
  readonly matches: (pattern: string | undefined) => boolean;
}

/** Each rule counts: those of session-events also announce changes of the deployment. */
export function judgeRules(rules: readonly RuleFacts[], { called, count, matches }: ExpectedRules): Outcome {
  const [first] = rules;
  if (first === undefined) return failed({ key: 'rule-missing', function: called });
  const disabled = rules.find(({ isEnabled }) => !isEnabled);
  if (disabled !== undefined) return failed({ key: 'rule-disabled', rule: disabled.name });
  if (!rules.some(({ pattern }) => matches(pattern))) return failed({ key: 'rule-differs', rule: first.name });
  if (rules.length >= count) return PASSED;
  return failed({ key: 'rules-missing', function: called, expected: count, found: rules.length });
}

/** @returns true for the JSON of a pattern that matches each of the calls, as CloudTrail sends them; a member that is not known may narrow it */
export function matchesCalls(pattern: string | undefined, eventSource: string, calls: readonly string[]): boolean {
  const { detail, ...envelope } = readObject(parseJson(pattern)) ?? { detail: [] };
  const sent = {
    source: [`aws.${eventSource.replace(/\.amazonaws\.com$/, '')}`],
    'detail-type': ['AWS API Call via CloudTrail'],
  };
  return matchesAll(envelope, sent) && matchesAll(detail ?? {}, { eventSource: [eventSource], eventName: calls });
}

/** @param sent the values of each member; each must match */
function matchesAll(pattern: unknown, sent: Readonly<Record<string, readonly string[]>>): boolean {
  const members = readObject(pattern);
  if (members === undefined) return false;
  return Object.entries(members).every(
    ([member, matchers]) => sent[member]?.every((value) => matchesValue(matchers, value)) ?? false,
  );
}

function matchesValue(matchers: unknown, value: string): boolean {
  if (!Array.isArray(matchers)) return false;
  return matchers.some((one) => {
    const { prefix } = readObject(one) ?? {};
    return one === value || (typeof prefix === 'string' && value.startsWith(prefix));
  });
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    // A pattern that is no JSON matches nothing.
    return undefined;
  }
}

function readObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}
