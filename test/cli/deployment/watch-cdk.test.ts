// The checklist in the real CDK command, which deploys to a stand-in for CloudFormation.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, BootstraplessSynthesizer, aws_iam as iam, Stack, aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { afterAll, expect, type onTestFinished, test } from 'vitest';
import { type Json, resourcesOf } from '../../infra/stack-fixture.ts';
import { ROOT, run } from '../../start/npm-start.ts';
import { ACCOUNT, REGION, startCloudFormation } from './cloudformation.ts';

const out = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const app = new App({ outdir: out, analyticsReporting: false });
const stack = new Stack(app, 'bastion-ack', {
  env: { account: ACCOUNT, region: REGION },
  synthesizer: new BootstraplessSynthesizer(),
});
new sqs.Queue(new Construct(stack, 'SessionRecords'), 'DeadLetters');
new iam.Role(new Construct(stack, 'OperatorAccess'), 'Role', { assumedBy: new iam.AccountRootPrincipal() });
const { template } = app.synth().getStackByName('bastion-ack');
const RESOURCES = [...resourcesOf({ toJSON: () => template } as Json)].map(([id, { Type }]) => [id, Type] as const);
const ROLE = RESOURCES.find(([, type]) => type === 'AWS::IAM::Role')?.[0] ?? '';

/** Removes the variables of the machine, of which some make CDK print in another way. */
const environment = (url: string) => ({
  ...Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined])),
  PATH: process.env.PATH,
  HOME: out,
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL: url,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  CDK_DISABLE_VERSION_CHECK: 'true',
  BASTION_ACK_TEMPLATE: join(out, 'bastion-ack.template.json'),
});

async function deploy(finished: typeof onTestFinished, failing?: { logicalId: string; reason: string }) {
  const cloudFormation = await startCloudFormation(RESOURCES, failing);
  finished(() => cloudFormation.close());
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const checklist = join(ROOT, 'cli/deployment/watch-cdk.ts');
  const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--import', checklist];
  const options = ['--app', out, '--progress=events', '--require-approval=never'];
  const args = [...flags, cdk, 'deploy', ...options];
  return { arn: cloudFormation.arn, ...(await run(process.execPath, args, ROOT, environment(cloudFormation.url))) };
}

test.concurrent('the real CDK command ticks off the parts in place of its events, and prints the outputs', async ({
  onTestFinished,
}) => {
  const { code, stdout, stderr, arn } = await deploy(onTestFinished);
  expect(code, stderr).toBe(0);
  const ticked = stderr.split('\n').filter((line) => line.startsWith('✓'));
  expect(ticked.sort()).toEqual(['✓ access        1 of 1', '✓ service       1 of 1']);
  expect(stderr).not.toMatch(/CREATE_|AWS::/);
  expect(stderr).toContain('bastion-ack.CreateSlackApp = https://api.slack.com/apps');
  expect(stdout).toContain(arn);
});

test.concurrent('when a resource fails, the end names it, its reason and what to do', async ({ onTestFinished }) => {
  const reason = 'Resource handler returned message: "Role with name x already exists."';
  const { code, stderr } = await deploy(onTestFinished, { logicalId: ROLE, reason });
  expect(code).toBe(1);
  expect(stderr.trimEnd().split('\n').slice(-3)).toEqual([
    `✗ OperatorAccess/Role (AWS::IAM::Role): ${reason}`,
    expect.stringMatching(/^→ .*has the name already/),
    'docs/deploy.md has the recipe: "When the first deploy failed".',
  ]);
  expect(stderr).not.toContain('✓');
  expect(stderr).not.toContain('cancelled');
});
