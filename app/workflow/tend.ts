// Looks after one open entry: whether it lives, and what the clock brings about.
import type { Stored } from '../ports.ts';
import { toldAt } from '../session/announcements.ts';
import type { Command } from '../session/decide.ts';
import { whatIsDue } from '../session/due.ts';
import { isUnanswered, warnAt } from '../session/policy.ts';
import { isLive, type Session } from '../session/session.ts';
import { type Appended, append } from './append.ts';
import { askToTerminate, type Ports, type Written } from './commit.ts';
import { isToBeAskedAgain } from './confirm.ts';
import { endOf, isOver, lostOf } from './ends.ts';

/** What one look at SSM and at Slack has found out, for all that are looked after. */
export interface Sight {
  /** Undefined when SSM did not answer, or not to the end: then nothing is said to have ended */
  readonly active: ReadonlySet<string> | undefined;
  /** When SSM answered before this look; undefined when it never has */
  readonly lastLook: string | undefined;
  /** Whether somebody could acknowledge now. Asked only when something depends on it. */
  answerable(): Promise<boolean>;
  /** SSM is asked for single sessions until then; what is left is asked for by a later look */
  readonly until: Date;
}

/** An entry after it was looked after; `owner` is missing when nothing had to be written. */
export type Tended = Pick<Written, 'stored'> & Partial<Written>;

/** How long SSM may list a session nowhere before it is taken for over. */
const MISSING_FOR_MILLIS = 15 * 60_000;
/** One that comes and goes is taken for over more and more seldom: its item has no room for each time. */
const MOST_MISSING_MILLIS = 24 * 3_600_000;

export async function tend(ports: Ports, stored: Stored, sight: Sight): Promise<Tended> {
  const { entry } = stored;
  if (entry.type !== 'session') return { stored };
  const hand = handOf(ports, stored);
  await watchEnd(ports, hand, sight);
  await passTime(ports, hand, sight);
  const { session } = hand;
  if (sight.active?.has(session.id) && isToBeAskedAgain(session, sight.lastLook, ports.clock.now())) {
    await askToTerminate(ports, session.id);
  }
  return hand.tended();
}

/** One entry in hand: each command is decided on what the ones before it have made of it. */
interface Hand {
  readonly session: Session;
  readonly stored: Stored;
  do(command: Command): Promise<Appended['outcome']>;
  save(change: Partial<Stored>): Promise<void>;
  tended(): Tended;
}

function handOf(ports: Ports, first: Stored): Hand {
  let stored = first;
  let owner: string | undefined;
  return {
    get stored() {
      return stored;
    },
    get session() {
      if (stored.entry.type !== 'session')
        throw new Error(`${stored.entry.id} has become something else than a session`);
      return stored.entry;
    },
    async do(command) {
      const mine = owner ?? ports.newId();
      const appended = await append(ports, first.entry.id, command, { owner: mine });
      if (appended.stored) stored = appended.stored;
      if (appended.outcome === 'changed') owner = mine;
      return appended.outcome;
    },
    async save(change) {
      const saved = await ports.store.save({ ...stored, ...change }, ports.clock.now().toISOString());
      if (saved !== 'conflict') stored = saved;
    },
    tended: () => ({ stored, ...(owner && { owner }) }),
  };
}

async function watchEnd(ports: Ports, hand: Hand, { active, until }: Sight): Promise<void> {
  const { session, stored } = hand;
  if (!active || !isLive(session)) return;
  if (active.has(session.id)) return seen(hand);
  if (ports.clock.now() >= until) return ports.monitor.count('LooksCutShort');
  const found = await ports.live.find(session.id);
  if (found && isOver(found)) {
    await hand.do(endOf(session, found));
    return;
  }
  if (found) return seen(hand);
  await missing(ports, hand, stored.missingSince);
}

async function seen(hand: Hand): Promise<void> {
  if (hand.stored.missingSince !== undefined) await hand.save({ missingSince: undefined });
}

/** Absent from both lists proves nothing: it is asked for again, and only after a while taken for over. */
async function missing(ports: Ports, hand: Hand, since: string | undefined): Promise<void> {
  const now = ports.clock.now();
  // A time that lies ahead is that of a clock that jumped.
  if (since === undefined || since > now.toISOString()) return hand.save({ missingSince: now.toISOString() });
  const wasWrong = hand.session.events.filter(({ type }) => type === 'seenAlive').length;
  const patience = Math.min(MISSING_FOR_MILLIS * 2 ** wasWrong, MOST_MISSING_MILLIS);
  if (now.getTime() - Date.parse(since) < patience) return;
  await hand.do(lostOf(hand.session, since));
  ports.monitor.count('SessionsLost');
}

async function passTime(ports: Ports, hand: Hand, sight: Sight): Promise<void> {
  const { session, stored } = hand;
  const { deadlines, clock, monitor } = ports;
  const now = clock.now();
  const before = session.events.length;
  const isNear = isUnanswered(session) && isPast(warnAt(session, deadlines), now);
  const answerable = isNear && (await sight.answerable());
  const told = { ...toldAt(session, stored.delivery.announced), answerable };
  if (whatIsDue(session, deadlines, told, now).length > 0) {
    await hand.do({ type: 'passTime', id: `time:${now.toISOString()}`, deadlines, told });
  }
  const news = hand.session.events.slice(before).map(({ type }) => type);
  if (news.includes('terminationRequested')) {
    monitor.count('SessionsCut');
    await askToTerminate(ports, session.id);
  }
  const isPutOff = isNear && !answerable;
  if (isPutOff || news.includes('postponed')) {
    monitor.count('CutsPutOff');
    const cause = new Error(
      answerable ? 'nobody was warned in time' : 'Slack or the list of approvers is out of reach',
    );
    monitor.fault('a cut waits, since nobody could have answered', cause, { id: session.id });
  }
}

function isPast(at: string | undefined, now: Date): boolean {
  return at !== undefined && at <= now.toISOString();
}
