// Applies the time-driven events of open sessions: some are only written, others also go to Slack.
import type { Ports, StoredStream } from '../../ports.ts';
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
import { askToTerminate } from '../record.ts';
import { mustRetryTermination } from './confirm-termination.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { OpenStreams } from './open-streams.ts';

/** Result of one poll, shared by all open sessions. */
export interface PollSnapshot {
  /** True when Slack answers now; asked only when a decision depends on it. */
  answers(): Promise<boolean>;
  /** False when clicks are kept out; waited for only when a decision depends on it. */
  clicksArrive(): Promise<boolean>;
  /** True when the list of approvers was read within the last minutes */
  readonly isKnown: boolean;
  /** Session ids with the reason for which their termination waits: reported once, at the end of the poll */
  readonly postponed: Map<string, string>;
}

/** Active sessions by SSM in this poll, and the time of the poll before; undefined where SSM did not answer. */
export interface SeenBySsm {
  readonly active: ReadonlySet<string> | undefined;
  readonly lastPoll: string | undefined;
}

/** By session id: due events that become follow-ups. */
export type DueByTurn = ReadonlyMap<string, readonly EventData[]>;

/** Due events that nobody has written yet. */
export interface Due {
  /** Followed by messages: written when their turn comes, so that the time in a warning is still ahead */
  readonly byTurn: DueByTurn;
  /** Terminations, lapses and postponements: the oldest session first */
  readonly silent: readonly StoredStream[];
}

export async function findDue(ports: Ports, openStreams: OpenStreams, snapshot: PollSnapshot): Promise<Due> {
  const byTurn = new Map<string, readonly EventData[]>();
  const silent: StoredStream[] = [];
  for (const stored of openStreams.all()) {
    const { stream } = stored;
    if (stream.type !== 'session') continue;
    try {
      const due = await dueOf(ports, stored, stream, snapshot);
      if (due.some(({ type }) => refersToNotice(type))) byTurn.set(stream.id, due);
      else if (due.length > 0) silent.push(stored);
    } catch (cause) {
      // One stream that fails must not hide the others; it stays due.
      ports.monitor.fault('open stream not checked', cause, { id: stream.id });
    }
  }
  return { byTurn, silent: silent.sort((a, b) => (startedAtOf(a) < startedAtOf(b) ? -1 : 1)) };
}

/** @param until the next poll does the rest, the oldest first again */
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
      ports.monitor.fault('open stream not checked', cause, { id: stored.stream.id });
    }
  });
  if (left.length > 0) ports.monitor.count('PollWorkDeferred', left.length);
}

/** Asks SSM once more to terminate the sessions that it could not. */
export async function retryTermination(
  ports: Ports,
  openStreams: OpenStreams,
  ssm: SeenBySsm,
  until: Date,
): Promise<void> {
  const failed = openStreams.all().filter(({ stream }) => {
    const isListed = stream.type === 'session' && ssm.active?.has(stream.id);
    return isListed && mustRetryTermination(stream, ssm.lastPoll, ports.clock.now());
  });
  await mapConcurrently(ports, failed, until, ({ stream }) => askToTerminate(ports, stream.id));
}

function startedAtOf({ stream }: StoredStream): string {
  return stream.type === 'session' ? stream.startedAt : '';
}

/**
 * The events that are due by what is known of the session. They only nominate the session: `decide` judges again when they are
 * written.
 */
async function dueOf(
  ports: Ports,
  stored: StoredStream,
  stream: Session,
  snapshot: PollSnapshot,
): Promise<readonly EventData[]> {
  const delivery = (await askFor(ports, stream, snapshot))(stored, stream);
  const { deadlines, clock } = ports;
  if (isNear(ports, stream) && !delivery.answerable)
    snapshot.postponed.set(stream.id, 'Slack or the list of approvers is out of reach');
  return findDueEvents(stream, deadlines, delivery, clock.now());
}

/**
 * Writes the events that are due now, judged on the session as it is stored now.
 * @param owner takes the lease, to send the follow-ups; undefined where none follow
 */
export async function applyDeadlines(
  ports: Ports,
  { stream }: StoredStream,
  snapshot: PollSnapshot,
  owner: string | undefined,
): Promise<StoredStream> {
  const { deadlines, clock, monitor } = ports;
  if (stream.type !== 'session') throw new Error(`${stream.id} is no session: the clock brings nothing about for it`);
  const deliveryOf = await askFor(ports, stream, snapshot);
  const appended = await append(
    ports,
    stream.id,
    (seen) => {
      if (seen?.stream.type !== 'session') throw new Error(`${stream.id} has become something else than a session`);
      const id = `time:${clock.now().toISOString()}`;
      return { type: 'passTime', id, deadlines, delivery: deliveryOf(seen, seen.stream) };
    },
    { owner },
  );
  if (appended.outcome === 'refused') throw new Error(`${stream.id}: time was refused (${appended.refusal.reason})`);
  const news = appended.events.map(({ type }) => type);
  const postponed = appended.events.find(({ type }) => type === 'postponed');
  if (postponed?.type === 'postponed') {
    const isSilent = postponed.cause === 'endpoint-silent';
    snapshot.postponed.set(stream.id, isSilent ? 'clicks could not reach the app' : 'nobody was warned in time');
  }
  if (news.includes('terminationRequested')) {
    monitor.count('SessionsTerminated');
    await askToTerminate(ports, stream.id);
  }
  return appended.stored;
}

/**
 * Asks Slack where a decision depends on its answer.
 * @returns the delivery facts of the session as it is stored by then
 */
async function askFor(
  ports: Ports,
  session: Session,
  { answers, clicksArrive, isKnown }: PollSnapshot,
): Promise<(stored: StoredStream, now: Session) => DeliveryFacts> {
  const isAsked = isNear(ports, session) || isAtDeadline(ports, session);
  const isThere = isAsked && (await answers());
  const canClick = !isThere || (await clicksArrive());
  return ({ delivery }, now) => ({
    ...findDeliveryTimes(now, delivery.followUps),
    answerable: isThere && isKnown,
    clicksArrive: canClick,
    isQueued: isThere && !wasTried(ports, delivery),
  });
}

/** True when Slack was asked and did not plainly take the message: then it does not wait for its turn. */
function wasTried({ clock }: Ports, { retryAt = '', refusals = 0, lease }: StoredStream['delivery']): boolean {
  const isRefused = refusals > 0 && retryAt !== '';
  return isRefused || retryAt > clock.now().toISOString() || (lease?.takeovers ?? 0) > 0;
}

/** True when the session is about to be terminated, if somebody can be warned. */
function isNear({ deadlines, clock }: Ports, session: Session): boolean {
  return isUnacknowledged(session) && isPast(findWarningTime(session, deadlines), clock.now());
}

/** True when a termination or an escalation is due, which a message in our own queue must hold back. */
function isAtDeadline({ deadlines, clock }: Ports, session: Session): boolean {
  if (!isUnacknowledged(session) || session.escalated) return false;
  if (session.noticed) return isPast(findAcknowledgementDeadline(session, deadlines), clock.now());
  return deadlines.onNoNotice === 'terminate' && isPast(computeNoticeDeadline(session, deadlines), clock.now());
}

function isPast(at: string | undefined, now: Date): boolean {
  return at !== undefined && at <= now.toISOString();
}
