// The App Home of one person: what waits for them, who is connected, and what happened last.
import { addDays, DAY_MILLIS, toUtcDay } from '../../lib/days.ts';
import type { Ports } from '../../ports.ts';
import type { Actor } from '../../session/acts/act.ts';
import { type ButtonAct, findRefusal } from '../../session/decide.ts';
import { isLive, type Outline, type Session } from '../../session/session.ts';
import { readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { openSessions, type Ranked, readSlice, type Slice, sessionIn } from './list-slice.ts';
import { findPending } from './pending.ts';
import { sortByRanks } from './sort-by-ranks.ts';
import { findPresence, type Presence } from './who.ts';

export interface Home {
  readonly approver: Actor['approver'];
  /** False where a person sees their own sessions alone */
  readonly all: boolean;
  /** Unacknowledged, most urgent first */
  readonly pending: Slice<Actable>;
  /** The live sessions of everybody */
  readonly presence: Presence;
  /** Those whose operator is this person, newest first */
  readonly own: { readonly live: Slice<Session>; readonly past: readonly Session[] };
  /** Ended or acknowledged, newest first; undefined where a person sees their own sessions alone: `own` has them */
  readonly past: readonly Session[] | undefined;
  readonly rules: HomeRules;
}

/** A session, and what the person may do to it now. */
export interface Actable {
  readonly session: Session;
  readonly acts: readonly ButtonAct[];
}

/** The settings that Home puts into words. */
export type HomeRules = Pick<
  WorkflowSettings,
  | 'approverUsers'
  | 'approverGroup'
  | 'auditorUsers'
  | 'auditorGroup'
  | 'channel'
  | 'escalationChannel'
  | 'remindAfterMinutes'
  | 'acknowledgeWithinMinutes'
  | 'warnBeforeMinutes'
  | 'noticeWithinMinutes'
  | 'lapseAfterHours'
  | 'onDeadline'
  | 'onNoNotice'
  | 'confirmEveryHours'
  | 'fourEyes'
  | 'askReason'
>;

/** Days that the past sessions go back. */
export const HOME_DAYS = 7;
const PENDING = { from: 0, most: 10 };
const PRESENT = { from: 0, most: 10 };
const OWN_LIVE = { from: 0, most: 5 };
const MOST_PAST = 10;
/** Slack waits 3 seconds for a press, and recording it takes some. */
const PRESENCE_WAITS_MILLIS = 800;
/** Bounds the reads: the newest ids of a day, and the items of all days. */
const MOST_OF_DAY = 500;
const MOST_READ = 100;
const PER_READ = 25;
/** One person has one name, or few. */
const MOST_NAMES = 5;

const ACTS: readonly ButtonAct[] = ['acknowledge', 'requestTermination'];

/** All lists rank by one read of the open sessions, and only the shown rows are read whole. */
export async function findHome(ports: Ports, settings: WorkflowSettings, userId: string): Promise<Home> {
  const opened = openSessions(ports);
  const isOwn: Test = ({ operator }) => operator.slackUser === userId;
  const [waiting, presence, live, named] = await Promise.all([
    findPending(ports, settings, userId, PENDING, opened),
    findPresence(ports, settings, PRESENT, () => opened, PRESENCE_WAITS_MILLIS),
    opened.then((open) => findOwnLive(ports, open, isOwn)),
    opened.then((open) => findNamed(ports, settings, open, userId)),
  ]);
  const { all, approver, sessions, ...place } = waiting;
  const isOwnPast: Test = (session) => isOver(session) && isOwn(session);
  const needsSearch = named.past.length === 0 && named.isPossible;
  const tests = [...(all ? [isPast] : []), ...(needsSearch ? [isOwnPast] : [])];
  const found = await findPast(ports, await opened, tests);
  return {
    approver,
    all,
    pending: { ...place, sessions: sessions.map((session) => ({ session, acts: actsOn(session, userId, approver) })) },
    presence,
    own: { live, past: (needsSearch ? found.at(-1) : undefined) ?? named.past },
    past: all ? found[0] : undefined,
    rules: settings,
  };
}

type Test = (session: Outline) => boolean;

function actsOn(session: Session, userId: string, approver: Actor['approver']): ButtonAct[] {
  return ACTS.filter((act) => findRefusal(act, session, { userId, approver, from: 'home' }) === undefined);
}

function findOwnLive(ports: Ports, open: readonly Ranked[], isOwn: Test): Promise<Slice<Session>> {
  const isListed: Test = (session) => isLive(session) && isOwn(session);
  return readSlice(ports, sortNewestFirst(open.filter(isListed)), OWN_LIVE, isListed);
}

/**
 * The past sessions of the names that are known to be this person's.
 * @returns `isPossible` true if they may have others: under a name that only their address leads to, or in another letter case
 */
async function findNamed(ports: Ports, settings: WorkflowSettings, open: readonly Ranked[], userId: string) {
  const { operators, operatorEmailDomain } = settings;
  const listed = Object.entries(operators).flatMap(([key, user]) => (user === userId ? [toName(key)] : []));
  const seen = open.filter(({ operator }) => operator.slackUser === userId).map(({ operator }) => operator.name);
  const names = [...new Set([...listed, ...seen])].filter((name) => name !== '').slice(0, MOST_NAMES);
  const ids = await Promise.all(names.map((name) => ports.store.byOperator(name, 2 * MOST_PAST)));
  const isListed = isSince(ports, (session) => isOver(session) && session.operator.slackUser === userId);
  const sessions = (await readSessions(ports, ids.flat())).filter(isListed);
  const past = sortNewestFirst(sessions).slice(0, MOST_PAST);
  return { past, isPossible: names.length > 0 || operatorEmailDomain !== undefined };
}

/** @param key a name, or "account/role/name" */
function toName(key: string): string {
  return key.split('/').at(-1) ?? key;
}

/**
 * The newest sessions that pass each test, by their start. Reads back day by day, no further than needed and no more than a
 * bound.
 * @param open the open sessions: those that pass are found behind any number of others, and those that wait are not read
 * @param tests pass no session that is live and unacknowledged
 */
async function findPast(
  ports: Ports,
  open: readonly Ranked[],
  tests: readonly Test[],
): Promise<readonly (readonly Session[])[]> {
  if (tests.length === 0) return [];
  const kept = tests.map((test) => isSince(ports, test));
  const known = new Map(open.map((session) => [session.id, session]));
  const candidates = kept.flatMap((test) => sortNewestFirst(open.filter(test)).slice(0, MOST_PAST));
  const listed = await readSessions(ports, [...new Set(candidates.map(({ id }) => id))]);
  const read: Session[] = [];
  const isEnough = () => kept.every((test) => read.filter(test).length >= MOST_PAST);
  for await (const ids of idsBack(ports, known)) {
    read.push(...(await readSessions(ports, ids)));
    if (isEnough()) break;
  }
  const all = [...new Map([...listed, ...read].map((session) => [session.id, session])).values()];
  return kept.map((test) => sortNewestFirst(all.filter(test)).slice(0, MOST_PAST));
}

/** Ids of the last days, newest first, without those that are known to be live and unacknowledged; at most a bound. */
async function* idsBack({ store, clock }: Ports, known: ReadonlyMap<string, Outline>): AsyncGenerator<string[]> {
  const today = toUtcDay(clock.now());
  let left = MOST_READ;
  for (let back = 0; back <= HOME_DAYS; back++) {
    for await (const newest of store.startedOn(addDays(today, -back), MOST_OF_DAY)) {
      const ids = newest.filter((id) => {
        const outline = known.get(id);
        return outline === undefined || isPast(outline);
      });
      for (let from = 0; from < ids.length && left > 0; from += PER_READ) {
        const some = ids.slice(from, from + Math.min(PER_READ, left));
        left -= some.length;
        yield some;
      }
    }
    if (left <= 0) return;
  }
}

function isPast({ ended, acknowledged }: Outline): boolean {
  return ended !== undefined || acknowledged !== undefined;
}

function isOver({ ended }: Outline): boolean {
  return ended !== undefined;
}

function isSince({ clock }: Ports, test: Test): Test {
  const since = new Date(clock.now().getTime() - HOME_DAYS * DAY_MILLIS).toISOString();
  return (session) => session.startedAt >= since && test(session);
}

async function readSessions(ports: Ports, ids: readonly string[]): Promise<readonly Session[]> {
  return ids.length === 0 ? [] : (await readKnown(ports, ids)).flatMap(sessionIn);
}

function sortNewestFirst<T extends Outline>(sessions: readonly T[]): T[] {
  return sortByRanks(sessions, ({ startedAt, id }) => [startedAt, id]).reverse();
}
