// What it takes to write to Slack about an entry, and what has come of it before that is stored.
import type { ManagedNodes, Messenger, Monitor, PostedMessage, SendResult } from '../../ports.ts';
import type { Audiences, FollowUpDelivery } from '../../session/follow-ups.ts';
import type { AppendPorts } from '../append.ts';
import type { PostThrottle, Throttled } from './post-throttle.ts';

export interface SyncPorts extends AppendPorts {
  readonly messenger: Messenger;
  readonly monitor: Monitor;
  readonly nodes: ManagedNodes;
  readonly throttle: PostThrottle;
  readonly audiences: Audiences;
  /** ISO times, by target id, at which the terminals of hosts were warned last, as far as a pass of the watchdog knows; it adds its own */
  readonly hostsWarnedAt?: Map<string, string> | undefined;
}

/** What we have made Slack show, and have not stored yet. */
export interface SyncProgress {
  posted?: PostedMessage | undefined;
  shownHash?: string | undefined;
  shownAt?: string | undefined;
  announced: Record<string, FollowUpDelivery>;
  /** Key of what is told to one person next: it is recorded before, since it cannot be looked up */
  aboutToTell?: string | undefined;
  /** The same, once it is recorded */
  mayTell?: string | undefined;
  /** ISO time of the next try of what did not go out; `isTurn` when Slack was not asked, or has said that there are too many */
  failure?: { readonly again: string; readonly refused?: boolean; readonly isTurn?: boolean } | undefined;
}

/** When Slack did not take a write and did not say when to come again. */
export const RETRY_SECONDS = 30;

/** When to try again what did not go out, and whether Slack would have to be asked otherwise. */
export function failureOf(
  { clock }: Pick<SyncPorts, 'clock'>,
  sent: Exclude<SendResult<object>, { outcome: 'sent' }> | Throttled,
): NonNullable<SyncProgress['failure']> {
  if (sent.outcome === 'closed') return { again: sent.until, isTurn: true };
  const again = new Date(clock.now().getTime() + RETRY_SECONDS * 1000).toISOString();
  return { again, refused: sent.outcome === 'refused' };
}
