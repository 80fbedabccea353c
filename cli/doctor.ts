// `npm run doctor`: checks a deployment, one line a check, with what to do about each that fails.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { type Doctor, openDoctor } from '../app/composition/doctor.ts';
import { loadSettings } from '../infra/settings/settings.ts';
import { type ParsedArguments, runCommand, UsageError, wholeNumber } from './command-line.ts';
import { type Deployment, readDeployedEnvironment } from './deployed-environment.ts';

const DOCTOR = {
  name: 'npm run doctor --',
  says: 'Checks a deployment with your own AWS permissions: one line a check, and what to do about each that fails. Exit status 1: a check fails; 2: it could not look.',
  options: {
    settings: { value: 'FILE', says: 'the settings that name the deployment (infra/settings.json)' },
    stack: { value: 'NAME', says: 'the name of the stack, without settings; needs --region' },
    region: { value: 'REGION', says: 'the region of the stack' },
    local: { value: 'PORT', says: 'checks the trial whose page is at this port' },
    notice: { says: 'also posts a test notice, whose button shows that clicks arrive' },
  },
} as const;
type Arguments = ParsedArguments<keyof typeof DOCTOR.options>;

const OWN_SETTINGS = fileURLToPath(new URL('../infra/settings.json', import.meta.url));
const COULD_NOT_LOOK = 2;

async function run(given: Arguments): Promise<number> {
  Object.assign(process.env, await readEnvironment(given));
  const doctor = await openDoctor(process.env);
  const { lines, failed } = await doctor.examine();
  for (const line of lines) console.log(line);
  const isPosted = !given.has('notice') || (await postNotice(doctor));
  return failed === 0 && isPosted ? 0 : 1;
}

/** After the checks, since they say why it may fail. */
async function postNotice(doctor: Doctor): Promise<boolean> {
  try {
    await doctor.postTestNotice();
    console.log('A test notice is in the channel: press its button.');
    return true;
  } catch (fault) {
    const cause = fault instanceof Error ? fault.message : String(fault);
    console.log(`✗ The test notice could not be posted (${cause}). Repair what fails above, and run this again.`);
    return false;
  }
}

/** @throws {UsageError} unless exactly one deployment is named */
function readEnvironment(given: Arguments): Promise<Record<string, string>> {
  const [local, stack, region, settings] = [
    given.text('local'),
    given.text('stack'),
    given.text('region'),
    given.text('settings'),
  ];
  if ([local, stack, settings].filter((one) => one !== undefined).length > 1)
    throw new UsageError('Give one of --settings, --stack and --local');
  if ((stack === undefined) !== (region === undefined)) throw new UsageError('--stack and --region belong together');
  if (local !== undefined) return readTrialEnvironment(wholeNumber('--local', local, 1, 65_535));
  if (stack !== undefined && region !== undefined) return readDeployedEnvironment({ stack, region });
  return readDeployedEnvironment(deploymentOf(settings ?? OWN_SETTINGS));
}

function deploymentOf(path: string): Deployment {
  if (!existsSync(path)) throw new UsageError(`${path} does not exist: give --settings FILE, or --stack and --region`);
  const { name: stack, region } = loadSettings(path);
  return { stack, region };
}

/** The trial gives away its environment, all of which is fictitious. */
async function readTrialEnvironment(port: number): Promise<Record<string, string>> {
  const url = `http://127.0.0.1:${port}/api/environment`;
  const answer = await fetch(url).catch((cause: unknown) => {
    throw new Error(`No trial answers at ${url}: run npm start, and give the port of its page.`, { cause });
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Error(z.object({ error: z.string() }).parse(body).error);
  return z.record(z.string(), z.string()).parse(body);
}

try {
  await runCommand(DOCTOR, run);
} catch (fault) {
  const cause = fault instanceof Error && fault.cause instanceof Error ? `\n  ${fault.cause.message}` : '';
  console.error(`${fault instanceof Error ? fault.message : fault}${cause}`);
  process.exitCode = COULD_NOT_LOOK;
}
// Idle connections of the clients would keep the process for seconds.
process.exit();
