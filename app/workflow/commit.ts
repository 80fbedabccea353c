// Decide, write and show: what every use case ends with.
import type { Directory, LiveSessions, Stored, Watchdog } from '../ports.ts';
import type { Command } from '../session/decide.ts';
import { append } from './append.ts';
import { isStale, type Reconciling, settle, show } from './reconcile.ts';

export interface Ports extends Reconciling {
  readonly live: LiveSessions;
  readonly directory: Directory;
  readonly watchdog: Watchdog;
  /** A new unguessable name each time. */
  readonly newId: () => string;
}

/** Shows in Slack what has been stored: apart, since what is stored is safe, and Slack may be slow. */
export type Showing = () => Promise<void>;

export const NOTHING_TO_SHOW: Showing = async () => {};

/**
 * Decides and writes. What is refused here was observed, not asked for: there is nobody to tell.
 * @param isNew see `append`
 */
export async function record(ports: Ports, id: string, command: Command, isNew = false): Promise<Showing> {
  const owner = ports.newId();
  const appended = await append(ports, id, command, owner, isNew);
  if (appended.outcome === 'refused') ports.monitor.count('ObservationsWithoutSession');
  if (appended.outcome !== 'changed') return NOTHING_TO_SHOW;
  const { stored, recovered } = appended;
  return async () => {
    await show(ports, stored, { owner, recovered });
  };
}

/** Decides, writes, and shows. */
export async function commit(ports: Ports, id: string, command: Command): Promise<void> {
  const showing = await record(ports, id, command);
  await showing();
}

/** Makes Slack show what is stored, where it shows something else. */
export async function refresh(ports: Ports, stored: Stored): Promise<void> {
  if (isStale(ports, stored)) await settle(ports, stored, { owner: ports.newId() });
}

/** Those that can be read; the others are faults, and hide none of them. */
export async function readKnown({ store, monitor }: Ports, ids: readonly string[]): Promise<readonly Stored[]> {
  const { found, faults } = await store.readMany(ids);
  for (const fault of faults) monitor.fault('an item cannot be read, and is not looked after', fault);
  return found;
}

/** Asks SSM to end a session. When it does not answer, the request stays recorded and due: the watchdog asks again. */
export async function askToTerminate({ live, monitor }: Ports, sessionId: string): Promise<void> {
  try {
    await live.terminate(sessionId);
  } catch (cause) {
    monitor.fault('TerminateSession was not answered', cause, { sessionId });
  }
}
