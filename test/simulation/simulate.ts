// One schedule: its seed decides the actions of people, lost, late and doubled calls, and deaths of processes. Rules judge it.
import { createRecordsHandler } from '../../app/composition/records-handler.ts';
import type { CloudTrailRecord } from '../../local/aws/cloudtrail-record.ts';
import { createIamUser } from '../../local/aws/principals.ts';
import { createDeniedRecord, createStartRecord, toEventBridgeEvent, toSubscriptionEvent } from '../../local/records.ts';
import { APPROVER, LINUX } from '../app/doubles/memory-ports.ts';
import { MINUTE } from './broken.ts';
import { click, sayWhy } from './people.ts';
import { createRandom, type Random } from './random.ts';
import { checkPass, checkSettled, checkTakenIn } from './rules.ts';
import type { Process } from './scheduler.ts';
import { contextOf, LIMIT, type Stage, setStage } from './stage.ts';
import { createTerminateRecord } from './terminate-record.ts';
import { FAIR, START, STORY_MINUTES, type Weather, type World } from './world.ts';

export interface Run {
  readonly seed: number;
  readonly world: World;
  /** Calls and faults, by their names */
  readonly counts: ReadonlyMap<string, number>;
  /** The first rule that did not hold */
  readonly broken?: unknown;
}

/** Minutes of the time without faults after the story. */
const SETTLING_MINUTES = 26;
/** Longer steps at the end, until unacknowledged sessions have lapsed. */
const LAPSING_STEPS = 5;
/** More steps than any schedule needs. A longer one would never end. */
const MAX_STEPS = 60_000;

const AWAY = [START + 5 * MINUTE, START + 16 * MINUTE] as const;
const KNOWN_NAMES = ['operator', APPROVER];
const NAMES = [...KNOWN_NAMES, 'somebody-else', 'o<!channel>r'];
const REASONS = [undefined, 'look at the disk', '<!channel> *now* <https://example.com|here>'];

export async function simulate(seed: number): Promise<Run> {
  const random = createRandom(seed);
  const stage = setStage(random);
  try {
    await play(stage, random);
    return { seed, world: stage.world, counts: stage.world.scheduler.counts };
  } catch (broken) {
    return { seed, world: stage.world, counts: stage.world.scheduler.counts, broken };
  }
}

async function play(stage: Stage, random: Random): Promise<void> {
  const { world } = stage;
  const { scheduler } = world;
  const end = START + STORY_MINUTES * MINUTE;
  world.weather = weatherOf(random, end);
  world.story = world.weather;
  plan(stage, random, end);
  const tick = watching(stage, random);
  let steps = 0;
  async function until(time: number): Promise<void> {
    while (await scheduler.step(time)) {
      stage.broken();
      if (++steps > MAX_STEPS) throw new Error(`still not over after ${MAX_STEPS} steps`);
    }
    stage.broken();
  }
  for (let at = START; at < end; at += MINUTE) {
    scheduler.at(at + random.between(0, 1_500), tick);
    await until(at + MINUTE);
  }
  world.weather = isFlooded(world.story) ? world.story : FAIR;
  for (let minute = 0; minute < SETTLING_MINUTES; minute++) {
    scheduler.at(scheduler.now(), tick);
    await until(scheduler.now() + MINUTE);
  }
  // All operators leave except those of acknowledged sessions, and sometimes they leave too.
  for (const { id } of world.sessions.values()) if (random.chance(0.3)) world.end(id);
  for (let step = 0; step < LAPSING_STEPS; step++) {
    for (const minutes of [1, 11]) {
      scheduler.at(scheduler.now(), tick);
      await until(scheduler.now() + minutes * MINUTE);
    }
  }
  await checkSettled(world);
}

/** True for a flood that outlasts the story. */
function isFlooded({ endpointDown }: Weather): boolean {
  return endpointDown.some(([, to]) => to === Number.POSITIVE_INFINITY);
}

