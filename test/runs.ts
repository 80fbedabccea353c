// How much of the large tests a run does: a part of it by default, all of it with `RUNS=full`, as `.ci/run` asks for.
const { RUNS = 'some' } = process.env;
if (RUNS !== 'some' && RUNS !== 'full')
  throw new Error(`RUNS is ${JSON.stringify(RUNS)}: "full" is all that it can be`);

/** What a full run does, and the smaller number that is enough to see a fault that is not rare. */
export const runs = RUNS === 'full' ? (full: number, _some: number) => full : (_full: number, some: number) => some;
