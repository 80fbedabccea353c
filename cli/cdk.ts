// `npm run synth`, `bootstrap`, `diff` and `deploy`: checks the settings, builds, and runs the CDK command.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSettings, SettingsError } from '../infra/settings/settings.ts';
import { type Option, oneOf, type ParsedArguments, runCommand } from './command-line.ts';

/** The command cannot run. The message tells the user what to do. */
export class CdkCommandError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CdkCommandError';
  }
}

const OWN = fileURLToPath(new URL('../infra/settings.json', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('../infra/settings.example.json', import.meta.url));
const COPY_IT =
  'copy infra/settings.example.json to infra/settings.json, put your own values into it, and run this again';
/** AWS's placeholder in documentation, which nobody can deploy to. */
const EXAMPLE_ACCOUNT = '111122223333';

const VERBS = ['synth', 'bootstrap', 'diff', 'deploy'] as const;
type Verb = (typeof VERBS)[number];
type Options = Readonly<Record<string, Option>>;

/** Options that the CDK command accepts with every verb. None selects an account, a region or a stack: the settings do. */
const ALWAYS: Options = {
  profile: { value: 'NAME', says: 'the AWS profile' },
  'role-arn': { value: 'ARN', says: 'the role that calls CloudFormation' },
  'ca-bundle-path': { value: 'FILE', says: 'the certificates to trust behind a proxy' },
  proxy: { value: 'ADDRESS', says: 'the proxy to AWS (HTTPS_PROXY)' },
  output: { value: 'DIR', says: 'the folder for the template (cdk.out)' },
  verbose: { says: 'shows what CDK does' },
  debug: { says: 'shows where in the code an error comes from' },
  yes: { says: 'answers yes to every question' },
  'no-color': { says: 'prints without colours' },
  ci: { says: 'prints the log to standard output' },
};

/** Options that the CDK command accepts with one verb. */
const ALSO: Readonly<Record<Verb, { readonly says: string; readonly options: Options }>> = {
  synth: { says: 'Checks the settings and writes the template, without an account or a network.', options: {} },
  bootstrap: {
    says: 'Creates CDK’s own bucket and roles, once for each account and region.',
    options: {
      qualifier: { value: 'TEXT', says: 'distinguishes these resources from other bootstraps' },
      'toolkit-stack-name': { value: 'NAME', says: 'the name of the stack that holds them' },
      'bootstrap-kms-key-id': { value: 'KEY', says: 'the key that encrypts the bucket' },
      'bootstrap-customer-key': { says: 'creates such a key' },
      'cloudformation-execution-policies': { value: 'ARNS', says: 'the policies of the role that deploys' },
      'custom-permissions-boundary': { value: 'NAME', says: 'the permissions boundary of that role' },
      'termination-protection': { says: 'protects the stack from deletion' },
      'show-template': { says: 'prints the template and creates nothing' },
      force: { says: 'bootstraps even if that installs an older template' },
    },
  },
  diff: {
    says: 'Shows what a deployment would change.',
    options: {
      'context-lines': { value: 'N', says: 'lines of context around each change (3)' },
      'security-only': { says: 'shows only changes of permissions' },
      fail: { says: 'exits with status 1 if anything would change' },
    },
  },
  deploy: {
    says: 'Deploys, and prints what to do next.',
    options: {
      'require-approval': {
        value: 'never|any-change|broadening',
        says: 'which changes need your approval (broadening)',
      },
      'change-set-name': { value: 'NAME', says: 'the name of the change set' },
      method: { value: 'change-set|prepare-change-set|direct', says: 'how to deploy (change-set)' },
      progress: { value: 'bar|events', says: 'how to show progress' },
      'outputs-file': { value: 'FILE', says: 'writes the outputs to FILE as JSON' },
      'no-rollback': { says: 'keeps what was created when a deployment fails' },
      force: { says: 'deploys even if nothing has changed' },
    },
  },
};

/** @returns the command line of a verb: --settings, and the options that go to the CDK command */
export function commandOf(verb: Verb) {
  const { says, options } = ALSO[verb];
  const settings = { value: 'FILE', says: 'the settings (infra/settings.json)' };
  return { name: `npm run ${verb} --`, says, options: { settings, ...ALWAYS, ...options } };
}

/** One run of the CDK command. */
export interface CdkRun {
  readonly verb: Verb;
  /** Absolute path of the settings */
  readonly settings: string;
  /** Further arguments of the CDK command */
  readonly rest: readonly string[];
}

/**
 * @throws {UsageError} for a value that CDK does not accept
 * @throws {CdkCommandError} if there are no settings, or only the example's
 * @throws {SettingsError} if the settings are invalid
 */
export function readCdkRun(verb: Verb, { text, has }: ParsedArguments): CdkRun {
  const passedOn = Object.entries<Option>(commandOf(verb).options).flatMap(([name, { value }]) => {
    const given = text(name);
    if (name === 'settings' || !has(name)) return [];
    if (given === undefined) return [`--${name}`];
    return [`--${name}=${value?.includes('|') ? oneOf(`--${name}`, given, value.split('|')) : given}`];
  });
  const settings = text('settings') ?? (existsSync(OWN) ? OWN : EXAMPLE);
  if (!existsSync(settings)) throw new CdkCommandError(`${settings} does not exist: ${COPY_IT}.`);
  const path = realpathSync(settings);
  const { account, region } = loadSettings(path);
  if (verb !== 'synth' && (path === realpathSync(EXAMPLE) || account === EXAMPLE_ACCOUNT))
    throw new CdkCommandError(`These are the example settings, which cannot be deployed: ${COPY_IT}.`);
  // CDK has its own bucket for bundles in each account and region.
  const where = verb === 'bootstrap' ? [`aws://${account}/${region}`] : [];
  return { verb, settings: resolve(path), rest: [...where, ...passedOn] };
}

/** @returns the exit status */
async function node(args: readonly string[], env = process.env): Promise<number> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'inherit' });
  const code = await new Promise<number | null>((ended, failed) => child.on('exit', ended).on('error', failed));
  return code ?? 1;
}

async function run({ verb, settings, rest }: CdkRun): Promise<number> {
  const built = await node([...process.execArgv, fileURLToPath(new URL('./build.ts', import.meta.url))]);
  if (built !== 0) return built;
  console.log(`${verb}: ${settings}`);
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const code = await node([cdk, verb, ...(verb === 'synth' ? ['--quiet'] : []), ...rest], {
    ...process.env,
    BASTION_ACK_SETTINGS: settings,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });
  const out = rest.findLast((one) => one.startsWith('--output='))?.slice('--output='.length) ?? 'cdk.out';
  if (verb === 'synth' && code === 0) console.log(`The template is in ${join(out, 'bastion-ack.template.json')}.`);
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const [word = '', ...args] = process.argv.slice(2);
    const verb = oneOf('The verb', word, VERBS);
    await runCommand(commandOf(verb), (given) => run(readCdkRun(verb, given)), args);
  } catch (fault) {
    if (!(fault instanceof CdkCommandError || fault instanceof SettingsError)) throw fault;
    console.error(fault.message);
    process.exitCode = 1;
  }
}
