// Writes a file as a whole or not at all.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes to a file beside the path and renames it when all of it is on the disk.
 * @throws {Error} if it cannot be written; then nothing of it is left, and an older file at the path stays
 */
export async function writeAtomically(path: string, chunks: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(partial, { flags: 'wx', flush: true }));
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new Error(`${path} was not written: nothing of it is left; check the cause and try again`, { cause });
  }
}
