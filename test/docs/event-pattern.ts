// Matches EventBridge's event patterns, as far as the documents use them: values, anything-but, and members inside members.
type Pattern = { readonly [member: string]: Pattern | readonly Condition[] };
type Condition = string | number | boolean | null | { readonly 'anything-but': readonly unknown[] };

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html @throws {Error} for a condition that is not known here */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  if (!isPattern(pattern)) throw new Error(`${JSON.stringify(pattern)} is no event pattern`);
  return Object.entries(pattern).every(([member, wanted]) => {
    const value: unknown = Object(event)[member];
    return Array.isArray(wanted) ? wanted.some((one) => matchesValue(one, value)) : matchesPattern(wanted, value);
  });
}

function matchesValue(condition: unknown, value: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return condition === value;
  if (!('anything-but' in condition) || Object.keys(condition).length > 1)
    throw new Error(`${JSON.stringify(condition)} is not known here`);
  return value !== undefined && ![condition['anything-but']].flat().includes(value);
}

function isPattern(value: unknown): value is Pattern {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
