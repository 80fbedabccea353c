// One syncing of a stream: what Slack has taken so far, and what the writer does next.
import type { SendResult, SyncPorts } from '../../ports.ts';
import type { FollowUpDelivery } from '../../session/follow-ups.ts';
import type { PostedMessage } from '../../session/stored-state.ts';
import type { Throttled } from './post-throttle.ts';

/** Slack's state after the writes of this lease, not stored yet. */
export interface SyncProgress {
  posted?: PostedMessage | undefined;
  shownHash?: string | undefined;
  shownAt?: string | undefined;
  followUps: Record<string, FollowUpDelivery>;
  /** The direct message that goes out next */
  intent?: DirectIntent | undefined;
  /** ISO time of the next try of a failed write; `isTurn` when Slack was not asked, or answered 429 */
  failure?: { readonly again: string; readonly refused?: boolean; readonly isTurn?: boolean } | undefined;
}

/** Slack cannot be searched for a direct message: that it is about to be sent is stored before it is sent. */
export interface DirectIntent {
  /** Key of the follow-up, e.g. "4:operator" */
  readonly key: string;
  readonly isStored: boolean;
}

/** The end of one round of writes, once its progress is stored:
 *
 *   release       the lease is given back: nothing is open
 *   send-direct   the lease is kept: the next round sends the direct message whose intent is stored now
 *   keep-lease    the lease runs out: the fate of a message is unknown, and the next holder searches Slack first
 */
export type NextStep = 'release' | 'send-direct' | 'keep-lease';

/** @param isSure false when the fate of a message is unknown */
export function nextStep({ isSure, intent }: { readonly isSure: boolean } & Pick<SyncProgress, 'intent'>): NextStep {
  if (!isSure) return 'keep-lease';
  return intent !== undefined && !intent.isStored ? 'send-direct' : 'release';
}

/** Seconds until the next try when Slack refused a write and named no time. */
export const RETRY_SECONDS = 30;

/** The next try of a write that did not go out, and whether Slack refused it for good. */
export function failureOf(
  { clock }: Pick<SyncPorts, 'clock'>,
  sent: Exclude<SendResult<object>, { outcome: 'sent' }> | Throttled,
): NonNullable<SyncProgress['failure']> {
  if (sent.outcome === 'closed') return { again: sent.until, isTurn: true };
  const again = new Date(clock.now().getTime() + RETRY_SECONDS * 1000).toISOString();
  return { again, refused: sent.outcome === 'refused' };
}
