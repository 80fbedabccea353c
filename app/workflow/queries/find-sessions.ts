// The sessions that a few typed letters name, and those on which the person can act.
import type { Ports } from '../../ports.ts';
import type { Actor, Refusal } from '../../session/acts/act.ts';
import { type ButtonAct, findRefusal } from '../../session/decide.ts';
import { isSessionId, type Outline, type Session } from '../../session/session.ts';
import { approverStatus } from '../approvers.ts';
import type { WorkflowSettings } from '../settings.ts';
import { openSessions, type Ranked, readSlice, type Slice, type Span } from './list-slice.ts';
import { sortByUrgency } from './pending.ts';
import { foldCase, slackUserIn } from './search-text.ts';

export interface SessionQuery {
  /** A session's id or how it begins, the name of an operator with or without "@", or a person as "<@U…>" */
  readonly meant: string;
  readonly userId: string;
  readonly act: ButtonAct;
}

/** Most urgent first. A person who may not see every session learns of their own alone. */
export interface FoundSessions {
  readonly approver: Actor['approver'];
  /** Sessions on which the person can act */
  readonly usable: Slice<Session>;
  /** Sessions on which they cannot: read only where none is usable */
  readonly refused: Slice<Session>;
  /** The reason, where it is the same for all that are refused */
  readonly refusal: Refusal | undefined;
}

const NONE = { sessions: [], before: 0, total: 0 } as const;

export async function findSessions(
  ports: Ports,
  settings: WorkflowSettings,
  meaning: SessionQuery,
  span: Span,
): Promise<FoundSessions> {
  const [approver, found] = await Promise.all([
    approverStatus(ports, settings, meaning.userId),
    candidates(ports, meaning.meant),
  ]);
  const { visible, isVisible, isUsable, refusalIn } = judge(found, { ...meaning, approver });
  const read = async (rows: readonly Ranked[], keep: typeof isUsable) => {
    const slice = await readSlice(ports, rows, span, keep);
    return { ...slice, sessions: sortByUrgency(slice.sessions, ports.deadlines) };
  };
  const usable = await read(visible.filter(isUsable), isUsable);
  if (usable.total > 0) return { approver, usable, refused: NONE, refusal: undefined };
  // The index only nominates: the item names the operator.
  const refused = await read(visible, isVisible);
  return { approver, usable, refused, refusal: refusalIn([...visible, ...refused.sessions]) };
}

/** Splits the named sessions into those that one person may see, and those on which they can act. */
export function judge<T extends Outline>(
  found: readonly T[],
  { act, userId, approver }: Pick<SessionQuery, 'act' | 'userId'> & Pick<FoundSessions, 'approver'>,
) {
  const refusalOf = (session: Outline) => findRefusal(act, session, { userId, approver, from: 'private-card' });
  const isVisible = ({ operator }: Outline) => approver === 'yes' || operator.slackUser === userId;
  return {
    visible: found.filter(isVisible),
    isVisible,
    isUsable: (session: Outline) => isVisible(session) && refusalOf(session) === undefined,
    /** Undefined where the reasons differ */
    refusalIn: (sessions: readonly Outline[]): Refusal | undefined => {
      const [first, ...others] = sessions.flatMap((session) => refusalOf(session) ?? []);
      return others.every((other) => JSON.stringify(other) === JSON.stringify(first)) ? first : undefined;
    },
  };
}

/** @returns undefined for an unknown id */
export async function sessionOf({ store }: Ports, id: string): Promise<Session | undefined> {
  const known = isSessionId(id) ? await store.read(id) : undefined;
  return known?.stream.type === 'session' ? known.stream : undefined;
}

/** An exact id or name goes before a mere beginning. */
async function candidates(ports: Ports, meant: string): Promise<readonly Ranked[]> {
  if (meant === '') return [];
  const known = await sessionOf(ports, meant);
  if (known) return [known];
  const open = sortByUrgency(await openSessions(ports), ports.deadlines);
  const slackUser = slackUserIn(meant);
  if (slackUser !== undefined) return open.filter(({ operator }) => operator.slackUser === slackUser);
  const wanted = foldCase(meant);
  const name = wanted.replace(/^@/, '');
  const exact = open.filter(({ id, operator }) => foldCase(id) === wanted || foldCase(operator.name) === name);
  return exact.length > 0 || name === '' ? exact : open.filter(({ id }) => foldCase(id).startsWith(name));
}
