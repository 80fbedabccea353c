// Observations: decided, written and synced to Slack. And a few steps that several use cases share.
import type { Ports, StoredStream } from '../ports.ts';
import type { SessionCommand } from '../session/decide.ts';
import { type AppendOptions, type AppendResult, append } from './append.ts';
import { acquireAndSync, isStale, syncHeld } from './slack-sync/sync-notice.ts';

/** Decides and writes. A refusal is only counted: nobody asked, so there is nobody to answer. */
export async function appendObservation(
  ports: Ports,
  id: string,
  command: SessionCommand,
  { owner, isNew }: Partial<AppendOptions> = {},
): Promise<AppendResult> {
  const appended = await append(ports, id, command, { owner, ...(isNew !== undefined && { isNew }) });
  if (appended.outcome === 'refused') ports.monitor.count('ObservationsWithoutSession');
  return appended;
}

/** Decides and writes, and syncs Slack under the lease that the write took. */
export async function appendAndSync(ports: Ports, id: string, command: SessionCommand): Promise<void> {
  const owner = ports.newId();
  const appended = await appendObservation(ports, id, command, { owner });
  if (appended.outcome === 'changed') await syncHeld(ports, appended.stored, { owner });
}

/** Syncs Slack with the stored stream where they differ. */
export async function syncIfStale(ports: Ports, stored: StoredStream): Promise<void> {
  if (isStale(ports, stored)) await acquireAndSync(ports, stored, { owner: ports.newId() });
}

/** @returns the streams that can be read; an unreadable one is reported and hides none of the others */
export async function readKnown({ store, monitor }: Ports, ids: readonly string[]): Promise<readonly StoredStream[]> {
  const { found, faults } = await store.readMany(ids);
  for (const fault of faults) monitor.fault('stored item not readable', fault);
  return found;
}

/** Asks SSM once. Without an answer the request stays recorded and due: the watchdog asks again. */
export async function askToTerminate({ live, monitor }: Ports, sessionId: string): Promise<void> {
  try {
    await live.terminate(sessionId);
  } catch (cause) {
    monitor.fault('TerminateSession call failed', cause, { sessionId });
  }
}
