// npm run bench -- --load: the app under load on stand-ins, each part by itself or all of them, as a table and as JSON.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildHandlers } from '../../cli/build.ts';
import { type Option, oneOf, type ParsedArguments, UsageError, wholeNumber } from '../../cli/command-line.ts';
import { createProgressBar } from '../../cli/progress-bar.ts';
import { loadAudit } from './load-audit.ts';
import { loadClicks } from './load-clicks.ts';
import { type LoadFigure, tableOf } from './load-figures.ts';
import { loadLists } from './load-lists.ts';
import { loadPasses } from './load-passes.ts';
import { loadStorm } from './load-storm.ts';
import type { Bundles } from './load-world.ts';

const PARTS = ['storm', 'passes', 'clicks', 'lists', 'audit'] as const;
type Part = (typeof PARTS)[number];
const STARTS = 1_000;
const MINUTES = 25;
const UPDATES_A_MINUTE = 100;
/** The most sessions of any part. */
const MAX_SESSIONS = 10_000;

export const LOAD_OPTIONS = {
  load: { says: 'measures the app under load instead (about 40 minutes; bench-load.json)' },
  only: { value: PARTS.join('|'), says: 'one part of the load' },
  sessions: { value: 'N', says: 'no part takes more sessions than that' },
  minutes: { value: 'N', says: `after which the storm is ended (${MINUTES})` },
  updates: { value: 'N', says: `changes of messages that Slack takes in a minute of the storm (${UPDATES_A_MINUTE})` },
} as const satisfies Record<string, Option>;
type LoadOption = keyof typeof LOAD_OPTIONS;

export interface LoadOptions {
  readonly parts: readonly Part[];
  readonly sessions: number;
  readonly minutes: number;
  readonly updatesAMinute: number;
}

/** @returns undefined without --load @throws {UsageError} */
export function readLoadOptions({ has, text }: ParsedArguments<LoadOption>): LoadOptions | undefined {
  if (!has('load')) {
    const stray = (Object.keys(LOAD_OPTIONS) as LoadOption[]).find(has);
    if (stray !== undefined) throw new UsageError(`--${stray} goes with --load`);
    return undefined;
  }
  const only = text('only');
  return {
    parts: only === undefined ? PARTS : [oneOf('--only', only, PARTS)],
    sessions: wholeNumber('--sessions', text('sessions') ?? String(MAX_SESSIONS), 20, MAX_SESSIONS),
    minutes: wholeNumber('--minutes', text('minutes') ?? String(MINUTES), 1, 120),
    updatesAMinute: wholeNumber('--updates', text('updates') ?? String(UPDATES_A_MINUTE), 1),
  };
}

/** @param out path of the file that gets the figures @returns 1 if a figure misses its target, and otherwise 0 */
export async function measureLoad(options: LoadOptions, out: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-load-'));
  const bar = createProgressBar(process.stderr);
  const figures: LoadFigure[] = [];
  const details: Record<string, unknown> = {};
  try {
    console.log('Bundles are built …');
    const bundles = await buildHandlers(join(folder, 'handlers'));
    for (const part of options.parts) {
      const before = loadavg()[0];
      const measured = await measure(part, bundles, options, (done, what) => bar.show(done, what));
      bar.clear();
      const load = { before, after: loadavg()[0] };
      console.log(
        `\n${tableOf(measured.figures)}\nLoad average of the machine: ${before} before, ${load.after} after.`,
      );
      figures.push(...measured.figures);
      details[part] = { load, rows: measured.details };
      // Writes the figures after each part, in case the next one fails.
      writeFileSync(out, `${JSON.stringify({ node: process.version, options, figures, details }, null, 2)}\n`);
    }
  } finally {
    bar.clear();
    rmSync(folder, { recursive: true, force: true });
  }
  const broken = figures.filter(({ holds }) => holds === false);
  console.log(`\nThe figures are in ${out}.`);
  console.log(broken.length === 0 ? 'All that was wanted holds.' : `${broken.length} do not hold:\n${tableOf(broken)}`);
  return broken.length === 0 ? 0 : 1;
}

function measure(
  part: Part,
  bundles: Bundles,
  { sessions, minutes, updatesAMinute }: LoadOptions,
  show: (done: number, what: string) => void,
): Promise<{ readonly figures: readonly LoadFigure[]; readonly details: unknown }> {
  switch (part) {
    case 'storm':
      return loadStorm(bundles, { starts: Math.min(STARTS, sessions), minutes, updatesAMinute }, show);
    case 'passes':
      return loadPasses(bundles, sessions, show);
    case 'clicks':
      return loadClicks(bundles, show);
    case 'lists':
      return loadLists(bundles, sessions, show);
    case 'audit':
      return loadAudit(bundles, sessions, show);
  }
}
