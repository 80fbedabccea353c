// The watchdog's role allows each call of its checks, and on nothing more than it must.
import { expect, test } from 'vitest';
import { permissionsNamed } from '../../app/aws/checks/permissions-fixture.ts';
import { permissionsOf, resourcesOf, templateOf } from '../stack-fixture.ts';

/** Calls that follow another one, and so are not refused first. */
const LATER = ['cloudtrail:GetTrailStatus', 'events:DescribeRule', 'kms:GetPublicKey', 'kms:GetKeyPolicy'];
const NAMES = ['example', 'existing'] as const;

const statementsOf = (name: (typeof NAMES)[number]) => permissionsOf(templateOf(name), 'Watchdog');
const allow = (name: (typeof NAMES)[number]) =>
  statementsOf(name).flatMap(({ Effect, Action }) => (Effect === 'Allow' ? Action : []));

test.each(NAMES)('with the settings %s the watchdog may make every call of its checks', async (name) => {
  const asked = [...(await permissionsNamed()).values(), ...LATER];
  const allowed = new Set(allow(name));
  expect(asked.filter((permission) => !allowed.has(permission))).toEqual([]);
});

test('only calls that IAM knows for the whole account are allowed on everything', () => {
  const everywhere = statementsOf('example').flatMap(({ Action, Resource }) =>
    JSON.stringify(Resource) === '"*"' || JSON.stringify(Resource) === '["*"]' ? Action : [],
  );
  expect(new Set(everywhere)).toEqual(
    new Set([
      'ssm:DescribeSessions',
      'ssm:DescribeInstanceInformation',
      'ssm:DescribeParameters',
      'cloudtrail:DescribeTrails',
      'events:ListRuleNamesByTarget',
    ]),
  );
});

test('the simulation is allowed for the two roles that terminate sessions', () => {
  const [statement] = statementsOf('example').filter(({ Action }) =>
    [Action].flat().includes('iam:SimulatePrincipalPolicy'),
  );
  expect([statement?.Resource].flat()).toHaveLength(2);
});

test('a parameter lists what the checks compare the deployment with, and the watchdog knows its name', () => {
  const template = templateOf('example');
  const [parameter] = [...resourcesOf(template, 'AWS::SSM::Parameter').values()].filter(({ Properties }) =>
    Properties.Name.endsWith('/checks'),
  );
  const listed = JSON.stringify(parameter?.Properties.Value);
  for (const name of ['sessionEventsFunction', 'auditExportFunction', 'terminatingRoles', 'alarmTopic'])
    expect(listed).toContain(name);
  const [watchdog] = [...resourcesOf(template, 'AWS::Lambda::Function')].filter(([id]) =>
    id.startsWith('FunctionsWatchdog'),
  );
  expect(watchdog?.[1].Properties.Environment.Variables.CHECKED_RESOURCES).toBe('ssm:/bastion-ack/checks');
});