/** The schedule of the watchdog: a pass starts after the previous one, apart from rare overlaps. */
function watching(stage: Stage, random: Random): () => void {
  const { world, run, check } = stage;
  let running: Process | undefined;
  return () => {
    const isBusy = running && !running.dead && running.endsAt > world.scheduler.now();
    if (isBusy && (world.weather === FAIR || !random.chance(0.1))) return;
    // Races happen while the watchdog polls.
    if (world.weather !== FAIR && random.chance(0.1)) {
      world.scheduler.at(world.scheduler.now() + random.between(50, 600), () => click(stage, random));
    }
    running = run('watchdog', LIMIT, async (container) => {
      const began = { at: world.scheduler.now(), faults: world.told.faults.length };
      await container.watchdog({}, contextOf(container, world));
      check(() => checkPass(began, world));
    });
  };
}

function weatherOf(random: Random, end: number): Weather {
  const windows = (probability: number) => {
    if (!random.chance(probability)) return [];
    const from = random.between(START, end);
    return [[from, from + random.between(1, 12) * MINUTE] as const];
  };
  // Calm schedules show the result of every step without a fault.
  if (random.chance(0.15)) return { ...FAIR, idle: random.pick([0, 1]) };
  // Slow schedules show the order of messages while all of them wait for the throttle.
  if (random.chance(0.15)) return { ...FAIR, pace: random.pick([15, 30]) };
  // Slack stays away for so long that a question expires which never went out.
  if (random.chance(0.06)) return { ...FAIR, slackDown: [AWAY] };
  // A flood that never ends: nothing else is wrong, and nobody gets through.
  if (random.chance(0.1)) return { ...FAIR, endpointDown: [[START, Number.POSITIVE_INFINITY]] };
  return {
    failing: random.pick([0, 0.01, 0.05, 0.15]),
    dying: random.pick([0, 0.005, 0.02, 0.06]),
    stumbling: random.pick([0, 0.05, 0.3]),
    idle: random.pick([0, 0.3, 1]),
    pace: random.pick([0, 0, 0, 5]),
    slackDown: windows(0.3),
    ssmDown: windows(0.2),
    groupUnreadable: windows(0.3),
    busDown: windows(0.2),
    endpointDown: windows(0.3),
  };
}

function plan(stage: Stage, random: Random, end: number): void {
  const { world } = stage;
  const { scheduler } = world;
  const some = (least: number, most: number, happen: () => void, from = START, to = end - 2 * MINUTE) => {
    for (let left = random.between(least, most); left > 0; left--) scheduler.at(random.between(from, to), happen);
  };
  // Deadlines decide where nobody presses: there sessions stay connected, and their operators can be told.
  const isQuiet = random.chance(0.3);
  some(1, 3, () => start(stage, random, isQuiet), START + 1_000, START + 9 * MINUTE);
  // A storm: more starts than Slack accepts before the first reminders are due.
  if (world.weather.pace > 5) some(8, 14, () => start(stage, random, false), START + 1_000, START + 2 * MINUTE);
  some(0, 1, () => denied(stage, random));
  if (isQuiet) some(0, 1, () => click(stage, random));
  else some(2, 10, () => click(stage, random));
  if (world.weather.slackDown.includes(AWAY)) {
    some(2, 3, () => start(stage, random, true), START + 1_000, START + 2 * MINUTE);
    some(6, 9, () => click(stage, random), START + 2 * MINUTE, START + 4 * MINUTE);
  }
  some(0, 2, () => sayWhy(stage, random));
  some(0, 1, () => deleteNotice(world, random));
  some(0, 1, () => hide(world, random));
}

