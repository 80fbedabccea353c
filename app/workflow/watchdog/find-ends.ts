// Ends by SSM's history of sessions that are open here.
import type { LiveSession, Ports, StoredStream } from '../../ports.ts';
import type { SessionCommand } from '../../session/decide.ts';
import { isLive, type Session } from '../../session/session.ts';
import { append } from '../append.ts';
import { mapConcurrently } from './map-concurrently.ts';
import type { OpenStreams } from './open-streams.ts';

/** Only history proves an end, and only with these two words. */
export function hasEnded({ state, status }: LiveSession): boolean {
  return state === 'history' && (status === 'Terminated' || status === 'Failed');
}

export function endCommandOf(session: Session, found: LiveSession): SessionCommand {
  const status = found.status === 'Failed' ? 'Failed' : 'Terminated';
  const { endedAt, maximumMinutes } = found;
  return { type: 'observeEnd', id: endId(session, status), status, endedAt, maximumMinutes };
}

/** SSM has not known the session for a while: it has probably ended, nobody knows how or when. */
function lostOf(session: Session, missingSince: string): SessionCommand {
  return { type: 'observeEnd', id: endId(session, 'Unknown'), status: 'Unknown', endedAt: missingSince };
}

/** A session whose end was wrong can end once more. */
function endId({ id, resumedAt = '' }: Session, status: string): string {
  return `end:${id}:${status}:${resumedAt}`;
}

/** Time for which SSM may list a session nowhere before it counts as ended. */
const MISSING_FOR_MILLIS = 15 * 60_000;
/** The wait doubles for a session that comes and goes, so that its event list stays below 64 KB. */
const MAX_MISSING_MILLIS = 24 * 3_600_000;

/**
 * Asks SSM for each open session that it no longer lists.
 * @param active ids that SSM lists
 * @param until the next poll asks for the rest, the oldest first again
 */
export async function findEnds(
  ports: Ports,
  openStreams: OpenStreams,
  active: ReadonlySet<string>,
  until: Date,
): Promise<void> {
  const left = await mapConcurrently(
    ports,
    openStreams.all().flatMap(asLive).filter(isUnclear).sort(inTurn),
    until,
    async (one) => {
      try {
        const seen = active.has(one.stream.id) ? await found(ports, one) : await ask(ports, one);
        if (seen) openStreams.put(seen);
      } catch (cause) {
        // One that cannot be asked for must not hide the others; the next poll asks for it.
        ports.monitor.fault('open stream not checked', cause, { id: one.stream.id });
      }
    },
  );
  if (left.length > 0) ports.monitor.count('PollWorkDeferred', left.length);

  function isUnclear({ stream, missingSince }: StoredStream<Session>): boolean {
    return active.has(stream.id) ? missingSince !== undefined : true;
  }
}

function asLive({ stream, ...stored }: StoredStream): StoredStream<Session>[] {
  return stream.type === 'session' && isLive(stream) ? [{ ...stored, stream }] : [];
}

/** The oldest first. Sessions unknown to SSM were asked for before, and wait behind the others. */
function inTurn(a: StoredStream<Session>, b: StoredStream<Session>): number {
  const turnOf = ({ stream, missingSince = '' }: StoredStream<Session>) =>
    `${missingSince} ${stream.startedAt} ${stream.id}`;
  return turnOf(a) < turnOf(b) ? -1 : 1;
}

async function ask(ports: Ports, stored: StoredStream<Session>): Promise<StoredStream | undefined> {
  const { stream, missingSince } = stored;
  const session = await ports.live.find(stream.id);
  if (session && hasEnded(session))
    return (await append(ports, stream.id, endCommandOf(stream, session), SILENT)).stored;
  return session ? found(ports, stored) : missing(ports, stored, missingSince);
}

/** Takes no lease: the delivery of this pass does. */
const SILENT = { owner: undefined };

async function found(ports: Ports, stored: StoredStream): Promise<StoredStream | undefined> {
  return stored.missingSince === undefined ? undefined : save(ports, { ...stored, missingSince: undefined });
}

/** Absence from both lists proves nothing: the session counts as ended only after a while. */
async function missing(
  ports: Ports,
  stored: StoredStream<Session>,
  since: string | undefined,
): Promise<StoredStream | undefined> {
  const { stream } = stored;
  const now = ports.clock.now();
  // A time that lies ahead comes from a clock that jumped.
  if (since === undefined || since > now.toISOString())
    return save(ports, { ...stored, missingSince: now.toISOString() });
  const wasWrong = stream.events.filter(({ type }) => type === 'seenAlive').length;
  const patience = Math.min(MISSING_FOR_MILLIS * 2 ** wasWrong, MAX_MISSING_MILLIS);
  if (now.getTime() - Date.parse(since) < patience) return undefined;
  const { stored: lost } = await append(ports, stream.id, lostOf(stream, since), SILENT);
  ports.monitor.count('SessionsLost');
  return lost;
}

async function save({ store, clock }: Ports, stored: StoredStream): Promise<StoredStream | undefined> {
  const saved = await store.save(stored, clock.now().toISOString());
  return saved === 'conflict' ? undefined : saved;
}
