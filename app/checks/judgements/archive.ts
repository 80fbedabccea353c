// Judges the archive: its lock, the key of its seals, and its last seal.
import { addDays, toUtcDay } from '../../lib/days.ts';
import { failed, notApplicable, type Outcome, PASSED } from '../outcome.ts';
import type { KeyFacts } from '../ports.ts';

const KIND = 'ECC_NIST_P256 SIGN_VERIFY';

export function judgeSealKey(facts: KeyFacts | undefined, keyId: string): Outcome {
  if (facts === undefined) return failed({ key: 'key-missing', keyId });
  if (facts.state !== 'Enabled') return failed({ key: 'key-unusable', keyId, state: facts.state });
  return facts.kind === KIND ? PASSED : failed({ key: 'key-of-another-kind', keyId, kind: facts.kind });
}

export function judgeLock(mode: string | undefined, bucket: string): Outcome {
  if (mode === undefined) return failed({ key: 'archive-not-locked', bucket });
  return mode === 'COMPLIANCE' ? PASSED : failed({ key: 'archive-lock-weak', bucket, mode });
}

/** The nightly run begins at 00:30 UTC, and long nights take a while. */
const SEALED_AFTER_MILLIS = 2 * 60 * 60_000;

/**
 * @param keys of the archive, e.g. "days/2026-11-24/00000001.jsonl.gz" and "seals/00000001.json"
 * @param firstPassAt ISO time of the first watchdog pass: nothing is sealed before the first night
 */
export function judgeLastSeal(keys: readonly string[], firstPassAt: string | undefined, now: Date): Outcome {
  const expected = addDays(toUtcDay(new Date(now.getTime() - SEALED_AFTER_MILLIS)), -1);
  const last = findLastSealedDay(keys);
  if (last !== undefined && last >= expected) return PASSED;
  const isNew = firstPassAt === undefined || toUtcDay(new Date(firstPassAt)) > expected;
  return isNew && last === undefined
    ? notApplicable({ key: 'first-night-ahead' })
    : failed({ key: 'not-sealed', expected, last });
}

/** A file without its seal is not sealed: the run died between the two. */
function findLastSealedDay(keys: readonly string[]): string | undefined {
  const sealed = new Set(keys.flatMap((key) => /^seals\/(\d+)\.json$/.exec(key)?.[1] ?? []));
  const days = keys.flatMap((key) => {
    const [, day, number = ''] = /^days\/([\d-]+)\/(\d+)\.jsonl\.gz$/.exec(key) ?? [];
    return day !== undefined && sealed.has(number) ? [day] : [];
  });
  return days.sort().at(-1);
}
