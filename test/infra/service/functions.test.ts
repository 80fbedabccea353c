// Permissions of the functions, and variables that are too long for an environment.
import { expect, test } from 'vitest';
import { SET_BY_DEPLOYMENT } from '../../../infra/service/environment.ts';
import { resolvedText } from '../resolved-text.ts';
import {
  ALL,
  HANDLERS,
  type Json,
  type Name,
  permissionsOf,
  resourcesOf,
  settingsOf,
  statementsOf,
  templateOf,
} from '../stack-fixture.ts';

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

test('a former version stays after an update, so that the alias can go back to it', () => {
  const versions = [...resourcesOf(templateOf('three'), 'AWS::Lambda::Version').values()];
  expect(versions).toHaveLength(2);
  const { RollBack, WhenItWorks } = templateOf('three').toJSON().Outputs;
  expect(JSON.stringify(RollBack.Value)).toContain('aws lambda update-alias --region ap-northeast-1 --function-name ');
  const [alias] = [...resourcesOf(templateOf('three'), 'AWS::Lambda::Alias').values()].filter(({ Properties }) =>
    JSON.stringify(RollBack.Value).includes(`--name ${Properties.Name} `),
  );
  expect(RollBack.Value['Fn::Join'][1]).toContainEqual(alias?.Properties.FunctionName);
  // The first version has no former one: $LATEST is none to go back to.
  expect(JSON.stringify(RollBack.Value)).toContain('Versions[?Version!=`\\"$LATEST\\"`]|[-2].Version');
  expect(WhenItWorks.Value).toBe('npm run protect');
  expect(templateOf('windows-existing-network').toJSON().Outputs).not.toHaveProperty('WhenItWorks');
  for (const version of versions)
    expect(version).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('only the watchdog may warn on hosts, with one document, on watched nodes', () => {
  const senders = statementsOf(templateOf('three')).filter(({ statement }) =>
    [statement.Action].flat().includes('ssm:SendCommand'),
  );
  expect(senders.map(({ id }) => id)).toEqual([expect.stringMatching(/^FunctionsWatchdog/)]);
  expect(senders[0]?.statement.Resource).toHaveLength(1 + 3);
  expect(JSON.stringify(senders[0]?.statement.Resource)).toContain('document/bastion-ack-warning');
});

test('no function deletes, scans or updates parts of items, and session-events reads no index', () => {
  for (const [, id] of HANDLERS) {
    const actions = permissionsOf(templateOf('three'), id)
      .flatMap(({ Action }) => Action)
      .filter((action) => action.startsWith('dynamodb:'));
    expect(actions.toSorted()).toEqual(
      [
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        ...(id === 'SessionEvents' ? [] : ['dynamodb:BatchGetItem', 'dynamodb:Query']),
        ...(id === 'Watchdog' ? ['dynamodb:DescribeTable', 'dynamodb:DescribeContinuousBackups'] : []),
      ].toSorted(),
    );
  }
});

/** @returns the bytes of the environment of each function, and the variables */
function environmentsOf(name: Name) {
  const template = templateOf(name);
  const { name: stack = 'bastion-ack' } = settingsOf(name);
  return HANDLERS.map(([, id]) => {
    const [found] = [...resourcesOf(template, 'AWS::Lambda::Function')].filter(([key]) =>
      key.startsWith(`Functions${id}Function`),
    );
    const variables: [string, Json][] = Object.entries(found?.[1].Properties.Environment.Variables);
    return Object.fromEntries(variables.map(([key, value]) => [key, resolvedText(template, value, stack)]));
  });
}

test.each(ALL)(
  'with the settings %s the environment of each function fits, and its names are as long as was counted',
  (name) => {
    for (const environment of environmentsOf(name)) {
      // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
      expect(Buffer.byteLength(JSON.stringify(environment))).toBeLessThanOrEqual(4_096);
      for (const variable of [
        'SESSIONS_TABLE',
        'SESSION_LOG_URL',
        'ARCHIVE_BUCKET',
        'SEAL_KEY',
        'WARN_DOCUMENT',
        'ENDPOINT_URL',
        'WATCHDOG_FUNCTION',
        'AUDIT_EXPORT_FUNCTION',
      ] as const)
        expect((environment[variable] ?? '').length, variable).toBeLessThanOrEqual(SET_BY_DEPLOYMENT[variable].length);
      for (const variable of Object.keys(environment))
        expect(
          Object.hasOwn(SET_BY_DEPLOYMENT, variable) ||
            variable === 'SHELL_DOCUMENTS' ||
            variable in settingsOf(name).app,
          variable,
        ).toBe(true);
    }
  },
);

test.each([
  ['example', 'ap-northeast-1.console.aws.amazon.com', 'ap-northeast-1'],
  ['china', 'console.amazonaws.cn', 'cn-north-1'],
  ['govcloud', 'console.amazonaws-us-gov.com', 'us-gov-west-1'],
] as const)('with the settings %s the notices link to the log of their session at %s', (name, host, region) => {
  const [slack, sessionEvents, watchdog, auditExport] = environmentsOf(name).map((one) => one.SESSION_LOG_URL);
  const [logGroup] = [...resourcesOf(templateOf(name), 'AWS::Logs::LogGroup').keys()].filter((id) =>
    id.startsWith('SessionsLogs'),
  );
  expect(slack).toMatch(
    `https://${host}/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/bastion-ack-${logGroup}-`,
  );
  expect(slack).toMatch(/\/log-events\/\{session\}$/);
  expect([sessionEvents, watchdog]).toEqual([slack, slack]);
  // It shows no notice.
  expect(auditExport).toBeUndefined();
});

test('the functions get the settings of the acknowledgement as they are written', () => {
  const written = {
    FOUR_EYES: 'require',
    ASK_REASON: true,
    TELL_OPERATOR: false,
    CONFIRM_EVERY_HOURS: 7.5,
    ACKNOWLEDGE_REACTION: ':認識済み:',
  };
  const template = templateOf('example', ({ app }) => Object.assign(app, written));
  const environments = [...resourcesOf(template, 'AWS::Lambda::Function').values()].flatMap(
    ({ Properties }) => Properties.Environment?.Variables ?? [],
  );
  const ours = environments.filter(({ SESSIONS_TABLE }) => SESSIONS_TABLE !== undefined);
  expect(ours).toHaveLength(HANDLERS.length);
  const given = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, String(value)]));
  for (const variables of ours) expect(variables).toMatchObject(given);
});

