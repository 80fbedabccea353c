// The advice for a deployment that failed. docs/deploy.md has the same sentences, which a test holds together.
import type { StackEvent } from './stack-event.ts';

/** Words of AWS or CDK in the reason, and what to do. */
export const ADVICE: readonly (readonly [words: readonly string[], says: string])[] = [
  [
    ['no credentials have been configured', 'ExpiredToken'],
    'Sign in with the AWS CLI, or name a profile: `npm run deploy -- --profile NAME`.',
  ],
  [['has the environment been bootstrapped'], 'Run `npm run bootstrap`, once for each account and region.'],
  [
    ['MaximumNumberOfTrailsExceeded'],
    'The region has its five trails: use one of them, `"trail": {"kind": "existing", …}`.',
  ],
  [
    ['AddressLimitExceeded', 'VpcLimitExceeded'],
    'Ask for a higher quota, or use `"outbound": "endpoints"` or an existing network.',
  ],
  [
    ['UnreservedConcurrentExecution'],
    'The account’s Lambda quota is too small to reserve from: leave `reserveWatchdog` out, or ask for a higher quota.',
  ],
  [
    ['already exists'],
    'Something has the name already: a document, a role, a parameter. Choose another `name`, or remove it.',
  ],
  [['subscription filter'], 'Two filters read the log group of your trail: remove one.'],
  [
    ['is not authorized to perform'],
    'Your role, or a policy of your organisation, refuses the call that the message names.',
  ],
];

const RECIPE = 'docs/deploy.md has the recipe: "When the first deploy failed".';

/** @returns the sentence for a reason, or undefined */
export function adviceFor(reason: string): string | undefined {
  const plain = reason.toLowerCase();
  return ADVICE.find(([words]) => words.some((word) => plain.includes(word.toLowerCase())))?.[1];
}

/**
 * @param failure the resource that failed, if CloudFormation named one
 * @param printed what the CDK command printed besides the events
 * @returns the lines that follow everything else
 */
export function explainFailure(failure: StackEvent | undefined, printed: string): string[] {
  const resource = failure && `✗ ${failure.path} (${failure.type}): ${failure.reason}`;
  const advice = adviceFor(failure?.reason ?? printed);
  return [resource, advice && `→ ${advice}`, (failure ?? advice) && RECIPE].filter((line) => line !== undefined);
}
