// `npm start`: everything on this machine, and one page to try it in.
import { parseArgs } from 'node:util';
import { isLocale, LOCALES, type Locale } from '../app/locale.ts';
import { type PageServer, startPageServer } from './page-server.ts';
import type { OnDeadline } from './settings.ts';
import { startWorkspace } from './workspace.ts';
import { startWorld, type World } from './world.ts';

const USAGE = `npm start -- [options]

  --port N          the port that the page would like to have (3000); the next free one is taken
  --locale ${LOCALES.join('|')}    the language (en)
  --time-zone ZONE  the time zone of what is shown (Asia/Tokyo)
  --on-deadline remind|terminate
                    what becomes of a session that nobody acknowledged in time (terminate)
  --keep DIR        keeps everything in DIR; without it everything is in memory, and empty at each start
  --workspace       shows the notices in a real Slack workspace, by Socket Mode: see docs/local.md`;

/** What may be going on when it is told to stop. */
const PATIENCE_MILLIS = 2_000;

interface Options {
  readonly port: number;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly onDeadline: OnDeadline | undefined;
  readonly keepDir: string | undefined;
  readonly workspace: boolean;
}

/** A mistake of the person who starts it: one sentence, and no stack. */
class UsageError extends Error {}

/** @throws UsageError */
function readOptions(args: string[]): Options | 'help' {
  const { values } = parseArguments(args);
  if (values.help) return 'help';
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new UsageError(`--port ${values.port} is no port.`);
  if (!isLocale(values.locale)) throw new UsageError(`--locale is ${LOCALES.join(' or ')}.`);
  const { 'on-deadline': onDeadline } = values;
  if (onDeadline !== undefined && onDeadline !== 'remind' && onDeadline !== 'terminate') {
    throw new UsageError('--on-deadline is remind or terminate.');
  }
  const { locale, keep: keepDir, workspace, 'time-zone': timeZone } = values;
  return { port, locale, timeZone, onDeadline, keepDir, workspace };
}

function parseArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        port: { type: 'string', default: '3000' },
        locale: { type: 'string', default: 'en' },
        'time-zone': { type: 'string', default: 'Asia/Tokyo' },
        'on-deadline': { type: 'string' },
        keep: { type: 'string' },
        workspace: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function start(options: Options): Promise<void> {
  // A click on Ctrl-C while it still starts is a click all the same.
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
  });
  const running = run(options);
  const ready = running.then(() => 'ready' as const);
  if ((await Promise.race([ready, stopped])) === 'ready') await stopped;
  console.log('Stopping.');
  const latest = setTimeout(() => process.exit(0), PATIENCE_MILLIS);
  const { page, world } = await running;
  await page.close();
  await world.close();
  clearTimeout(latest);
}

async function run({ port, workspace, ...options }: Options): Promise<{ page: PageServer; world: World }> {
  console.log('Starting the tables, Systems Manager, Slack and the handlers …');
  let page: PageServer | undefined;
  const listening = { onChange: () => page?.tell(), onFault: reportFault };
  const world = await (workspace ? startWorkspace : startWorld)({ ...options, ...listening });
  page = await startPageServer(world, port);
  console.log(`\n  bastion-ack runs at ${page.url}\n\n  Press Ctrl-C to stop.`);
  if (options.keepDir !== undefined) console.log(`  Everything is kept in ${options.keepDir}.`);
  return { page, world };
}

function reportFault(handler: string, fault: unknown): void {
  console.error(`${handler} failed: ${fault instanceof Error ? fault.message : String(fault)}`);
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else await start(options);
  process.exit(0);
} catch (fault) {
  console.error(fault instanceof UsageError ? `${fault.message}\n\n${USAGE}` : sentenceOf(fault));
  process.exit(1);
}

/** What to do stands in the message; where it came from helps only when the message is not ours. */
function sentenceOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const cause = fault.cause instanceof Error ? ` (${fault.cause.message})` : '';
  return `bastion-ack could not start: ${fault.message}${cause}`;
}
