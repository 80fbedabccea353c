// The deployed roles judge as the tests of the handlers rely on: each function has what it needs, and nothing else.
import { describe, expect, test } from 'vitest';
import type { Deployed } from '../../infra/service/environment.ts';
import { resourcesOf, HANDLERS as TEMPLATE_HANDLERS, templateOf } from '../infra/stack-fixture.ts';
import { type AwsRequest, createDeployedRole } from './deployed-role.ts';

const HANDLERS: readonly Deployed[] = ['slack', 'session-events', 'watchdog', 'audit-export'];
const ENV = {
  SESSIONS_TABLE: 'bastion-sessions',
  BASTION_TARGETS: '{"i-0123456789abcdef0":"bastion-linux"}',
  ARCHIVE_BUCKET: 'bastion-archive',
  SEAL_KEY: 'alias/seal',
  WATCHDOG_FUNCTION: 'watchdog',
};

const aRequest = (target: string, body: object): AwsRequest => ({
  variable: 'AWS_ENDPOINT_URL',
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  target,
  body: JSON.stringify(body),
});
const put = (path: string): AwsRequest => ({
  ...aRequest('', {}),
  variable: 'AWS_ENDPOINT_URL_S3',
  method: 'PUT',
  path,
});

/** The permissions that the role lacks for a request. */
function lacking(handler: Deployed, request: AwsRequest): string[] {
  const role = createDeployedRole(handler, ENV);
  return role
    .permissionsFor(request)
    .filter((one) => !role.allows(one))
    .map(({ action }) => action);
}
/** The functions that may send a request. */
const allowed = (request: AwsRequest) => HANDLERS.filter((handler) => lacking(handler, request).length === 0);
const secrets = (...names: string[]) =>
  aRequest('AmazonSSM.GetParameters', { Names: names.map((name) => `/bastion-ack/slack/${name}`) });

describe('a deployed role', () => {
  test('only slack may read and decrypt the signing secret; every function reads the bot token', () => {
    expect(allowed(secrets('bot-token'))).toEqual(HANDLERS);
    expect(allowed(secrets('signing-secret'))).toEqual(['slack']);
    expect(allowed(secrets('bot-token', 'signing-secret'))).toEqual(['slack']);
    expect(lacking('watchdog', secrets('signing-secret'))).toEqual(['ssm:GetParameters', 'kms:Decrypt']);
  });

  test('no function reads another parameter of the account', () => {
    expect(allowed(aRequest('AmazonSSM.GetParameter', { Name: '/team/password' }))).toEqual([]);
  });

  test('every function reads the sessions table and no other', () => {
    const read = (TableName: string) => aRequest('DynamoDB_20120810.GetItem', { TableName });
    expect(allowed(read('bastion-sessions'))).toEqual(HANDLERS);
    expect(allowed(read('customers'))).toEqual([]);
  });

  test('slack and the watchdog terminate sessions on watched nodes only', () => {
    const terminate = aRequest('AmazonSSM.TerminateSession', { SessionId: 'operator-0' });
    expect(allowed(terminate)).toEqual(['slack', 'watchdog']);
    const elsewhere = createDeployedRole('slack', { ...ENV, BASTION_TARGETS: '{"i-0fedcba9876543210":"x"}' });
    // The template has one bastion fewer than such a process knows.
    const [permission] = elsewhere.permissionsFor(terminate);
    if (permission === undefined) throw new Error('the call needs no permission');
    const context = { 'ssm:resourceTag/aws:ssmmessages:target-id': 'i-0fedcba9876543210' };
    expect(elsewhere.allows({ ...permission, context })).toBe(false);
    expect(elsewhere.allows({ ...permission, context: {} })).toBe(false);
  });

  test('only audit-export writes to the archive and signs', () => {
    expect(allowed(put('/bastion-archive/seals/1.json'))).toEqual(['audit-export']);
    expect(allowed(put('/another-bucket/seals/1.json'))).toEqual([]);
    expect(allowed(aRequest('TrentService.Sign', { KeyId: 'alias/seal' }))).toEqual(['audit-export']);
  });

  test('slack wakes the watchdog, and no function invokes another one', () => {
    const invoke = (name: string) => ({
      ...aRequest('', {}),
      variable: 'AWS_ENDPOINT_URL_LAMBDA',
      path: `/2015-03-31/functions/${name}/invocations`,
    });
    expect(allowed(invoke('watchdog'))).toEqual(['slack']);
    expect(allowed(invoke('payroll'))).toEqual([]);
  });

  test('looks at a topic, a key and a trail that the settings name, or do not name', () => {
    const env = { ...ENV, TRAIL_LOG_GROUP: 'bastion-trail' };
    const role = createDeployedRole('watchdog', env, 'existing');
    const mayAsk = (request: AwsRequest) => role.permissionsFor(request).every((one) => role.allows(one));
    const key = { KeyId: 'arn:aws:kms:us-east-1:222233334444:key/0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d' };
    const topic = (name: string): AwsRequest => ({
      ...aRequest('', {}),
      variable: 'AWS_ENDPOINT_URL_SNS',
      body: `Action=GetTopicAttributes&TopicArn=arn:aws:sns:us-east-1:222233334444:${name}`,
    });
    const ofOrganisation = 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/everywhere';
    const ofTrails = 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101';
    expect(mayAsk(topic('on-call'))).toBe(true);
    expect(mayAsk(topic('another'))).toBe(false);
    expect(mayAsk(aRequest('TrentService.GetKeyPolicy', key))).toBe(true);
    expect(mayAsk(aRequest('TrentService.Decrypt', key))).toBe(false);
    expect(mayAsk(aRequest(`${ofTrails}.GetTrailStatus`, { Name: ofOrganisation }))).toBe(true);
    expect(mayAsk(aRequest(`${ofTrails}.StopLogging`, { Name: ofOrganisation }))).toBe(false);
    const logs = (logGroupName: string) => aRequest('Logs_20140328.DescribeSubscriptionFilters', { logGroupName });
    expect([mayAsk(logs('bastion-trail')), mayAsk(logs('payroll'))]).toEqual([true, false]);
  });

  test('reads the hosts where Parameter Store holds them', () => {
    const hosts = aRequest('AmazonSSM.GetParameter', { Name: '/fifty-hosts/targets', WithDecryption: true });
    const reading = HANDLERS.filter((handler) => {
      const role = createDeployedRole(handler, ENV, 'fifty-hosts');
      return role.permissionsFor(hosts).every((one) => role.allows(one));
    });
    expect(reading).toEqual(HANDLERS);
  });

  test('has one policy, the one that is judged', () => {
    const template = templateOf('example');
    for (const [, id] of TEMPLATE_HANDLERS) {
      const [role, ...more] = [...resourcesOf(template, 'AWS::IAM::Role')].filter(([one]) =>
        one.startsWith(`Functions${id}Role`),
      );
      if (role === undefined || more.length > 0) throw new Error(`${id} has no role of its own`);
      const { ManagedPolicyArns, Policies } = role[1].Properties;
      const policies = [...resourcesOf(template)].filter(
        ([, { Type, Properties }]) =>
          /^AWS::IAM::(?:Role|Managed)?Policy$/.test(Type) &&
          JSON.stringify(Properties).includes(`{"Ref":"${role[0]}"}`),
      );
      expect([ManagedPolicyArns, Policies, policies.length]).toEqual([undefined, undefined, 1]);
    }
  });

  test('a service that no stand-in has is a fault of the test', () => {
    expect(() => lacking('slack', { ...put('/x'), variable: 'AWS_ENDPOINT_URL_SQS' })).toThrow('add this service');
  });
});
