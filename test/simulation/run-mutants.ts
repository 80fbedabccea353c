// Builds the simulation with one mutant, and counts the schedules until a rule breaks.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Caught {
  readonly mutant: Mutant;
  /** Schedules until a rule broke; undefined if none did */
  readonly after: number | undefined;
  readonly by: string;
}

/** @returns the number of places that a mutant matches; other than one, it is out of date */
export function placesOf({ file, find }: Mutant): number {
  return readFileSync(join(ROOT, file), 'utf8').split(find).length - 1;
}

/** @param most schedules that each mutant may survive */
export async function runMutants(
  most: number,
  onCaught: (caught: Caught) => void,
  mutants: readonly Mutant[] = MUTANTS,
): Promise<Caught[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-mutants-'));
  const waiting = mutants.entries();
  const caught: Caught[] = [];
  const next = async (): Promise<void> => {
    for (const [index, mutant] of waiting) {
      const one = await runOne(mutant, join(folder, `${index}.mjs`), most);
      caught.push(one);
      onCaught(one);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    return caught;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const AT_ONCE = 2;

async function runOne(mutant: Mutant, outfile: string, most: number): Promise<Caught> {
  await bundle(mutant, outfile);
  const child = spawn(process.execPath, [outfile, String(most)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [, seed, by = ''] = /^(\d+) (.*)$/m.exec(said) ?? [];
  if (seed === undefined && !said.startsWith('none')) throw new Error(`${mutant.what}: ${complained.slice(0, 2_000)}`);
  return { mutant, after: seed === undefined ? undefined : Number(seed), by };
}

/** Bundles the simulation with the changed place. @throws {Error} if the place does not occur exactly once */
async function bundle(mutant: Mutant, outfile: string): Promise<void> {
  if (placesOf(mutant) !== 1)
    throw new Error(`${mutant.file} does not have exactly one "${mutant.find}": mend the list of mutants`);
  const changed = join(ROOT, mutant.file);
  await build({
    input: join(ROOT, 'test/simulation/until-broken.ts'),
    platform: 'node',
    plugins: [
      {
        name: 'mutant',
        load: (id) =>
          id === changed ? readFileSync(id, 'utf8').replace(mutant.find, () => mutant.replace) : undefined,
      },
    ],
    output: { file: outfile, format: 'esm', codeSplitting: false },
    logLevel: 'silent',
  });
}
