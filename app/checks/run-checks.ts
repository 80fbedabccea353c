// Runs every check at once, each within its own time: one that hangs delays none of the others.
import { CHECKS, type CheckName } from './check-names.ts';
import { type Asked, EACH_CHECK } from './each-check.ts';
import { type CheckResult, type Outcome, PermissionError } from './outcome.ts';

/** Far more than an answer takes, and less than a watchdog pass. */
const MAX_SECONDS = 10;

/**
 * @param seconds after which a check counts as unknown
 * @returns the outcomes, in the order of the names; it never throws
 */
export function runChecks(asked: Asked, seconds = MAX_SECONDS): Promise<CheckResult[]> {
  return Promise.all(CHECKS.map(async (name) => ({ name, outcome: await runInTime(name, asked, seconds) })));
}

async function runInTime(name: CheckName, asked: Asked, seconds: number): Promise<Outcome> {
  const { promise: late, resolve } = Promise.withResolvers<Outcome>();
  const timer = setTimeout(() => resolve({ outcome: 'unknown', reason: { key: 'no-time', seconds } }), seconds * 1000);
  try {
    return await Promise.race([EACH_CHECK[name](asked), late]);
  } catch (fault) {
    return { outcome: 'unknown', reason: reasonOf(fault) };
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(fault: unknown) {
  if (fault instanceof PermissionError) return { key: 'no-permission', permission: fault.permission } as const;
  return { key: 'not-answered', cause: fault instanceof Error ? fault.message : String(fault) } as const;
}
