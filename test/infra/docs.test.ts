// The documents agree with the deployment: settings, outputs, and the same commands in both languages.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { awsConfig } from '../../infra/outputs.ts';
import { type Json, settingsOf, templateOf } from './stack-fixture.ts';

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
