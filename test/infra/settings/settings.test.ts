// One message lists every fault of the settings with its path, each once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkSettings, loadSettings } from '../../../infra/settings/settings.ts';
import { ALL, type Json, resourcesOf, SETTINGS, settingsOf, templateOf } from '../stack-fixture.ts';
import { faultsOf } from './faults-of.ts';

test.each(ALL)('the settings %s are valid', (name) => {
  expect(checkSettings(settingsOf(name)).bastions.length).toBeGreaterThan(0);
});

test('settings are read from a file', () => {
  expect(loadSettings(SETTINGS.example).name).toBe('bastion-ack');
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
  const { Outputs } = templateOf('existing', (team) => {
    team.bastions = settings.bastions.slice(1);
  }).toJSON();
  expect(Object.keys(Outputs)).toEqual(expect.arrayContaining(['Connectweb1', 'Connectweb1Number2']));
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

test.each(['app', 'network', ''])('a key __proto__ in %s is a fault, and changes nothing', (path) => {
  const text = JSON.stringify(settingsOf('example'));
  const at = path === '' ? 0 : text.indexOf(`"${path}":`) + path.length + 3;
  const json = JSON.parse(`${text.slice(0, at + 1)}"__proto__":"x",${text.slice(at + 1)}`);
  expect(faultsOf(json)).toEqual([expect.stringContaining(`${path === '' ? '' : `${path}.`}__proto__ is`)]);
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
