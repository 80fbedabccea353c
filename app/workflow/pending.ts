// What waits for somebody's acknowledgement, and the one session that a person means.
import type { Actor } from '../session/decide.ts';
import { announcedCut, answerBy, type Deadlines, isUnanswered, lapseAt, OPEN_ENDED } from '../session/policy.ts';
import { isSessionId, type Session } from '../session/session.ts';
import { isAuditor, standing } from './approvers.ts';
import { type Ports, readKnown } from './commit.ts';
import { foldCase, slackUserIn } from './searched.ts';
import type { Settings } from './settings.ts';

export interface Pending {
  /** False where a person is shown their own sessions alone */
  readonly all: boolean;
  /** Whether the person may acknowledge those that are not their own */
  readonly approver: Actor['approver'];
  /** Not acknowledged, most urgent first: see `byUrgency` */
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
    .sort(byUrgency(ports.deadlines));
  return { all, approver, sessions };
}

/**
 * Live before ended. Of the live, the one whose deadline comes first, and then those that have none: not announced yet, or being
 * terminated. Of the ended, the one that lapses first, and then those that were never announced. What is equal stands by its start.
 */
export function byUrgency(deadlines: Deadlines): (a: Session, b: Session) => number {
  const untilOf = (session: Session): string | undefined => {
    if (session.ended) return lapseAt(session, deadlines);
    if (!isUnanswered(session)) return undefined;
    return announcedCut(session, deadlines) ?? answerBy(session, deadlines);
  };
  const ranksOf = (session: Session): readonly string[] => [
    String(session.ended !== undefined),
    untilOf(session) ?? OPEN_ENDED,
    session.startedAt,
    session.id,
  ];
  return (a, b) => {
    const others = ranksOf(b);
    for (const [index, mine] of ranksOf(a).entries()) {
      const theirs = others[index] ?? '';
      if (mine !== theirs) return mine < theirs ? -1 : 1;
    }
    return 0;
  };
}

/**
 * The sessions that a few typed letters can mean, most urgent first; an exact id or name goes before whatever only begins so.
 * @param meant a session's id or how it begins, the name of an operator with or without "@", or a person as "<@U…>"
 */
export async function meantBy(ports: Ports, meant: string): Promise<readonly Session[]> {
  if (meant === '') return [];
  const known = isSessionId(meant) ? await ports.store.read(meant) : undefined;
  if (known?.entry.type === 'session') return [known.entry];
  const open = (await openSessions(ports)).sort(byUrgency(ports.deadlines));
  const slackUser = slackUserIn(meant);
  if (slackUser !== undefined) return open.filter(({ operator }) => operator.slackUser === slackUser);
  const wanted = foldCase(meant);
  const name = wanted.replace(/^@/, '');
  const exact = open.filter(({ id, operator }) => foldCase(id) === wanted || foldCase(operator.name) === name);
  return exact.length > 0 || name === '' ? exact : open.filter(({ id }) => foldCase(id).startsWith(name));
}

async function openSessions(ports: Ports): Promise<Session[]> {
  const open = await readKnown(ports, await ports.store.open());
  return open.flatMap(({ entry }) => (entry.type === 'session' ? [entry] : []));
}
