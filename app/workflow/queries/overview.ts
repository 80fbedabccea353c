// `/bastion` alone: pending and present sessions in one answer.
import type { Ports } from '../../ports.ts';
import type { WorkflowSettings } from '../settings.ts';
import { openSessions, type Span } from './list-slice.ts';
import { findPending, type Pending } from './pending.ts';
import { findPresence, type Presence } from './who.ts';

export interface Overview {
  readonly pending: Pending;
  readonly presence: Presence;
}

/** Both lists rank by one read of the open sessions. */
export async function findOverview(
  ports: Ports,
  settings: WorkflowSettings,
  userId: string,
  spans: Readonly<Record<keyof Overview, Span>>,
): Promise<Overview> {
  const opened = openSessions(ports);
  const [waiting, presence] = await Promise.all([
    findPending(ports, settings, userId, spans.pending, opened),
    findPresence(ports, settings, spans.presence, () => opened),
  ]);
  return { pending: waiting, presence };
}
