// Records that arrive before the secrets of the Slack app are stored: those of the first deployment itself are no fault.
import { expect, test } from 'vitest';
import { MissingSecretError } from '../../../app/aws/ssm/parameters.ts';
import { createRecordsHandler } from '../../../app/composition/records-handler.ts';
import { createAssumedRole, createIamUser } from '../../../local/aws/principals.ts';
import { createDeniedRecord, createTamperingRecord, toSubscriptionEvent } from '../../../local/records.ts';

const at = new Date('2026-11-24T01:00:00.000Z');
const invocation = { invokedFunctionArn: '', getRemainingTimeInMillis: () => 60_000 };
const aCall = (sourceIp: string) =>
  createTamperingRecord({
    principal: createAssumedRole('cdk-exec', 'AWSCloudFormation'),
    sourceIp,
    at,
    eventSource: 'iam.amazonaws.com',
    eventName: 'PutRolePolicy',
    requestParameters: { roleName: 'bastion-ack-FunctionsSlackRole' },
  });
const UPDATE = aCall('cloudformation.amazonaws.com');

const handling = (records: readonly object[], fault: Error) =>
  createRecordsHandler(async () => {
    throw fault;
  })(toSubscriptionEvent(records), invocation);

test('the records of a stack update need nobody to be told while the secrets are missing', async () => {
  await expect(handling([UPDATE], new MissingSecretError('no token'))).resolves.toBeUndefined();
});

test('every other record fails then, and is delivered again', async () => {
  const denied = createDeniedRecord({
    principal: createIamUser(),
    sourceIp: '203.0.113.24',
    at,
    target: 'i-0123456789abcdef0',
  });
  for (const records of [[aCall('203.0.113.24')], [denied], [UPDATE, denied]])
    await expect(handling(records, new MissingSecretError('no token'))).rejects.toThrow('no token');
});

test('a stack update fails as well when it is another fault than a missing secret', async () => {
  await expect(handling([UPDATE], new Error('Parameter Store does not answer'))).rejects.toThrow('does not answer');
});
