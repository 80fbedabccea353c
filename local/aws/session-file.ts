// The file that keeps the stand-in's sessions from one start to the next.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { type LocalSession, localSession } from './ssm-session.ts';

const content = z.object({ sessions: z.array(localSession) });

/** @throws Error when there is a file that this program did not write */
export function readSessionFile(path: string): LocalSession[] {
  let written: string;
  try {
    written = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
  try {
    return content.parse(JSON.parse(written)).sessions;
  } catch (cause) {
    throw new Error(`${path} does not hold the sessions it should; move it away to start without them.`, { cause });
  }
}

/** Whoever reads it finds the old sessions or the new, never half of them. */
export function writeSessionFile(path: string, sessions: readonly LocalSession[]): void {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, `${JSON.stringify({ sessions }, null, 2)}\n`);
  renameSync(unfinished, path);
}
