// What waits and who is on, in one answer.
import type { Ports } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { openSessions, type Span } from './list-slice.ts';
import { type Pending, pending } from './pending.ts';
import { type Presence, who } from './who.ts';

export interface Overview {
  readonly pending: Pending;
  readonly presence: Presence;
}

/** Both lists rank by one look at what is open. */
export async function overview(
  ports: Ports,
  settings: WorkflowSettings,
  userId: string,
  spans: Readonly<Record<keyof Overview, Span>>,
): Promise<Overview> {
  const opened = openSessions(ports);
  const [waiting, presence] = await Promise.all([
    pending(ports, settings, userId, spans.pending, opened),
    who(ports, settings, spans.presence, () => opened),
  ]);
  return { pending: waiting, presence };
}
