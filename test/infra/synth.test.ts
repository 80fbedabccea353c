// Every settings file passes cdk-nag, and `npm run synth` works as people run it: without an account or a network.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { App, aws_s3 as s3 } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import cdk from '../../cdk.json' with { type: 'json' };
import { withNagChecks } from '../../infra/nag.ts';
import { checkSettings } from '../../infra/settings/settings.ts';
import { BastionAck } from '../../infra/stack.ts';
import { ACCOUNT, startCloudFormation } from '../cli/deployment/cloudformation.ts';
import { builtHandlers } from '../handlers/built-handlers.ts';
import { runs } from '../runs.ts';
import { run } from '../start/npm-start.ts';
import { ALL, type Json, type Name, resourcesOf, SETTINGS, settingsOf, templateOf } from './stack-fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Settings that `npm run synth` itself reads; the rest go through the same program in this process. */
const RUN = runs<readonly (keyof typeof SETTINGS)[]>(['example', 'existing', 'three', 'endpoints'], ['example']);

/** The rules that a kind of settings may break, for one resource each. */
function acknowledgedIn(name: Name): string[] {
  const { bastions, protected: isProtected } = settingsOf(name);
  const isMade = bastions.some(({ kind }: Json) => kind !== 'existing');
  return [
    ...(isMade ? ['AwsSolutions-IAM4'] : []),
    ...(isMade && !isProtected ? ['AwsSolutions-EC29'] : []),
    'AwsSolutions-IAM5',
    'AwsSolutions-SQS3',
    'AwsSolutions-APIG4',
  ];
}

/** Removes every AWS variable, and with them all credentials. */
const nobody = Object.fromEntries(
  Object.keys(process.env).flatMap((name) => (name.startsWith('AWS_') ? [[name, undefined]] : [])),
);
const npm = (verb: string, ...args: string[]) => run('npm', ['run', '--silent', verb, '--', ...args], root, nobody);
const json = (...path: string[]): Json => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));
const templateIn = (out: string, name = 'bastion-ack') =>
  readFileSync(join(folder, out, `${name}.template.json`), 'utf8');

/** The same bundles as `npm run synth` builds, so that the templates can be compared. */
let bundles: string;
beforeAll(async () => {
  bundles = dirname(dirname((await builtHandlers()).slack ?? ''));
});

