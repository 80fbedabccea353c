// One message lists every fault of the settings with its path, each once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkSettings, loadSettings, SettingsError } from '../../../infra/settings/settings.ts';
import { ALL, type Json, resourcesOf, SETTINGS, settingsOf, templateOf } from '../stack-fixture.ts';

function faultsOf(json: unknown): string[] {
  try {
    checkSettings(json, 'settings.json');
    return [];
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    return fault.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace('  - ', ''));
  }
}

test.each(ALL)('the settings %s are valid', (name) => {
  expect(checkSettings(settingsOf(name)).bastions.length).toBeGreaterThan(0);
});

test('settings are read from a file', () => {
  expect(loadSettings(SETTINGS.example).name).toBe('bastion-ack');
});

const CIDRS = ['access', 'allowedCidrs'];
/** Name of the case, path in the example, value at that path, and the expected fault. */
const BAD: [string, (string | number)[], unknown, string][] = [
  ['a malformed network', [...CIDRS, 0], '203.0.113.0/33', 'access.allowedCidrs.0 must be a network in CIDR notation'],
  ['a network in a spelling that is read in several ways', [...CIDRS, 0], '203.7/16', 'access.allowedCidrs.0 must be'],
  [
    'an address behind its prefix',
    [...CIDRS, 0],
    '203.0.113.7/24',
    'access.allowedCidrs.0 has bits set after its prefix: write "203.0.113.0/24"',
  ],
  [
    'the same for IPv6',
    [...CIDRS, 0],
    '2001:db8::7/32',
    'write "2001:db8::/32" for that network, or "2001:db8::7/128" for that address',
  ],
  [
    'networks that overlap',
    CIDRS,
    ['203.0.113.0/24', '203.0.113.128/25'],
    'access.allowedCidrs.1 overlaps allowedCidrs.0 (203.0.113.0/24)',
  ],
  ['the whole world', CIDRS, ['0.0.0.0/0'], 'access.allowedCidrs.0 allows nearly the whole internet'],
  ['the whole world of IPv6', CIDRS, ['::/0'], 'access.allowedCidrs.0 allows nearly the whole internet'],
  ['half of the world', CIDRS, ['128.0.0.0/1'], 'access.allowedCidrs.0 allows nearly the whole internet'],
  [
    'a private network, from which no request comes',
    CIDRS,
    ['10.0.0.0/8'],
    'access.allowedCidrs.0 is a private network',
  ],
  ['no way in', CIDRS, [], 'access.allowedCidrs must name a network'],
  [
    'an endpoint that is none',
    ['access', 'allowedVpcEndpoints'],
    ['vpc-0123456789abcdef0'],
    'access.allowedVpcEndpoints.0 must be',
  ],
  ['an unknown key', ['acount'], '111122223333', 'acount is unknown: see docs/deploy.md'],
  ['an unknown key inside', ['access', 'allowedCidr'], [], 'access.allowedCidr is unknown: see docs/deploy.md'],
  [
    'a Windows image on arm64',
    ['bastions', 0],
    { kind: 'windows', name: 'desktop', instanceType: 't4g.large' },
    'bastions.0.instanceType is an arm64 type, on which Windows Server does not run',
  ],
  [
    'Linux on another processor',
    ['bastions', 0, 'instanceType'],
    't3.micro',
    'bastions.0.instanceType is not an arm64 type',
  ],
  ['a kind that is none', ['bastions', 0, 'kind'], 'mac', 'bastions.0.kind must be "linux", "windows" or "existing"'],
  ['no bastion', ['bastions'], [], 'bastions must name at least one bastion'],
  [
    'two of one name',
    ['bastions', 1],
    { kind: 'linux', name: 'Bastion-1' },
    'bastions.1.name is the name of another bastion',
  ],
  [
    'a cut-off that is not below the window',
    ['care', 'patching'],
    { hours: 2, cutoffHours: 2 },
    'care.patching.cutoffHours must be less than hours',
  ],
  [
    'a cron of five fields',
    ['care', 'patching', 'schedule'],
    'cron(0 3 ? * SUN)',
    'care.patching.schedule must be a cron expression',
  ],
  [
    'a cron of nonsense',
    ['care', 'patching', 'schedule'],
    'cron(nonsense a b c d e)',
    'care.patching.schedule has "nonsense" for minutes',
  ],
  [
    'a cron with both days',
    ['care', 'patching', 'schedule'],
    'cron(0 3 1 * SUN *)',
    'care.patching.schedule must have "?" for day of month or for day of week',
  ],
  [
    'a scan each minute',
    ['care', 'patching', 'scan'],
    'cron(* * * * ? *)',
    'care.patching.scan must not run more often than every 30 minutes',
  ],
  [
    'a scan in one month',
    ['care', 'patching', 'scan'],
    'cron(0 3 1 1 ? *)',
    'care.patching.scan must have "*" for month',
  ],
  ['no year', ['archive', 'retainYears'], 0, 'archive.retainYears must be at least 1'],
  ['more years than S3 keeps', ['archive', 'retainYears'], 101, 'archive.retainYears must be at most 100'],
  ['half a year', ['archive', 'retainYears'], 1.5, 'archive.retainYears must be a whole number from 1 to 100'],
  [
    'names that differ by hyphens alone',
    ['bastions', 1],
    { kind: 'linux', name: 'bastion1' },
    'bastions.1.name differs from "bastion-1" only by hyphens',
  ],
  ...['Role', 'Profile', 'Banner', 'ShowBanner', 'Resource', 'Default'].map(
    (name): [string, (string | number)[], unknown, string] => [
      `a host called ${name}`,
      ['bastions', 0, 'name'],
      name,
      'bastions.0.name is used by the deployment itself',
    ],
  ),
  [
    'a host called like the launch template of another',
    ['bastions', 1],
    { kind: 'linux', name: 'bastion-1Generation1' },
    'bastions.1.name is used by the launch template of "bastion-1"',
  ],
  ['a network of IPv6 for a VPC', ['network', 'cidr'], '2001:db8::/56', 'network.cidr must be an IPv4 network'],
  ['a VPC that is too large', ['network', 'cidr'], '10.0.0.0/8', 'network.cidr must be from /16 to /28'],
  ['a VPC that is too small', ['network', 'cidr'], '10.60.0.0/29', 'network.cidr must be from /16 to /28'],
  [
    'a VPC that cannot hold its subnets',
    ['network', 'cidr'],
    '10.60.0.0/23',
    'network.cidr is too small for its subnets: use /22',
  ],
  ['a VPC of this machine', ['network', 'cidr'], '127.0.0.0/16', 'network.cidr is a range that hosts cannot use'],
  [
    'bits behind the prefix of a VPC',
    ['network', 'cidr'],
    '10.60.0.1/16',
    'network.cidr has bits set after its prefix',
  ],
  [
    'a zone twice',
    ['network', 'availabilityZones'],
    ['ap-northeast-1a', 'ap-northeast-1a'],
    'network.availabilityZones.1 is listed twice: ap-northeast-1a',
  ],
  [
    'a port twice',
    ['network', 'reaches', 0, 'ports'],
    [5432, 22, 5432],
    'network.reaches.0.ports.2 is listed twice: 5432',
  ],
  ['a prefix list that is none', ['network', 's3PrefixList'], 'pl-x', 'network.s3PrefixList must be the id'],
  [
    'a prefix list that nothing needs',
    ['network', 's3PrefixList'],
    'pl-0123456789abcdef0',
    'network.s3PrefixList applies to outbound "endpoints" only',
  ],
  ['no port', ['network', 'reaches', 0, 'ports'], [], 'network.reaches.0.ports must name at least one port'],
  [
    'a port that is none',
    ['network', 'reaches', 0, 'ports'],
    [65_536],
    'network.reaches.0.ports.0 must be at most 65535',
  ],
  ['a reason of spaces', ['network', 'reaches', 0, 'why'], '  ', 'network.reaches.0.why must say what it reaches'],
  [
    'the same reach with another reason',
    ['network', 'reaches', 1],
    { cidr: '10.0.0.0/8', ports: [22, 5432], why: 'again' },
    'network.reaches.1 is listed twice: 10.0.0.0/8:5432',
  ],
  [
    'a reach that is there for every host',
    ['network', 'reaches', 1],
    { cidr: '0.0.0.0/0', ports: [443], why: 'the web' },
    'network.reaches.1 is redundant',
  ],
  [
    'a VPC endpoint twice',
    ['access', 'allowedVpcEndpoints'],
    ['vpce-0123456789abcdef0', 'vpce-0123456789abcdef0'],
    'access.allowedVpcEndpoints.1 is listed twice',
  ],
  [
    'a role of AWS’s own',
    ['access', 'roleName'],
    'AWSReservedSSO_x',
    'access.roleName begins with a word that AWS reserves',
  ],
  ['a role with a space', ['access', 'roleName'], 'Bastion Operator', 'access.roleName must be the name of a role'],
  [
    'a session document of AWS’s own',
    ['sessions', 'documentName'],
    'AWS-Shell',
    'sessions.documentName begins with a word that AWS reserves',
  ],
  ...['SSM-SessionManagerRunShell', 'bastion-ack-warning', 'bastion-ack-banner', 'bastion-ack-install-ansible'].map(
    (name): [string, (string | number)[], unknown, string] => [
      `the session document ${name}`,
      ['sessions', 'documentName'],
      name,
      'sessions.documentName is the name of another document of this deployment',
    ],
  ),
  ['a name of spaces', ['sessions', 'announcedTo'], ' ', 'sessions.announcedTo must not begin or end with a space'],
  [
    'somebody who is named twice',
    ['alarms', 'emails'],
    ['on-call@example.com', 'on-call@example.com'],
    'alarms.emails.1 is listed twice',
  ],
  [
    'a topic elsewhere',
    ['alarms'],
    { kind: 'existing', topicArn: 'arn:aws:sns:us-east-1:111122223333:alarms' },
    'alarms.topicArn must be a topic in ap-northeast-1',
  ],
  [
    'a topic of another partition',
    ['alarms'],
    { kind: 'existing', topicArn: 'arn:aws-cn:sns:ap-northeast-1:111122223333:alarms' },
    'alarms.topicArn must begin with "arn:aws:"',
  ],
  [
    'a trail elsewhere',
    ['trail'],
    { kind: 'existing', logGroup: 'arn:aws:logs:us-east-1:111122223333:log-group:team/trail:*' },
    'trail.logGroup is in us-east-1 of account 111122223333: it must be in ap-northeast-1 of 111122223333',
  ],
  [
    'a trail of another account',
    ['trail'],
    { kind: 'existing', logGroup: 'arn:aws:logs:ap-northeast-1:222233334444:log-group:team/trail' },
    'trail.logGroup is in ap-northeast-1 of account 222233334444',
  ],
  [
    'a log group with a space',
    ['trail'],
    { kind: 'existing', logGroup: 'team trail' },
    'trail.logGroup must be the name or the ARN of a log group',
  ],
  [
    'a path that AWS keeps',
    ['slackSecretsPath'],
    '/AWS/slack',
    'slackSecretsPath begins with a word that AWS reserves',
  ],
  [
    'a path that is too deep',
    ['slackSecretsPath'],
    '/a'.repeat(15),
    'slackSecretsPath must be a path in Parameter Store',
  ],
  ...['10.0.0.1', 'a..b', 'xn--a', 'a-', 'Playbooks', 'ab'].map(
    (bucket): [string, (string | number)[], unknown, string] => [
      `the bucket ${bucket}`,
      ['care', 'playbooks'],
      { source: { kind: 's3', bucket, path: 'bastions' } },
      'care.playbooks.source.bucket must be a bucket name',
    ],
  ),
  ['an unknown time zone', ['app', 'TIME_ZONE'], 'Asia/Edo', 'app.TIME_ZONE must be an IANA time zone'],
  ['an offset for a time zone', ['app', 'TIME_ZONE'], '+09:00', 'app.TIME_ZONE must be an IANA time zone'],
  [
    'a Slack channel that is none',
    ['app', 'SLACK_CHANNEL'],
    '#production',
    'app.SLACK_CHANNEL must be a Slack channel id',
  ],
  ['a Slack team that is none', ['app', 'SLACK_TEAM_ID'], 'team', 'app.SLACK_TEAM_ID must be a Slack workspace id'],
  [
    'a Slack user that is none',
    ['app', 'APPROVER_USERS'],
    ['U0123ABCD', '@approver'],
    'app.APPROVER_USERS must be Slack user ids',
  ],
  [
    'one approver alone, where sessions are terminated',
    ['app', 'APPROVER_USERS'],
    ['U0123ABCD'],
    'app.APPROVER_USERS must name at least two people',
  ],
  [
    'a variable that nobody reads',
    ['app', 'SLAK_CHANNEL'],
    'C0123ABCD',
    'app.SLAK_CHANNEL is not a variable of docs/configuration.md',
  ],
  [
    'what the deployment sets itself',
    ['app', 'SESSIONS_TABLE'],
    'mine',
    'app.SESSIONS_TABLE is set by the deployment: leave it out',
  ],
  ['every node', ['app', 'BASTION_TARGETS'], '*', 'app.BASTION_TARGETS is set by the deployment: leave it out'],
  ['a secret', ['app', 'SLACK_BOT_TOKEN'], 'xoxb-1', 'app.SLACK_BOT_TOKEN is a secret: put it into Parameter Store'],
  [
    'a banner that a shell would read',
    ['sessions', 'announcedTo'],
    "'; reboot; '",
    'sessions.announcedTo must be 1 to 80 letters',
  ],
  ['a name that begins with a digit', ['name'], '1st', 'name must be lower-case letters, digits and single hyphens'],
  ['a name with two hyphens in a row', ['name'], 'bastion--ack', 'name must be lower-case letters'],
  ['a name that is too short', ['name'], 'ab', 'name must be at least 3 characters'],
  ['a name that is too long', ['name'], 'a'.repeat(26), 'name must be at most 25 characters'],
  ['a name that AWS keeps', ['name'], 'ssm-hosts', 'name begins with a word that AWS reserves'],
  ['a protection that is neither on nor off', ['protected'], 'yes', 'protected must be true or false'],
  ['a reservation that is neither on nor off', ['reserveWatchdog'], 1, 'reserveWatchdog must be true or false'],
  ['an account that is none', ['account'], '1111', 'account must be an account id of twelve digits'],
  ['a region without its zones', ['region'], 'us-east-1', 'network.availabilityZones must be in us-east-1'],
  ['an alarm that nobody hears', ['alarms', 'emails'], [], 'alarms.emails must name at least one address'],
  ['days that CloudWatch does not know', ['logRetentionDays'], 100, 'logRetentionDays must be 30, 60, 90'],
];

