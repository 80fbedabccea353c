// What waits for somebody's acknowledgement.

import {
  type Deadlines,
  findAcknowledgementDeadline,
  findLapseTime,
  findWarnedTermination,
  isUnacknowledged,
  OPEN_ENDED,
} from '../../session/approval.ts';
import type { Actor } from '../../session/decide.ts';
import type { Outline, Session } from '../../session/session.ts';
import { approverStatus, isAuditor } from '../approvers.ts';
import type { Ports } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { inOrder, openSessions, readSlice, type Slice, type Span } from './list-slice.ts';

/** Not acknowledged, most urgent first: see `mostUrgentFirst` */
export interface Pending extends Slice<Session> {
  /** False where a person is shown their own sessions alone */
  readonly all: boolean;
  /** Whether the person may acknowledge those that are not their own */
  readonly approver: Actor['approver'];
}

/**
 * Every session is for approvers and auditors; one's own for everybody.
 * @param opened what is open, where it has been asked for
 */
export async function pending(
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
  const slice = await readSlice(ports, mostUrgentFirst(open.filter(isListed), deadlines), span, isListed);
  return { all, approver, ...slice, sessions: mostUrgentFirst(slice.sessions, deadlines) };
}

/**
 * Live before ended. Of the live, the one whose deadline comes first, and then those that have none: not announced yet, or being
 * terminated. Of the ended, the one that lapses first, and then those that were never announced. What is equal stands by its start.
 */
export function mostUrgentFirst<T extends Outline>(sessions: readonly T[], deadlines: Deadlines): T[] {
  const untilOf = (session: Outline): string | undefined => {
    if (session.ended) return findLapseTime(session, deadlines);
    if (!isUnacknowledged(session)) return undefined;
    return findWarnedTermination(session, deadlines) ?? findAcknowledgementDeadline(session, deadlines);
  };
  return inOrder(sessions, (session) => [
    String(session.ended !== undefined),
    untilOf(session) ?? OPEN_ENDED,
    session.startedAt,
    session.id,
  ]);
}
