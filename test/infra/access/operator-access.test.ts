// The permissions and denials of the operator role, read from the template.
import { App, aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { OperatorAccess, type OperatorAccessProps } from '../../../infra/access/operator-access.ts';

const PROPS: OperatorAccessProps = {
  roleName: 'bastion-operator',
  bastions: ['i-0123456789abcdef0', 'mi-0123456789abcdef0'],
  documents: ['bastion-ack-shell'],
  allowedCidrs: ['203.0.113.0/24'],
  allowedVpcEndpoints: ['vpce-0123456789abcdef0'],
};
const ELSEWHERE = 'ssm:StartSession ssm:ResumeSession ssm:TerminateSession ssmmessages:OpenDataChannel';

function template(change: Partial<OperatorAccessProps> = {}, withKey = false): Template {
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'ap-northeast-1' } });
  const sessionKey = withKey ? { sessionKey: new kms.Key(stack, 'Key') } : {};
  new OperatorAccess(stack, 'Operators', { ...PROPS, ...sessionKey, ...change });
  return Template.fromStack(stack);
}

/** @returns each statement of the role's policy: effect, actions, resources without the partition, conditions */
function statements(of: Template) {
  const [policy] = Object.values(of.findResources('AWS::IAM::Policy'));
  return policy?.Properties.PolicyDocument.Statement.map((statement: Statement) => ({
    effect: statement.Effect,
    actions: [statement.Action].flat().join(' '),
    resources: JSON.stringify([statement.Resource].flat()).replaceAll('arn:","{"Ref":"AWS::Partition"},"', 'arn:'),
    conditions: statement.Condition,
  }));
}

test('the role requires MFA, and the name of the IAM user, without a comma, as the session name', () => {
  const [role, ...more] = Object.values(template().findResources('AWS::IAM::Role'));
  expect(more).toEqual([]);
  const [trust, ...others] = role?.Properties.AssumeRolePolicyDocument.Statement ?? [];
  expect(others).toEqual([]);
  expect(trust).toMatchObject({ Effect: 'Allow', Action: 'sts:AssumeRole' });
  expect(JSON.stringify(trust.Principal)).toContain(':iam::111122223333:root');
  expect(trust.Condition).toEqual({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM fills it in
    StringEquals: { 'sts:RoleSessionName': '${aws:username}' },
    StringNotLike: { 'sts:RoleSessionName': '*,*' },
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
  });
});

test('sessions start only on the bastions and with the allowed documents, and SSM always checks the document', () => {
  const found = statements(template()).filter(
    ({ actions, effect }: { actions: string; effect: string }) =>
      effect === 'Allow' && actions.includes('ssm:StartSession'),
  );
  const checked = { BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } };
  expect(found.map(({ conditions }: { conditions: unknown }) => conditions)).toEqual([checked, checked]);
  const arns = found.map(({ resources }: { resources: string }) => resources.match(/:(ssm|ec2):[^"]+/g));
  expect(arns).toEqual([
    [
      ':ec2:ap-northeast-1:111122223333:instance/i-0123456789abcdef0',
      ':ssm:ap-northeast-1:111122223333:managed-instance/mi-0123456789abcdef0',
    ],
    [
      ':ssm:ap-northeast-1:111122223333:document/bastion-ack-shell',
      ':ssm:ap-northeast-1::document/AWS-StartPortForwardingSession',
      ':ssm:ap-northeast-1::document/AWS-StartPortForwardingSessionToRemoteHost',
      ':ssm:ap-northeast-1::document/AWS-StartSSHSession',
    ],
  ]);
});

test('operators resume and terminate only their own sessions', () => {
  const found = statements(template()).filter(
    ({ actions, effect }: { actions: string; effect: string }) =>
      effect === 'Allow' && /Resume|Terminate/.test(actions),
  );
  expect(found).toHaveLength(1);
  expect(found[0].conditions).toEqual({
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM fills it in
    StringEquals: { 'ssm:resourceTag/aws:ssmmessages:session-id': '${aws:userid}' },
  });
});

test('requests from other networks or VPC endpoints are denied, except those that AWS forwards', () => {
  const refused = (change: Partial<OperatorAccessProps>) =>
    statements(template(change)).filter(({ effect }: { effect: string }) => effect === 'Deny');
  const Bool = { 'aws:ViaAWSService': 'false' };
  expect(refused({})).toMatchObject([
    {
      actions: ELSEWHERE,
      conditions: { NotIpAddress: { 'aws:SourceIp': ['203.0.113.0/24'] }, Null: { 'aws:SourceVpce': 'true' }, Bool },
    },
    {
      actions: ELSEWHERE,
      conditions: {
        StringNotEquals: { 'aws:SourceVpce': ['vpce-0123456789abcdef0'] },
        Null: { 'aws:SourceVpce': 'false' },
        Bool,
      },
    },
  ]);
  expect(refused({ allowedVpcEndpoints: [] })[1].conditions).toEqual({ Null: { 'aws:SourceVpce': 'false' }, Bool });
  expect(refused({ allowedCidrs: [] })[0].conditions).toEqual({ Null: { 'aws:SourceVpce': 'true' }, Bool });
});

test('no statement allows every action or every resource, and only a given session key appears', () => {
  for (const { effect, actions, resources } of statements(template({}, true))) {
    if (effect === 'Allow') {
      expect(actions).not.toContain('*');
      expect(resources).not.toBe('["*"]');
    }
  }
  const key = { Action: 'kms:GenerateDataKey', Effect: 'Allow', Resource: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } };
  template({}, true).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([key]) },
  });
  expect(JSON.stringify(template().toJSON())).not.toContain('kms:');
});

test('a role without a bastion, or without a network to connect from, is an error', () => {
  expect(() => template({ bastions: [] })).toThrow('name one or more');
  expect(() => template({ allowedCidrs: [], allowedVpcEndpoints: [] })).toThrow('Nobody could connect');
});

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: unknown };
