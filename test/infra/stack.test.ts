// Rules for the templates of all settings: required properties, and forbidden ones.
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../app/config/read-config.ts';
import {
  ALL,
  type Json,
  permissionsOf,
  type Resource,
  resourcesOf,
  settingsOf,
  stackOf,
  statementsOf,
  templateOf,
} from './stack-fixture.ts';

const TEMPLATES = new Map(ALL.map((name) => [name, templateOf(name)]));
const of = (name: (typeof ALL)[number]) => TEMPLATES.get(name) ?? templateOf(name);
const each = (name: (typeof ALL)[number], type: string) => [...resourcesOf(of(name), type).values()];
const three = (type: string) => each('three', type);
const RETAINED = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

describe.each(ALL)('with the settings %s', (name) => {
  const template = of(name);
  const types = (...wanted: string[]) => wanted.flatMap((type) => each(name, type));

  test(`with the settings ${name} hosts have no inbound rule, no key pair and no public address`, () => {
    for (const { Properties } of types('AWS::EC2::SecurityGroup')) {
      // Only VPC endpoints need inbound rules, and these settings have none.
      expect(Properties.SecurityGroupIngress).toBeUndefined();
    }
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
        (action) => !/^(?:ssm:Describe(?:Sessions|InstanceInformation)|logs:DescribeLogGroups)$/.test(action),
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
      const env = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, filled(value)]));
      const config = readConfig(handler, env);
      expect(Object.keys('value' in config.BASTION_TARGETS ? config.BASTION_TARGETS.value : {})).toHaveLength(
        settingsOf(name).bastions.length,
      );
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

  test(`with the settings ${name} the watchdog runs without retries, and no function reserves concurrency`, () => {
    const [watchdog] = [...resourcesOf(template, 'AWS::Lambda::Function')].filter(([id]) =>
      id.startsWith('FunctionsWatchdog'),
    );
    // New accounts refuse a reservation: https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
    for (const { Properties } of types('AWS::Lambda::Function'))
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
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
    const [bucket] = types('AWS::S3::Bucket').filter(({ Properties }) => Properties.ObjectLockEnabled);
    expect(bucket?.Properties.ObjectLockConfiguration).toEqual({
      ObjectLockEnabled: 'Enabled',
      Rule: {
        DefaultRetention: { Mode: 'COMPLIANCE', Days: Math.ceil(settingsOf(name).archive.retainYears * 365.25) },
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
        'CutsPutOff',
        'DaysNotSealed',
        'DeadLetters',
        'NoticeNotOut',
        'RequestsRefused',
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
      expect(Properties.TreatMissingData, id).toBe(
        id.startsWith('AlarmsWatchdogSilent') ? 'breaching' : 'notBreaching',
      );
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

const HANDLERS = [
  ['slack', 'Slack'],
  ['session-events', 'SessionEvents'],
  ['watchdog', 'Watchdog'],
  ['audit-export', 'AuditExport'],
] as const;

let made = 0;
/** @returns a value as CloudFormation resolves it, with a distinct made-up name for each reference */
function filled(value: Json): string {
  if (typeof value === 'string') return value;
  const [parts] = value['Fn::Join']?.slice(1) ?? [[value]];
  return parts.map((part: Json) => (typeof part === 'string' ? part : nameOf(JSON.stringify(part)))).join('');
}

function nameOf(reference: string): string {
  if (/Bastions(?:bastion|desktop)/.test(reference)) return `i-${String(++made).padStart(17, '0')}`;
  return reference
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(1, 60)
    .replace(/-$/, '');
}

describe('a new bastion', () => {
  const instances = resourcesOf(of('three'), 'AWS::EC2::Instance');
  const templates = resourcesOf(of('three'), 'AWS::EC2::LaunchTemplate');
  const templateFor = ({ Properties }: Resource): Json =>
    templates.get(Properties.LaunchTemplate.LaunchTemplateId.Ref)?.Properties.LaunchTemplateData;

  test('a new bastion has IMDSv2, an encrypted disk and no public address', () => {
    expect(instances.size).toBe(3);
    for (const instance of instances.values()) {
      const data = templateFor(instance);
      expect(data).toMatchObject({
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      });
      expect(data.NetworkInterfaces).toMatchObject([{ AssociatePublicIpAddress: false }]);
      expect(data.BlockDeviceMappings).toMatchObject([{ Ebs: { Encrypted: true } }]);
      expect(data.UserData).toBeUndefined();
    }
  });

  test('a new bastion uses a fixed version of its launch template', () => {
    for (const { Properties } of instances.values()) expect(Properties.LaunchTemplate.Version).toBe('1');
  });

  test('a new bastion leaves its image to EC2, by a literal that no deployment resolves', () => {
    const images = [...instances.values()].map((instance) => templateFor(instance).ImageId);
    expect(images).toEqual([
      'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
      'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
      'resolve:ssm:/aws/service/ami-windows-latest/Windows_Server-2025-Japanese-Full-Base',
    ]);
    expect(of('three').toJSON().Parameters).not.toHaveProperty('SsmParameterValue');
  });

  test('a new bastion reaches only HTTPS, and the networks of the settings', () => {
    const [group] = three('AWS::EC2::SecurityGroup').filter(({ Properties }) =>
      Properties.GroupDescription.startsWith('Bastions'),
    );
    const rules = group?.Properties.SecurityGroupEgress.map(({ CidrIp, CidrIpv6, FromPort, ToPort }: Json) => [
      CidrIp ?? CidrIpv6,
      FromPort,
      ToPort,
    ]);
    expect(rules).toEqual([
      ['0.0.0.0/0', 443, 443],
      ['10.0.0.0/8', 5432, 5432],
      ['10.0.0.0/8', 3306, 3306],
      ['2001:db8::/32', 22, 22],
    ]);
  });

  test('a new bastion may log its sessions and read its playbooks, but no parameter of the account', () => {
    const [role] = [...resourcesOf(of('three'), 'AWS::IAM::Role')].filter(([id]) => id.startsWith('BastionsRole'));
    expect(JSON.stringify(role?.[1].Properties.ManagedPolicyArns)).toMatch(
      /^\[[^\]]*AmazonSSMManagedInstanceCore[^\]]*\]\}?\]?/,
    );
    expect(role?.[1].Properties.ManagedPolicyArns).toHaveLength(1);
    const statements = statementsOf(of('three'))
      .filter(({ id }) => id.startsWith('BastionsRoleDefaultPolicy'))
      .map(({ statement }) => statement);
    const allowed = statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action }) => Action);
    expect(allowed.toSorted()).toEqual(
      [
        'logs:CreateLogStream',
        'logs:PutLogEvents',
        'logs:DescribeLogStreams',
        'logs:DescribeLogGroups',
        's3:PutObject',
        's3:GetEncryptionConfiguration',
        'kms:Decrypt',
        'kms:GenerateDataKey',
        's3:GetObject',
        's3:ListBucket',
      ].toSorted(),
    );
    expect(statements.filter(({ Effect }) => Effect === 'Deny')).toEqual([
      { Sid: 'ReadNoParameters', Effect: 'Deny', Action: ['ssm:GetParameter', 'ssm:GetParameters'], Resource: '*' },
    ]);
  });

  test('a new bastion with playbooks in a private repository may read the one token', () => {
    const source = {
      kind: 'github',
      owner: 'team',
      repository: 'playbooks',
      path: 'bastions',
      tokenParameter: '/team/token',
    };
    const template = templateOf('three', (settings) => {
      settings.care.playbooks.source = source;
    });
    const [denied] = statementsOf(template).filter(({ statement }) => statement.Sid === 'ReadNoParameters');
    expect(denied?.statement.Resource).toBeUndefined();
    expect(JSON.stringify(denied?.statement.NotResource)).toContain(':parameter/team/token');
    const [run] = [...resourcesOf(template, 'AWS::SSM::Association').values()].filter(
      ({ Properties }) => Properties.Name === 'AWS-ApplyAnsiblePlaybooks',
    );
    expect(JSON.parse(run?.Properties.Parameters.SourceInfo[0])).toEqual({
      owner: 'team',
      repository: 'playbooks',
      path: 'bastions',
      getOptions: 'branch:main',
      tokenInfo: '{{ssm-secure:/team/token}}',
    });
  });
});

