// Access of operators: by a role, a permission set, or the team’s own access.
import { describe, expect, test } from 'vitest';
import { HANDLERS, type Json, resourcesOf, statementsOf, templateOf } from '../stack-fixture.ts';

const three = (type: string) => [...resourcesOf(templateOf('three'), type).values()];

describe('access', () => {
  test('access by the operator role pins that role in the app', () => {
    const [role] = three('AWS::IAM::Role').filter(({ Properties }) => Properties.RoleName);
    expect(role?.Properties.RoleName).toBe('bastion-ack-operator-ap-northeast-1');
    for (const [, id] of HANDLERS) {
      const [found] = [...resourcesOf(templateOf('three'), 'AWS::Lambda::Function')].filter(([key]) =>
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
        statementsOf(templateOf(name))
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
    const own = statementsOf(templateOf('example'))
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
