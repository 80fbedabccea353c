// Times whole processes from their start to their answer. Each sample is a new process, and the subjects take turns.
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CONTEXT } from './inputs.ts';

const ONCE = fileURLToPath(new URL('once.mjs', import.meta.url));

/** One bundle with its event, and the check of its answer. */
export interface Subject {
  readonly name: string;
  readonly bundle: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A new event for each sample */
  ask(): Promise<object> | object;
  /** @throws {Error} if the answer is not the expected one */
  check(answer: unknown): void;
}

/** @returns milliseconds from the start of the process to its answer @throws {Error} if it fails or gives another answer */
export async function coldStart({ name, bundle, environment, ask, check }: Subject): Promise<number> {
  const input = JSON.stringify({ event: await ask(), context: CONTEXT });
  const began = performance.now();
  // No compile cache, because Lambda could not use the one of this machine.
  const child = spawn(process.execPath, [ONCE, bundle], {
    env: { PATH: process.env.PATH ?? '', NODE_DISABLE_COMPILE_CACHE: '1', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(input);
  const faults = text(child.stderr);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let answer = '';
  child.stdout.on('data', (part) => {
    answer += part;
    if (answer.endsWith('\n')) resolve(answer);
  });
  child.on('close', async (code) => reject(new Error(`${name} ended with ${code}: ${await faults}`)));
  const answered = await promise;
  const took = performance.now() - began;
  check(JSON.parse(answered));
  return took;
}

/** @returns for each subject the milliseconds of each round */
export async function inTurns(
  subjects: readonly Subject[],
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<ReadonlyMap<string, readonly number[]>> {
  const samples = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    // The order rotates, so that no subject is always first or always behind the same one.
    const turn = round % subjects.length;
    for (const subject of [...subjects.slice(turn), ...subjects.slice(0, turn)])
      samples.get(subject.name)?.push(await coldStart(subject));
  }
  return samples;
}

/** @param share e.g. 0.5 for the median, 1 for the largest @returns NaN if there are none */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
