// What SSM says of sessions that are taken for live, or for over.
import type { LiveSession } from '../ports.ts';
import type { Command } from '../session/decide.ts';
import type { Session } from '../session/session.ts';

/** Only history proves an end, and only these words of it. */
export function isOver({ state, status }: LiveSession): boolean {
  return state === 'history' && (status === 'Terminated' || status === 'Failed');
}

export function endOf(session: Session, found: LiveSession): Command {
  const status = found.status === 'Failed' ? 'Failed' : 'Terminated';
  const { endedAt, maximumMinutes } = found;
  return { type: 'observeEnd', id: endId(session, status), status, endedAt, maximumMinutes };
}

/** What SSM has not known for a while: that it ended is likely, and how and when is not known. */
export function lostOf(session: Session, missingSince: string): Command {
  return { type: 'observeEnd', id: endId(session, 'Unknown'), status: 'Unknown', endedAt: missingSince };
}

/** A session that was wrongly taken for over can end once more. */
function endId({ id, aliveAgainAt = '' }: Session, status: string): string {
  return `end:${id}:${status}:${aliveAgainAt}`;
}
