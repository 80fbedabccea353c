// Sessions that SSM lists as active and that are not open here: missed starts, and ends that were wrong.
import type { LiveSession, Ports, StoredStream } from '../../ports.ts';
import { isWatched, resolveTarget, type StartFacts } from '../../session/event.ts';
import { deriveKind } from '../../session/kind.ts';
import { parsePrincipalArn } from '../../session/operator.ts';
import { isLive, type Stream } from '../../session/session.ts';
import { identifyOperator } from '../ingest-record.ts';
import { appendObservation, readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { mapConcurrently } from './map-concurrently.ts';

/** True for a live session whose source did not name the principal: SSM names the owner of each session. */
export function lacksPrincipal(stream: Stream): boolean {
  return stream.type === 'session' && isLive(stream) && stream.principal.arn === undefined;
}

/** A session that is found later than this was missed by every other source. */
const MISSED_AFTER_MILLIS = 2 * 60_000;

/**
 * @param open ids of the open streams, as they were read before `active` was
 * @param until the next poll finds the rest again: the lookup of operators in Slack may be slow
 * @returns the written streams, to be synced
 */
export async function adoptUnknown(
  ports: Ports,
  settings: WorkflowSettings,
  active: readonly LiveSession[],
  open: ReadonlySet<string>,
  until: Date,
): Promise<StoredStream[]> {
  const strangers = active.filter(
    ({ sessionId, target }) => !open.has(sessionId) && isWatched(settings.targets, target),
  );
  const known = await readKnown(
    ports,
    strangers.map(({ sessionId }) => sessionId),
  );
  const streams = new Map(known.map(({ stream }) => [stream.id, stream]));
  const taken: StoredStream[] = [];
  const inOrder = strangers.toSorted((a, b) => startOf(a).localeCompare(startOf(b)));
  const left = await mapConcurrently(ports, inOrder, until, async (session) => {
    const stream = streams.get(session.sessionId);
    try {
      if (stream === undefined || lacksPrincipal(stream))
        taken.push(...(await start(ports, settings, session, stream)));
      else if (stream.type === 'session' && !isLive(stream))
        taken.push(...(await revive(ports, stream.id, stream.events.length)));
    } catch (cause) {
      // One that cannot be stored must not hide the others; the next poll finds it again.
      ports.monitor.fault('active session not stored', cause, { id: session.sessionId });
    }
  });
  if (left.length > 0) ports.monitor.count('PollWorkDeferred');
  return taken;
}

async function start(
  ports: Ports,
  settings: WorkflowSettings,
  session: LiveSession,
  known: Stream | undefined,
): Promise<StoredStream[]> {
  const now = ports.clock.now();
  const principal = parsePrincipalArn(session.owner);
  const facts: StartFacts = {
    sessionId: session.sessionId,
    source: 'ssm',
    startedAt: session.startedAt ?? now.toISOString(),
    principal,
    operator: await identifyOperator(ports, settings, principal),
    target: resolveTarget(settings.targets, session.target),
    kind: deriveKind(session.document, undefined, settings.shellDocuments),
    document: session.document,
    reason: session.reason,
  };
  const isMissed = now.getTime() - Date.parse(facts.startedAt) > MISSED_AFTER_MILLIS;
  const command = { type: 'observeStart', id: `ssm:${session.sessionId}`, facts } as const;
  const appended = await appendObservation(ports, session.sessionId, command, { isNew: known === undefined });
  if (appended.outcome !== 'changed') return [];
  if (known === undefined) ports.monitor.count(isMissed ? 'StartsMissed' : 'StartsFound');
  return [appended.stored];
}

/** The list may be slow to learn of an end, so SSM is asked for this session by its id. */
async function revive(ports: Ports, id: string, events: number): Promise<StoredStream[]> {
  const found = await ports.live.find(id);
  if (found?.state !== 'active') return [];
  const command = { type: 'observeAlive', id: `alive:${id}:${events}` } as const;
  const appended = await appendObservation(ports, id, command);
  if (appended.outcome !== 'changed') return [];
  ports.monitor.fault('ended session is alive', new Error('SSM lists it as active'), { id });
  return [appended.stored];
}

function startOf({ startedAt }: LiveSession): string {
  return startedAt ?? '';
}
