// One folder for all tests of a run: for what Node.js compiles, and for the handlers as they are deployed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** A folder that lives as long as the run */
    readonly shared: string;
  }
}

export default function setUp({ provide }: TestProject): () => void {
  const shared = mkdtempSync(join(tmpdir(), 'bastion-ack-tests-'));
  // Every test file and every command that is tried is a process, and all of them load the same modules.
  process.env.NODE_COMPILE_CACHE = join(shared, 'compiled');
  provide('shared', shared);
  return () => rmSync(shared, { recursive: true, force: true });
}
