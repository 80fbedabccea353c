// What waits for somebody's acknowledgement, and the one session that a person means.
import type { Actor } from '../session/decide.ts';
import { isSessionId, type Session } from '../session/session.ts';
import { isAuditor, standing } from './approvers.ts';
import { type Ports, readKnown } from './commit.ts';
import type { Settings } from './settings.ts';

export interface Pending {
  /** False where a person is shown their own sessions alone */
  readonly all: boolean;
  /** Whether the person may acknowledge those that are not their own */
  readonly approver: Actor['approver'];
  /** Live or ended, not acknowledged, oldest first */
  readonly sessions: readonly Session[];
}

/** Every session is for approvers and auditors; one's own for everybody. */
export async function pending(ports: Ports, settings: Settings, userId: string): Promise<Pending> {
  const [open, approver, auditor] = await Promise.all([
    openSessions(ports),
    standing(ports, settings, userId),
    isAuditor(ports, settings, userId),
  ]);
  const all = approver === 'yes' || auditor;
  const sessions = open
    .filter((session) => !session.acknowledged && !session.lapsedAt)
    .filter((session) => all || session.operator.slackUser === userId)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt));
  return { all, approver, sessions };
}

/** The sessions that a few typed letters can mean. @param meant a session's id or how it begins, or the name of an operator */
export async function meantBy(ports: Ports, meant: string): Promise<readonly Session[]> {
  if (meant === '') return [];
  const known = isSessionId(meant) ? await ports.store.read(meant) : undefined;
  if (known?.entry.type === 'session') return [known.entry];
  const wanted = meant.toLowerCase();
  return (await openSessions(ports)).filter(
    ({ id, operator }) => id.toLowerCase().startsWith(wanted) || operator.name.toLowerCase() === wanted,
  );
}

async function openSessions(ports: Ports): Promise<Session[]> {
  const open = await readKnown(ports, await ports.store.open());
  return open.flatMap(({ entry }) => (entry.type === 'session' ? [entry] : []));
}
