// The advice for a failed deployment: the same sentences in the command and in docs/deploy.md.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADVICE, adviceFor, explainFailure } from '../../../cli/deployment/advice.ts';
import { codeIn, parsePage } from '../../docs/markdown.ts';

const page = parsePage(readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8'));
const rows = page.tables.find(([header]) => header?.[0] === 'reason')?.slice(1) ?? [];

test('docs/deploy.md has every reason with the sentence that the command prints, and the recipe that it names', () => {
  expect(rows.map(([reason = '', says]) => [codeIn(reason), says])).toEqual(ADVICE);
  expect(page.sections.map(({ heading }) => heading)).toContain('When the first deploy failed');
});

// Messages as AWS and CDK word them.
test.each([
  [
    'User: arn:aws:iam::1:user/x already has 5 trails in ap-northeast-1. (Service: CloudTrail; Error Code: MaximumNumberOfTrailsExceededException)',
    /existing/,
  ],
  ['The maximum number of addresses has been reached. (Service: Ec2, Error Code: AddressLimitExceeded)', /endpoints/],
  [
    'Specified ReservedConcurrentExecutions for function decreases account’s UnreservedConcurrentExecution below its minimum value of [10].',
    /reserveWatchdog/,
  ],
  ['Resource of type AWS::SSM::Document with identifier SSM-SessionManagerRunShell already exists.', /name/],
  ['Resource limit exceeded: Subscription Filter (Service: CloudWatchLogs)', /filters/],
  ['User: x is not authorized to perform: kms:CreateKey', /organisation/],
  ['SSM parameter /cdk-bootstrap/x/version not found. Has the environment been bootstrapped?', /bootstrap/],
])('the reason %j has its advice', (reason, says) => {
  expect(adviceFor(reason)).toMatch(says);
});

test('a reason without advice is named alone, and a failure without a reason is left to CDK', () => {
  const failure = { logicalId: 'X1', path: 'X', type: 'AWS::X::Y', status: 'CREATE_FAILED', total: 2 };
  expect(explainFailure({ ...failure, reason: 'A new reason' }, '')).toEqual([
    '✗ X (AWS::X::Y): A new reason',
    'docs/deploy.md has the recipe: "When the first deploy failed".',
  ]);
  expect(explainFailure(undefined, 'Aborted by user')).toEqual([]);
});
