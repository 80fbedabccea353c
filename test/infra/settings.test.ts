// What is wrong with settings is told as a whole: each fault with its path, and none twice.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkSettings, loadSettings, SettingsError } from '../../infra/settings.ts';
import { ALL, type Json, SETTINGS, settingsOf } from './stack-fixture.ts';

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

test.each(ALL)('the settings %s are in order', (name) => {
  expect(loadSettings(SETTINGS[name]).bastions.length).toBeGreaterThan(0);
});

const CIDRS = ['access', 'allowedCidrs'];
/** What is put where in the example, and what is said of it. */
const BAD: [string, (string | number)[], unknown, string][] = [
  ['a malformed network', [...CIDRS, 0], '203.0.113.0/33', 'access.allowedCidrs.0 must be a network in CIDR notation'],
  ['a network in a spelling that is read in several ways', [...CIDRS, 0], '203.7/16', 'access.allowedCidrs.0 must be'],
  [
    'an address behind its prefix',
    [...CIDRS, 0],
    '203.0.113.7/24',
    'access.allowedCidrs.0 has bits behind its prefix: write "203.0.113.0/24"',
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
  ['the whole world', CIDRS, ['0.0.0.0/0'], 'access.allowedCidrs.0 lets in nearly the whole world'],
  ['the whole world of IPv6', CIDRS, ['::/0'], 'access.allowedCidrs.0 lets in nearly the whole world'],
  ['half of the world', CIDRS, ['128.0.0.0/1'], 'access.allowedCidrs.0 lets in nearly the whole world'],
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
    'bastions.0.instanceType is an arm64 type, for which there is no Windows Server',
  ],
  [
    'Linux on another processor',
    ['bastions', 0, 'instanceType'],
    't3.micro',
    'bastions.0.instanceType is no arm64 type',
  ],
  ['a kind that is none', ['bastions', 0, 'kind'], 'mac', 'bastions.0.kind must be "linux", "windows" or "existing"'],
  ['no bastion', ['bastions'], [], 'bastions must name a bastion: nothing would be watched'],
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
    'care.patching.cutoffHours must be below hours',
  ],
  [
    'a cron of five fields',
    ['care', 'patching', 'schedule'],
    'cron(0 3 ? * SUN)',
    'care.patching.schedule must be a cron expression',
  ],
  ['an unknown time zone', ['app', 'TIME_ZONE'], 'Asia/Edo', 'app.TIME_ZONE must be an IANA time zone'],
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
    'one approver alone, where sessions are cut',
    ['app', 'APPROVER_USERS'],
    ['U0123ABCD'],
    'app.APPROVER_USERS must name two people at least',
  ],
  [
    'a variable that nobody reads',
    ['app', 'SLAK_CHANNEL'],
    'C0123ABCD',
    'app.SLAK_CHANNEL is no variable of docs/configuration.md',
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
  ['an account that is none', ['account'], '1111', 'account must be the id of an account, twelve digits'],
  ['a region without its zones', ['region'], 'us-east-1', 'network.availabilityZones must lie in us-east-1'],
  ['an alarm that nobody hears', ['alarms', 'emails'], [], 'alarms.emails must name somebody'],
  ['days that CloudWatch does not know', ['logRetentionDays'], 100, 'logRetentionDays must be 30, 60, 90'],
];

test.each(BAD)('%s is named with its path', (_, path, value, said) => {
  const settings = settingsOf('example');
  const holder = path.slice(0, -1).reduce<Json>((at, part) => at[part], settings);
  holder[path.at(-1) ?? ''] = value;
  const faults = faultsOf(settings);
  expect(faults.filter((fault) => fault.startsWith(said) || fault.includes(said))).toHaveLength(1);
});

test.each([
  ['network', 'network must be given: a new bastion stands in it'],
  ['sessions', 'sessions must be given'],
  ['account', 'account is missing'],
  ['archive', 'archive is missing'],
  ['app', 'app is missing'],
])('without %s it is said', (key, said) => {
  const settings = settingsOf('example');
  delete settings[key];
  expect(faultsOf(settings)).toEqual([expect.stringContaining(said)]);
});

test('the whole world may be let in by whoever says so', () => {
  const settings = settingsOf('example');
  settings.access = { ...settings.access, allowedCidrs: ['0.0.0.0/0'], allowAnywhere: true };
  expect(faultsOf(settings)).toEqual([]);
});

describe('where there is no way out', () => {
  const closed = (change: (settings: Json) => void) => {
    const settings = settingsOf('three');
    settings.network.outbound = 'endpoints';
    change(settings);
    return faultsOf(settings);
  };

  test('Windows is not patched, and playbooks do not come from GitHub', () => {
    const source = { kind: 'github', owner: 'team', repository: 'playbooks', path: 'bastions' };
    expect(
      closed((settings) => {
        settings.care.playbooks.source = source;
      }),
    ).toEqual([
      'care.playbooks.source is out of reach without outbound "nat"',
      'care.patching cannot reach the updates for Windows without outbound "nat"',
    ]);
  });

  test('the rest is in order', () => {
    expect(
      closed((settings) => {
        delete settings.care.patching;
      }),
    ).toEqual([]);
  });
});

test.each(['constructor', 'prototype', '__proto__'])('an operator may be called %s, and is told to the app', (name) => {
  const settings = settingsOf('example');
  const operators = `{"${name}":"U0SECONDOP","operator-2":"U0THIRDOP"}`;
  settings.app.OPERATORS = JSON.parse(operators);
  expect(checkSettings(settings).app.variables.OPERATORS).toBe(operators);
});

test('all faults come in one message, an unknown key hiding none', () => {
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
  ['', 'is no JSON'],
  ['{ "account": ', 'is no JSON'],
  ['[]', 'the file'],
  ['null', 'the file'],
])('a file that holds %j is refused by name', (text, said) => {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'settings.json');
  writeFileSync(path, text);
  expect(() => loadSettings(path)).toThrow(said);
  expect(() => loadSettings(join(folder, 'no.json'))).toThrow('cannot be read');
});
