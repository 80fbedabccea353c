// The handlers as they are deployed, built once for a run of the tests.
import { existsSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { buildHandlers } from '../../cli/build.ts';

/** @returns the paths of the bundles, by handler, e.g. "slack". The first caller builds them for all. */
export async function builtHandlers(): Promise<Readonly<Record<string, string>>> {
  const shared = join(inject('shared'), 'handlers');
  if (!existsSync(shared)) {
    const own = `${shared}-${process.pid}`;
    await buildHandlers(own);
    try {
      renameSync(own, shared);
    } catch (fault) {
      // Another process has already built the same bundles.
      if (!existsSync(shared)) throw fault;
    }
  }
  return Object.fromEntries(readdirSync(shared).map((name) => [name, join(shared, name, 'index.mjs')]));
}