describe('in a VPC without outbound access', () => {
  const template = templateOf('example', (settings) => {
    settings.network.outbound = 'endpoints';
  });

  test('a VPC without outbound access has the endpoints of Session Manager, which accept only this VPC', () => {
    const services = [...resourcesOf(template, 'AWS::EC2::VPCEndpoint').values()].map(({ Properties }) =>
      JSON.stringify(Properties.ServiceName).replace(/.*\.([a-z0-9]+)"?.*$/, '$1'),
    );
    expect(services.toSorted()).toEqual(['ec2messages', 'kms', 'logs', 's3', 'ssm', 'ssmmessages']);
    expect([...resourcesOf(template, 'AWS::EC2::NatGateway')]).toEqual([]);
    expect([...resourcesOf(template, 'AWS::EC2::InternetGateway')]).toEqual([]);
    for (const { Properties } of resourcesOf(template, 'AWS::EC2::SecurityGroup').values())
      for (const { CidrIp, FromPort, ToPort } of Properties.SecurityGroupIngress ?? [])
        expect([CidrIp['Fn::GetAtt'][1], FromPort, ToPort]).toEqual(['CidrBlock', 443, 443]);
  });
});

describe('the trail', () => {
  test('a new trail covers all regions, validates its files, is encrypted, and records the sessions table', () => {
    const [trail, ...more] = three('AWS::CloudTrail::Trail');
    expect(more).toEqual([]);
    expect(trail?.Properties).toMatchObject({
      IsMultiRegionTrail: true,
      EnableLogFileValidation: true,
      IncludeGlobalServiceEvents: true,
      IsLogging: true,
    });
    expect(trail?.Properties.KMSKeyId).toBeDefined();
    expect(trail?.Properties.CloudWatchLogsLogGroupArn).toBeDefined();
    expect(trail?.Properties.EventSelectors).toBeUndefined();
    const [table] = [...resourcesOf(of('three'), 'AWS::DynamoDB::GlobalTable').keys()];
    expect(trail?.Properties.AdvancedEventSelectors.map(({ FieldSelectors }: Json) => FieldSelectors)).toEqual([
      [{ Field: 'eventCategory', Equals: ['Management'] }],
      [
        { Field: 'eventCategory', Equals: ['Data'] },
        { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
        { Field: 'resources.ARN', Equals: [{ 'Fn::GetAtt': [table, 'Arn'] }] },
      ],
    ]);
  });

  test('an existing trail stays unchanged: the app subscribes to its log group, and an output shows how to record the table', () => {
    expect(each('existing', 'AWS::CloudTrail::Trail')).toEqual([]);
    const [filter] = each('existing', 'AWS::Logs::SubscriptionFilter');
    expect(filter?.Properties.LogGroupName).toBe('team/trail');
    expect(JSON.stringify(of('existing').toJSON().Outputs.RecordTable.Value)).toContain('put-event-selectors');
  });
});

describe('access', () => {
  test('access by the operator role pins that role in the app', () => {
    const [role] = three('AWS::IAM::Role').filter(({ Properties }) => Properties.RoleName);
    expect(role?.Properties.RoleName).toBe('bastion-ack-operator-ap-northeast-1');
    for (const [, id] of HANDLERS) {
      const [found] = [...resourcesOf(of('three'), 'AWS::Lambda::Function')].filter(([key]) =>
        key.startsWith(`Functions${id}Function`),
      );
      expect(found?.[1].Properties.Environment.Variables).toMatchObject({
        PINNED_ROLES: 'bastion-ack-operator-ap-northeast-1',
        SHELL_DOCUMENTS: 'bastion-ack-shell,SSM-SessionManagerRunShell',
      });
    }
  });

  test('access with the team’s own documents makes the app treat them as shells too', () => {
    const template = templateOf('existing', (settings) => {
      settings.app.SHELL_DOCUMENTS = ['team-shell'];
    });
    expect(JSON.stringify(template.toJSON())).toContain('"SHELL_DOCUMENTS":"team-shell"');
  });

  test('access includes the account’s default shell only where the deployment manages it', () => {
    const documents = (name: 'example' | 'three') =>
      JSON.stringify(
        statementsOf(of(name))
          .filter(({ id }) => id.startsWith('OperatorAccess'))
          .map(({ statement }) => statement.Resource),
      );
    expect(documents('three')).toContain('document/SSM-SessionManagerRunShell');
    expect(documents('example')).not.toContain('SSM-SessionManagerRunShell');
    expect(documents('example')).toContain('document/bastion-ack-shell');
  });

  test('access by IAM Identity Center prints the same statements as an output, and neither creates nor pins a role', () => {
    const template = templateOf('example', (settings) => {
      settings.access = { kind: 'identity-center', allowedCidrs: ['203.0.113.0/24'] };
    });
    const own = statementsOf(of('example'))
      .filter(({ id }) => id.startsWith('OperatorAccessRoleDefaultPolicy'))
      .map(({ statement }) => statement);
    const value = template.toJSON().Outputs.PermissionSetPolicy.Value;
    const policy = JSON.parse(
      value['Fn::Join'][1].map((part: Json) => (typeof part === 'string' ? part : 'TOKEN')).join(''),
    );
    expect(policy.Statement.map(({ Effect, Action }: Json) => [Effect, Action]).toSorted()).toEqual(
      own.map(({ Effect, Action }) => [Effect, Action]).toSorted(),
    );
    expect(
      [...resourcesOf(template, 'AWS::IAM::Role').values()].filter(({ Properties }) => Properties.RoleName),
    ).toEqual([]);
    expect(JSON.stringify(template.toJSON())).toContain('"PINNED_ROLES":""');
  });
});

test('only with "reserveWatchdog" one watchdog runs at a time', () => {
  const functions = [
    ...resourcesOf(
      templateOf('existing', (settings) => {
        settings.reserveWatchdog = true;
      }),
      'AWS::Lambda::Function',
    ),
  ].filter(([, { Properties }]) => Properties.ReservedConcurrentExecutions !== undefined);
  expect(functions).toEqual([
    [
      expect.stringMatching(/^FunctionsWatchdog/),
      expect.objectContaining({ Properties: expect.objectContaining({ ReservedConcurrentExecutions: 1 }) }),
    ],
  ]);
});

test('stack, table and hosts are protected by the settings alone, since a protected first deployment cannot roll back', () => {
  const protections = (isProtected: boolean) => {
    const stack = stackOf('three', (settings) => {
      settings.protected = isProtected;
    });
    const template = Template.fromStack(stack);
    return [
      stack.terminationProtection,
      ...[...resourcesOf(template, 'AWS::DynamoDB::GlobalTable').values()].map(
        ({ Properties }) => Properties.Replicas[0].DeletionProtectionEnabled,
      ),
      ...[...resourcesOf(template, 'AWS::EC2::Instance').values()].map(
        ({ Properties }) => Properties.DisableApiTermination,
      ),
    ];
  };
  expect(protections(false)).toEqual([false, false, false, false, false]);
  expect(protections(true)).toEqual([true, true, true, true, true]);
  expect(JSON.stringify(of('three').toJSON())).not.toContain('"DisableApiTermination":true');
});

test('only the watchdog may warn on hosts, with one document, on watched nodes', () => {
  const senders = statementsOf(of('three')).filter(({ statement }) =>
    [statement.Action].flat().includes('ssm:SendCommand'),
  );
  expect(senders.map(({ id }) => id)).toEqual([expect.stringMatching(/^FunctionsWatchdog/)]);
  expect(senders[0]?.statement.Resource).toHaveLength(1 + 3);
  expect(JSON.stringify(senders[0]?.statement.Resource)).toContain('document/bastion-ack-warning');
});

test('no function deletes, scans or updates parts of items, and session-events reads no index', () => {
  for (const [, id] of HANDLERS) {
    const actions = permissionsOf(of('three'), id)
      .flatMap(({ Action }) => Action)
      .filter((action) => action.startsWith('dynamodb:'));
    expect(actions.toSorted()).toEqual(
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        ...(id === 'SessionEvents' ? [] : ['dynamodb:BatchGetItem', 'dynamodb:Query']),
      ].toSorted(),
    );
  }
});

test('patches are installed in the maintenance window, with scans in between', () => {
  expect(three('AWS::SSM::MaintenanceWindow')[0]?.Properties).toMatchObject({
    Schedule: 'cron(0 3 ? * SUN *)',
    ScheduleTimezone: 'Asia/Tokyo',
    Duration: 2,
    Cutoff: 1,
    AllowUnassociatedTargets: false,
  });
  const [task] = three('AWS::SSM::MaintenanceWindowTask');
  expect(task?.Properties).toMatchObject({ TaskArn: 'AWS-RunPatchBaseline', MaxConcurrency: '1', MaxErrors: '0' });
  expect(task?.Properties.TaskInvocationParameters.MaintenanceWindowRunCommandParameters.Parameters).toEqual({
    Operation: ['Install'],
    RebootOption: ['RebootIfNeeded'],
  });
  const scan = three('AWS::SSM::Association').find(({ Properties }) => Properties.Name === 'AWS-RunPatchBaseline');
  expect(scan?.Properties.Parameters).toEqual({ Operation: ['Scan'], RebootOption: ['NoReboot'] });
  expect(
    three('AWS::SSM::PatchBaseline').map(({ Properties }) => [Properties.OperatingSystem, Properties.PatchGroups]),
  ).toEqual([
    ['AMAZON_LINUX_2023', ['bastion-ack-linux']],
    ['WINDOWS', ['bastion-ack-windows']],
  ]);
  const groups = three('AWS::EC2::Instance').map(
    ({ Properties }) => Properties.Tags.find(({ Key }: Json) => Key === 'PatchGroup').Value,
  );
  expect(groups).toEqual(['bastion-ack-linux', 'bastion-ack-linux', 'bastion-ack-windows']);
});

test('playbooks run on Linux hosts on schedule, and Ansible is installed at once', () => {
  const run = three('AWS::SSM::Association').find(
    ({ Properties }) => Properties.Name === 'AWS-ApplyAnsiblePlaybooks',
  ) as Json;
  expect(run.Properties.Targets).toMatchObject([
    { Values: [{ Ref: expect.stringContaining('bastion1') }, { Ref: expect.stringContaining('bastion2') }] },
  ]);
  expect(run.Properties.Parameters).toMatchObject({
    SourceType: ['S3'],
    InstallDependencies: ['False'],
    PlaybookFile: ['site.yml'],
  });
  expect(JSON.parse(run.Properties.Parameters.SourceInfo[0])).toEqual({
    path: 'https://s3.amazonaws.com/team-playbooks/bastions',
  });
  expect(run.Properties.ApplyOnlyAtCronInterval).toBe(true);
  const install = three('AWS::SSM::Association').find(
    ({ Properties }) => Properties.AssociationName === 'bastion-ack-install-ansible',
  );
  expect(install?.Properties.ApplyOnlyAtCronInterval).toBeUndefined();
  expect(install?.Properties.Targets).toEqual(run.Properties.Targets);
  expect(JSON.stringify(three('AWS::SSM::Document').map(({ Properties }) => Properties.Content))).toContain(
    'dnf install -y ansible-core',
  );
});

describe('after a change of settings', () => {
  const KEPT = [
    'AWS::EC2::Instance',
    'AWS::DynamoDB::GlobalTable',
    'AWS::S3::Bucket',
    'AWS::CloudTrail::Trail',
    'AWS::KMS::Key',
  ];
  const kept = (template: ReturnType<typeof templateOf>) =>
    new Map([...resourcesOf(template)].filter(([, { Type }]) => KEPT.includes(Type)));
  const before = kept(of('three'));

  test.each<[string, (settings: Json) => void]>([
    [
      'another deadline',
      (settings) => {
        settings.app.ACKNOWLEDGE_WITHIN_MINUTES = 30;
      },
    ],
    [
      'another banner',
      (settings) => {
        settings.sessions.art = ['new'];
        settings.sessions.announcedTo = '#elsewhere';
      },
    ],
    [
      'another type and disk for an existing host',
      (settings) => {
        settings.bastions[0].instanceType = 't4g.large';
        settings.bastions[0].diskGiB = 99;
      },
    ],
    [
      'one bastion more',
      (settings) => {
        settings.bastions.unshift({ kind: 'linux', name: 'bastion-0' });
      },
    ],
    [
      'fewer networks to reach',
      (settings) => {
        settings.network.reaches.pop();
      },
    ],
    [
      'another network to connect from',
      (settings) => {
        settings.access.allowedCidrs = ['198.51.100.0/24'];
      },
    ],
    [
      'other hours of maintenance',
      (settings) => {
        settings.care.patching = { hours: 4 };
      },
    ],
    [
      'another recipient of alarms',
      (settings) => {
        settings.alarms.emails = ['other@example.com'];
      },
    ],
  ])('a change of settings to %s replaces no host, table, archive, trail or key', (_, change) => {
    const after = kept(templateOf('three', change));
    for (const [id, resource] of before) expect(after.get(id), id).toEqual(resource);
  });

  test('only a new generation replaces a host, and only that host', () => {
    const after = kept(
      templateOf('three', (settings) => {
        settings.bastions[0].generation = 2;
      }),
    );
    const changed = [...before]
      .filter(([id, resource]) => JSON.stringify(after.get(id)) !== JSON.stringify(resource))
      .map(([id]) => id);
    expect(changed).toEqual([expect.stringContaining('bastion1')]);
  });
});

test('many bastions and operators, too long for an environment, go to Parameter Store', () => {
  const template = templateOf('existing', (settings) => {
    settings.bastions = Array.from({ length: 50 }, (_, at) => ({
      kind: 'existing',
      name: `bastion-${at}`,
      id: `i-${String(at).padStart(17, '0')}`,
    }));
    settings.app.OPERATORS = Object.fromEntries(
      Array.from({ length: 90 }, (_, at) => [`operator-${at}`, `U0123ABC${at}`]),
    );
  });
  const [slack] = [...resourcesOf(template, 'AWS::Lambda::Function')].filter(([id]) =>
    id.startsWith('FunctionsSlackFunction'),
  );
  expect(slack?.[1].Properties.Environment.Variables).toMatchObject({
    BASTION_TARGETS: 'ssm:/bastion-ack/targets',
    OPERATORS: 'ssm:/bastion-ack/operators',
  });
  const held = new Map(
    [...resourcesOf(template, 'AWS::SSM::Parameter').values()].map(({ Properties }) => [
      Properties.Name,
      Properties.Value,
    ]),
  );
  expect(Object.keys(JSON.parse(held.get('/bastion-ack/targets')))).toHaveLength(50);
  expect(Object.keys(JSON.parse(held.get('/bastion-ack/operators')))).toHaveLength(90);
  for (const [, id] of HANDLERS)
    expect(JSON.stringify(permissionsOf(template, id).filter(({ Action }) => Action === 'ssm:GetParameter'))).toMatch(
      /Targets.*Operators|Operators.*Targets/,
    );
});
