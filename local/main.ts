// `npm start`: runs the whole app on this machine, with a page to try it on.
import { statSync } from 'node:fs';
import { LOCALES, type Locale, TIMES, type Times } from '../app/lib/locale.ts';
import { oneOf, type ParsedArguments, runCommand, UsageError, wholeNumber } from '../cli/command-line.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import { ON_DEADLINE, type OnDeadline } from './settings.ts';
import { openTerminal } from './terminal.ts';
import { startWorkspace } from './workspace.ts';
import { startWorld, type World } from './world.ts';

const START = {
  name: 'npm start --',
  says: 'Starts everything on this machine and prints the address of the page to try it on.',
  options: {
    port: { value: 'N', says: 'the preferred port of the page (3000); the next free port is used' },
    locale: { value: LOCALES.join('|'), says: 'the language (en)' },
    'time-zone': { value: 'ZONE', says: 'the time zone of the times shown (Asia/Tokyo)' },
    times: { value: TIMES.join('|'), says: 'whose time zone: that one, or that of each reader (team)' },
    'on-deadline': {
      value: 'remind|terminate',
      says: 'what happens to a session that is not acknowledged in time (terminate)',
    },
    'four-eyes': {
      value: 'record|require',
      says: 'whether two approvers must press where the operator’s Slack account is not verified (require)',
    },
    'ask-reason': { value: 'true|false', says: 'whether the operator is asked why they are connected (true)' },
    'confirm-every-hours': {
      value: 'HOURS|off',
      says: 'hours after which the approvers of a session that is still connected are asked again (8)',
    },
    reaction: {
      value: 'EMOJI|off',
      says: 'the name of the emoji with which a reaction acknowledges (white_check_mark)',
    },
    keep: {
      value: 'DIR',
      says: 'keeps all data in DIR; otherwise it is in memory and lost at exit',
    },
    workspace: { says: 'posts to a real Slack workspace through Socket Mode: see docs/local.md' },
    verbose: { says: 'also prints the log of the app, one JSON object per line, as on AWS' },
  },
} as const;

/** Time for running work to finish at exit. */
const STOP_LIMIT_MILLIS = 2_000;

interface Options {
  readonly port: number;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly times: Times;
  readonly onDeadline: OnDeadline | undefined;
  readonly acknowledgement: Readonly<Record<string, string>>;
  readonly keepDir: string | undefined;
  readonly workspace: boolean;
  readonly verbose: boolean;
}

/** @throws {UsageError} that names the option */
function readOptions({ text, has }: ParsedArguments<keyof typeof START.options>): Options {
  const onDeadline = text('on-deadline');
  return {
    port: wholeNumber('--port', text('port') ?? '3000', 1, 65_535),
    locale: oneOf('--locale', text('locale') ?? 'en', LOCALES),
    timeZone: parseZone(text('time-zone') ?? 'Asia/Tokyo'),
    times: oneOf('--times', text('times') ?? 'team', TIMES),
    onDeadline: onDeadline === undefined ? undefined : oneOf('--on-deadline', onDeadline, ON_DEADLINE),
    acknowledgement: readAcknowledgement(text),
    keepDir: parseFolder(text('keep')),
    workspace: has('workspace'),
    verbose: has('verbose'),
  };
}

/** @returns the variables of the options that are given; "off" empties one */
function readAcknowledgement(
  text: ParsedArguments<keyof typeof START.options>['text'],
): Readonly<Record<string, string>> {
  const fourEyes = text('four-eyes');
  const askReason = text('ask-reason');
  const hours = text('confirm-every-hours');
  const reaction = text('reaction');
  const orOff = (value: string) => (value === 'off' ? '' : value);
  return {
    ...(fourEyes !== undefined && { FOUR_EYES: oneOf('--four-eyes', fourEyes, ['record', 'require']) }),
    ...(askReason !== undefined && { ASK_REASON: oneOf('--ask-reason', askReason, ['true', 'false']) }),
    ...(hours !== undefined && { CONFIRM_EVERY_HOURS: orOff(hours) }),
    ...(reaction !== undefined && { ACKNOWLEDGE_REACTION: orOff(reaction) }),
  };
}

function parseZone(name: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch (cause) {
    throw new UsageError(`--time-zone ${name} is not an IANA time zone, e.g. Europe/Berlin`, { cause });
  }
}

/** Accepts a missing folder, which is created later. */
function parseFolder(path: string | undefined): string | undefined {
  if (path === undefined || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true)) return path;
  throw new UsageError(`--keep ${path} is not a folder`);
}

async function start(options: Options): Promise<void> {
  // Ctrl-C also counts during the start.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const running = run(options);
  const ready = running.then(() => 'ready' as const);
  if ((await Promise.race([ready, stopped])) === 'ready') await stopped;
  console.log('Stopping.');
  const latest = setTimeout(() => process.exit(0), STOP_LIMIT_MILLIS);
  const { page, world } = await running;
  await page.close();
  await world.close();
  clearTimeout(latest);
}

async function run({ port, workspace, verbose, ...options }: Options): Promise<{ page: PageServer; world: World }> {
  console.log('Starting the tables, Systems Manager, Slack and the handlers …');
  const terminal = openTerminal({ verbose, print: (line) => process.stderr.write(`${line}\n`) });
  let page: PageServer | undefined;
  const listening = { onChange: () => page?.notify(), onFault: terminal.reportFault };
  const world = terminal.withMessages(await (workspace ? startWorkspace : startWorld)({ ...options, ...listening }));
  page = await startPageServer(world, port);
  console.log(`\n  bastion-ack runs at ${page.url}\n\n  Press Ctrl-C to stop.`);
  if (options.keepDir !== undefined) console.log(`  All data is kept in ${options.keepDir}.`);
  return { page, world };
}

try {
  await runCommand(START, async (given) => {
    await start(readOptions(given));
    return 0;
  });
} catch (fault) {
  process.stderr.write(`${describeFault(fault)}\n`);
  process.exitCode = 1;
}
process.exit();

/** Omits the stack: our own messages say what to do, and the cause helps with others. */
function describeFault(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const cause = fault.cause instanceof Error ? ` (${fault.cause.message})` : '';
  return `bastion-ack could not start: ${fault.message}${cause}`;
}
