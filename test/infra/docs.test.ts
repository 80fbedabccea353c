// The documents agree with the deployment: settings, outputs, and the same commands in both languages.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { TAMPERING_CALLS } from '../../app/aws/cloudtrail/tampering-calls.ts';
import { namesOf } from '../../infra/names.ts';
import { awsConfig } from '../../infra/outputs.ts';
import { partitionOf } from '../../infra/partition.ts';
import { SET_BY_DEPLOYMENT } from '../../infra/service/environment.ts';
import { createResolver } from './resolve.ts';
import { ALL, type Json, resourcesOf, settingsOf, templateOf } from './stack-fixture.ts';

const docs = fileURLToPath(new URL('../../docs/', import.meta.url));
const read = (name: string) => readFileSync(join(docs, name), 'utf8');
const blocks = (text: string) => [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, code = '']) => code);

test('docs/deploy.md explains every setting of the examples', () => {
  const text = read('deploy.md');
  const explained = (key: string) => expect(text, key).toMatch(new RegExp(`\`[^\`\n]*\\b${key}\\b`));
  const keysOf = (part: Json): string[] => {
    if (Array.isArray(part)) return part.flatMap(keysOf);
    if (typeof part !== 'object') return [];
    return Object.entries(part).flatMap(([key, value]) => [key, ...keysOf(value)]);
  };
  const isOwn = (key: string) => !['kind', 'cidr', 'ports', 'why'].includes(key);
  for (const name of ['example', 'three', 'existing'] as const) {
    const { app: _, ...settings } = settingsOf(name);
    for (const key of new Set(keysOf(settings).filter(isOwn))) explained(key);
  }
});

test('both languages show operators the same commands, which are those that the deployment prints', () => {
  expect(blocks(read('connect.ja.md'))).toEqual(blocks(read('connect.md')));
  expect(blocks(read('connect.md'))).toContain(
    `${awsConfig('111122223333', 'ap-northeast-1', 'bastion-ack-operator-ap-northeast-1').value}\n`,
  );
  const { Outputs } = templateOf('three').toJSON() as Json;
  // The parts before and after the id of the host.
  for (const id of ['Connectbastion1', 'Connectdesktop'])
    for (const part of Outputs[id].Value['Fn::Join'][1].filter((one: Json) => typeof one === 'string'))
      expect(read('connect.md')).toContain(part.trim());
});

test('the deployment has the outputs that the documents name', () => {
  const { Outputs } = templateOf('example').toJSON() as Json;
  for (const name of ['CreateSlackApp', 'SlackManifest', 'PutSigningSecret', 'PutBotToken', 'AwsConfig', 'RollBack']) {
    expect(Object.keys(Outputs)).toContain(name);
    expect(read('deploy.md') + read('connect.md') + read('slack.md')).toContain(`\`${name}\``);
  }
});

