// Matches an event against a pattern of an EventBridge rule.
// @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
import type { Json } from './stack-fixture.ts';

/** @throws {Error} for an operator that is not known here */
export function matchesPattern(pattern: Json, event: Json): boolean {
  return Object.entries<Json>(pattern).every(([name, wanted]) => {
    if (name === '$or') return wanted.some((one: Json) => matchesPattern(one, event));
    const value = event?.[name];
    if (!Array.isArray(wanted)) return matchesPattern(wanted, value);
    // Of a list in the event, one value has to match.
    const values = Array.isArray(value) ? value : [value];
    return wanted.some((matcher) => values.some((one) => matchesValue(matcher, one)));
  });
}

function matchesValue(matcher: Json, value: Json): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === value;
  const [[operator, argument] = ['', undefined]] = Object.entries<Json>(matcher);
  switch (operator) {
    case 'prefix':
      return typeof value === 'string' && value.startsWith(argument);
    case 'suffix':
      return typeof value === 'string' && value.endsWith(argument);
    case 'anything-but':
      // A missing field matches nothing.
      return value !== undefined && ![argument].flat().includes(value);
    case 'exists':
      return (value !== undefined) === argument;
    default:
      throw new Error(`${operator} is not known here: add it to test/infra/event-pattern.ts`);
  }
}
