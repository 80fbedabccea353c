// The watchdog's role allows each call of its checks, and on nothing more than it must.
import { expect, test } from 'vitest';
import { EVENT_SOURCE, SESSION_CALLS } from '../../../app/aws/cloudtrail/trail-filter.ts';
import { judgeRules, judgeSubscriptions, matchesCalls } from '../../../app/checks/judgements/trail.ts';
import { parseCheckedResources } from '../../../app/config/read-config.ts';
import { permissionsNamed } from '../../app/aws/checks/permissions-fixture.ts';
import { ALL, type Json, type Name, permissionsOf, resourcesOf, templateOf } from '../stack-fixture.ts';

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

/** Each reference becomes an ARN that names it, as CloudFormation would fill it in. */
function fill(value: Json): string {
  if (typeof value === 'string') return value;
  if (value.Ref !== undefined) return String(value.Ref);
  if (value['Fn::GetAtt'] !== undefined) return `arn:${value['Fn::GetAtt'].join(':')}`;
  const [separator, parts] = value['Fn::Join'];
  return parts.map(fill).join(separator);
}

/** The facts that the deployment tells the checks, and those that it deploys. */
function deployedOf(name: Name) {
  const template = templateOf(name);
  const parameters = [...resourcesOf(template, 'AWS::SSM::Parameter').values()].map(({ Properties }) => Properties);
  // The reference of a new topic is its ARN.
  const text = fill(parameters.find(({ Name }) => Name.endsWith('/checks')).Value).replace(
    /"alarmTopic":"(?!arn:)/,
    '"alarmTopic":"arn:',
  );
  const [filter] = [...resourcesOf(template, 'AWS::Logs::SubscriptionFilter').values()].map(
    ({ Properties }) => Properties,
  );
  const rules = [...resourcesOf(template, 'AWS::Events::Rule')].map(([id, { Properties: rule }]) => ({
    name: id,
    isEnabled: rule.State === 'ENABLED',
    pattern: rule.EventPattern && JSON.stringify(rule.EventPattern),
    targets: (rule.Targets ?? []).map(({ Arn }: Json) => fill(Arn)),
  }));
  return { resources: parseCheckedResources(text), text, filter, rules };
}

test.each(ALL)('what %s deploys passes the checks of the subscription and of the rules', (name) => {
  const { resources, text, filter, rules } = deployedOf(name);
  // Parameter Store takes no longer value.
  expect(text.length).toBeLessThan(4_000);
  const { sessionEventsFunction: called = '', recordsPattern: pattern = '', sessionEventsRules: count = 0 } = resources;
  const deployed = [{ pattern: fill(filter.FilterPattern), destination: fill(filter.DestinationArn) }];
  expect(judgeSubscriptions(deployed, { logGroup: 'group', pattern, function: called })).toEqual({ outcome: 'passed' });
  const calling = rules.filter(({ targets }) => targets.includes(called));
  const matches = (one: string | undefined) => matchesCalls(one, EVENT_SOURCE, SESSION_CALLS);
  expect(judgeRules(calling, { called, count, matches })).toEqual({ outcome: 'passed' });
  expect(judgeRules(calling.slice(0, -1), { called, count, matches })).toMatchObject({
    reason: { key: 'rules-missing', expected: calling.length },
  });
});
