// Finds out whether a session that was to be cut is gone.
import type { StoredStream } from '../../ports.ts';
import type { SessionCommand } from '../../session/decide.ts';
import { isBeingTerminated, type Session } from '../../session/session.ts';
import { appendAndSync, appendObservation, askToTerminate, type Ports, syncIfStale } from '../record.ts';
import { endCommandOf, hasEnded } from './find-ends.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { OpenStreams } from './open-streams.ts';

/** How long SSM has, after each time it was asked to cut a session, before it is asked whether the session is gone. */
const CONFIRM_PAUSES_MILLIS = [500, 1_000, 2_000, 3_000, 4_000];

/**
 * Asks SSM to cut the session again where it is not gone, with growing pauses.
 *
 *   Terminated after the request     ended, cut
 *   Terminated before the request    it was already over
 *   still among the active           still connected: said so after the last try
 *
 * @param until nothing is waited for beyond it: what is left stays due
 */
export async function confirmTermination(
  ports: Ports,
  sessionId: string,
  until: Date,
  telling = byItself(ports),
): Promise<void> {
  for (let asked = 0; ; asked++) {
    const stored = await ports.store.read(sessionId);
    if (stored?.entry.type !== 'session') return;
    const { entry: stream } = stored;
    if (!isBeingTerminated(stream)) return telling.refresh(stored);
    const found = await ports.live.find(sessionId);
    if (found && hasEnded(found)) return telling.commit(sessionId, endCommandOf(stream, found));
    // What SSM knows nothing of is not asked for again and again: it is looked for by the next look.
    if (found === undefined && asked > 1) return;
    const pause = CONFIRM_PAUSES_MILLIS[asked];
    if (pause === undefined)
      return found?.state === 'active' ? reportStillConnected(ports, stream, asked, telling) : undefined;
    if (ports.clock.now().getTime() + pause > until.getTime()) return;
    // The first request was made by whoever recorded it.
    if (asked === 0) await telling.refresh(stored);
    else await askToTerminate(ports, sessionId);
    await ports.clock.pause(pause);
  }
}

/** Only what SSM lists as active is said to be connected: anything else proves nothing, and stays due. */
async function reportStillConnected(
  ports: Ports,
  { id, events }: Session,
  tries: number,
  telling: Telling,
): Promise<void> {
  const request = events.findLast(({ type }) => type === 'terminationRequested');
  const commandId = `failure:${id}:${request?.seq}`;
  await telling.commit(id, { type: 'reportTerminationFailure', id: commandId, tries });
  ports.monitor.count('TerminationsFailed');
}

/** After a termination has failed, SSM goes on being asked: minutes after the failure, and then hourly. */
const ASKED_AGAIN_AFTER_MINUTES = [1, 2, 4, 8, 16, 32];

/**
 * Whether a session that could not be cut is to be asked for once more, in silence: people have been told.
 * @param lastLook when it was asked last, at the latest: undefined when that is not known
 */
export function mustRetryTermination(
  { termination, ended }: Session,
  lastLook: string | undefined,
  now: Date,
): boolean {
  if (ended || termination?.failed === undefined) return false;
  const failedAt = Date.parse(termination.failed.at);
  const stepsBy = (millis: number) => {
    const minutes = (millis - failedAt) / 60_000;
    return ASKED_AGAIN_AFTER_MINUTES.filter((step) => step <= minutes).length + Math.max(0, Math.floor(minutes / 60));
  };
  return lastLook === undefined || stepsBy(now.getTime()) > stepsBy(Date.parse(lastLook));
}

/** Looks after several at a time, so that one that does not go does not hold up the others. @param openStreams gets what is new: it is told in its turn */
export async function confirmTerminations(ports: Ports, openStreams: OpenStreams, until: Date): Promise<void> {
  const telling: Telling = {
    refresh: async () => {},
    async commit(id, command) {
      const { written } = await appendObservation(ports, id, command, { leases: false });
      if (written) openStreams.put(written);
    },
  };
  await mapConcurrently(ports, openStreams.all().flatMap(beingTerminated), until, async (id) => {
    try {
      await confirmTermination(ports, id, until, telling);
    } catch (cause) {
      ports.monitor.fault('it could not be found out whether a session is cut', cause, { id });
    }
  });
}

function beingTerminated({ entry: stream }: StoredStream): string[] {
  return stream.type === 'session' && isBeingTerminated(stream) ? [stream.id] : [];
}

/** How Slack learns of it. */
interface Telling {
  refresh(stored: StoredStream): Promise<void>;
  commit(id: string, command: SessionCommand): Promise<void>;
}

function byItself(ports: Ports): Telling {
  return {
    refresh: (stored) => syncIfStale(ports, stored),
    commit: (id, command) => appendAndSync(ports, id, command),
  };
}
