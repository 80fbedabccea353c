// What the clock brings about for the open sessions: some of it is only written, the rest is told as well.
import type { StoredStream } from '../../ports.ts';
import {
  computeNoticeDeadline,
  findAcknowledgementDeadline,
  findWarningTime,
  isUnacknowledged,
} from '../../session/approval.ts';
import { type DeliveryFacts, findDueEvents } from '../../session/deadlines.ts';
import type { EventData } from '../../session/event.ts';
import { findDeliveryTimes, refersToNotice } from '../../session/follow-ups.ts';
import type { Session } from '../../session/session.ts';
import { append } from '../append.ts';
import { askToTerminate, type Ports } from '../record.ts';
import { mustRetryTermination } from './confirm-termination.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { OpenStreams } from './open-streams.ts';

/** What one look has found out of Slack, for all that are looked after. */
export interface PollSnapshot {
  /** Whether Slack answers now. Asked only when something depends on it. */
  answers(): Promise<boolean>;
  /** Whether it has been known within the last minutes who the approvers are */
  readonly isKnown: boolean;
  /** Ids of sessions whose termination waits, and why: told once, when the look is over */
  readonly putOff: Map<string, string>;
}

/** When SSM answered before this look, and which sessions it lists now; undefined when it has not. */
export interface SeenBySsm {
  readonly active: ReadonlySet<string> | undefined;
  readonly lastLook: string | undefined;
}

/** By session ids: events that are due, and that are told in words of their own. */
export type DueByTurn = ReadonlyMap<string, readonly EventData[]>;

/** What the clock has brought about, and nobody has written yet. */
export interface Due {
  /** Told in words of its own: it is written when its turn in Slack comes, or a warning would name a time that passes before */
  readonly byTurn: DueByTurn;
  /** Terminations, what lapses, what is put off: the oldest first */
  readonly silent: readonly StoredStream[];
}

export async function findDue(ports: Ports, openStreams: OpenStreams, snapshot: PollSnapshot): Promise<Due> {
  const byTurn = new Map<string, readonly EventData[]>();
  const silent: StoredStream[] = [];
  for (const stored of openStreams.all()) {
    const { entry: stream } = stored;
    if (stream.type !== 'session') continue;
    try {
      const due = await dueOf(ports, stored, stream, snapshot);
      if (due.some(({ type }) => refersToNotice(type))) byTurn.set(stream.id, due);
      else if (due.length > 0) silent.push(stored);
    } catch (cause) {
      // One entry that cannot be handled must not hide the others; it stays due.
      ports.monitor.fault('an open entry could not be looked after', cause, { id: stream.id });
    }
  }
  return { byTurn, silent: silent.sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1)) };
}

/** @param until what is left then is done by the next look, the oldest first again */
export async function applyDeadlinesTo(
  ports: Ports,
  openStreams: OpenStreams,
  silent: readonly StoredStream[],
  snapshot: PollSnapshot,
  until: Date,
): Promise<void> {
  const left = await mapConcurrently(ports, silent, until, async (stored) => {
    try {
      openStreams.put(await applyDeadlines(ports, stored, snapshot, undefined));
    } catch (cause) {
      ports.monitor.fault('an open entry could not be looked after', cause, { id: stored.entry.id });
    }
  });
  if (left.length > 0) ports.monitor.count('PollWorkDeferred', left.length);
}

/** Asks SSM once more for what could not be cut. */
export async function retryTermination(
  ports: Ports,
  openStreams: OpenStreams,
  ssm: SeenBySsm,
  until: Date,
): Promise<void> {
  const failed = openStreams.all().filter(({ entry: stream }) => {
    const isListed = stream.type === 'session' && ssm.active?.has(stream.id);
    return isListed && mustRetryTermination(stream, ssm.lastLook, ports.clock.now());
  });
  await mapConcurrently(ports, failed, until, ({ entry: stream }) => askToTerminate(ports, stream.id));
}

function startOf({ entry: stream }: StoredStream): string {
  return stream.type === 'session' ? stream.startedAt : '';
}

/** The events that are due by what is known of a session. */
async function dueOf(
  ports: Ports,
  stored: StoredStream,
  stream: Session,
  snapshot: PollSnapshot,
): Promise<readonly EventData[]> {
  const told = (await askFor(ports, stream, snapshot))(stored, stream);
  const { deadlines, clock } = ports;
  if (isNear(ports, stream) && !told.answerable)
    snapshot.putOff.set(stream.id, 'Slack or the list of approvers is out of reach');
  return findDueEvents(stream, deadlines, told, clock.now());
}

/**
 * Writes what is due now, as the session is stored now.
 * @param owner who takes the lease, to tell of it; undefined where nothing is told
 */
export async function applyDeadlines(
  ports: Ports,
  { entry: stream }: StoredStream,
  snapshot: PollSnapshot,
  owner: string | undefined,
): Promise<StoredStream> {
  const { deadlines, clock, monitor } = ports;
  if (stream.type !== 'session') throw new Error(`${stream.id} is no session: the clock brings nothing about for it`);
  const told = await askFor(ports, stream, snapshot);
  const appended = await append(
    ports,
    stream.id,
    (seen) => {
      if (seen?.entry.type !== 'session') throw new Error(`${stream.id} has become something else than a session`);
      const id = `time:${clock.now().toISOString()}`;
      return { type: 'passTime', id, deadlines, delivery: told(seen, seen.entry) };
    },
    { owner },
  );
  if (appended.outcome === 'refused') throw new Error(`${stream.id}: time was refused (${appended.refusal.reason})`);
  const news = appended.events.map(({ type }) => type);
  if (news.includes('postponed')) snapshot.putOff.set(stream.id, 'nobody was warned in time');
  if (news.includes('terminationRequested')) {
    monitor.count('SessionsTerminated');
    await askToTerminate(ports, stream.id);
  }
  return appended.stored;
}

/** Asks Slack where something depends on its answer. @returns what people were told of the session, as it is stored by then */
async function askFor(
  ports: Ports,
  session: Session,
  { answers, isKnown }: PollSnapshot,
): Promise<(stored: StoredStream, now: Session) => DeliveryFacts> {
  const isAsked = isNear(ports, session) || isAtDeadline(ports, session);
  const isThere = isAsked && (await answers());
  return ({ delivery }, now) => ({
    ...findDeliveryTimes(now, delivery.announced),
    answerable: isThere && isKnown,
    isQueued: isThere && !wasTried(ports, delivery),
  });
}

/** Slack was asked and has not plainly taken it: what is not out is not out for want of a turn. */
function wasTried({ clock }: Ports, { retryAt = '', refusals = 0, lease }: StoredStream['delivery']): boolean {
  const isRefused = refusals > 0 && retryAt !== '';
  return isRefused || retryAt > clock.now().toISOString() || (lease?.takeovers ?? 0) > 0;
}

/** Whether it is about to be terminated, if somebody can be warned. */
function isNear({ deadlines, clock }: Ports, session: Session): boolean {
  return isUnacknowledged(session) && isPast(findWarningTime(session, deadlines), clock.now());
}

/** Whether something comes of it that what waits for its turn among ours has to keep back. */
function isAtDeadline({ deadlines, clock }: Ports, session: Session): boolean {
  if (!isUnacknowledged(session) || session.escalated) return false;
  if (session.noticed) return isPast(findAcknowledgementDeadline(session, deadlines), clock.now());
  return deadlines.onNoNotice === 'terminate' && isPast(computeNoticeDeadline(session, deadlines), clock.now());
}

function isPast(at: string | undefined, now: Date): boolean {
  return at !== undefined && at <= now.toISOString();
}
