// `npm run test:zones`: the tests that calculate with days, on machines of several time zones. Node.js reads TZ when it starts, so
// each zone has processes of its own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../cli/command-line.ts';

const TEST_ZONES = {
  name: 'npm run test:zones --',
  says: 'Runs the tests that calculate with days on machines of four time zones.',
  // The name that vitest has for the same.
  options: { outputFile: { value: 'FILE', says: 'leaves a report in JSON there' } },
} as const;

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** UTC itself, a zone ahead of it, one behind it, and one whose offset is no whole hour and whose summer is in December. */
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Pacific/Chatham'];

/** They take seconds together: no process but their own, and no browser. */
const FILES = [
  ...['csv', 'export-cost', 'format-export', 'range'].map((name) => `test/app/audit/exports/${name}.test.ts`),
  ...['report', 'summary'].map((name) => `test/app/audit/reports/${name}.test.ts`),
  'test/app/audit/seals/seal-days.test.ts',
  'test/app/audit/verification/verify.test.ts',
  'test/app/lib/days.test.ts',
  'test/app/slack/i18n/format-time.test.ts',
  'test/app/slack/views/lists/digest.test.ts',
  ...['audit-export', 'queries/history', 'request-export', 'watchdog/digest-day'].map(
    (name) => `test/app/workflow/${name}.test.ts`,
  ),
  ...['schedule', 'when'].map((name) => `test/local/${name}.test.ts`),
];

/** The part of a report of vitest that is counted. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly name: string }[];
}

/** @param reportFile where vitest leaves its report @returns one failure where it left none */
function runIn(zone: string, reportFile: string): Report {
  const env = { ...process.env, TZ: zone };
  const asked = 'Intl.DateTimeFormat().resolvedOptions().timeZone';
  const own = spawnSync(process.execPath, ['--print', asked], { env, encoding: 'utf8' }).stdout.trim();
  if (own !== zone) throw new Error(`a process in ${zone} is in ${own}: this Node.js does not know the zone`);
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const args = [vitest, 'run', '--project', 'node', ...reporters, ...FILES];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
  if (!existsSync(reportFile)) return { numPassedTests: 0, numFailedTests: 1, testResults: [] };
  const report: Report = JSON.parse(readFileSync(reportFile, 'utf8'));
  const isUndelivered = status !== 0 && report.numFailedTests === 0;
  return {
    numPassedTests: report.numPassedTests,
    numFailedTests: isUndelivered ? 1 : report.numFailedTests,
    testResults: report.testResults.map((result) => ({ ...result, name: `${zone}: ${result.name}` })),
  };
}

/** @param outputFile where the report of all zones goes @returns how many tests failed */
function runAll(outputFile: string | undefined): number {
  const missing = FILES.filter((file) => !existsSync(join(ROOT, file)));
  if (missing.length > 0) throw new Error(`there is no ${missing.join(', ')}: correct FILES in test/zones.ts`);
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  try {
    const reports = ZONES.map((zone, index) => {
      console.log(`\nIn ${zone}:`);
      return runIn(zone, join(folder, `${index}.json`));
    });
    const sum = (of: (report: Report) => number) => reports.reduce((all, report) => all + of(report), 0);
    const all: Report = {
      numPassedTests: sum(({ numPassedTests }) => numPassedTests),
      numFailedTests: sum(({ numFailedTests }) => numFailedTests),
      testResults: reports.flatMap(({ testResults }) => testResults),
    };
    if (outputFile !== undefined) writeFileSync(outputFile, JSON.stringify(all));
    console.log(`In ${ZONES.length} time zones: ${all.numPassedTests} passed, ${all.numFailedTests} failed`);
    return all.numFailedTests;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommand(TEST_ZONES, ({ text }) => (runAll(text('outputFile')) === 0 ? 0 : 1));