test('where the deployment keeps no logs of sessions, no notice links to one', () => {
  expect(settingsOf('existing')).not.toHaveProperty('sessions');
  for (const environment of environmentsOf('existing')) expect(environment).not.toHaveProperty('SESSION_LOG_URL');
});

test('variables that are too long together go to Parameter Store, the longest first, and the functions may read them', () => {
  const places = (name: Name) =>
    environmentsOf(name).map(({ BASTION_TARGETS = '', OPERATORS = '' }) =>
      [BASTION_TARGETS, OPERATORS].map((one) => one.startsWith('ssm:')),
    );
  expect(places('env-edge')).toEqual(HANDLERS.map(() => [false, true]));
  expect(places('fifty-hosts')).toEqual(HANDLERS.map(() => [true, true]));
  expect(places('example')).toEqual(HANDLERS.map(() => [false, false]));
  const template = templateOf('fifty-hosts');
  const parameters = new Map(
    [...resourcesOf(template, 'AWS::SSM::Parameter').values()].map(({ Properties }) => [Properties.Name, Properties]),
  );
  expect([...parameters.keys()]).toEqual(['/fifty-hosts/targets', '/fifty-hosts/operators', '/fifty-hosts/checks']);
  expect(Object.keys(JSON.parse(parameters.get('/fifty-hosts/operators').Value))).toHaveLength(120);
  for (const name of ['targets', 'operators'])
    expect(parameters.get(`/fifty-hosts/${name}`).Tier).toBe('Intelligent-Tiering');
  for (const [, id] of HANDLERS)
    expect(JSON.stringify(permissionsOf(template, id).filter(({ Action }) => Action === 'ssm:GetParameter'))).toMatch(
      /Targets.*Operators|Operators.*Targets/,
    );
});
