// The arguments that go to the CDK command: only known ones, which that command knows too.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { commandOf, readCdkRun } from '../../cli/cdk.ts';
import { readCommandLine, UsageError } from '../../cli/command-line.ts';
import { settingsOf } from '../infra/stack-fixture.ts';
import { ROOT, run } from '../start/npm-start.ts';

const VERBS = ['synth', 'bootstrap', 'diff', 'deploy', 'protect'] as const;
type Verb = (typeof VERBS)[number];
const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const settings = join(folder, 'settings.json');
writeFileSync(settings, JSON.stringify({ ...settingsOf('existing'), account: '123456789012' }));

function passedOn(verb: Verb, ...args: string[]): readonly string[] {
  const given = readCommandLine(commandOf(verb), ['--settings', settings, ...args]);
  if (given === 'help') throw new Error('help was asked for');
  return readCdkRun(verb, given).rest;
}

test('options reach the CDK command as --name=value, which cannot be read as two arguments', () => {
  expect(passedOn('deploy', '--profile', 'x', '--require-approval', 'never', '--verbose')).toEqual([
    '--profile=x',
    '--verbose',
    '--require-approval=never',
  ]);
  expect(passedOn('synth')).toEqual([]);
  expect(passedOn('bootstrap', '--qualifier=abc')).toEqual([
    `aws://123456789012/${settingsOf('existing').region}`,
    '--qualifier=abc',
  ]);
});

test.each<[Verb, string[]]>([
  ['deploy', ['--require-approval', 'sometimes']],
  ['deploy', ['--hotswap']],
  ['deploy', ['another-stack']],
  ['diff', ['--require-approval', 'never']],
  ['synth', ['--region', 'eu-central-1']],
])('%s refuses %j', (verb, args) => {
  expect(() => passedOn(verb, ...args)).toThrow(UsageError);
});

test.each(VERBS)(
  'the CDK command has every option of %s',
  async (verb) => {
    const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
    const { stdout } = await run(process.execPath, [cdk, verb === 'protect' ? 'deploy' : verb, '--help'], ROOT);
    const known = new Set([...stdout.matchAll(/--([a-z-]+)/g)].map(([, name]) => name));
    const isKnown = (name: string) => known.has(name) || known.has(name.replace(/^no-/, ''));
    const { settings: _, ...options } = commandOf(verb).options;
    expect(Object.keys(options).filter((name) => !isKnown(name))).toEqual([]);
  },
  60_000,
);
