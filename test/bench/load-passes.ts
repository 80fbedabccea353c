// Watchdog passes over few and many open sessions, with nothing due and with everything due.
import { FOLLOW_UP_EVENT } from '../../app/slack/outbound/find-own-messages.ts';
import { figuresOf, type LoadFigure } from './load-figures.ts';
import { type Pass, startWatchdog } from './load-pass.ts';
import { seedOpen } from './load-seed.ts';
import { type Bundles, startWorld, type World } from './load-world.ts';

const OPEN = [100, 500, 2_000, 5_000];
const SLACK_MILLIS = 50;
/** A reminder is due 5 minutes after the notice. */
const MINUTES_AGO = { quiet: 0.5, reminders: 7, ends: 0.5 } as const;
type Kind = keyof typeof MINUTES_AGO;
const KINDS: readonly Kind[] = ['quiet', 'reminders'];
/** SSM gets a separate request for each of them. */
const ENDED = 2_000;
/** The first pass begins in a new process, and the second in the same one. */
const PASSES = 2;
const LONGEST_MILLIS = 55_000;
/** The share of the due work that one pass must do. */
const LEAST_DONE = 400;

/** One watchdog pass with its work. */
export interface PassDone extends Pass {
  readonly open: number;
  readonly kind: Kind;
  readonly number: number;
  /** The work that was due at its start: a reminder for each session, or its end */
  readonly due: number;
  /** The part of the due work that is done: Slack has the reminder, or the table has the end */
  readonly done: number;
  /** Reminders that Slack has more than once */
  readonly twice: number;
}

/** @param most open sessions @param show gets a line for each step */
export async function loadPasses(bundles: Bundles, most: number, show: (done: number, what: string) => void) {
  const sizes = [...new Set(OPEN.map((size) => Math.min(size, most)))];
  const steps: { readonly open: number; readonly kind: Kind }[] = [
    ...sizes.flatMap((open) => KINDS.map((kind) => ({ open, kind }))),
    { open: Math.min(ENDED, most), kind: 'ends' },
  ];
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
    if (kind === 'ends') await world.leave();
    const watchdog = await startWatchdog(world);
    let before = 0;
    for (let number = 1; number <= PASSES; number++) {
      const due = kind === 'quiet' ? 0 : open - before;
      const pass = await watchdog.pass();
      const keys = await remindersIn(world);
      const reminded = new Set(keys).size;
      const after = kind === 'ends' ? await endedIn(world) : reminded;
      passes.push({ ...pass, open, kind, number, due, done: after - before, twice: keys.length - reminded });
      before = after;
    }
  } finally {
    world.close();
  }
  return passes;
}

async function remindersIn(world: World): Promise<readonly string[]> {
  const { messages } = await world.slack();
  return messages.flatMap(({ metadata }) =>
    metadata?.event_type === FOLLOW_UP_EVENT ? [JSON.stringify(metadata.event_payload)] : [],
  );
}

async function endedIn(world: World): Promise<number> {
  return (await world.items()).filter(({ ended }) => ended !== undefined).length;
}

function figuresOfPass(pass: PassDone): LoadFigure[] {
  const { open, kind, number, done, due, twice } = pass;
  const { plain, atMost, atLeast, none } = figuresOf('passes');
  const name = `${open.toLocaleString('en')} open, ${kind}, pass ${number}`;
  const calls = (wanted: RegExp) =>
    Object.entries(pass.calls).reduce((sum, [call, count]) => sum + (wanted.test(call) ? count : 0), 0);
  return [
    atMost(
      `${name}: time`,
      pass.killed ? Number.POSITIVE_INFINITY : pass.milliseconds / 1000,
      's',
      LONGEST_MILLIS / 1000,
    ),
    ...(due === 0 ? [] : [atLeast(`${name}: done`, done, `of ${due}`, Math.min(due, LEAST_DONE))]),
    ...(kind === 'reminders' ? [none(`${name}: reminded twice`, twice)] : []),
    atLeast(`${name}: sign of life`, pass.oldestNoticeNotOut === undefined ? 0 : 1, '', 1),
    ...['Query', 'BatchGetItem', 'GetItem', 'PutItem', 'UpdateItem'].flatMap((operation) => {
      const count = calls(new RegExp(`^DynamoDB_.*\\.${operation}$`));
      return count === 0 ? [] : [plain(`${name}: ${operation}`, count, 'requests')];
    }),
    plain(`${name}: SSM`, calls(/^AmazonSSM/), 'requests'),
    plain(`${name}: peak memory`, pass.peakMebibytes, 'MiB'),
  ];
}
