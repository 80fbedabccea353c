// Rules for the templates of all settings: required properties, and forbidden ones.
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../app/config/read-config.ts';
import { resolvedText } from './resolved-text.ts';
import {
  ALL,
  HANDLERS,
  type Json,
  type Name,
  resourcesOf,
  settingsOf,
  statementsOf,
  templateOf,
} from './stack-fixture.ts';

const of = (name: Name) => templateOf(name);
const each = (name: Name, type: string) => [...resourcesOf(of(name), type).values()];
const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

describe.each(ALL)('with the settings %s', (name) => {
  const template = of(name);
  const types = (...wanted: string[]) => wanted.flatMap((type) => each(name, type));

  test(`with the settings ${name} hosts have no inbound rule, no key pair and no public address`, () => {
    // Only VPC endpoints need inbound rules.
    for (const { Properties } of types('AWS::EC2::SecurityGroup'))
      if (!Properties.GroupDescription.startsWith('VPC endpoints'))
        expect(Properties.SecurityGroupIngress).toBeUndefined();
    expect(types('AWS::EC2::SecurityGroupIngress')).toEqual([]);
    const text = JSON.stringify(template.toJSON());
    expect(text).not.toContain('KeyName');
    expect(text).not.toContain('"AssociatePublicIpAddress":true');
    expect(text).not.toContain('"MapPublicIpOnLaunch":true');
  });

  test(`with the settings ${name} no policy allows every action, or every action of a service`, () => {
    for (const { id, statement } of statementsOf(template)) {
      if (statement.Effect !== 'Allow') continue;
      for (const action of [statement.Action].flat()) {
        // A key policy delegates to the account's IAM policies: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
        const isKeysOwn = action === 'kms:*' && JSON.stringify(statement.Principal).includes(':root');
        expect(isKeysOwn || !/^\*$|:\*$/.test(action), `${id}: ${action}`).toBe(true);
      }
    }
  });

  test(`with the settings ${name} only actions without resource-level permissions may use every resource`, () => {
    const wide = statementsOf(template).filter(
      ({ type, statement }) =>
        type === 'AWS::IAM::Policy' && statement.Effect === 'Allow' && [statement.Resource].flat().includes('*'),
    );
    const actions = new Set(wide.flatMap(({ statement }) => statement.Action));
    expect(
      [...actions].filter(
        (action) =>
          !/^(?:ssm:Describe(?:Sessions|InstanceInformation|Parameters)|logs:DescribeLogGroups|cloudtrail:DescribeTrails|events:ListRuleNamesByTarget)$/.test(
            action,
          ),
      ),
    ).toEqual([]);
  });

  test(`with the settings ${name} one AWS service may assume a role, or users under their own names`, () => {
    for (const { id, statement } of statementsOf(template).filter(({ type }) => type === 'AWS::IAM::Role')) {
      const service = statement.Principal.Service;
      if (service === undefined) {
        expect(statement.Condition.StringEquals, id).toHaveProperty('sts:RoleSessionName');
        expect(statement.Condition.Bool, id).toEqual({ 'aws:MultiFactorAuthPresent': 'true' });
      } else expect(service, id).toMatch(/^(?:lambda|ec2|cloudtrail|vpc-flow-logs)\.amazonaws\.com$/);
    }
  });

  test(`with the settings ${name} every bucket is private, encrypted and versioned, and requires TLS`, () => {
    const policies = types('AWS::S3::BucketPolicy').map(({ Properties }) => Properties);
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::S3::Bucket')) {
      expect(Properties.PublicAccessBlockConfiguration, id).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      expect(Properties.BucketEncryption, id).toBeDefined();
      expect(Properties.VersioningConfiguration, id).toEqual({ Status: 'Enabled' });
      const policy = policies.find(({ Bucket }) => Bucket.Ref === id);
      expect(policy?.PolicyDocument.Statement, id).toContainEqual(
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      );
      for (const statement of policy?.PolicyDocument.Statement ?? [])
        if (statement.Effect === 'Allow') expect(JSON.stringify(statement.Principal), id).toContain('Service');
    }
  });

  test(`with the settings ${name} records outlive the stack, and keys rotate`, () => {
    const kept = types('AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket', 'AWS::Logs::LogGroup');
    expect(kept.length).toBeGreaterThan(4);
    for (const resource of kept) expect(resource).toMatchObject(RETAINED);
    for (const { Properties } of types('AWS::KMS::Key'))
      if (Properties.KeySpec === undefined) expect(Properties.EnableKeyRotation).toBe(true);
  });

  test(`with the settings ${name} functions run on Node.js 24 on arm64, each with its own role and log group`, () => {
    const functions = types('AWS::Lambda::Function').filter(
      ({ Properties }) =>
        Properties.Runtime !== undefined &&
        Properties.Handler === 'index.handler' &&
        Properties.Environment?.Variables.SESSIONS_TABLE,
    );
    expect(functions).toHaveLength(4);
    for (const { Properties } of functions)
      expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    for (const own of ['Role', 'LoggingConfig'])
      expect(new Set(functions.map(({ Properties }) => JSON.stringify(Properties[own]))).size).toBe(4);
    for (const { Properties } of types('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays).toBeGreaterThan(0);
  });

  test(`with the settings ${name} each function can start with its environment, which has no secret`, () => {
    for (const [handler, id] of HANDLERS) {
      const [found] = [...resourcesOf(template, 'AWS::Lambda::Function')].filter(([key]) =>
        key.startsWith(`Functions${id}Function`),
      );
      const variables: Record<string, Json> = found?.[1].Properties.Environment.Variables;
      expect(Object.keys(variables).filter((key) => /TOKEN|SIGNING|SECRET/.test(key))).toEqual(['SLACK_SECRETS_PATH']);
      const env = Object.fromEntries(
        Object.entries(variables).map(([key, value]) => [key, resolvedText(template, value, settingsOf(name).name)]),
      );
      const config = readConfig(handler, env);
      if ('value' in config.BASTION_TARGETS)
        expect(Object.keys(config.BASTION_TARGETS.value)).toHaveLength(settingsOf(name).bastions.length);
    }
  });

  test(`with the settings ${name} functions terminate sessions on watched nodes only`, () => {
    const found = statementsOf(template).filter(
      ({ id, statement }) => id.startsWith('Functions') && [statement.Action].flat().includes('ssm:TerminateSession'),
    );
    expect(found).toHaveLength(2);
    for (const { statement } of found)
      expect([statement.Condition.StringEquals['ssm:resourceTag/aws:ssmmessages:target-id']].flat()).toHaveLength(
        settingsOf(name).bastions.length,
      );
  });

  test(`with the settings ${name} the watchdog runs without retries, and reserves concurrency only where the settings say so`, () => {
    const [watchdog] = [...resourcesOf(template, 'AWS::Lambda::Function')].filter(([id]) =>
      id.startsWith('FunctionsWatchdog'),
    );
    // New accounts refuse a reservation: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    const reserved = types('AWS::Lambda::Function').flatMap(
      ({ Properties }) => Properties.ReservedConcurrentExecutions ?? [],
    );
    expect(reserved).toEqual(settingsOf(name).reserveWatchdog ? [1] : []);
    const limits = types('AWS::Lambda::EventInvokeConfig').filter(
      ({ Properties }) =>
        Properties.FunctionName.Ref === watchdog?.[0] || JSON.stringify(Properties.FunctionName).includes('Watchdog'),
    );
    expect(
      limits
        .map(({ Properties }) => [
          JSON.stringify(Properties.Qualifier),
          Properties.MaximumRetryAttempts,
          Properties.MaximumEventAgeInSeconds,
        ])
        .toSorted(),
    ).toEqual([
      ['"$LATEST"', 0, 60],
      [expect.stringContaining('Confirm'), 0, 180],
    ]);
  });

  test(`with the settings ${name} only audit-export may write to the archive and sign, by its role and by the policies of bucket and key`, () => {
    const [bucket] = types('AWS::S3::Bucket').filter(
      ({ Properties }) => Properties.ObjectLockConfiguration?.Rule.DefaultRetention.Mode === 'COMPLIANCE',
    );
    expect(bucket?.Properties.ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: {
        DefaultRetention: {
          Mode: 'COMPLIANCE',
          Days: Math.min(36_500, Math.ceil(settingsOf(name).archive.retainYears * 365.25)),
        },
      },
    });
    const who = (action: string) =>
      statementsOf(template)
        .filter(
          ({ type, statement }) =>
            type === 'AWS::IAM::Policy' && statement.Effect === 'Allow' && [statement.Action].flat().includes(action),
        )
        .map(({ id }) => id);
    expect(who('kms:Sign')).toEqual([expect.stringMatching(/^FunctionsAuditExport/)]);
    expect(who('s3:PutObject').filter((id) => !id.startsWith('BastionsRole'))).toEqual([
      expect.stringMatching(/^FunctionsAuditExport/),
    ]);
    const others = {
      ArnNotEquals: {
        'aws:PrincipalArn': { 'Fn::GetAtt': [expect.stringMatching(/^FunctionsAuditExportRole/), 'Arn'] },
      },
    };
    const denied = statementsOf(template).filter(
      ({ statement }) => statement.Effect === 'Deny' && statement.Condition?.ArnNotEquals,
    );
    expect(
      denied.map(({ type, statement }) => [
        type,
        [statement.Action].flat().includes('s3:PutObject') || statement.Action === 'kms:Sign',
        statement.Condition,
      ]),
    ).toEqual([
      ['AWS::S3::BucketPolicy', true, others],
      ['AWS::KMS::Key', true, others],
    ]);
  });

  test(`with the settings ${name} the endpoint has one path and one method, is throttled, logs no secrets, and calls an alias`, () => {
    expect(types('AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey)).toEqual([
      'POST /slack/events',
    ]);
    const [stage] = types('AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties).toMatchObject({
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
    });
    expect(stage?.Properties.AccessLogSettings.Format).toContain('$context.status');
    expect(stage?.Properties.AccessLogSettings.Format).not.toMatch(/header|body|authorizer/i);
    const [integration] = types('AWS::ApiGatewayV2::Integration');
    expect(JSON.stringify(integration?.Properties.IntegrationUri)).toContain('FunctionsLive');
  });

  test(`with the settings ${name} every alarm notifies outside Slack when it starts and when it ends`, () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm');
    const names = [...alarms.keys()].map((id) => id.replace(/^Alarms|[0-9A-F]{8}$/g, ''));
    expect(names.toSorted()).toEqual(
      [
        'ChecksFailed',
        'CutsPutOff',
        'DaysNotSealed',
        'DeadLetters',
        'EndpointSilent',
        'NightNotSealed',
        'NoticeNotOut',
        'RequestsRefused',
        'RequestsThrottled',
        'RolesChanged',
        'SessionsUnacknowledged',
        'StillConnected',
        'TargetsUnmanaged',
        'WatchdogSilent',
        'auditexportErrors',
        'sessioneventsErrors',
        'slackErrors',
        'watchdogErrors',
      ].toSorted(),
    );
    for (const [id, { Properties }] of alarms) {
      expect(Properties.AlarmActions, id).toHaveLength(1);
      expect(Properties.OKActions, id).toEqual(Properties.AlarmActions);
    }
  });

  test(`with the settings ${name} schedules start the watchdog each minute, the audit export each night, and the ping through the alias`, () => {
    const rules = types('AWS::Events::Rule').filter(({ Properties }) => Properties.ScheduleExpression);
    expect(rules.map(({ Properties }) => Properties.ScheduleExpression).toSorted()).toEqual([
      'cron(30 0 * * ? *)',
      'rate(1 minute)',
      'rate(5 minutes)',
    ]);
    const [ping] = rules.filter(({ Properties }) => Properties.ScheduleExpression === 'rate(5 minutes)');
    expect(ping?.Properties.Targets[0]).toMatchObject({
      Input: '{"ping":"warm"}',
      Arn: { Ref: expect.stringContaining('Live') },
    });
  });
});
