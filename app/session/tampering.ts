// Changes of this deployment's own resources: the calls that one message tells of.
import type { Lease, PostedMessage } from './stored-state.ts';

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
  readonly posted?: PostedMessage | undefined;
  /** Calls that the message counts */
  readonly shown?: number | undefined;
  readonly lease?: Lease | undefined;
}

/** A stack update takes this long at most between two of its calls. */
const UPDATE_GAP_MILLIS = 15 * 60_000;
/** Equal calls of one person within this time are one message; another call of theirs is another message. */
const REPEATED_WITHIN_MILLIS = 10 * 60_000;
/** A message lists this many, which Slack takes; and an item of so many stays small. */
const MAX_CALLS = 30;
const MAX_NOTICES = 20;
/** CloudTrail's records come within minutes; the retries of Lambda and EventBridge end after an hour. */
const REMEMBERED_MILLIS = 6 * 60 * 60_000;

/**
 * Adds a call to the message that tells of it, or begins one.
 * @returns the same array if the call is known
 */
export function addTampering(
  notices: readonly TamperingNotice[],
  recordId: string,
  { actor, ...call }: ObservedTampering,
  now: Date,
): readonly TamperingNotice[] {
  if (notices.some(({ calls }) => calls.some((known) => known.recordId === recordId))) return notices;
  const added: TamperingCall = { ...call, recordId };
  const at = notices.findLastIndex((notice) => belongsTo(notice, actor, added));
  const kept = notices.filter((notice, index) => index === at || !isForgotten(notice, now));
  const notice = notices[at];
  if (notice !== undefined) return kept.map((one) => (one === notice ? withCall(one, added) : one));
  const latest = kept.at(-1);
  // So many that wait mean that Slack is out: the calls still count.
  if (latest !== undefined && kept.length >= MAX_NOTICES)
    return [...kept.slice(0, -1), { ...latest, more: latest.more + 1 }];
  return [...kept, { id: recordId, actor, calls: [added], more: 0 }];
}

/** @returns the number of its calls */
export function countCalls({ calls, more }: Pick<TamperingNotice, 'calls' | 'more'>): number {
  return calls.length + more;
}

/** @returns true if Slack does not show all of it */
export function isUndelivered(notice: TamperingNotice): boolean {
  return notice.posted === undefined || notice.shown !== countCalls(notice);
}

function withCall(notice: TamperingNotice, call: TamperingCall): TamperingNotice {
  if (notice.calls.length >= MAX_CALLS) return { ...notice, more: notice.more + 1 };
  return { ...notice, calls: [...notice.calls, call] };
}

function belongsTo({ actor, calls }: TamperingNotice, of: TamperingActor, { at, call }: TamperingCall): boolean {
  const isSame =
    actor.byCloudFormation === of.byCloudFormation &&
    actor.name === of.name &&
    actor.arn === of.arn &&
    actor.sourceIp === of.sourceIp;
  if (!isSame) return false;
  const times = calls.map((one) => Date.parse(one.at));
  const millis = Date.parse(at);
  // Records come in any order.
  if (of.byCloudFormation) return times.some((one) => Math.abs(millis - one) <= UPDATE_GAP_MILLIS);
  const [first] = calls;
  return first?.call === call && Math.abs(millis - Date.parse(first.at)) <= REPEATED_WITHIN_MILLIS;
}

function isForgotten(notice: TamperingNotice, now: Date): boolean {
  const last = Math.max(...notice.calls.map(({ at }) => Date.parse(at)));
  return !isUndelivered(notice) && last + REMEMBERED_MILLIS < now.getTime();
}
