// Every call that changes the deployment itself reaches the app and the alarm topic; the same on other resources reaches neither.
import { describe, expect, test } from 'vitest';
import { parseRecord } from '../../../app/aws/cloudtrail/parse-record.ts';
import { CLOUDFORMATION, TAMPERING_CALLS } from '../../../app/aws/cloudtrail/tampering-calls.ts';
import { partitionOf } from '../../../infra/partition.ts';
import { createIamUser } from '../../../local/aws/principals.ts';
import { createTamperingRecord } from '../../../local/records.ts';
import { matchesPattern } from '../event-pattern.ts';
import { createResolver } from '../resolve.ts';
import { ALL, type Json, resourcesOf, settingsOf, templateOf } from '../stack-fixture.ts';

const REGIONAL = Object.entries(TAMPERING_CALLS).filter(([source]) => source !== 'iam.amazonaws.com');
/** Types of resources by the event source of the calls that change them. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  'cloudtrail.amazonaws.com': ['AWS::CloudTrail::Trail'],
  'logs.amazonaws.com': ['AWS::Logs::LogGroup'],
  'events.amazonaws.com': ['AWS::Events::Rule'],
  'lambda.amazonaws.com': ['AWS::Lambda::Function'],
  'kms.amazonaws.com': ['AWS::KMS::Key'],
  's3.amazonaws.com': ['AWS::S3::Bucket'],
  'dynamodb.amazonaws.com': ['AWS::DynamoDB::GlobalTable'],
  'ssm.amazonaws.com': ['AWS::SSM::Document', 'AWS::SSM::Parameter'],
  'monitoring.amazonaws.com': ['AWS::CloudWatch::Alarm'],
};
/** The parameter that names the resource, where a service has several. */
const PARAMETERS: Readonly<Record<string, string>> = { PutEventSelectors: 'trailName', RemoveTargets: 'rule' };
/** As CloudTrail writes the calls of Lambda. */
const VERSIONS: Readonly<Record<string, string>> = {
  UpdateFunctionCode: '20150331v2',
  UpdateFunctionConfiguration: '20150331v2',
  UpdateAlias: '20150331',
  PutFunctionConcurrency: '20171031',
};

/** The longest name and region that the settings take. */
const LONGEST = { name: 'n'.repeat(25), account: '111122223333', region: `ap-${'s'.repeat(20)}-1` };

/** A record of a call on a resource, as EventBridge delivers it. */
function eventOf(eventSource: string, call: string, resource: string, sourceIp = '203.0.113.24'): Json {
  const [first = ''] = TAMPERING_CALLS[eventSource as keyof typeof TAMPERING_CALLS].parameters;
  const parameter = PARAMETERS[call] ?? first;
  return {
    source: `aws.${eventSource.replace('.amazonaws.com', '')}`,
    'detail-type': 'AWS API Call via CloudTrail',
    detail: createTamperingRecord({
      principal: createIamUser('administrator'),
      sourceIp,
      at: new Date('2026-11-24T01:00:00.000Z'),
      eventSource,
      eventName: `${call}${VERSIONS[call] ?? ''}`,
      requestParameters: { [parameter]: parameter === 'alarmNames' ? ['other', resource] : resource },
    }),
  };
}

