// `npm run simulate`: many schedules with a progress bar, one schedule alone, or the faults that must be seen.
import { parseArgs } from 'node:util';
import { createProgressBar } from '../../local/progress-bar.ts';
import { runMutants } from './run-mutants.ts';
import { type Run, simulate } from './simulate.ts';

const USAGE = `npm run simulate -- [options]

  --runs N     so many schedules (1000), from --from N (1)
  --seed N     one schedule alone, with its story
  --mutants    puts each known fault into the code, and fails unless 1,000 schedules see it`;

const MOST_OF_A_MUTANT = 1_000;

/** @returns whether all went well */
async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      seed: { type: 'string' },
      mutants: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return true;
  }
  if (values.mutants) return mutants();
  if (values.seed !== undefined) return one(whole('--seed', values.seed));
  return many(whole('--from', values.from), whole('--runs', values.runs));
}

function whole(name: string, given: string): number {
  const number = Number(given);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`${name} ${given} is no whole number from 1 on.\n\n${USAGE}`);
  return number;
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

/** Tells one schedule, as far as somebody who looks for a fault wants to know it. */
async function one(seed: number): Promise<boolean> {
  const { world, broken, counts } = await simulate(seed);
  for (const { entry, delivery, version } of world.table.all().values()) {
    console.log(`\n${entry.id} (version ${version}, lease ${delivery.lease?.owner ?? 'free'})`);
    for (const { seq, at, type, by, commandId: _command, hash: _hash, ...data } of entry.events) {
      console.log(`  ${seq} ${at} ${type} by ${by} ${JSON.stringify(data).slice(0, 120)}`);
    }
    for (const { ts, where, key = 'notice' } of world.slack.notes.filter(({ about }) => about === entry.id)) {
      console.log(`  ${new Date(Number(ts) * 1000).toISOString()} in Slack (${where}): ${key}`);
    }
  }
  console.log(`\n${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')}`);
  console.log(broken === undefined ? `seed ${seed}: every rule held` : `seed ${seed}: ${messageOf(broken)}`);
  return broken === undefined;
}

async function mutants(): Promise<boolean> {
  const all = await runMutants(MOST_OF_A_MUTANT, ({ mutant, after, by }) => {
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
  process.exitCode = (await main()) ? 0 : 1;
} catch (fault) {
  console.error(messageOf(fault));
  process.exitCode = 1;
}
