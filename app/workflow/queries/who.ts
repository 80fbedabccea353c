// Present sessions on the watched targets.
import type { LiveSession, Ports } from '../../ports.ts';
import { isWatched, resolveTarget } from '../../session/event.ts';
import { deriveKind } from '../../session/kind.ts';
import { parsePrincipalArn, resolveOperator } from '../../session/operator.ts';
import { isLive, type Session } from '../../session/session.ts';
import { readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { openSessions, readSlice, type Slice, type Span, sessionIn, sliceOf } from './list-slice.ts';
import { sortByRanks } from './sort-by-ranks.ts';

/** The oldest start first. `at` is the time of SSM's answer: now, or at the latest poll of the watchdog. */
export interface Presence extends Slice<PresentSession> {
  /** `stored` where SSM was silent; `stored-of-many` where its list was too long to wait for */
  readonly source: 'ssm' | 'stored' | 'stored-of-many';
  /** ISO time; undefined when SSM has never answered */
  readonly at: string | undefined;
}

/** A session that SSM lists before any record of it came has no acknowledgement yet. */
export type PresentSession = Pick<
  Session,
  'id' | 'operator' | 'target' | 'kind' | 'startedAt' | 'noticed' | 'acknowledged' | 'vouched' | 'termination'
>;

/** Slack waits 3 seconds for `/bastion who`, whatever SSM does. */
const WHO_WAITS_MILLIS = 1_500;
/** SSM lists 200 sessions a page, one page after the other. */
const MAX_PAGES = 5;

/**
 * Joins SSM's answer with the stored sessions; without an answer in time the stored ones are all.
 * @param opened the open sessions, read only if they are needed
 * @param waitMillis how long SSM may take
 */
export async function findPresence(
  ports: Ports,
  settings: WorkflowSettings,
  span: Span,
  opened = () => openSessions(ports),
  waitMillis = WHO_WAITS_MILLIS,
): Promise<Presence> {
  const { live, clock, monitor } = ports;
  const answer = await Promise.race([
    live
      .active(MAX_PAGES)
      .catch((cause: unknown) => monitor.fault('active sessions not listed by SSM for /bastion who', cause)),
    clock.pause(waitMillis),
  ]);
  const at = clock.now().toISOString();
  if (!answer || answer === 'more') {
    const [open, look] = await Promise.all([opened(), ports.controls.read('#lastPoll')]);
    const stored = sortByRanks(open.filter(isLive), (session) => [session.startedAt, session.id]);
    const source = answer === 'more' ? 'stored-of-many' : 'stored';
    return { source, at: look.value?.at, ...(await readSlice(ports, stored, span, isLive)) };
  }
  const present = answer.filter((session) => isWatched(settings.targets, session.target));
  const ranked = sortByRanks(present, ({ startedAt = at, sessionId }) => [startedAt, sessionId]);
  const slice = sliceOf(ranked, span);
  const ids = slice.sessions.map(({ sessionId }) => sessionId);
  const stored = (await readKnown(ports, ids)).flatMap(sessionIn);
  const known = new Map(stored.map((session) => [session.id, session]));
  const sessions = slice.sessions.map((one) => known.get(one.sessionId) ?? unrecorded(one, settings, at));
  // The stored start may differ from SSM's.
  return { source: 'ssm', at, ...slice, sessions: sortByRanks(sessions, ({ startedAt, id }) => [startedAt, id]) };
}

function unrecorded(session: LiveSession, settings: WorkflowSettings, now: string): PresentSession {
  return {
    id: session.sessionId,
    operator: resolveOperator(parsePrincipalArn(session.owner), settings),
    target: resolveTarget(settings.targets, session.target),
    kind: deriveKind(session.document, undefined, settings.shellDocuments),
    startedAt: session.startedAt ?? now,
  };
}
