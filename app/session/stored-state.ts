// Stored outside the chain: what Slack shows of a stream, and the control items.
import type { FollowUpDeliveries } from './follow-ups.ts';

/** Who is writing to Slack about an entry, and until when nobody else may. Outlives the time limit of every handler. */
export interface Lease {
  readonly owner: string;
  /** ISO 8601 UTC */
  readonly until: string;
  /** How many holders in a row let it run out: each of them may have died with a message that nobody knows of */
  readonly takeovers: number;
}

/** What Slack shows of an entry: not part of the chain. */
export interface Delivery {
  /** Hash of what the notice shows; undefined before the notice and when that is not known */
  readonly shownHash?: string | undefined;
  /** ISO time since when the notice is known to show it */
  readonly shownAt?: string | undefined;
  readonly followUps: FollowUpDeliveries;
  /** Set after a write that Slack refused: ISO time before which nobody tries again */
  readonly retryAt?: string | undefined;
  /** How many times in a row Slack refused */
  readonly refusals?: number | undefined;
  readonly lease?: Lease | undefined;
}

export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
  /** Slack's own time of the message, ISO 8601 UTC */
  readonly at: string;
}

/** What is remembered beside the sessions: at most one of each, in no index. */
export interface Controls {
  /** Who may post in the notices' channel: nobody before `notBefore` but the holder of the lease */
  '#slack': {
    readonly notBefore?: string | undefined;
    /** Slack itself takes nothing before, whoever asks: ISO time */
    readonly retryAt?: string | undefined;
    readonly lease?: Omit<Lease, 'takeovers'> | undefined;
  };
  /** How far the trail's log group was read again, and a reading that is not finished */
  '#watermark': {
    /** ISO time of the first pass: what lies before it was not watched */
    readonly first: string;
    readonly at: string;
    readonly unfinished?: { readonly from: string; readonly to: string; readonly token: string } | undefined;
  };
  /** The group of approvers, when Slack last told */
  '#approvers': { readonly group: string; readonly members: readonly string[]; readonly at: string };
  /** When SSM last said who is connected */
  '#lastPoll': { readonly at: string };
  /** The month whose report was posted last, e.g. "2026-11" */
  '#report': { readonly month: string };
  /** The latest digest of what ended unacknowledged */
  '#digest': {
    /** Day in the team's time zone, e.g. "2026-11-24" */
    readonly date: string;
    readonly sessionIds: readonly string[];
    /** How many of them were listed before those that are listed now; 0 in the beginning */
    readonly from?: number | undefined;
    readonly posted?: PostedMessage | undefined;
    readonly shownHash?: string | undefined;
    readonly lease?: Lease | undefined;
    /** True when nothing that it lists can change any more */
    readonly done?: boolean | undefined;
  };
}
export type ControlKey = keyof Controls;