describe.each(ALL)('with the settings %s', (name) => {
  const settings = checkSettings(settingsOf(name));

  test(`the settings ${name} break no rule of AwsSolutions`, () => {
    const app = withNagChecks(new App({ context: cdk.context, analyticsReporting: false, outdir: join(folder, name) }));
    new BastionAck(app, settings.name, settings, bundles);
    app.synth();
    const reports: Json[] = json(name, 'validation-report.json').pluginReports;
    expect(reports.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test(`with the settings ${name} each broken rule is acknowledged for one resource, with a reason`, () => {
    const resources: Json[] = Object.values(JSON.parse(templateIn(name, settings.name)).Resources);
    const rules: Json[] = resources
      .flatMap(({ Metadata }) => Metadata?.cdk_nag?.rules_to_suppress ?? [])
      .filter(({ id }) => id.startsWith('AwsSolutions'));
    expect(new Set(rules.map(({ id }) => id.replace(/\[.*$/, '')))).toEqual(new Set(acknowledgedIn(name)));
    for (const { id, reason } of rules) {
      expect(reason.length, id).toBeGreaterThan(40);
      // One wildcard, not a whole rule of permissions.
      if (id.includes('IAM')) expect(id).toMatch(/\[(?:Resource|Policy)::[^\]]+\]$/);
    }
  });
});

describe.each(RUN)('npm run synth with the settings %s', (name) => {
  let first: { code: number | null; stdout: string; stderr: string };
  const out = `${name}-1`;
  beforeAll(async () => {
    first = await npm('synth', '--settings', SETTINGS[name], '--output', join(folder, out));
  });

  test(`npm run synth with the settings ${name} succeeds and writes the same template as in this process`, () => {
    expect(first.stdout + first.stderr).not.toMatch(/ERROR|WARNING/);
    expect(first.code).toBe(0);
    expect(templateIn(out)).toBe(templateIn(name));
  });

  test(`a second synthesis with the settings ${name} gives the same bytes`, async () => {
    const second = await npm('synth', '--settings', SETTINGS[name], '--output', join(folder, `${name}-2`));
    expect(second.code).toBe(0);
    expect(templateIn(`${name}-2`)).toBe(templateIn(out));
  });

  test(`the template with the settings ${name} deploys the built bundles without source maps`, () => {
    const assets = readdirSync(join(folder, out)).filter((file) => file.startsWith('asset.'));
    const files = assets.map((asset) => readdirSync(join(folder, out, asset)));
    expect(files.filter((one) => one.includes('index.mjs'))).toHaveLength(4);
    expect(files.flat().filter((file) => file.endsWith('.map'))).toEqual([]);
  });
});

test('the check of a deployment reports a broken rule', () => {
  const app = new App({ context: cdk.context, analyticsReporting: false, outdir: join(folder, 'broken') });
  withNagChecks(app);
  const settings = checkSettings(settingsOf('existing'));
  const stack = new BastionAck(app, settings.name, settings, bundles);
  new s3.Bucket(stack, 'Open');
  expect(() => app.synth()).toThrow('AwsSolutions-S10');
});

test.each(['bootstrap', 'diff', 'deploy'])('%s refuses the example settings, by file and by account', async (verb) => {
  const copy = join(folder, 'copy.json');
  writeFileSync(copy, JSON.stringify(settingsOf('example')));
  for (const settings of [SETTINGS.example, copy]) {
    const { code, stderr } = await npm(verb, '--settings', settings);
    expect([code, stderr]).toEqual([1, expect.stringContaining('example settings, which cannot be deployed')]);
  }
});

test('a missing settings file gives one sentence, and leaves dist/ alone', async () => {
  const bundle = join(root, 'dist/handlers/slack/index.mjs');
  const before = statSync(bundle).mtimeMs;
  const { code, stdout, stderr } = await npm('synth', '--settings', join(folder, 'none.json'));
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^[^\n]+ does not exist: [^\n]+\n$/);
  expect(statSync(bundle).mtimeMs).toBe(before);
});

/** Settings for an account of the stand-in, and a command that deploys there. */
async function deployTo(verb: 'deploy' | 'protect', out: string) {
  const settings = join(folder, `${verb}.json`);
  writeFileSync(settings, JSON.stringify({ ...settingsOf('existing'), account: ACCOUNT }));
  const cloudFormation = await startCloudFormation(
    [...resourcesOf(templateOf('existing'))].map(([id, { Type }]) => [id, Type]),
  );
  onTestFinished(() => cloudFormation.close());
  const options = ['--settings', settings, '--output', join(folder, out), '--require-approval', 'never'];
  const credentials = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_ENDPOINT_URL: cloudFormation.url };
  // The home of nobody: the machine's own credentials are out of reach.
  const env = { ...nobody, ...credentials, HOME: folder, CI: undefined };
  const printed = await run('npm', ['run', '--silent', verb, '--', ...options], root, env);
  return { ...printed, settings: JSON.parse(readFileSync(settings, 'utf8')) };
}

test('npm run deploy ticks off the parts of an account’s first deployment, and says what is next', async () => {
  const { code, stdout, stderr, settings } = await deployTo('deploy', 'deployed');
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/^✓ evidence +\d+ of \d+$/m);
  expect(stderr).toMatch(/^✓ service +\d+ of \d+$/m);
  expect(stdout).toMatch(/\nNext \(docs\/deploy\.md, from step 3\):\n(?: {2}\d\. .+\n)+$/);
  expect(settings).not.toHaveProperty('protected');
});

test('npm run protect writes the protection into the settings, and deploys with it', async () => {
  const { code, stdout, stderr, settings } = await deployTo('protect', 'protected');
  expect(code, stderr).toBe(0);
  expect(stdout).not.toContain('Next');
  expect(settings.protected).toBe(true);
  const { artifacts } = json('protected', 'manifest.json');
  expect(artifacts['bastion-ack'].properties.terminationProtection).toBe(true);
});
