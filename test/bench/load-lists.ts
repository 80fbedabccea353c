// The private lists of /bastion with very many open sessions: once in a new process, and repeatedly in one that stays.
import * as z from 'zod';
import { commandOf } from '../handlers/requests.ts';
import { coldStart, quantile } from './cold.ts';
import { figuresOf, type LoadFigure } from './load-figures.ts';
import { startWatchdog } from './load-pass.ts';
import { seedOpen } from './load-seed.ts';
import { APPROVERS, type Bundles, startWorld } from './load-world.ts';

const OPEN = [1_000, 10_000];
const COMMANDS = ['who', 'pending', '', 'help'];
const WARM = 9;
const LONGEST_MILLIS = 1_000;
const SLACK_MILLIS = 80;
/** Nothing becomes due meanwhile, so that only the lists are measured. */
const PATIENT = { REMIND_AFTER_MINUTES: '600', ACKNOWLEDGE_WITHIN_MINUTES: '1200' };

const listed = z.object({ statusCode: z.literal(200), body: z.string().min(1) });

export interface Listed {
  readonly open: number;
  readonly command: string;
  readonly cold: number;
  readonly warm: readonly number[];
  readonly calls: Readonly<Record<string, number>>;
}

/** @param most open sessions */
export async function loadLists(bundles: Bundles, most: number, show: (done: number, what: string) => void) {
  const sizes = [...new Set(OPEN.map((size) => Math.min(size, most)))];
  const lists: Listed[] = [];
  for (const [index, open] of sizes.entries()) {
    const told = (n: number) => show((index + n / COMMANDS.length) / sizes.length, `lists: ${open} open`);
    lists.push(...(await listsOf(bundles, open, told)));
  }
  return { figures: lists.flatMap(figuresOfList), details: lists };
}

async function listsOf(bundles: Bundles, open: number, show: (n: number) => void): Promise<Listed[]> {
  const world = await startWorld(bundles, { millis: SLACK_MILLIS, onePostASecond: false }, PATIENT);
  const lists: Listed[] = [];
  try {
    show(0);
    await seedOpen(world, open, 1);
    const [watchdog, slack] = [await startWatchdog(world), await world.start('slack')];
    for (const [n, command] of COMMANDS.entries()) {
      show(n);
      // The watchdog runs each minute, and may store data that the lists read.
      await watchdog.pass();
      const ask = () => commandOf(APPROVERS[0] ?? '', command);
      const check = (answer: unknown) => isList(answer, command);
      const bundle = bundles.slack ?? '';
      const cold = await coldStart({ name: `/bastion ${command}`, bundle, environment: world.environment, ask, check });
      const warm: number[] = [];
      let calls: Listed['calls'] = {};
      for (let time = 0; time < WARM; time++) {
        const invoked = await slack.invoke(ask());
        check(invoked.answer);
        warm.push(invoked.milliseconds);
        calls = invoked.calls;
      }
      lists.push({ open, command, cold, warm, calls });
    }
  } finally {
    world.close();
  }
  return lists;
}

/** @throws {Error} if the list does not show the expected sessions */
function isList(answer: unknown, command: string): void {
  const { body } = listed.parse(answer);
  if (command !== 'help' && !body.includes('bastion-linux'))
    throw new Error(`/bastion ${command} lists nothing: ${body.slice(0, 500)}`);
}

function figuresOfList({ open, command, cold, warm }: Listed): LoadFigure[] {
  const { plain, atMost } = figuresOf('lists');
  const name = `${open.toLocaleString('en')} open, /bastion ${command}`.trimEnd();
  return [
    plain(`${name}: cold`, cold, 'ms'),
    atMost(`${name}: warm, median`, quantile(warm, 0.5), 'ms', LONGEST_MILLIS),
    plain(`${name}: warm, the slowest`, quantile(warm, 1), 'ms'),
  ];
}
