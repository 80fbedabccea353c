// Who is on the bastions now.
import type { LiveSession } from '../../ports.ts';
import { deriveKind } from '../../session/kind.ts';
import { parsePrincipalArn, resolveOperator } from '../../session/operator.ts';
import { isLive, type Session } from '../../session/session.ts';
import { isWatched, resolveTarget } from '../../session/target.ts';
import { type Ports, readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { inOrder, openSessions, readSlice, type Slice, type Span, sliceOf } from './list-slice.ts';

/** Who is on now, the oldest start first. `at` is when SSM said so: now, or the last time that it was asked by the watchdog. */
export interface Presence extends Slice<PresentSession> {
  /** What is stored, where SSM was silent, or where its list was too long to wait for */
  readonly source: 'ssm' | 'stored' | 'stored-of-many';
  /** ISO time; undefined when SSM has never answered */
  readonly at: string | undefined;
}

/** A session as it is known: one that SSM shows before any record of it came has no acknowledgement yet. */
export type PresentSession = Pick<
  Session,
  'id' | 'operator' | 'target' | 'kind' | 'startedAt' | 'acknowledged' | 'termination'
>;

/** `/bastion who` answers within Slack's 3 seconds, whatever SSM does. */
const WHO_WAITS_MILLIS = 1_500;
/** SSM gives 200 sessions a page, one page after the other. */
const MAX_PAGES = 5;

/**
 * Who is on the watched targets now: SSM's answer joined with what is stored; what is stored when SSM does not answer in time.
 * @param opened what is open, as far as it is needed
 */
export async function who(
  ports: Ports,
  settings: WorkflowSettings,
  span: Span,
  opened = () => openSessions(ports),
): Promise<Presence> {
  const { live, clock, monitor } = ports;
  const answer = await Promise.race([
    live.active(MAX_PAGES).catch((cause: unknown) => monitor.fault('SSM did not say who is on', cause)),
    clock.pause(WHO_WAITS_MILLIS),
  ]);
  const at = clock.now().toISOString();
  if (!answer || answer === 'more') {
    const [open, look] = await Promise.all([opened(), ports.controls.read('#look')]);
    const stored = inOrder(open.filter(isLive), (session) => [session.startedAt, session.id]);
    const source = answer === 'more' ? 'stored-of-many' : 'stored';
    return { source, at: look.value?.at, ...(await readSlice(ports, stored, span, isLive)) };
  }
  const present = answer.filter((session) => isWatched(settings.targets, session.target));
  const slice = sliceOf(
    inOrder(present, ({ startedAt = at, sessionId }) => [startedAt, sessionId]),
    span,
  );
  const stored = await readKnown(
    ports,
    slice.sessions.map((session) => session.sessionId),
  );
  const known = new Map(
    stored.flatMap(({ entry: stream }) => (stream.type === 'session' ? [[stream.id, stream]] : [])),
  );
  const sessions = slice.sessions.map((one) => known.get(one.sessionId) ?? unrecorded(one, settings, at));
  // What is stored may tell another start than SSM does.
  return { source: 'ssm', at, ...slice, sessions: inOrder(sessions, ({ startedAt, id }) => [startedAt, id]) };
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
