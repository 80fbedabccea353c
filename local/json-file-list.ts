// A list in a file, from one start to the next: the stand-ins' sessions and messages.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/**
 * @param name what the list holds, e.g. "sessions"
 * @returns an empty list when there is no file
 * @throws Error when there is a file that this program cannot read or did not write
 */
export function readList<T>(path: string, name: string, item: z.ZodType<T>): T[] {
  let written: string;
  try {
    written = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new Error(`${path}, which keeps the ${name}, cannot be read.`, { cause });
  }
  try {
    const content = z.record(z.literal(name), z.array(item)).parse(JSON.parse(written));
    return content[name] ?? [];
  } catch (cause) {
    throw new Error(`${path} does not contain valid ${name}. Move it away to start without them.`, { cause });
  }
}

/** Whoever reads it finds the old list or the new, never half of one. */
export function writeList(path: string, name: string, list: readonly unknown[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify({ [name]: list }, null, 2)}\n`);
  renameSync(unfinished, path);
}
