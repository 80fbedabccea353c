// Decide, write and show: what every use case ends with.
import type { ControlStore, Directory, Exporter, LiveSessions, StoredStream, Trail, Watchdog } from '../ports.ts';
import type { SessionCommand } from '../session/decide.ts';
import { append } from './append.ts';
import { acquireAndSync, isStale, syncHeld } from './slack-sync/sync-notice.ts';
import type { SyncPorts } from './slack-sync/sync-progress.ts';

export interface Ports extends SyncPorts {
  readonly live: LiveSessions;
  readonly controls: ControlStore;
  /** Undefined where no log group is named: then what the subscription skips is found by DescribeSessions alone */
  readonly trail?: Trail | undefined;
  readonly directory: Directory;
  readonly watchdog: Watchdog;
  readonly exporter: Exporter;
  /** A new unguessable name each time. */
  readonly newId: () => string;
}

/** Shows in Slack what has been stored: apart, since what is stored is safe, and Slack may be slow. */
export type SyncLater = () => Promise<void>;

/** What came of an observation. */
export interface Appended {
  /** False for what belongs to a session that is not known yet */
  readonly found: boolean;
  /** What was written, if anything was */
  readonly written?: StoredStream | undefined;
  readonly show: SyncLater;
}

export const NOTHING_NEW: Appended = { found: true, show: async () => {} };

export interface RecordOptions {
  /** See `append` */
  readonly isNew?: boolean;
  /** False where it is not shown at once: then the lease is taken when it is */
  readonly leases?: boolean;
}

/** Decides and writes. What is refused here was observed, not asked for: there is nobody to tell. */
export async function appendObservation(
  ports: Ports,
  id: string,
  command: SessionCommand,
  { isNew = false, leases = true }: RecordOptions = {},
): Promise<Appended> {
  const owner = ports.newId();
  const appended = await append(ports, id, command, { owner: leases ? owner : undefined, isNew });
  if (appended.outcome === 'refused') {
    ports.monitor.count('ObservationsWithoutSession');
    return { ...NOTHING_NEW, found: false };
  }
  if (appended.outcome === 'unchanged') return NOTHING_NEW;
  const { stored } = appended;
  return {
    found: true,
    written: stored,
    show: async () => {
      await (leases ? syncHeld(ports, stored, { owner }) : acquireAndSync(ports, stored, { owner }));
    },
  };
}

/** Decides, writes, and shows. */
export async function appendAndSync(ports: Ports, id: string, command: SessionCommand): Promise<void> {
  const observed = await appendObservation(ports, id, command);
  await observed.show();
}

/** Makes Slack show what is stored, where it shows something else. */
export async function syncIfStale(ports: Ports, stored: StoredStream): Promise<void> {
  if (isStale(ports, stored)) await acquireAndSync(ports, stored, { owner: ports.newId() });
}

/** Those that can be read; the others are faults, and hide none of them. */
export async function readKnown({ store, monitor }: Ports, ids: readonly string[]): Promise<readonly StoredStream[]> {
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
