// Which calls one notice of tampering tells of: pure rules.
import {
  countCalls,
  type ObservedTampering,
  type TamperingActor,
  type TamperingCall,
  type TamperingNotice,
} from '../../session/stored-state.ts';

/** A stack update takes this long at most between two of its calls. */
const UPDATE_GAP_MILLIS = 15 * 60_000;
/** Equal calls of one person within this time are one message; another call of theirs is another message. */
const REPEATED_WITHIN_MILLIS = 10 * 60_000;
/** A message lists this many. */
const MAX_CALLS = 10;
/** So many that wait mean that Slack is out. */
const MAX_NOTICES = 20;
/** Beyond it no further call is listed: DynamoDB bills by the kilobyte, and every call writes the item. Leases need some, too. */
const MAX_BYTES = 44_000;
/** Record ids of calls that are not listed, in all messages together. */
const MAX_OTHERS = 500;
/** Of the random digits of a record id, enough to tell it from all others of a day. */
const KEY_LENGTH = 12;
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
  if (notices.some((notice) => isKnown(notice, recordId))) return notices;
  const added: TamperingCall = { ...call, recordId };
  const at = notices.findLastIndex((notice) => belongsTo(notice, actor, added));
  const kept = notices.filter((notice, index) => index === at || !isForgotten(notice, now));
  const notice = notices[at];
  return notice === undefined ? withNotice(kept, actor, added) : replace(kept, notice, withCall(kept, notice, added));
}

/** Delivered messages make room. When so many wait, the latest of them counts the further calls. */
function withNotice(
  notices: readonly TamperingNotice[],
  actor: TamperingActor,
  added: TamperingCall,
): readonly TamperingNotice[] {
  const waiting = notices.filter(isUndelivered);
  const latest = waiting.at(-1);
  const begun: TamperingNotice = { id: added.recordId, actor, calls: [added], more: 0 };
  const all = [...notices, begun];
  if (all.length <= MAX_NOTICES && fits(all)) return all;
  const delivered = notices.find((notice) => !isUndelivered(notice));
  if (delivered !== undefined) {
    const left = notices.filter((notice) => notice !== delivered);
    return withNotice(left, actor, added);
  }
  return latest === undefined ? all : replace(notices, latest, withLatest(notices, latest, begun));
}

/** Shows the latest call, and counts those before it. A stack update, which is quiet, hides nobody's call. */
function withLatest(
  notices: readonly TamperingNotice[],
  notice: TamperingNotice,
  { actor, calls }: TamperingNotice,
): TamperingNotice {
  const isQuiet = actor.byCloudFormation && !notice.actor.byCloudFormation;
  const [listed, counted] = isQuiet ? [notice, calls] : [{ actor, calls }, notice.calls];
  return counted.reduce<TamperingNotice>((one, { recordId }) => withOther(notices, one, recordId), {
    ...notice,
    actor: listed.actor,
    calls: listed.calls,
  });
}

function isKnown({ calls, others = [] }: TamperingNotice, recordId: string): boolean {
  return calls.some((known) => known.recordId === recordId) || others.includes(keyOf(recordId));
}

function keyOf(recordId: string): string {
  return recordId.slice(-KEY_LENGTH);
}

function fits(notices: readonly TamperingNotice[]): boolean {
  return Buffer.byteLength(JSON.stringify(notices)) <= MAX_BYTES;
}

function replace(
  notices: readonly TamperingNotice[],
  notice: TamperingNotice,
  by: TamperingNotice,
): readonly TamperingNotice[] {
  return notices.map((one) => (one === notice ? by : one));
}

/** @returns true if Slack does not show all of it */
export function isUndelivered(notice: TamperingNotice): boolean {
  return notice.posted === undefined || notice.shown !== countCalls(notice);
}

function withCall(notices: readonly TamperingNotice[], notice: TamperingNotice, call: TamperingCall): TamperingNotice {
  const listed = { ...notice, calls: [...notice.calls, call] };
  return listed.calls.length <= MAX_CALLS && fits(replace(notices, notice, listed))
    ? listed
    : withOther(notices, notice, call.recordId);
}

/** Counts a call. The oldest of the remembered ids gives way. */
function withOther(notices: readonly TamperingNotice[], notice: TamperingNotice, recordId: string): TamperingNotice {
  const own = notice.others ?? [];
  const elsewhere = notices
    .filter(({ id }) => id !== notice.id)
    .reduce((sum, { others = [] }) => sum + others.length, 0);
  const room = Math.max(0, MAX_OTHERS - elsewhere);
  const others = [...own, keyOf(recordId)];
  return { ...notice, more: notice.more + 1, others: others.slice(Math.max(0, others.length - room)) };
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
