// `npm run synth`, `bootstrap`, `diff`, `deploy` and `protect`: checks the settings, builds, and runs the CDK command.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSettings, type Settings, SettingsError } from '../infra/settings/settings.ts';
import { type Option, oneOf, type ParsedArguments, runCommand } from './command-line.ts';
import { protectSettings } from './deployment/protect.ts';
import { reportSynth } from './deployment/report.ts';

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

const NEXT = `
Next (docs/deploy.md, from step 3):
  1. Confirm the subscription that SNS has sent to each address.
  2. Open CreateSlackApp, create the app, and install it.
  3. Run PutSigningSecret and PutBotToken, then verify the event URL of the app.
  4. Invite the bot to its channels, and run npm run doctor.
  5. Once the first session has been acknowledged: npm run protect.`;

const VERBS = ['synth', 'bootstrap', 'diff', 'deploy', 'protect'] as const;
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

const DEPLOY: Options = {
  'require-approval': {
    value: 'never|any-change|broadening',
    says: 'which changes need your approval (broadening)',
  },
  'change-set-name': { value: 'NAME', says: 'the name of the change set' },
  method: { value: 'change-set|prepare-change-set|direct', says: 'how to deploy (change-set)' },
  progress: { value: 'bar|events', says: 'shows CDK’s own progress in place of the checklist' },
  'outputs-file': { value: 'FILE', says: 'writes the outputs to FILE as JSON' },
  'no-rollback': { says: 'keeps what was created when a deployment fails' },
  force: { says: 'deploys even if nothing has changed' },
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
  deploy: { says: 'Deploys, and prints what to do next.', options: DEPLOY },
  protect: {
    says: 'Writes "protected": true into the settings, and deploys: nobody can delete hosts, table and stack any more.',
    options: DEPLOY,
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
  readonly path: string;
  readonly settings: Settings;
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
  const file = text('settings') ?? (existsSync(OWN) ? OWN : EXAMPLE);
  if (!existsSync(file)) throw new CdkCommandError(`${file} does not exist: ${COPY_IT}.`);
  const path = realpathSync(file);
  const settings = loadSettings(path);
  const { account, region } = settings;
  if (verb !== 'synth' && (path === realpathSync(EXAMPLE) || account === EXAMPLE_ACCOUNT))
    throw new CdkCommandError(`These are the example settings, which cannot be deployed: ${COPY_IT}.`);
  // CDK has its own bucket for bundles in each account and region.
  const where = verb === 'bootstrap' ? [`aws://${account}/${region}`] : [];
  return { verb, path: resolve(path), settings, rest: [...where, ...passedOn] };
}

/** @returns the exit status */
async function node(args: readonly string[], env = process.env): Promise<number> {
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'inherit' });
  const code = await new Promise<number | null>((ended, failed) => child.on('exit', ended).on('error', failed));
  return code ?? 1;
}

/** @returns the arguments of Node.js that run the CDK command */
function cdkArguments({ verb, rest }: CdkRun): string[] {
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  if (verb === 'synth') return [cdk, verb, '--quiet', ...rest];
  if (verb !== 'deploy' && verb !== 'protect') return [cdk, verb, ...rest];
  if (rest.some((one) => one.startsWith('--progress='))) return [cdk, 'deploy', ...rest];
  const checklist = new URL('./deployment/watch-cdk.ts', import.meta.url).href;
  return [...process.execArgv, '--import', checklist, cdk, 'deploy', '--progress=events', ...rest];
}

async function run(given: CdkRun): Promise<number> {
  const { verb, path, settings, rest } = given;
  if (verb === 'protect') protectSettings(path);
  const built = await node([...process.execArgv, fileURLToPath(new URL('./build.ts', import.meta.url))]);
  if (built !== 0) return built;
  console.log(`${verb}: ${path}`);
  const out = rest.findLast((one) => one.startsWith('--output='))?.slice('--output='.length) ?? 'cdk.out';
  const template = join(out, `${settings.name}.template.json`);
  const code = await node(cdkArguments(given), {
    ...process.env,
    BASTION_ACK_SETTINGS: path,
    BASTION_ACK_TEMPLATE: template,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
  });
  if (code !== 0) return code;
  if (verb === 'synth')
    console.log(reportSynth(settings, JSON.parse(readFileSync(template, 'utf8')), template).join('\n'));
  if (verb === 'deploy' && !settings.protected) console.log(NEXT);
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
