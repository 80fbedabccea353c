// New hosts: how they start, what they reach, and what they may do.
import { describe, expect, test } from 'vitest';
import { type Json, type Resource, resourcesOf, statementsOf, templateOf } from '../stack-fixture.ts';

const three = (type: string) => [...resourcesOf(templateOf('three'), type).values()];

describe('a new bastion', () => {
  const instances = resourcesOf(templateOf('three'), 'AWS::EC2::Instance');
  const templates = resourcesOf(templateOf('three'), 'AWS::EC2::LaunchTemplate');
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
    expect(templateOf('three').toJSON().Parameters).not.toHaveProperty('SsmParameterValue');
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
    const [role] = [...resourcesOf(templateOf('three'), 'AWS::IAM::Role')].filter(([id]) =>
      id.startsWith('BastionsRole'),
    );
    expect(JSON.stringify(role?.[1].Properties.ManagedPolicyArns)).toMatch(
      /^\[[^\]]*AmazonSSMManagedInstanceCore[^\]]*\]\}?\]?/,
    );
    expect(role?.[1].Properties.ManagedPolicyArns).toHaveLength(1);
    const statements = statementsOf(templateOf('three'))
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
