// The checks as the page shows them: each with its title, its latest line, and its switch.
import { CHECKS, type CheckName } from '../app/checks/check-names.ts';
import { type CheckResult, needsAttention } from '../app/checks/outcome.ts';
import type { Locale } from '../app/lib/locale.ts';
import { formatCheck, selectCheckTexts } from '../app/slack/i18n/check-texts.ts';
import { summaryOf } from '../app/slack/views/checks.ts';
import type { CheckBoard } from './snapshot.ts';

export interface CheckRuns {
  /** Runs every check, and keeps the outcomes until the next run. @throws {unknown} if they could not be started */
  runChecks(): Promise<void>;
  board(): CheckBoard;
}

interface CheckRunsOptions {
  readonly locale: Locale;
  readonly timeZone: string;
  readonly now: () => Date;
  readonly run: () => Promise<readonly CheckResult[]>;
  /** @returns undefined for a check that cannot be broken here */
  readonly isBroken: (check: CheckName) => boolean | undefined;
  readonly onChange: () => void;
}

export function createCheckRuns({ locale, timeZone, now, run, isBroken, onChange }: CheckRunsOptions): CheckRuns {
  const reading = { locale, timeZone };
  const { names } = selectCheckTexts(reading);
  let latest: { readonly at: string; readonly results: readonly CheckResult[] } | undefined;
  return {
    async runChecks() {
      const results = await run();
      latest = { at: now().toISOString(), results };
      onChange();
    },
    board: () => ({
      latest: latest && { at: latest.at, summary: summaryOf(latest.results, reading) },
      checks: CHECKS.map((name) => {
        const result = latest?.results.find((one) => one.name === name);
        return {
          name,
          title: names[name],
          broken: isBroken(name),
          outcome: result && { line: formatCheck(result, reading), needsAttention: needsAttention(result) },
        };
      }),
    }),
  };
}
