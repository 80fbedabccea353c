// A list in a JSON file, which keeps a stand-in's data from one start to the next.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/**
 * @param name name of the items, e.g. "sessions"
 * @returns an empty list if there is no file
 * @throws {Error} if the file cannot be read or has other content
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

/** Replaces the file atomically, so that readers find the old list or the new one. */
export function writeList(path: string, name: string, list: readonly unknown[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify({ [name]: list }, null, 2)}\n`);
  renameSync(unfinished, path);
}
