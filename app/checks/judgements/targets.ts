// Judges the watched nodes, and the permission to terminate their sessions.
import { failed, type Outcome, PASSED } from '../outcome.ts';

/** @param online true for each node that SSM knows and that is online */
export function judgeTargets(ids: readonly string[], online: ReadonlyMap<string, boolean>): Outcome {
  const unmanaged = ids.filter((id) => !online.has(id));
  if (unmanaged.length > 0) return failed({ key: 'targets-unmanaged', targets: unmanaged.join(', ') });
  const offline = ids.filter((id) => online.get(id) === false);
  return offline.length === 0 ? PASSED : failed({ key: 'targets-offline', targets: offline.join(', ') });
}

/** @param decisions IAM's own by the ARN of each role; the first that refuses, with its target */
export function judgeTermination(
  decisions: ReadonlyMap<string, { readonly decision: string; readonly target: string }>,
): Outcome {
  for (const [role, { decision, target }] of decisions)
    if (decision !== 'allowed') return failed({ key: 'may-not-terminate', role, decision, target });
  return PASSED;
}