test.each(BAD)('the fault names its path: %s', (_, path, value, said) => {
  const settings = settingsOf('example');
  const holder = path.slice(0, -1).reduce<Json>((at, part) => at[part], settings);
  holder[path.at(-1) ?? ''] = value;
  const faults = faultsOf(settings);
  expect(faults.filter((fault) => fault.startsWith(said) || fault.includes(said))).toHaveLength(1);
});

test.each([
  ['network', 'network is required: new bastions are placed in it'],
  ['sessions', 'sessions is required'],
  ['account', 'account is missing'],
  ['archive', 'archive is missing'],
  ['app', 'app is missing'],
])('a missing %s is a fault', (key, said) => {
  const settings = settingsOf('example');
  delete settings[key];
  expect(faultsOf(settings)).toEqual([expect.stringContaining(said)]);
});

test('hosts with names that AWS distinguishes deploy together, with the longest retention of S3', () => {
  const template = templateOf('example', (settings) => {
    const names = ['bastion-1', 'role', 'profiles', 'bastion-2', 'Roles', 'bastion-1Generation2'];
    settings.bastions = names.map((name) => ({ kind: 'linux', name }));
    settings.archive.retainYears = 100;
    settings.network.cidr = '10.60.0.0/22';
  });
  expect(resourcesOf(template, 'AWS::EC2::Instance').size).toBe(6);
  const lock = JSON.stringify(template.toJSON());
  expect(lock).toContain('"DefaultRetention":{"Days":36500,"Mode":"COMPLIANCE"}');
});

