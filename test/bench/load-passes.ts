// Passes of the watchdog over few and many open sessions, with nothing due and with everything due.
import { ANNOUNCEMENT_EVENT } from '../../app/slack/own-messages.ts';
import { figuresOf, type LoadFigure } from './load-figures.ts';
import { type Pass, startWatchdog } from './load-pass.ts';
import { seedOpen } from './load-seed.ts';
import { type Bundles, startWorld, type World } from './load-world.ts';

const OPEN = [100, 500, 2_000, 5_000];
const SLACK_MILLIS = 50;
/** A reminder is due 5 minutes after the notice. */
const MINUTES_AGO = { quiet: 0.5, due: 7 } as const;
type Kind = keyof typeof MINUTES_AGO;
/** The first begins in a new process; the second does not. */
const PASSES = 2;
const LONGEST_MILLIS = 55_000;
/** What one pass is to do of what is due. */
const LEAST_DONE = 400;

/** One pass, and what it did. */
export interface PassDone extends Pass {
  readonly open: number;
  readonly kind: Kind;
  readonly number: number;
  /** Reminders that Slack has got in it */
  readonly done: number;
  /** What was due when it began */
  readonly due: number;
}

/** @param most open sessions @param show is told of each step */
export async function loadPasses(bundles: Bundles, most: number, show: (done: number, what: string) => void) {
  const sizes = [...new Set(OPEN.map((size) => Math.min(size, most)))];
  const steps = sizes.flatMap((open) => (['quiet', 'due'] as const).map((kind) => ({ open, kind })));
  const passes: PassDone[] = [];
  for (const [step, { open, kind }] of steps.entries()) {
    show(step / steps.length, `passes: ${open.toLocaleString('en')} open, ${kind}`);
    passes.push(...(await passesOver(bundles, open, kind)));
  }
  return { figures: passes.flatMap(figuresOfPass), details: passes };
}

async function passesOver(bundles: Bundles, open: number, kind: Kind): Promise<PassDone[]> {
  const world = await startWorld(bundles, { millis: SLACK_MILLIS, onePostASecond: false });
  const passes: PassDone[] = [];
  try {
    await seedOpen(world, open, MINUTES_AGO[kind]);
    const watchdog = await startWatchdog(world);
    let before = 0;
    for (let number = 1; number <= PASSES; number++) {
      const due = kind === 'due' ? open - before : 0;
      const pass = await watchdog.pass();
      const after = await reminded(world);
      passes.push({ ...pass, open, kind, number, due, done: after - before });
      before = after;
    }
  } finally {
    world.close();
  }
  return passes;
}

/** Different sessions: what is told twice is not done twice. */
async function reminded(world: World): Promise<number> {
  const { messages } = await world.slack();
  const told = messages.filter(({ metadata }) => metadata?.event_type === ANNOUNCEMENT_EVENT);
  return new Set(told.map(({ metadata }) => metadata?.event_payload.session_id)).size;
}

function figuresOfPass(pass: PassDone): LoadFigure[] {
  const { open, kind, number, done, due } = pass;
  const { plain, atMost, atLeast } = figuresOf('passes');
  const name = `${open.toLocaleString('en')} open, ${kind}, pass ${number}`;
  const calls = (kind: RegExp) =>
    Object.entries(pass.calls).reduce((sum, [call, count]) => sum + (kind.test(call) ? count : 0), 0);
  return [
    atMost(
      `${name}: time`,
      pass.killed ? Number.POSITIVE_INFINITY : pass.milliseconds / 1000,
      's',
      LONGEST_MILLIS / 1000,
    ),
    ...(due === 0 ? [] : [atLeast(`${name}: reminded`, done, `of ${due}`, Math.min(due, LEAST_DONE))]),
    atLeast(`${name}: sign of life`, pass.oldestNoticeNotOut === undefined ? 0 : 1, '', 1),
    ...['Query', 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'].flatMap((operation) => {
      const count = calls(new RegExp(`^DynamoDB_.*\\.${operation}$`));
      return count === 0 ? [] : [plain(`${name}: ${operation}`, count, 'requests')];
    }),
    plain(`${name}: SSM`, calls(/^AmazonSSM/), 'requests'),
    plain(`${name}: peak memory`, pass.peakMebibytes, 'MiB'),
  ];
}
