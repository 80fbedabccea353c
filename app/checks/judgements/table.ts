// Judges the sessions table: its state, its indexes and its protection.
import { failed, type Outcome, PASSED } from '../outcome.ts';
import type { TableFacts } from '../ports.ts';

/** @param expected names of the indexes that the app asks */
export function judgeTable(facts: TableFacts | undefined, table: string, expected: readonly string[]): Outcome {
  if (facts === undefined) return failed({ key: 'table-missing', table });
  // A table that is being changed serves reads and writes.
  if (!isUsable(facts.status)) return failed({ key: 'table-not-active', table, status: facts.status });
  for (const index of expected) {
    const status = facts.indexes.get(index);
    if (status === undefined) return failed({ key: 'index-missing', index });
    if (!isUsable(status)) return failed({ key: 'index-not-active', index, status });
  }
  return PASSED;
}

function isUsable(status: string): boolean {
  return status === 'ACTIVE' || status === 'UPDATING';
}

export function judgeBackups(hasPointInTimeRecovery: boolean, table: string): Outcome {
  return hasPointInTimeRecovery ? PASSED : failed({ key: 'no-point-in-time-recovery', table });
}

/** The settings protect the table, the hosts and the stack together, so the table stands for all of them. */
export function judgeProtection(facts: TableFacts | undefined, table: string): Outcome {
  if (facts === undefined) return failed({ key: 'table-missing', table });
  return facts.isProtected ? PASSED : failed({ key: 'not-protected', table });
}
