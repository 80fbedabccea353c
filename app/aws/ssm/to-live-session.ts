// Reads a session as SSM lists it.
import type { Session, SessionState } from '@aws-sdk/client-ssm';
import type { LiveSession } from '../../ports.ts';
import { isSessionId } from '../../session/session.ts';

/** @returns nothing for an entry without an id or a target, which names no session */
export function toLiveSession(session: Session, state: SessionState): LiveSession[] {
  const { SessionId, Target, Owner, Status, StartDate, EndDate, DocumentName, Reason, MaxSessionDuration } = session;
  if (SessionId === undefined || Target === undefined || !isSessionId(SessionId)) return [];
  const maximum = Number(MaxSessionDuration);
  return [
    {
      sessionId: SessionId,
      target: Target,
      owner: Owner?.toWellFormed() ?? SessionId,
      state: state === 'Active' ? 'active' : 'history',
      status: Status ?? 'Unknown',
      startedAt: StartDate?.toISOString(),
      endedAt: EndDate?.toISOString(),
      document: DocumentName?.toWellFormed(),
      // Half a surrogate pair cannot be hashed or stored.
      reason: Reason?.toWellFormed(),
      maximumMinutes: maximum > 0 ? maximum : undefined,
    },
  ];
}
