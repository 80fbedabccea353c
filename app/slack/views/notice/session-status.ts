// Where a session stands, in one word for the header of its notice and in one icon for its row of a list.
import type { Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';

/** The headers that a session's notice can have. */
export type SessionStatus = Exclude<keyof Text['header'], 'denied' | 'failed'>;

export type Standing = Pick<Session, 'acknowledged' | 'termination' | 'ended' | 'lapsedAt' | 'reopened'>;

export function findStatus({ acknowledged, termination, ended, lapsedAt, reopened }: Standing): SessionStatus {
  if (ended) {
    const wasTerminated = ended.how.cause === 'terminated';
    if (lapsedAt && !acknowledged) return 'lapsed';
    if (ended.status === 'Unknown') return acknowledged ? 'unlisted' : 'unlistedUnacknowledged';
    if (!acknowledged) return wasTerminated ? 'terminatedUnacknowledged' : 'endedUnacknowledged';
    return wasTerminated ? 'terminated' : 'ended';
  }
  if (termination?.failed) return 'stillConnected';
  if (termination) return acknowledged ? 'terminating' : 'terminatingUnacknowledged';
  return acknowledged ? 'acknowledged' : (reopened?.how ?? 'unacknowledged');
}

/** @returns the icon that the header of its notice begins with, e.g. "🔔" */
export function findStatusIcon(session: Standing, { header }: Text): string {
  const [icon = ''] = header[findStatus(session)].split(' ', 1);
  return icon;
}
