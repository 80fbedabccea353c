// Sessions of the last days: all of them for approvers and auditors, one's own for everybody.
import { addDays, DAY_MILLIS, toUtcDay } from '../../lib/days.ts';
import type { Ports } from '../../ports.ts';
import type { Session } from '../../session/session.ts';
import { approverStatus, isAuditor } from '../approvers.ts';
import { readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { sessionIn } from './list-slice.ts';
import { foldCase, slackUserIn } from './search-text.ts';

export interface History {
  /** False where a person sees their own sessions alone */
  readonly all: boolean;
  readonly days: number;
  /** Newest first */
  readonly sessions: readonly Session[];
  /** True where there may be more than were read */
  readonly more: boolean;
}

export interface HistoryQuestion {
  readonly userId: string;
  /** A person as "@name" or "<@U…>", or a target by its name or id; everything when empty */
  readonly about: string;
  readonly days: number;
}

export const MAX_HISTORY_DAYS = 31;
/** Bounds the reads: a command has 3 seconds. */
const MAX_READ = 200;

type Test = (session: Session) => boolean;

export async function findHistory(
  ports: Ports,
  settings: WorkflowSettings,
  question: HistoryQuestion,
): Promise<History> {
  const { userId, about } = question;
  const [approver, auditor] = await Promise.all([
    approverStatus(ports, settings, userId),
    isAuditor(ports, settings, userId),
  ]);
  const all = approver === 'yes' || auditor;
  const days = Math.min(MAX_HISTORY_DAYS, question.days);
  const own: Test = ({ operator }) => operator.slackUser === userId;
  const wanted = wantedBy(about.trim(), settings);
  const test: Test = (session) => wanted.test(session) && (all || own(session));
  const since = new Date(ports.clock.now().getTime() - days * DAY_MILLIS).toISOString();
  const readFrom = (ids: Parameters<typeof read>[1]) =>
    read(ports, ids, (session) => session.startedAt >= since && test(session));
  // Names have an index of their own: one person's sessions need no search among all.
  const name = wanted.operatorName;
  const named = name === undefined ? undefined : await readFrom([await ports.store.byOperator(name)]);
  // The index knows names by the letter: an empty answer is certain only after a search without letter case.
  const isFound = named !== undefined && (named.sessions.length > 0 || named.more);
  return { all, days, ...(isFound ? named : await readFrom(idsBack(ports, days))) };
}

function wantedBy(
  about: string,
  { targets }: WorkflowSettings,
): { readonly test: Test; readonly operatorName?: string } {
  if (about === '') return { test: () => true };
  const slackUser = slackUserIn(about);
  if (slackUser !== undefined) return { test: ({ operator }) => operator.slackUser === slackUser };
  const [sought, name] = [foldCase(about), about.replace(/^@/, '')];
  const isTarget =
    targets === '*'
      ? /^m?i-/.test(sought)
      : Object.entries(targets)
          .flat()
          .some((word) => foldCase(word) === sought);
  if (isTarget) return { test: ({ target }) => foldCase(target.id) === sought || foldCase(target.name) === sought };
  const test: Test = ({ operator }) => foldCase(operator.name) === foldCase(name);
  // An index has no empty name.
  return name === '' ? { test } : { test, operatorName: name };
}

/** Ids of the last days, newest first, a day at a time. */
async function* idsBack({ store, clock }: Ports, days: number): AsyncGenerator<readonly string[]> {
  const today = toUtcDay(clock.now());
  for (let back = 0; back <= days; back++) {
    const ids: string[] = [];
    for await (const page of store.startedOn(addDays(today, -back))) ids.push(...page);
    yield ids.reverse();
  }
}

async function read(
  ports: Ports,
  lists: AsyncIterable<readonly string[]> | Iterable<readonly string[]>,
  test: Test,
): Promise<Pick<History, 'sessions' | 'more'>> {
  const sessions: Session[] = [];
  let left = MAX_READ;
  for await (const ids of lists) {
    const found = await readKnown(ports, ids.slice(0, left));
    sessions.push(...found.flatMap(sessionIn).filter(test));
    if (ids.length > left) return { sessions, more: true };
    left -= ids.length;
  }
  return { sessions, more: false };
}
