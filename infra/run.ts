// npm run synth, bootstrap, diff and deploy: picks the settings, says what is wrong with them, and hands over to the CDK command.
import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSettings, SettingsError } from './settings.ts';

/** What was asked for is not done; the message is for the person who asked. */
export class RunError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RunError';
  }
}

const OWN = fileURLToPath(new URL('settings.json', import.meta.url));
const EXAMPLE = fileURLToPath(new URL('settings.example.json', import.meta.url));
const COPY_IT =
  'copy infra/settings.example.json to infra/settings.json, put your own values into it, and run this again';
/** AWS's own placeholder, which belongs to nobody who deploys. */
const EXAMPLE_ACCOUNT = '111122223333';

const VERBS = ['synth', 'bootstrap', 'diff', 'deploy'] as const;
type Verb = (typeof VERBS)[number];

/** The command, the file, and what goes on to the CDK command as it is. */
export interface Asked {
  readonly verb: Verb;
  /** Path of the settings */
  readonly settings: string;
  readonly rest: readonly string[];
}

/** @throws RunError when it cannot be run, and SettingsError when the settings are wrong */
export function asked([word, ...args]: readonly string[], exists: (path: string) => boolean = existsSync): Asked {
  const verb = VERBS.find((one) => one === word);
  if (verb === undefined) throw new RunError(`Say one of ${VERBS.join(', ')}.`);
  const at = args.indexOf('--settings');
  const given = at < 0 ? undefined : args[at + 1];
  if (at >= 0 && (given === undefined || given.startsWith('-'))) throw new RunError('Name a file behind --settings.');
  const settings = given ?? (exists(OWN) ? OWN : EXAMPLE);
  if (!exists(settings)) throw new RunError(`There is no ${settings}: ${COPY_IT}.`);
  const rest = at < 0 ? args : args.filter((_, i) => i !== at && i !== at + 1);
  const path = realpathSync(settings);
  const { account, region } = loadSettings(path);
  if (verb !== 'synth' && (path === realpathSync(EXAMPLE) || account === EXAMPLE_ACCOUNT))
    throw new RunError(`These are the example’s settings, which are nobody’s: ${COPY_IT}.`);
  // CDK keeps the bundles in a bucket of its own, in each account and region.
  const where = verb === 'bootstrap' ? [`aws://${account}/${region}`] : [];
  return { verb, settings: resolve(path), rest: [...where, ...rest] };
}

async function run({ verb, settings, rest }: Asked): Promise<number> {
  console.log(`${verb}: ${settings}`);
  const cdk = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
  const args = [cdk, verb, ...(verb === 'synth' ? ['--quiet'] : []), ...rest];
  const child = spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, BASTION_ACK_SETTINGS: settings, CDK_DISABLE_CLI_TELEMETRY: 'true' },
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((ended, failed) => child.on('exit', ended).on('error', failed));
  if (verb === 'synth' && code === 0) console.log('The template is in cdk.out/bastion-ack.template.json.');
  return code ?? 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.exitCode = await run(asked(process.argv.slice(2)));
  } catch (fault) {
    if (!(fault instanceof RunError || fault instanceof SettingsError)) throw fault;
    console.error(fault.message);
    process.exitCode = 1;
  }
}
