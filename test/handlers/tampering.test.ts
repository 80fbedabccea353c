// Changes of the deployment itself, through the built handlers behind their roles: one notice, also after an outage of Slack.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLOUDFORMATION } from '../../app/aws/cloudtrail/tampering-calls.ts';
import { createAssumedRole, createIamUser } from '../../local/aws/principals.ts';
import {
  createTamperingRecord,
  type TamperingRequest,
  toEventBridgeEvent,
  toSubscriptionEvent,
} from '../../local/records.ts';
import { type Stage, setStage } from './handlers-fixture.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const aRecord = (over: Partial<TamperingRequest>) =>
  createTamperingRecord({
    principal: createIamUser('administrator'),
    sourceIp: '203.0.113.24',
    at: new Date(),
    eventSource: 'events.amazonaws.com',
    eventName: 'DisableRule',
    requestParameters: { name: 'bastion-ack-SchedulesEachMinute' },
    ...over,
  });
const noticesOf = (text: string) => stage.slack.messages().filter((one) => JSON.stringify(one.blocks).includes(text));

test('a record that two processes receive by both ways at once makes one notice', async () => {
  const record = aRecord({});
  const processes = [await stage.running('session-events'), await stage.start('session-events')];
  const events = [toEventBridgeEvent(record), toSubscriptionEvent([record]), toEventBridgeEvent(record)];
  await Promise.all(events.map((event, n) => processes[n % 2]?.invoke(event)));
  await (await stage.running('watchdog')).invoke({});
  const [notice, ...more] = noticesOf('bastion-ack-SchedulesEachMinute');
  expect(more).toEqual([]);
  expect(notice?.text).toContain('administrator, DisableRule');
  expect(JSON.stringify(notice?.blocks)).toContain('S0APPROVERS');
});

test('a record that Slack did not take is told by the next pass, once', async () => {
  const record = aRecord({ eventName: 'DeleteRule', requestParameters: { name: 'bastion-ack-Lost' } });
  stage.slack.fault('chat.postMessage', 'server-error');
  await (await stage.running('session-events')).invoke(toEventBridgeEvent(record));
  expect(noticesOf('bastion-ack-Lost')).toEqual([]);
  const watchdog = await stage.running('watchdog');
  await expect
    .poll(
      async () => {
        // The outcome of such an answer is unknown: the lease has to end first.
        await stage.expireTamperingLease();
        await watchdog.invoke({});
        return noticesOf('bastion-ack-Lost').length;
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  await watchdog.invoke({});
  expect(noticesOf('bastion-ack-Lost')).toHaveLength(1);
});

test('a stack update is one notice for all its calls, whichever way each comes', async () => {
  const update = { principal: createAssumedRole('cdk-exec', 'AWSCloudFormation'), sourceIp: CLOUDFORMATION };
  const byEventBridge = aRecord({
    ...update,
    eventSource: 'lambda.amazonaws.com',
    eventName: 'UpdateFunctionCode20150331v2',
    requestParameters: { functionName: 'bastion-ack-Updated' },
  });
  const bySubscription = aRecord({
    ...update,
    eventSource: 'iam.amazonaws.com',
    eventName: 'PutRolePolicy',
    requestParameters: { roleName: 'bastion-ack-UpdatedRole' },
  });
  const handler = await stage.running('session-events');
  await handler.invoke(toEventBridgeEvent(byEventBridge));
  await handler.invoke(toSubscriptionEvent([bySubscription]));
  const [notice, ...more] = noticesOf('cdk-exec');
  expect([notice?.edited, more]).toEqual([true, []]);
  expect(JSON.stringify(notice?.blocks)).toMatch(/bastion-ack-Updated.*bastion-ack-UpdatedRole/);
});

test('a change in another account is not told', async () => {
  const record = {
    ...aRecord({ requestParameters: { name: 'bastion-ack-Elsewhere' } }),
    recipientAccountId: '444455556666',
  };
  await (await stage.running('session-events')).invoke(toEventBridgeEvent(record));
  expect(noticesOf('bastion-ack-Elsewhere')).toEqual([]);
});
