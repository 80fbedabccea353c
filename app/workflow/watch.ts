// What is looked after without anybody asking: ends, terminations that were requested, notices that show something old.
import type { LiveSession, Stored } from '../ports.ts';
import { lapseAt } from '../session/policy.ts';
import { isBeingTerminated, isLive, type Session } from '../session/session.ts';
import { askToTerminate, commit, type Ports, readKnown, refresh } from './commit.ts';

/** How long SSM has, after each time it was asked to cut a session, before it is asked whether the session is gone. */
const CONFIRM_PAUSES_MILLIS = [500, 1_000, 2_000, 3_000, 4_000];

/**
 * Finds out whether a session that was to be cut is gone, asking SSM to cut it again where it is not.
 *
 *   Terminated after the request     ended, cut
 *   Terminated before the request    it was already over
 *   still among the active           still connected: said so after the last try
 */
export async function confirm(ports: Ports, sessionId: string): Promise<void> {
  for (let asked = 0; ; asked++) {
    const stored = await ports.store.read(sessionId);
    if (stored?.entry.type !== 'session') return;
    const { entry } = stored;
    if (!isBeingTerminated(entry)) return refresh(ports, stored);
    const found = await ports.live.find(sessionId);
    if (found && isOver(found)) return recordEnd(ports, entry, found);
    const pause = CONFIRM_PAUSES_MILLIS[asked];
    if (pause === undefined) return found?.state === 'active' ? reportStillConnected(ports, entry, asked) : undefined;
    // The first request was the click's own.
    if (asked === 0) await refresh(ports, stored);
    else await askToTerminate(ports, sessionId);
    await ports.clock.pause(pause);
  }
}

/** Only what SSM lists as active is said to be connected: anything else proves nothing, and stays due. */
async function reportStillConnected(ports: Ports, { id, termination }: Session, tries: number): Promise<void> {
  const commandId = `failure:${id}:${termination?.at}`;
  await commit(ports, id, { type: 'reportTerminationFailure', id: commandId, tries });
  ports.monitor.count('TerminationsFailed');
}

/** One look at all that is open: ends, stale notices, requests that were not confirmed, acknowledgements that nobody will give. */
export async function watch(ports: Ports): Promise<void> {
  // Open items first: what starts in between is in the list, and what ends in between is asked for by name.
  const open = await readKnown(ports, await ports.store.open());
  const active = await idsOfActive(ports);
  for (const stored of open) {
    try {
      await look(ports, stored, active);
    } catch (cause) {
      // One entry that cannot be handled must not hide the others; it stays due.
      ports.monitor.fault('an open entry could not be looked after', cause, { id: stored.entry.id });
    }
  }
}

/** Undefined when SSM does not answer: then nothing is said to have ended, and the notices are looked after all the same. */
async function idsOfActive({ live, monitor }: Ports): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set((await live.active()).map((session) => session.sessionId));
  } catch (cause) {
    monitor.fault('SSM did not say which sessions are active', cause);
    return undefined;
  }
}

async function look(ports: Ports, stored: Stored, active: ReadonlySet<string> | undefined): Promise<void> {
  const { entry } = stored;
  if (entry.type === 'session') {
    if (isBeingTerminated(entry)) return confirm(ports, entry.id);
    if (isLive(entry) && active && !active.has(entry.id)) {
      const found = await ports.live.find(entry.id);
      if (found && isOver(found)) return recordEnd(ports, entry, found);
    }
    const lapses = lapseAt(entry, ports.deadlines);
    if (lapses !== undefined && lapses <= ports.clock.now().toISOString()) {
      return commit(ports, entry.id, { type: 'lapse', id: `lapse:${entry.id}` });
    }
  }
  await refresh(ports, stored);
}

async function recordEnd(ports: Ports, session: Session, found: LiveSession): Promise<void> {
  await commit(ports, session.id, {
    type: 'observeEnd',
    id: `end:${session.id}`,
    status: found.status === 'Failed' ? 'Failed' : 'Terminated',
    endedAt: found.endedAt,
    maximumMinutes: found.maximumMinutes,
  });
}

/** Only history proves an end, and only these words of it. */
function isOver({ state, status }: LiveSession): boolean {
  return state === 'history' && (status === 'Terminated' || status === 'Failed');
}
