// The outcome of an acknowledgement, as the session says it: a press that comes again, or whose own write timed out, does nothing
// new, and stands all the same.
import type { Session } from '../../../session/session.ts';

/** True after the first of two presses */
export function needsSecondApprover({ acknowledged, vouched }: Session): boolean {
  return acknowledged === undefined && vouched !== undefined;
}