test('a name that is given stays as it is, and the others begin with the name of the deployment', () => {
  const settings = settingsOf('example');
  settings.name = 'second';
  const derived = checkSettings(settings);
  expect(derived.slackSecretsPath).toBe('/second/slack');
  expect(derived.sessions?.documentName).toBe('second-shell');
  expect(derived.access).toMatchObject({ roleName: 'second-operator-ap-northeast-1' });
  settings.slackSecretsPath = '/team/slack';
  settings.sessions.documentName = 'team-shell';
  settings.access.roleName = 'TeamOperator';
  const given = checkSettings(settings);
  expect(given.slackSecretsPath).toBe('/team/slack');
  expect(given.sessions?.documentName).toBe('team-shell');
  expect(given.access).toMatchObject({ roleName: 'TeamOperator' });
});

test('an ARN of a log group here is read as its name', () => {
  const settings = settingsOf('existing');
  settings.trail.logGroup = 'arn:aws:logs:us-east-1:222233334444:log-group:team/trail:*';
  expect(checkSettings(settings).trail).toEqual({ kind: 'existing', logGroup: 'team/trail' });
});

test('more people than an environment holds are a fault that names the variable and the way out', () => {
  const settings = settingsOf('env-edge');
  settings.app.APPROVER_USERS = Array.from({ length: 300 }, (_, at) => `U0${String(at).padStart(9, '0')}`);
  expect(faultsOf(settings)).toEqual([
    expect.stringMatching(/^app\.APPROVER_USERS is too long: all variables together have \d+ bytes.*user group/),
  ]);
});

