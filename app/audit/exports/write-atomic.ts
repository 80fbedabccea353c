// A file that is there as a whole or not at all.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes beside the path and gives the file its name when all of it is on the disk.
 * @throws Error when it cannot be written: then nothing is left of it, and what stood at the path stands there still
 */
export async function writeAtomically(path: string, chunks: AsyncIterable<string> | Iterable<string>): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  try {
    await pipeline(Readable.from(chunks), createWriteStream(partial, { flags: 'wx', flush: true }));
    await rename(partial, path);
  } catch (cause) {
    await rm(partial, { force: true });
    throw new Error(`${path} was not written: nothing of it is left, look at the cause and try again`, { cause });
  }
}
