// Unacknowledged sessions.
import type { Ports } from '../../ports.ts';
import type { Actor } from '../../session/acts/act.ts';
import {
  type Deadlines,
  findAcknowledgementDeadline,
  findLapseTime,
  findWarnedTermination,
  isUnacknowledged,
  OPEN_ENDED,
} from '../../session/approval.ts';
import type { Outline, Session } from '../../session/session.ts';
import { approverStatus, isAuditor } from '../approvers.ts';
import type { WorkflowSettings } from '../settings.ts';
import { openSessions, readSlice, type Slice, type Span } from './list-slice.ts';
import { sortByRanks } from './sort-by-ranks.ts';

/** Unacknowledged, most urgent first: see `sortByUrgency` */
export interface Pending extends Slice<Session> {
  /** False where a person sees their own sessions alone */
  readonly all: boolean;
  /** Tells if the person may acknowledge other people's sessions */
  readonly approver: Actor['approver'];
}

/**
 * Approvers and auditors see every session; everybody sees their own.
 * @param opened the open sessions, where they are read already
 */
export async function findPending(
  ports: Ports,
  settings: WorkflowSettings,
  userId: string,
  span: Span,
  opened = openSessions(ports),
): Promise<Pending> {
  const [open, approver, auditor] = await Promise.all([
    opened,
    approverStatus(ports, settings, userId),
    isAuditor(ports, settings, userId),
  ]);
  const all = approver === 'yes' || auditor;
  const isListed = ({ acknowledged, lapsedAt, operator }: Outline) =>
    !acknowledged && !lapsedAt && (all || operator.slackUser === userId);
  const { deadlines } = ports;
  const slice = await readSlice(ports, sortByUrgency(open.filter(isListed), deadlines), span, isListed);
  return { all, approver, ...slice, sessions: sortByUrgency(slice.sessions, deadlines) };
}

/**
 * Live before ended. Of the live, the nearest deadline first, and last those without one: not announced yet, or being
 * terminated. Of the ended, the next to lapse first, and last those that were never announced. Ties go by the start.
 */
export function sortByUrgency<T extends Outline>(sessions: readonly T[], deadlines: Deadlines): T[] {
  const untilOf = (session: Outline): string | undefined => {
    if (session.ended) return findLapseTime(session, deadlines);
    if (!isUnacknowledged(session)) return undefined;
    return findWarnedTermination(session, deadlines) ?? findAcknowledgementDeadline(session, deadlines);
  };
  return sortByRanks(sessions, (session) => [
    String(session.ended !== undefined),
    untilOf(session) ?? OPEN_ENDED,
    session.startedAt,
    session.id,
  ]);
}
