// How much a run of the tests does: enough by default, and with `RUNS=full`, as `.ci/run` asks for, all that is worth its time.
const { RUNS = 'some' } = process.env;
if (RUNS !== 'some' && RUNS !== 'full') throw new Error(`RUNS is ${JSON.stringify(RUNS)}: it can be "full"`);

/** @returns the first in a full run, and the second in any other */
export function runs<T>(full: T, some: T): T {
  return RUNS === 'full' ? full : some;
}
