// The file that keeps the stand-in's messages from one start to the next.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type StandInMessage, standInMessage } from './message.ts';

const content = z.object({ messages: z.array(standInMessage) });

/** @throws Error when there is a file that this program cannot read or did not write */
export function readMessageFile(path: string): StandInMessage[] {
  let written: string;
  try {
    written = readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw new Error(`${path}, which keeps the messages, cannot be read.`, { cause });
  }
  try {
    return content.parse(JSON.parse(written)).messages;
  } catch (cause) {
    throw new Error(`${path} does not hold the messages it should; move it away to start without them.`, { cause });
  }
}

/** Whoever reads it finds the old messages or the new, never half of them. */
export function writeMessageFile(path: string, messages: readonly StandInMessage[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify({ messages }, null, 2)}\n`);
  renameSync(unfinished, path);
}
