// Stored outside the chain: what Slack shows of a stream, and the control items.
import type { FollowUpDeliveries } from './follow-ups.ts';

/** The right to write to Slack about one stream. It outlives the time limit of every handler. */
export interface Lease {
  readonly owner: string;
  /** ISO 8601 UTC */
  readonly until: string;
  /** Holders in a row whose lease expired: each may have died after posting a message that nobody recorded */
  readonly takeovers: number;
}

/** The state of a stream's messages in Slack: not part of the chain. */
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
  /** How many events of the chain, from its first on, were put on the event bus; undefined for none */
  readonly eventsPut?: number | undefined;
}

export interface PostedMessage {
  readonly channel: string;
  readonly ts: string;
  /** Slack's own time of the message, ISO 8601 UTC */
  readonly at: string;
}

/** The control items beside the streams: at most one of each, in no index. */
export interface Controls {
  /** The throttle of the notices' channel: before `notBefore` only the holder of the lease posts */
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
  /** The group of approvers, as Slack last listed it */
  '#approvers': { readonly group: string; readonly members: readonly string[]; readonly at: string };
  /** When SSM last said who is connected */
  '#lastPoll': { readonly at: string };
  /** Passes in a row to which the endpoint of the clicks did not give the app's answer, and the latest of them */
  '#endpoint': { readonly silentPasses: number; readonly at: string };
  /** The month whose report was posted last, e.g. "2026-11" */
  '#report': { readonly month: string };
  /** When Slack's latest signed request but a press arrived; noted once a day */
  '#slackSeen': { readonly at: string };
  /** The day whose checks were begun last, e.g. "2026-11-24" in the team's time zone */
  '#heartbeat': {
    readonly day: string;
    readonly lease?: Lease | undefined;
    /** True once its line is out, or was refused */
    readonly done?: boolean | undefined;
  };
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
  /** Changes of this deployment's own resources, until all of Slack shows them and no record of them can come again */
  '#tampering': { readonly notices: readonly TamperingNotice[] };
}
export type ControlKey = keyof Controls;

/** A call that changed, or tried to change, a resource of this deployment. Its words come from CloudTrail. */
export interface TamperingCall {
  readonly recordId: string;
  /** ISO 8601 UTC */
  readonly at: string;
  /** e.g. "UpdateFunctionCode" */
  readonly call: string;
  /** As the request names it; undefined if it names none that can be read */
  readonly resource?: string | undefined;
  readonly errorCode?: string | undefined;
}

/** The identity behind the calls of one message. */
export interface TamperingActor {
  /** Name of the person in AWS; of the role, where CloudFormation made the call for it */
  readonly name: string;
  readonly arn?: string | undefined;
  readonly sourceIp?: string | undefined;
  readonly byCloudFormation: boolean;
}

/** A call as a record reports it. */
export interface ObservedTampering extends Omit<TamperingCall, 'recordId'> {
  readonly actor: TamperingActor;
}

/** One message, and how far Slack has it. */
export interface TamperingNotice {
  /** Record of its first call: the message's metadata names it */
  readonly id: string;
  readonly actor: TamperingActor;
  /** The first ones */
  readonly calls: readonly TamperingCall[];
  /** Calls beyond those */
  readonly more: number;
  /** Ends of their record ids, so that another delivery of one does not count */
  readonly others?: readonly string[] | undefined;
  readonly posted?: PostedMessage | undefined;
  /** Calls that the message counts */
  readonly shown?: number | undefined;
  readonly lease?: Lease | undefined;
}

/** @returns the number of its calls */
export function countCalls({ calls, more }: Pick<TamperingNotice, 'calls' | 'more'>): number {
  return calls.length + more;
}