test('more operators than Parameter Store holds are a fault', () => {
  const settings = settingsOf('example');
  settings.app.OPERATORS = Object.fromEntries(
    Array.from({ length: 300 }, (_, at) => [`operator-number-${at}`, `U0${String(at).padStart(9, '0')}`]),
  );
  expect(faultsOf(settings)).toEqual(['app.OPERATORS is too long: Parameter Store takes 8192 bytes']);
});

test('existing hosts may differ only by hyphens, and existing roles may belong to Identity Center', () => {
  const settings = settingsOf('example');
  settings.bastions.push(
    { kind: 'existing', name: 'web-1', id: 'i-0123456789abcdef0' },
    { kind: 'existing', name: 'web1', id: 'i-0123456789abcdef1' },
  );
  settings.access = { kind: 'existing', pinnedRoles: ['AWSReservedSSO_Bastion_0123456789abcdef'] };
  expect(faultsOf(settings).filter((fault) => /bastions|pinnedRoles/.test(fault))).toEqual([]);
});

test('allowAnywhere permits a network that covers the whole internet', () => {
  const settings = settingsOf('example');
  settings.access = { ...settings.access, allowedCidrs: ['0.0.0.0/0'], allowAnywhere: true };
  expect(faultsOf(settings)).toEqual([]);
});

