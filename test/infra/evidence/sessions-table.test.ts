// The deployed table has the keys of the store, and no deployment deletes it.
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { TABLE } from '../../../app/aws/table.ts';
import { SessionsTable } from '../../../infra/evidence/sessions-table.ts';

function template(isProtected = true): Template {
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'ap-northeast-1' } });
  new SessionsTable(stack, 'Records', { protected: isProtected });
  return Template.fromStack(stack);
}

test('the table has the keys and indexes of the store, and only the index of open sessions holds more than keys', () => {
  const [table] = Object.values(template().findResources('AWS::DynamoDB::GlobalTable'));
  const keys = (hash: string, range?: string) => [
    { AttributeName: hash, KeyType: 'HASH' },
    ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
  ];
  expect(table?.Properties).toMatchObject({ BillingMode: 'PAY_PER_REQUEST', KeySchema: keys(TABLE.partitionKey) });
  expect(table?.Properties.GlobalSecondaryIndexes).toEqual(
    Object.entries(TABLE.indexes).map(([IndexName, { partitionKey, sortKey, projects }]) => ({
      IndexName,
      KeySchema: keys(partitionKey, sortKey),
      Projection:
        IndexName === 'outline'
          ? { ProjectionType: 'INCLUDE', NonKeyAttributes: projects }
          : { ProjectionType: 'KEYS_ONLY' },
    })),
  );
  // An existing table cannot take these as they are: another projection needs an index of another name.
  expect(TABLE.indexes.due.projects).toEqual([]);
  expect(TABLE.indexes.outline.projects).toEqual([
    'type',
    'operatorIdentity',
    'startedAt',
    'noticed',
    'acknowledged',
    'vouched',
    'reopened',
    'termination',
    'ended',
    'resumedAt',
    'warned',
    'postponedUntil',
    'lapsedAt',
  ]);
  // DynamoDB's limit for one index.
  expect(TABLE.indexes.outline.projects.length).toBeLessThanOrEqual(20);
});

test('the table has its own rotating key and point-in-time recovery, and outlives the stack', () => {
  const found = template();
  const [table] = Object.values(found.findResources('AWS::DynamoDB::GlobalTable'));
  const [[id, key] = []] = Object.entries(found.findResources('AWS::KMS::Key'));
  expect(table).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  expect(table?.Properties.SSESpecification).toEqual({ SSEEnabled: true, SSEType: 'KMS' });
  expect(table?.Properties.Replicas).toMatchObject([
    {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      SSESpecification: { KMSMasterKeyId: { 'Fn::GetAtt': [id, 'Arn'] } },
    },
  ]);
  const [open] = Object.values(template(false).findResources('AWS::DynamoDB::GlobalTable'));
  expect(open?.Properties.Replicas).toMatchObject([{ DeletionProtectionEnabled: false }]);
  expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', Properties: { EnableKeyRotation: true } });
});