function start(stage: Stage, random: Random, isQuiet: boolean): void {
  const { world } = stage;
  const { scheduler } = world;
  const now = scheduler.now();
  const name = random.pick(isQuiet ? KNOWN_NAMES : NAMES);
  const id = `${name}-${String(world.sessions.size).padStart(26, 'a')}`;
  const target = random.chance(0.9) ? LINUX : 'i-00000000000000000';
  const principal = createIamUser(name);
  world.sessions.set(id, {
    id,
    target,
    owner: principal.arn,
    startedAt: now,
    listedFrom: now + random.between(0, 3_000),
    activeUntil: Number.POSITIVE_INFINITY,
    historyFrom: Number.POSITIVE_INFINITY,
  });
  if (!isQuiet && random.chance(0.5)) scheduler.at(now + random.pick([2, 40, 300, 700]) * 1_000, () => world.end(id));
  const session = { SessionId: id, Target: target };
  const call = { principal, sourceIp: '203.0.113.24' };
  const reason = random.pick(REASONS);
  record(
    stage,
    random,
    createStartRecord({ ...call, session, kind: 'shell', reason, at: new Date(now) }),
    target === LINUX ? [id] : [],
  );
  if (random.chance(0.2)) {
    scheduler.at(now + random.between(5, 400) * 1_000, () => {
      world.end(id);
      record(stage, random, createTerminateRecord({ ...call, session, at: new Date(scheduler.now()) }), []);
    });
  }
}

function denied(stage: Stage, random: Random): void {
  const principal = createIamUser(random.pick(NAMES));
  const at = new Date(stage.world.scheduler.now());
  const told = createDeniedRecord({ principal, target: LINUX, sourceIp: '203.0.113.24', at });
  stage.world.denied.push(told);
  record(stage, random, told, []);
}

/** The deliveries of a record to the app. Each can lose, delay or double it. The log group always has it in the end. */
function record(stage: Stage, random: Random, told: CloudTrailRecord, ids: readonly string[]): void {
  const { scheduler, trail } = stage.world;
  const now = scheduler.now();
  trail.push({ record: told, at: Date.parse(told.eventTime), ingestedAt: now + random.between(1, 9) * MINUTE });
  if (random.chance(0.1)) trail.push({ record: '{"eventVersion":', at: now, ingestedAt: now });
  const deliver = (event: unknown) => {
    for (let left = random.pick([0, 1, 1, 1, 2]); left > 0; left--) {
      scheduler.at(now + random.between(1_000, 8 * MINUTE), () => invoke(stage, random, event, ids, 2));
    }
  };
  deliver(toEventBridgeEvent(told));
  deliver(toSubscriptionEvent(random.chance(0.1) ? ['{"eventVersion":', told] : [told]));
}

/** An asynchronous invocation. Lambda repeats it twice if it fails. */
function invoke(stage: Stage, random: Random, event: unknown, ids: readonly string[], repeats: number): void {
  const { world, run, check } = stage;
  const { scheduler } = world;
  let isOver = false;
  run('session-events', LIMIT, async (container) => {
    await createRecordsHandler(async () => container)(event, contextOf(container, world));
    isOver = true;
    check(() => checkTakenIn(ids, world));
  });
  const again = scheduler.now() + MINUTE + random.between(1_000, 60_000);
  if (repeats > 0) {
    scheduler.at(again, () => {
      if (!isOver) invoke(stage, random, event, ids, repeats - 1);
    });
  }
}

/** Removes a notice from the channel, as a person may. */
function deleteNotice({ slack, removed }: World, random: Random): void {
  const index = random.between(0, slack.notes.length);
  const { about, where, shown } = slack.notes[index] ?? {};
  if (where !== 'channel' || about === undefined || shown === undefined) return;
  removed.set(about, shown);
  for (let at = slack.notes.length - 1; at >= 0; at--) {
    const one = slack.notes[at];
    if (one?.about === about && one.where === 'channel') slack.notes.splice(at, 1);
  }
}

/** Hides a live session from the lists of SSM for a while. */
function hide({ sessions, scheduler }: World, random: Random): void {
  const live = [...sessions.values()].filter(({ endedAt }) => endedAt === undefined);
  if (live.length === 0) return;
  const from = scheduler.now();
  random.pick(live).hidden = { from, to: from + random.pick([2, 18]) * MINUTE };
}