describe('without outbound access', () => {
  const closed = (change: (settings: Json) => void) => {
    const settings = settingsOf('three');
    settings.network.outbound = 'endpoints';
    settings.network.s3PrefixList = 'pl-0123456789abcdef0';
    change(settings);
    return faultsOf(settings);
  };

  test('without outbound access patches for Windows and playbooks from GitHub are faults', () => {
    const source = { kind: 'github', owner: 'team', repository: 'playbooks', path: 'bastions' };
    expect(
      closed((settings) => {
        settings.care.playbooks.source = source;
      }),
    ).toEqual([
      'care.playbooks.source requires outbound "nat"',
      'care.patching requires outbound "nat" to reach the updates for Windows',
    ]);
  });

  test('without outbound access the prefix list of S3 is required, and the fault says how to find it', () => {
    expect(
      closed((settings) => {
        delete settings.care.patching;
        delete settings.network.s3PrefixList;
      }),
    ).toEqual([expect.stringMatching(/^network\.s3PrefixList is required .*aws ec2 describe-managed-prefix-lists/)]);
  });

  test('without outbound access port 443 to everywhere is not redundant', () => {
    expect(
      closed((settings) => {
        delete settings.care.patching;
        settings.network.reaches = [{ cidr: '0.0.0.0/0', ports: [443], why: 'the web' }];
      }),
    ).toEqual([]);
  });

  test('without outbound access all other settings are valid', () => {
    expect(
      closed((settings) => {
        delete settings.care.patching;
      }),
    ).toEqual([]);
  });
});

test.each(['constructor', 'prototype', '__proto__'])('an operator named %s reaches the app', (name) => {
  const settings = settingsOf('example');
  const operators = `{"${name}":"U0SECONDOP","operator-2":"U0THIRDOP"}`;
  settings.app.OPERATORS = JSON.parse(operators);
  expect(checkSettings(settings).app.variables.OPERATORS).toBe(operators);
});

test('one message has all faults, and an unknown key hides none', () => {
  const settings = settingsOf('example');
  Object.assign(settings, { account: '1', unknown: 1 });
  settings.access.allowedCidrs = ['0.0.0.0/0', 'x'];
  settings.care.patching = { hours: 1, cutoffHours: 3 };
  settings.app.TIME_ZONE = 'Nowhere';
  expect(faultsOf(settings).map((fault) => fault.split(' ')[0])).toEqual([
    'unknown',
    'account',
    'access.allowedCidrs.1',
    'access.allowedCidrs.0',
    'care.patching.cutoffHours',
    'app.TIME_ZONE',
  ]);
});

test.each([
  ['', 'is not JSON'],
  ['{ "account": ', 'is not JSON'],
  ['[]', 'the file'],
  ['null', 'the file'],
])('a file with the content %j is an error', (text, said) => {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  expect(() => loadSettings(path)).toThrow(said);
  expect(() => loadSettings(join(folder, 'no.json'))).toThrow('cannot be read');
});
