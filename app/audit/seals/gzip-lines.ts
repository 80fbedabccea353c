// Compresses the lines of a sealed file, and reads them back a few at a time.
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';

/** @param lines each with its line feed */
export async function gzipLines(lines: AsyncIterable<string>): Promise<Uint8Array> {
  const gzip = createGzip();
  const parts: Uint8Array[] = [];
  gzip.on('data', (part: Uint8Array) => parts.push(part));
  const ended = once(gzip, 'end');
  for await (const line of lines) if (!gzip.write(line)) await once(gzip, 'drain');
  gzip.end();
  await ended;
  return Buffer.concat(parts);
}

/**
 * @returns the lines without their line feeds
 * @throws {Error} for bytes that `gzipLines` did not make, or for a part of them
 */
export async function* gunzipLines(bytes: Uint8Array): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  // Node's readline also ends lines at other characters, which people can type.
  for await (const part of Readable.from([bytes]).pipe(createGunzip())) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest + decoder.decode() !== '') throw new Error('the last line has no end');
}
