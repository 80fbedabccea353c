// The cause of a session's end, as far as times can show it.
import type { EndCause } from '../event.ts';
import { canHaveEnded, hadEndedBefore, type Session, type TerminateCall } from '../session.ts';

/** AWS gives the maximum duration to the second, and ends the session within a minute of it. */
const MAX_DURATION_TOLERANCE_MILLIS = 60_000;

export function findEndCause(session: Session, endedAt: string, maximumMinutes: number | undefined): EndCause {
  const { termination } = session;
  if (termination && !termination.failed && !hadEndedBefore(endedAt, termination.at)) return { cause: 'terminated' };
  const { terminateCall: call } = session;
  if (call && canHaveEnded(call, endedAt)) return { cause: 'terminate-call', by: call.by };
  if (maximumMinutes !== undefined) {
    const beyond = Date.parse(endedAt) - Date.parse(session.startedAt) - maximumMinutes * 60_000;
    if (Math.abs(beyond) <= MAX_DURATION_TOLERANCE_MILLIS) return { cause: 'maximum-duration', inferred: true };
  }
  return { cause: 'unknown' };
}

/**
 * This program also calls TerminateSession, from a request until its failure is known; such a call adds no information.
 */
export function wasTerminatedByApp({ events }: Session, call: TerminateCall): boolean {
  const at = truncateToSecond(call.at);
  let since: string | undefined;
  for (const event of events) {
    if (event.type === 'terminationRequested') since = truncateToSecond(event.at);
    if (event.type === 'terminationFailed' && since !== undefined) {
      if (since <= at && at <= truncateToSecond(event.at)) return true;
      since = undefined;
    }
  }
  return since !== undefined && since <= at;
}

/** CloudTrail's times are whole seconds, rounded down; finer times are truncated before they are compared. */
function truncateToSecond(iso: string): string {
  return iso.slice(0, 19);
}
