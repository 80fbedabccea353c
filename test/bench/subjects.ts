// The subjects of the measurements: our bundles, a plain Bolt app, and the same calls made by hand.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { buildHandlers, bundleForLambda } from '../../cli/build.ts';

/** Paths of bundles. */
export interface Bundles {
  readonly slack: string;
  readonly sessionEvents: string;
  readonly plainBolt: string;
  readonly floorSlack: string;
  readonly floorSessionEvents: string;
  readonly bareSessionEvents: string;
}

/** The floors are bundled like our own handlers, and the plain app as the first page of a tutorial says. */
export async function buildSubjects(folder: string): Promise<Bundles> {
  const own = await buildHandlers(join(folder, 'handlers'));
  const byHand = (name: string) => bundleForLambda(sourceOf(name), join(folder, name));
  const plainBolt = join(folder, 'plain-bolt', 'index.cjs');
  await build({
    input: sourceOf('plain-bolt'),
    platform: 'node',
    output: { file: plainBolt, format: 'cjs', minify: true, codeSplitting: false },
  });
  return {
    slack: own.slack ?? '',
    sessionEvents: own['session-events'] ?? '',
    plainBolt,
    floorSlack: await byHand('floor-slack'),
    floorSessionEvents: await byHand('floor-session-events'),
    bareSessionEvents: await byHand('bare-session-events'),
  };
}

const sourceOf = (name: string) => fileURLToPath(new URL(`${name}.ts`, import.meta.url));
