// Confirms by SSM that a session has ended after a termination was requested.
import type { Ports, StoredStream } from '../../ports.ts';
import type { SessionCommand } from '../../session/decide.ts';
import { isBeingTerminated, type Session } from '../../session/session.ts';
import { appendAndSync, appendObservation, askToTerminate, syncIfStale } from '../record.ts';
import { endCommandOf, hasEnded } from './find-ends.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { OpenStreams } from './open-streams.ts';

/** Pauses after each request, before SSM is asked for the session's state. */
const CONFIRM_PAUSES_MILLIS = [500, 1_000, 2_000, 3_000, 4_000];

/**
 * Repeats the request with growing pauses while the session lives.
 *
 *   Terminated after the request     ended by the termination
 *   Terminated before the request    it had already ended
 *   still among the active           still connected: reported after the last try
 *
 * @param until no pause goes beyond it: what is left stays due
 */
export async function confirmTermination(
  ports: Ports,
  sessionId: string,
  until: Date,
  slackSync = syncAtOnce(ports),
): Promise<void> {
  for (let asked = 0; ; asked++) {
    const stored = await ports.store.read(sessionId);
    if (stored?.stream.type !== 'session') return;
    const { stream } = stored;
    if (!isBeingTerminated(stream)) return slackSync.sync(stored);
    // The operator hears who asked for it while it is true that the session is about to end.
    if (asked === 0) await slackSync.sync(stored);
    const found = await ports.live.find(sessionId);
    if (found && hasEnded(found)) return slackSync.append(sessionId, endCommandOf(stream, found));
    // A session that SSM does not know is asked for twice here; the next poll looks for it.
    if (found === undefined && asked > 1) return;
    const pause = CONFIRM_PAUSES_MILLIS[asked];
    if (pause === undefined)
      return found?.state === 'active' ? reportStillConnected(ports, stream, asked, slackSync) : undefined;
    if (ports.clock.now().getTime() + pause > until.getTime()) return;
    // The writer that recorded the request has made it the first time.
    if (asked > 0) await askToTerminate(ports, sessionId);
    await ports.clock.pause(pause);
  }
}

/** Reports as connected only what SSM lists as active: anything else proves nothing, and stays due. */
async function reportStillConnected(
  ports: Ports,
  { id, events }: Session,
  tries: number,
  slackSync: SlackSync,
): Promise<void> {
  const request = events.findLast(({ type }) => type === 'terminationRequested');
  const commandId = `failure:${id}:${request?.seq}`;
  await slackSync.append(id, { type: 'reportTerminationFailure', id: commandId, tries });
  ports.monitor.count('TerminationsFailed');
}

/** Minutes after a failed termination at which SSM is asked again; then hourly. */
const ASKED_AGAIN_AFTER_MINUTES = [1, 2, 4, 8, 16, 32];

/**
 * True when SSM is to be asked once more, silently: people know that the termination failed.
 * @param lastPoll ISO time of the poll before; undefined when that is not known
 */
export function mustRetryTermination(
  { termination, ended }: Session,
  lastPoll: string | undefined,
  now: Date,
): boolean {
  if (ended || termination?.failed === undefined) return false;
  const failedAt = Date.parse(termination.failed.at);
  const stepsBy = (millis: number) => {
    const minutes = (millis - failedAt) / 60_000;
    return ASKED_AGAIN_AFTER_MINUTES.filter((step) => step <= minutes).length + Math.max(0, Math.floor(minutes / 60));
  };
  return lastPoll === undefined || stepsBy(now.getTime()) > stepsBy(Date.parse(lastPoll));
}

/**
 * Confirms several at a time, so that a slow one holds up no other.
 * @param openStreams gets the changed streams, which are synced in their turn
 */
export async function confirmTerminations(ports: Ports, openStreams: OpenStreams, until: Date): Promise<void> {
  const slackSync: SlackSync = {
    sync: async () => {},
    async append(id, command) {
      const appended = await appendObservation(ports, id, command);
      if (appended.outcome === 'changed') openStreams.put(appended.stored);
    },
  };
  await mapConcurrently(ports, openStreams.all().flatMap(beingTerminated), until, async (id) => {
    try {
      await confirmTermination(ports, id, until, slackSync);
    } catch (cause) {
      ports.monitor.fault('termination not confirmed', cause, { id });
    }
  });
}

function beingTerminated({ stream }: StoredStream): string[] {
  return stream.type === 'session' && isBeingTerminated(stream) ? [stream.id] : [];
}

/** The way in which Slack learns of a change. */
interface SlackSync {
  sync(stored: StoredStream): Promise<void>;
  append(id: string, command: SessionCommand): Promise<void>;
}

function syncAtOnce(ports: Ports): SlackSync {
  return {
    sync: (stored) => syncIfStale(ports, stored),
    append: (id, command) => appendAndSync(ports, id, command),
  };
}