describe.each(ALL)('with the settings %s', (name) => {
  const template = templateOf(name);
  const settings = settingsOf(name);
  const stackName: string = settings.name ?? 'bastion-ack';
  const { resolve, nameOf } = createResolver(template, settings);
  const rules = [...resourcesOf(template, 'AWS::Events::Rule')].flatMap(([id, { Properties }]) =>
    Properties.EventPattern && id.startsWith('Tampering')
      ? [{ id, pattern: resolve(Properties.EventPattern), targets: resolve(Properties.Targets) as Json[] }]
      : [],
  );
  /** The kinds of targets that get an event. */
  const targetsOf = (event: Json) =>
    rules
      .filter(({ pattern }) => matchesPattern(pattern, event))
      .flatMap(({ targets }) => targets.map(({ Arn }) => (Arn.includes(':sns:') ? 'topic' : 'app')))
      .toSorted();
  const resources = (eventSource: string) =>
    (TYPES[eventSource] ?? []).flatMap((type) => [...resourcesOf(template, type).keys()]);

  test.each(REGIONAL)(
    `with the settings ${name} each call of %s on each resource of the stack reaches the app and the topic`,
    (eventSource, { calls }) => {
      const names = resources(eventSource).map(nameOf);
      if (eventSource === 'ssm.amazonaws.com')
        names.push(`${settings.slackSecretsPath ?? `/${stackName}/slack`}/signing-secret`);
      // An existing trail has a name that the deployment does not know.
      if (eventSource === 'cloudtrail.amazonaws.com' && names.length === 0) names.push('the-trail-of-the-team');
      expect(names.length).toBeGreaterThan(0);
      for (const call of calls)
        for (const resource of names) {
          const event = eventOf(eventSource, call, resource);
          expect(targetsOf(event), `${call} ${resource}`).toEqual(['app', 'topic']);
          expect(parseRecord(event.detail)).toMatchObject({
            type: 'tampering',
            tampering: { call, resource: expect.stringContaining(resource.slice(0, 100)) },
          });
        }
    },
  );

  test(`with the settings ${name} a call that names the ARN of a trail, function, key, table or document counts, too`, () => {
    const arn = (service: string, rest: string) =>
      `arn:${partitionOf(settings.region)}:${service}:${settings.region}:${settings.account}:${rest}`;
    const named = (type: string) => [...resourcesOf(template, type).keys()].map(nameOf)[0] ?? '';
    const cases: [string, string, string][] = [
      ['lambda.amazonaws.com', 'UpdateFunctionCode', arn('lambda', `function:${named('AWS::Lambda::Function')}`)],
      ['kms.amazonaws.com', 'PutKeyPolicy', arn('kms', `key/${named('AWS::KMS::Key')}`)],
      ['dynamodb.amazonaws.com', 'UpdateTable', arn('dynamodb', `table/${named('AWS::DynamoDB::GlobalTable')}`)],
      ['ssm.amazonaws.com', 'UpdateDocument', arn('ssm', `document/${named('AWS::SSM::Document')}`)],
    ];
    const trail = named('AWS::CloudTrail::Trail');
    if (trail) cases.push(['cloudtrail.amazonaws.com', 'StopLogging', arn('cloudtrail', `trail/${trail}`)]);
    for (const [source, call, resource] of cases)
      expect(targetsOf(eventOf(source, call, resource)), resource).toEqual(['app', 'topic']);
  });

  test.each(['%', '%:$LATEST', '%:live', '111122223333:function:%:$LATEST', 'arn:aws:lambda:::function:%:$LATEST'])(
    `with the settings ${name} a function that a request names as %s counts`,
    (form) => {
      for (const id of resources('lambda.amazonaws.com')) {
        const given = form.replace('%', () => nameOf(id));
        expect(targetsOf(eventOf('lambda.amazonaws.com', 'UpdateFunctionCode', given)), given).toEqual([
          'app',
          'topic',
        ]);
      }
    },
  );

  test.each(REGIONAL.filter(([source]) => source !== 'cloudtrail.amazonaws.com' || settings.trail.kind === 'new'))(
    `with the settings ${name} no call of %s on a resource of others reaches anybody`,
    (eventSource, { calls }) => {
      for (const call of calls)
        for (const resource of ['other', `${stackName}-2-Functions`, `x${resources(eventSource).map(nameOf)[0]}y`])
          expect(targetsOf(eventOf(eventSource, call, resource)), `${call} ${resource}`).toEqual([]);
    },
  );

  test(`with the settings ${name} a stack update reaches the app, and pages nobody`, () => {
    for (const [eventSource, { calls }] of REGIONAL) {
      const resource = resources(eventSource).map(nameOf)[0] ?? 'the-trail-of-the-team';
      expect(targetsOf(eventOf(eventSource, calls[0], resource, CLOUDFORMATION)), eventSource).toEqual(['app']);
    }
  });

  test(`with the settings ${name} an event that is not AWS’s own reaches nobody`, () => {
    const event = eventOf('s3.amazonaws.com', 'PutBucketPolicy', resources('s3.amazonaws.com').map(nameOf)[0] ?? '');
    expect(targetsOf({ ...event, source: 'somebody' })).toEqual([]);
  });

  test(`with the settings ${name} no pattern is longer than EventBridge takes, and the subscription’s not than CloudWatch Logs takes`, () => {
    const longest = createResolver(template, LONGEST);
    for (const { id } of rules) {
      const { EventPattern } = resourcesOf(template).get(id)?.Properties ?? {};
      for (const there of [resolve, longest.resolve])
        expect(JSON.stringify(there(EventPattern)).length, id).toBeLessThanOrEqual(2_048);
    }
    const [filter] = [...resourcesOf(template, 'AWS::Logs::SubscriptionFilter').values()];
    expect(resolve(filter?.Properties.FilterPattern).length).toBeLessThanOrEqual(1_024);
  });

  test(`with the settings ${name} the subscription delivers changes of every role of the stack`, () => {
    const [filter] = [...resourcesOf(template, 'AWS::Logs::SubscriptionFilter').values()];
    const pattern: string = resolve(filter?.Properties.FilterPattern);
    const listed = [...pattern.matchAll(/roleName = "([^"]+)"/g)].map(([, one = '']) => one);
    const covers = (role: string) =>
      listed.some((one) => (one.endsWith('*') ? role.startsWith(one.slice(0, -1)) : role === one));
    const roles = [...resourcesOf(template, 'AWS::IAM::Role').keys()];
    expect(roles.length).toBeGreaterThan(3);
    for (const id of roles) {
      const { RoleName } = resourcesOf(template).get(id)?.Properties ?? {};
      expect(covers(RoleName ?? `${stackName}-${id}-ABCDEFGHIJKL`), id).toBe(true);
    }
    expect(covers(`${stackName}-2-FunctionsSlackRole-ABCDEFGHIJKL`)).toBe(false);
  });

  test(`with the settings ${name} what cannot be delivered goes to the dead letters, whose policy lets every rule in`, () => {
    const policies = [...resourcesOf(template, 'AWS::SQS::QueuePolicy').values()].flatMap(({ Properties }) =>
      resolve(Properties.PolicyDocument.Statement),
    );
    for (const { id, targets } of rules) {
      for (const { DeadLetterConfig } of targets) expect(DeadLetterConfig.Arn, id).toContain(':sqs:');
      const source: string = resolve({ 'Fn::GetAtt': [id, 'Arn'] });
      const letsIn = ({ Condition }: Json) => {
        const allowed: string = Condition?.ArnLike?.['aws:SourceArn'] ?? '-';
        return allowed.endsWith('-*') && source.startsWith(allowed.slice(0, -1));
      };
      expect(policies.filter(letsIn), id).toHaveLength(1);
    }
  });

  // SQS takes 8,192 bytes, and Lambda 20 KB.
  test(`with the settings ${name} the policies of queues, topics and functions do not grow to their limits`, () => {
    for (const there of [createResolver(template, settings), createResolver(template, LONGEST)]) {
      for (const type of ['AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'])
        for (const [id, { Properties }] of resourcesOf(template, type)) {
          const policy = there.resolve(Properties.PolicyDocument);
          expect(policy.Statement.length, id).toBeLessThanOrEqual(20);
          expect(Buffer.byteLength(JSON.stringify(policy)), id).toBeLessThan(8_192);
        }
      const permissions: Json[] = [...resourcesOf(template, 'AWS::Lambda::Permission').values()].map(({ Properties }) =>
        there.resolve(Properties),
      );
      for (const to of new Set<string>(permissions.map(({ FunctionName }) => FunctionName))) {
        const own = permissions.filter(({ FunctionName }) => FunctionName === to);
        // Lambda adds an id, an effect and the names of members to each.
        expect(Buffer.byteLength(JSON.stringify(own)) + own.length * 200, to).toBeLessThan(20_480);
      }
    }
  });

  test(`with the settings ${name} a page says that somebody changed it, or tried to, and how AWS refused it`, () => {
    const transformers = rules.flatMap(({ targets }) =>
      targets.flatMap(({ InputTransformer }) => InputTransformer ?? []),
    );
    expect(transformers).toHaveLength(REGIONAL.length);
    for (const { InputPathsMap, InputTemplate } of transformers) {
      const [variable] = Object.entries(InputPathsMap).find(([, path]) => path === '$.detail.errorCode') ?? [];
      expect(InputTemplate).toContain('Somebody changed, or tried to change, bastion-ack itself: ');
      expect(InputTemplate).toContain(`Error code, if AWS refused it: <${variable}>.`);
    }
  });
});