test.each(['deploy.md', 'connect.md', 'connect.ja.md', 'cost.md'])('every link of %s leads to a file', (name) => {
  const links = [...read(name).matchAll(/\]\((?!https?:)([^)#]*)(#[^)]*)?\)/g)];
  for (const [, path = ''] of links) expect(existsSync(join(docs, path)), path).toBe(true);
});

/** AWS's own, which no deployment makes. */
const OF_AWS = /^(alias\/aws\/|AWS-|SSM-SessionManagerRunShell$)/;

test('every alias of a key in the documents is one that the deployment makes', () => {
  const { sealKeyAlias, secretsKeyAlias } = namesOf({ name: 'bastion-ack', region: 'ap-northeast-1' });
  const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
  const found = pages.flatMap((page) =>
    [...read(page).matchAll(/\balias\/[\w/-]+/g)].map(([alias]) => `${page}: ${alias}`),
  );
  expect(found.filter((one) => one.startsWith('audit.md'))).not.toEqual([]);
  const known: readonly string[] = [sealKeyAlias, secretsKeyAlias];
  expect(
    found.filter((one) => !known.includes(one.split(': ')[1] ?? '') && !OF_AWS.test(one.split(': ')[1] ?? '')),
  ).toEqual([]);
});

test('docs/configuration.md names exactly the variables that the deployment sets itself', () => {
  const [, named = ''] = /^The deployment sets these itself[^:]*:([^.]*)\./m.exec(read('configuration.md')) ?? [];
  expect([...named.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(Object.keys(SET_BY_DEPLOYMENT));
});

test('docs/security.md lists exactly the calls that are announced', () => {
  const [, section = ''] = read('security.md').split('## The deployment itself');
  const [table = ''] = section.split('\n- ');
  const listed = table
    .split('\n')
    .filter((line) => line.startsWith('| ') && line.includes('`'))
    .map((line) => [...line.matchAll(/`(\w+)`/g)].map(([, call]) => call));
  expect(listed).toEqual(Object.values(TAMPERING_CALLS).map(({ calls }) => calls));
});

test('every ARN in the documents is of the example account, in a form that AWS has', () => {
  for (const page of readdirSync(docs).filter((name) => name.endsWith('.md')))
    for (const [arn, service, region, account, resource] of read(page).matchAll(
      /\barn:aws[\w-]*:([\w-]*):([\w-]*):([\w-]*):([^\s"'`|]*)/g,
    )) {
      expect(
        [service, resource].every((part) => part !== ''),
        `${page}: ${arn}`,
      ).toBe(true);
      expect(['', '111122223333', 'aws', 'ACCOUNT'], `${page}: ${arn}`).toContain(account);
      expect(['', 'ap-northeast-1', 'REGION'], `${page}: ${arn}`).toContain(region);
    }
});

describe.each(ALL)('with the settings %s', (name) => {
  const template = templateOf(name);
  const settings = settingsOf(name);
  const { resolve, nameOf } = createResolver(template, settings);
  const values = Object.entries<Json>(template.toJSON().Outputs).map(([id, { Value }]) => ({
    id,
    value: `${resolve(Value)}`,
  }));
  const namesOfType = (type: string) => [...resourcesOf(template, type).keys()].map(nameOf);
  const all = (pattern: RegExp) =>
    values.flatMap(({ id, value }) => [...value.matchAll(pattern)].map(([, one = '']) => ({ id, one })));

  test(`with the settings ${name} every ARN in an output is of this account and partition`, () => {
    for (const { id, one } of all(/\b(arn:[^\s"',]+)/g)) {
      const [, partition, , , account] = one.split(':');
      expect(partition, `${id}: ${one}`).toBe(partitionOf(settings.region));
      expect([settings.account, '', 'aws'], `${id}: ${one}`).toContain(account);
    }
  });

  test(`with the settings ${name} every name in an output is of a resource that the stack makes`, () => {
    const made: [RegExp, readonly string[]][] = [
      [
        /(alias\/[\w/-]+)/g,
        [...resourcesOf(template, 'AWS::KMS::Alias').values()].map(({ Properties }) => Properties.AliasName),
      ],
      [/--document-name (\S+)/g, namesOfType('AWS::SSM::Document')],
      [/s3:\/\/(\S+)/g, namesOfType('AWS::S3::Bucket')],
      [/--trail (\S+)/g, [...namesOfType('AWS::Logs::LogGroup'), settings.trail.logGroup]],
      [/:role\/(\S+)/g, namesOfType('AWS::IAM::Role')],
      [/--target (\S+)/g, [...namesOfType('AWS::EC2::Instance'), ...settings.bastions.map(({ id }: Json) => id)]],
    ];
    for (const [pattern, names] of made)
      for (const { id, one } of all(pattern)) if (!OF_AWS.test(one)) expect(names, `${id}: ${one}`).toContain(one);
    expect(all(/(alias\/[\w/-]+)/g).length).toBeGreaterThan(2);
  });

  test(`with the settings ${name} the commands that store the secrets name the parameters that the functions read`, () => {
    const stored = all(/put-parameter .*--name (\S+)/g).map(({ one }) => one);
    expect(stored).toHaveLength(2);
    const [fn] = [...resourcesOf(template, 'AWS::Lambda::Function')].filter(([id]) =>
      id.startsWith('FunctionsSlackFunction'),
    );
    const { SLACK_SECRETS_PATH: path } = fn?.[1].Properties.Environment.Variables ?? {};
    expect(stored.toSorted()).toEqual([`${path}/bot-token`, `${path}/signing-secret`]);
  });
});
