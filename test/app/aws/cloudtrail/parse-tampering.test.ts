// Records of calls that change the deployment itself, of every service that has such calls.
import { describe, expect, test } from 'vitest';
import { readEnvelope } from '../../../../app/aws/cloudtrail/envelope.ts';
import { parseRecord } from '../../../../app/aws/cloudtrail/parse-record.ts';
import { CLOUDFORMATION, findTamperingCall, TAMPERING_CALLS } from '../../../../app/aws/cloudtrail/tampering-calls.ts';
import { createAssumedRole, createIamUser } from '../../../../local/aws/principals.ts';
import { createTamperingRecord, type TamperingRequest, toSubscriptionEvent } from '../../../../local/records.ts';

const aRecord = (over: Partial<TamperingRequest> = {}) =>
  createTamperingRecord({
    principal: createIamUser('administrator'),
    sourceIp: '203.0.113.24',
    at: new Date('2026-11-24T01:00:00.000Z'),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'bastion-ack' },
    ...over,
  });

describe('a record of tampering', () => {
  test('it says who called what on which resource, when and from where', () => {
    const record = aRecord();
    expect(parseRecord(record)).toEqual({
      type: 'tampering',
      recordId: record.eventID,
      accountId: '111122223333',
      region: 'ap-northeast-1',
      tampering: {
        call: 'StopLogging',
        at: '2026-11-24T01:00:00.000Z',
        resource: 'bastion-ack',
        errorCode: undefined,
        actor: {
          name: 'administrator',
          arn: 'arn:aws:iam::111122223333:user/administrator',
          sourceIp: '203.0.113.24',
          byCloudFormation: false,
        },
      },
    });
  });

  test('its words are cut by their bytes, since one item holds many', () => {
    const wide = '字'.repeat(300);
    const record = aRecord({
      eventSource: 'monitoring.amazonaws.com',
      eventName: 'DeleteAlarms',
      requestParameters: { alarmNames: Array.from({ length: 100 }, () => wide) },
    });
    const parsed = parseRecord({ ...record, errorCode: wide, sourceIPAddress: wide });
    if (parsed?.type !== 'tampering') throw new Error('it is no tampering');
    const { resource, errorCode, actor } = parsed.tampering;
    expect([resource, errorCode, actor.sourceIp].map((text) => Buffer.byteLength(text ?? ''))).toEqual([126, 63, 63]);
  });

  test('a call of CloudFormation names the role, since all its sessions are called alike', () => {
    const principal = createAssumedRole('cdk-exec', 'AWSCloudFormation');
    expect(parseRecord(aRecord({ principal, sourceIp: CLOUDFORMATION }))).toMatchObject({
      tampering: { actor: { name: 'cdk-exec', byCloudFormation: true } },
    });
    // A session name or a program's name that looks like it is of the caller's choice.
    const record = { ...aRecord({ principal }), userAgent: CLOUDFORMATION };
    expect(parseRecord(record)).toMatchObject({
      tampering: { actor: { name: 'AWSCloudFormation', byCloudFormation: false } },
    });
  });

  test.each([
    ['UpdateFunctionCode20150331v2', 'UpdateFunctionCode'],
    ['UpdateFunctionConfiguration20150331v2', 'UpdateFunctionConfiguration'],
    ['UpdateAlias20150331', 'UpdateAlias'],
    ['PutFunctionConcurrency20171031', 'PutFunctionConcurrency'],
    ['UpdateFunctionCode', 'UpdateFunctionCode'],
  ])('the call of Lambda that CloudTrail names %s is %s', (eventName, call) => {
    expect(findTamperingCall('lambda.amazonaws.com', eventName)?.call).toBe(call);
  });

  test.each([
    ['lambda.amazonaws.com', 'UpdateFunctionCodeSigningConfig20150331'],
    ['lambda.amazonaws.com', 'Invoke'],
    ['s3.amazonaws.com', 'PutBucketPolicy20150331'],
    ['cloudtrail.amazonaws.com', 'StartLogging'],
    ['constructor', 'StopLogging'],
    ['iam.amazonaws.com', 'StopLogging'],
  ])('%s %s is no such call', (source, name) => {
    expect(findTamperingCall(source, name)).toBeUndefined();
  });

  test('each service names its resource in a parameter that is read', () => {
    for (const [eventSource, { calls, parameters }] of Object.entries(TAMPERING_CALLS))
      for (const parameter of parameters) {
        const record = aRecord({ eventSource, eventName: calls[0], requestParameters: { [parameter]: 'the-name' } });
        expect(parseRecord(record), eventSource).toMatchObject({ tampering: { resource: 'the-name' } });
      }
  });

  test('several names are all told, and parameters that cannot be read tell none', () => {
    const alarms = { eventSource: 'monitoring.amazonaws.com', eventName: 'DeleteAlarms' };
    const read = (requestParameters: Record<string, unknown>) => parseRecord(aRecord({ ...alarms, requestParameters }));
    expect(read({ alarmNames: ['one', 'two'] })).toMatchObject({ tampering: { resource: 'one, two' } });
    for (const unreadable of [{}, { alarmNames: 7 }, { alarmNames: [] }, { alarmNames: { a: 1 } }])
      expect(read(unreadable)).toMatchObject({ tampering: { resource: undefined } });
    expect(parseRecord({ ...aRecord(), requestParameters: null })).toMatchObject({ type: 'tampering' });
  });

  test('a refused call is told with its error, and a secret value never is', () => {
    const record = aRecord({
      eventSource: 'ssm.amazonaws.com',
      eventName: 'PutParameter',
      requestParameters: { name: '/bastion-ack/slack/bot-token', value: 'xoxb-secret' },
    });
    const parsed = parseRecord({ ...record, errorCode: 'AccessDenied' });
    expect(parsed).toMatchObject({
      tampering: { resource: '/bastion-ack/slack/bot-token', errorCode: 'AccessDenied' },
    });
    expect(JSON.stringify(parsed)).not.toContain('xoxb-secret');
  });

  test('it comes by the subscription as well, in whatever company', () => {
    const iam = aRecord({
      eventSource: 'iam.amazonaws.com',
      eventName: 'PutRolePolicy',
      requestParameters: { roleName: 'bastion-ack-FunctionsSlackRole' },
    });
    const { observations, faults } = readEnvelope(toSubscriptionEvent([iam, aRecord()]));
    expect(faults).toEqual([]);
    expect(observations).toMatchObject([
      { type: 'tampering', region: 'us-east-1', tampering: { call: 'PutRolePolicy' } },
      { type: 'tampering', region: 'ap-northeast-1' },
    ]);
  });
});
