// Many schedules with every kind of fault, and the mutants that they must detect.
import { expect, test } from 'vitest';
import { runs } from '../runs.ts';
import { MUTANTS } from './mutants.ts';
import { placesOf } from './run-mutants.ts';
import { simulate } from './simulate.ts';

const RUNS = runs(1_000, 100);
const LANES = 4;

test.each([1, 2, 3, 4])('the rules hold in every schedule of lane %i', async (lane) => {
  const broken: string[] = [];
  for (let seed = lane; seed <= RUNS; seed += LANES) {
    const run = await simulate(seed);
    if (run.broken !== undefined) broken.push(`npm run simulate -- --seed ${seed}: ${String(run.broken)}`);
  }
  expect(broken, broken.join('\n')).toEqual([]);
});

test('the same seed makes the same schedule', async () => {
  const [one, other] = [await simulate(7), await simulate(7)];
  expect([...one.counts]).toEqual([...other.counts]);
  expect([...one.world.table.all()]).toEqual([...other.world.table.all()]);
});

test('every rule of the design has a mutant that breaks it, and each mutant matches exactly one place in the code', () => {
  expect(new Set(MUTANTS.map(({ rule }) => rule))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]));
  for (const mutant of MUTANTS) expect([mutant.what, placesOf(mutant)]).toEqual([mutant.what, 1]);
});
