// Who is on the bastions now.
import type { LiveSession } from '../ports.ts';
import { kindOf } from '../session/kind.ts';
import { operatorOf } from '../session/operator.ts';
import { principalOfArn } from '../session/principal.ts';
import { isLive, type Session } from '../session/session.ts';
import { isWatched, targetOf } from '../session/target.ts';
import { type Ports, readKnown } from './commit.ts';
import type { Settings } from './settings.ts';

/** Who is on now. `at` is when SSM said so: now, or the last time that it was asked by the watchdog. */
export interface Presence {
  readonly source: 'ssm' | 'stored';
  /** ISO time; undefined when SSM has never answered */
  readonly at: string | undefined;
  readonly sessions: readonly PresentSession[];
}

/** A session as it is known: one that SSM shows before any record of it came has no acknowledgement yet. */
export type PresentSession = Pick<
  Session,
  'id' | 'operator' | 'target' | 'kind' | 'startedAt' | 'acknowledged' | 'termination'
>;

/** `/bastion who` answers within Slack's 3 seconds, whatever SSM does. */
const WHO_WAITS_MILLIS = 1_500;

/** Who is on the watched targets now: SSM's answer joined with what is stored; what is stored when SSM does not answer in time. */
export async function who(ports: Ports, settings: Settings): Promise<Presence> {
  const { store, live, clock, monitor } = ports;
  const answer = await Promise.race([
    live.active().catch((cause: unknown) => monitor.fault('SSM did not say who is on', cause)),
    clock.pause(WHO_WAITS_MILLIS),
  ]);
  const at = clock.now().toISOString();
  if (!answer) {
    const [open, look] = await Promise.all([
      store.open().then((ids) => readKnown(ports, ids)),
      ports.controls.read('#look'),
    ]);
    const sessions = open.flatMap(({ entry }) => (entry.type === 'session' && isLive(entry) ? [entry] : []));
    return { source: 'stored', at: look.value?.at, sessions: sessions.sort(byStart) };
  }
  const present = answer.filter((session) => isWatched(settings.targets, session.target));
  const stored = await readKnown(
    ports,
    present.map((session) => session.sessionId),
  );
  const known = new Map(stored.flatMap(({ entry }) => (entry.type === 'session' ? [[entry.id, entry]] : [])));
  return {
    source: 'ssm',
    at,
    sessions: present.map((one) => known.get(one.sessionId) ?? unrecorded(one, settings, at)).sort(byStart),
  };
}

function unrecorded(session: LiveSession, settings: Settings, now: string): PresentSession {
  return {
    id: session.sessionId,
    operator: operatorOf(principalOfArn(session.owner), settings),
    target: targetOf(settings.targets, session.target),
    kind: kindOf(session.document, undefined, settings.shellDocuments),
    startedAt: session.startedAt ?? now,
  };
}

function byStart(a: PresentSession, b: PresentSession): number {
  return a.startedAt.localeCompare(b.startedAt);
}
