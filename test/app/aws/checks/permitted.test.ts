// A refusal by IAM names the permission to grant, in the protocol of each service.
import { expect, test } from 'vitest';
import { permissionsNamed } from './permissions-fixture.ts';

test('each refused call names what to grant', async () => {
  expect(Object.fromEntries(await permissionsNamed())).toEqual({
    parameter: 'ssm:GetParameter',
    secrets: 'ssm:DescribeParameters',
    table: 'dynamodb:DescribeTable',
    hasPointInTimeRecovery: 'dynamodb:DescribeContinuousBackups',
    trails: 'cloudtrail:DescribeTrails',
    subscriptions: 'logs:DescribeSubscriptionFilters',
    rules: 'events:ListRuleNamesByTarget',
    nodes: 'ssm:DescribeInstanceInformation',
    simulateTermination: 'iam:SimulatePrincipalPolicy',
    sealKey: 'kms:DescribeKey',
    lockMode: 's3:GetBucketObjectLockConfiguration',
    archiveKeys: 's3:ListBucket',
    topic: 'sns:GetTopicAttributes',
  });
});
