// `npm run simulate`: many schedules with a progress bar, a single schedule, or the mutants.
import { type ParsedArguments, runCommand, UsageError, wholeNumber } from '../../cli/command-line.ts';
import { createProgressBar } from '../../cli/progress-bar.ts';
import { runMutants } from './run-mutants.ts';
import { type Run, simulate } from './simulate.ts';

const SIMULATE = {
  name: 'npm run simulate --',
  says: 'Plays many schedules of everything that can go wrong, and tells which of them break a rule.',
  options: {
    runs: { value: 'N', says: 'so many schedules (1000)' },
    from: { value: 'N', says: 'the seed of the first one (1)' },
    seed: { value: 'N', says: 'one schedule alone, with its story' },
    mutants: { says: 'puts each known fault into the code, and fails unless 1,000 schedules see it' },
  },
} as const;
const NAMES = ['runs', 'from', 'seed', 'mutants'] as const;
type Name = (typeof NAMES)[number];

const MAX_OF_A_MUTANT = 1_000;

/** @returns true if no rule broke */
async function play({ text, has }: ParsedArguments<Name>): Promise<boolean> {
  const numbers = (['runs', 'from', 'seed'] as const).flatMap((name) => {
    const given = text(name);
    return given === undefined ? [] : [[name, wholeNumber(`--${name}`, given, 1)] as const];
  });
  const { runs = 1_000, from = 1, seed }: Partial<Record<Name, number>> = Object.fromEntries(numbers);
  const alone = has('mutants') ? 'mutants' : 'seed';
  const other = NAMES.find((name) => name !== alone && has(name));
  if (has(alone) && other !== undefined) throw new UsageError(`--${alone} goes without --${other}`);
  if (has('mutants')) return mutants();
  return seed === undefined ? many(from, runs) : one(seed);
}

async function many(from: number, runs: number): Promise<boolean> {
  const began = performance.now();
  const counts = new Map<string, number>();
  const broken: Run[] = [];
  const bar = createProgressBar(process.stdout);
  for (let done = 0; done < runs; done++) {
    const run = await simulate(from + done);
    for (const [name, count] of run.counts) counts.set(name, (counts.get(name) ?? 0) + count);
    if (run.broken !== undefined) {
      broken.push(run);
      bar.clear();
      console.log(`seed ${run.seed}: ${messageOf(run.broken)}`);
    }
    bar.show((done + 1) / runs, `${done + 1}/${runs} ${faultsIn(counts)}`);
  }
  bar.clear();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`${runs} schedules in ${seconds} s, ${faultsIn(counts)}, ${broken.length} broken`);
  const [first] = broken;
  if (first) console.log(`Replay one alone: npm run simulate -- --seed ${first.seed}`);
  return broken.length === 0;
}

const FAULTS = ['killed before', 'killed after', 'fails before', 'fails after', 'done twice'];

function faultsIn(counts: ReadonlyMap<string, number>): string {
  const [before = 0, after = 0, failed = 0, late = 0, twice = 0] = FAULTS.map((fault) => counts.get(fault) ?? 0);
  return `${before + after} processes killed, ${failed + late} calls failed, ${twice} done twice`;
}

/** Prints one schedule, in the detail that the search for a fault needs. */
async function one(seed: number): Promise<boolean> {
  const { world, broken, counts } = await simulate(seed);
  for (const { stream, delivery, version } of world.table.all().values()) {
    console.log(`\n${stream.id} (version ${version}, lease ${delivery.lease?.owner ?? 'free'})`);
    for (const { seq, at, type, by, commandId: _command, hash: _hash, ...data } of stream.events) {
      console.log(`  ${seq} ${at} ${type} by ${by} ${JSON.stringify(data).slice(0, 120)}`);
    }
    for (const { ts, where, key = 'notice' } of world.slack.notes.filter(({ about }) => about === stream.id)) {
      console.log(`  ${new Date(Number(ts) * 1000).toISOString()} in Slack (${where}): ${key}`);
    }
  }
  console.log(`\n${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  console.log(broken === undefined ? `seed ${seed}: every rule held` : `seed ${seed}: ${messageOf(broken)}`);
  return broken === undefined;
}

async function mutants(): Promise<boolean> {
  const all = await runMutants(MAX_OF_A_MUTANT, ({ mutant, after, by }) => {
    const seen = after === undefined ? 'NOT SEEN' : `seen in schedule ${after} (${by})`;
    console.log(`rule ${mutant.rule}: ${mutant.what}: ${seen}`);
  });
  const missed = all.filter(({ after }) => after === undefined);
  console.log(`${all.length} faults, ${missed.length} not seen`);
  return missed.length === 0;
}

function messageOf(broken: unknown): string {
  return broken instanceof Error ? broken.message : String(broken);
}

try {
  await runCommand(SIMULATE, async (given) => ((await play(given)) ? 0 : 1));
} catch (fault) {
  console.error(messageOf(fault));
  process.exitCode = 1;
}
