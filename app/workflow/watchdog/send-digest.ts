// The daily digest of sessions that ended unacknowledged: one message, and one button for all of it.
import { addDays, findMoment, findStartOfDay, toLocalDay } from '../../lib/days.ts';
import type { DigestPage, Ports } from '../../ports.ts';
import { needsSecondApprover } from '../../session/acknowledgement.ts';
import type { Actor, MessageRef, Refusal } from '../../session/acts/act.ts';
import { findLapseTime } from '../../session/approval.ts';
import type { Controls, PostedMessage } from '../../session/stored-state.ts';
import { append, takeLease } from '../append.ts';
import { approverStatus } from '../approvers.ts';
import { openSessions, readSlice, sessionIn } from '../queries/list-slice.ts';
import { sortByRanks } from '../queries/sort-by-ranks.ts';
import { readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { sendThrough } from '../slack-sync/post-throttle.ts';

type Digest = Controls['#digest'];

/** One message holds this many. When all are answered, the next ones take their place. */
const MAX_LISTED = 20;
/** Far more than end unacknowledged in a day; the others are in `/bastion pending`. */
const MAX_KEPT = 400;

/** Posts the day's digest at its hour, and keeps the latest one up to date. */
export async function sendDigest(ports: Ports, settings: WorkflowSettings): Promise<void> {
  const { value, version } = await ports.controls.read('#digest');
  const date = findDigestDay(ports.clock.now(), settings, value?.date);
  if (date !== undefined) return begin(ports, settings, date, version);
  if (value === undefined || value.done) return;
  if (value.posted) return keepTrue(ports, { ...value, posted: value.posted }, version);
  const lease = takeLease(value.lease, ports.newId(), ports.clock.now());
  if (value.lease && lease === value.lease) return;
  if (await ports.controls.write('#digest', { ...value, lease }, version)) {
    await post(ports, settings, { ...value, lease }, version + 1);
  }
}

/**
 * A digest is begun this late after the end of its day: a poll may be missed, and some clocks skip the end of a day.
 */
const MAX_LATE_MILLIS = 60 * 60_000;

/**
 * The day whose digest is to begin now, e.g. "2026-11-24"; undefined while there is none. Each day has one, however its clocks
 * are changed.
 * @param last the day of the latest digest
 */
export function findDigestDay(
  now: Date,
  { timeZone, digestAt }: Pick<WorkflowSettings, 'timeZone' | 'digestAt'>,
  last: string | undefined,
): string | undefined {
  const due = dayDue(now, timeZone, digestAt);
  if (due === undefined || last === undefined || last < due) return due;
  // A clock that was moved back, or is behind another machine's, meets the next day's digest. A day further ahead
  // comes from a wrong clock.
  return last > addDays(due, 1) ? due : undefined;
}

function dayDue(now: Date, timeZone: string, digestAt: string): string | undefined {
  const today = toLocalDay(now, timeZone);
  const hourIn = (day: string) => Date.parse(findMoment(day, digestAt, timeZone));
  if (hourIn(today) <= now.getTime()) return today;
  const yesterday = addDays(today, -1);
  if (hourIn(yesterday) + MAX_LATE_MILLIS <= now.getTime()) return undefined;
  // Some zones skip a whole day.
  return findStartOfDay(yesterday, timeZone) < findStartOfDay(today, timeZone) ? yesterday : undefined;
}

async function begin(ports: Ports, settings: WorkflowSettings, date: string, version: number): Promise<void> {
  // A session that ended a moment ago may still be live in the index, so every unacknowledged one is read.
  const unacknowledged = (await openSessions(ports)).filter(({ acknowledged, lapsedAt }) => !acknowledged && !lapsedAt);
  const { sessions } = await readSlice(
    ports,
    sortByRanks(unacknowledged, ({ startedAt, id }) => [startedAt, id]),
    { from: 0, most: MAX_KEPT },
    (session) => findLapseTime(session, ports.deadlines) !== undefined,
  );
  const sessionIds = sessions.map(({ id }) => id);
  const lease = takeLease(undefined, ports.newId(), ports.clock.now());
  const started: Digest = sessionIds.length === 0 ? { date, sessionIds, done: true } : { date, sessionIds, lease };
  // Another watchdog that wrote first posts it.
  const isOurs = await ports.controls.write('#digest', started, version);
  if (isOurs && !started.done) await post(ports, settings, started, version + 1);
}

/** An unknown outcome keeps the lease: its next holder searches first. */
async function post(ports: Ports, { timeZone }: WorkflowSettings, value: Digest, version: number): Promise<void> {
  const { messenger, controls, monitor, throttle } = ports;
  const { lease, ...freed } = value;
  const mustSearch = (lease?.takeovers ?? 0) > 0;
  const found = mustSearch ? await messenger.findDigest(value.date, findStartOfDay(value.date, timeZone)) : undefined;
  if (typeof found === 'object') {
    await controls.write('#digest', { ...freed, posted: found }, version);
    return;
  }
  const page = await pageOf(ports, value);
  const mayRepeat = found === 'not-searchable';
  const sent = await sendThrough(throttle, 'channel', () => messenger.postDigest(page, { mayRepeat }));
  if (sent.outcome === 'sent') {
    const { channel, ts, at, shownHash } = sent;
    await controls.write('#digest', { ...freed, posted: { channel, ts, at }, shownHash }, version);
    return;
  }
  if (sent.outcome !== 'closed')
    monitor.fault('digest post failed', sent.cause, { date: value.date, outcome: sent.outcome });
  if (sent.outcome !== 'unknown') await controls.write('#digest', freed, version);
}

async function keepTrue(
  ports: Ports,
  value: Digest & { readonly posted: PostedMessage },
  version: number,
): Promise<void> {
  const { messenger, controls, monitor, deadlines, throttle } = ports;
  const { sessionIds, from = 0, posted } = value;
  const page = await pageOf(ports, value);
  const isSettled = page.sessions.every((session) => findLapseTime(session, deadlines) === undefined);
  if (isSettled && page.left > 0) {
    // The next poll shows them.
    await controls.write('#digest', { ...value, from: Math.min(from + MAX_LISTED, sessionIds.length) }, version);
    return;
  }
  const done = isSettled || undefined;
  if (value.shownHash === (await messenger.renderDigestHash(page))) {
    if (done) await controls.write('#digest', { ...value, done }, version);
    return;
  }
  const sent = await sendThrough(throttle, 'edits', () => messenger.updateDigest(posted, page));
  if (sent.outcome === 'sent') await controls.write('#digest', { ...value, shownHash: sent.shownHash, done }, version);
  else if (sent.outcome === 'message-gone') await controls.write('#digest', { ...value, done: true }, version);
  else if (sent.outcome !== 'closed')
    monitor.fault('digest update failed', sent.cause, { date: value.date, outcome: sent.outcome });
}

async function pageOf(ports: Ports, value: Digest): Promise<DigestPage> {
  const known = await readKnown(ports, idsOf(value));
  const left = Math.max(0, value.sessionIds.length - (value.from ?? 0) - MAX_LISTED);
  return { date: value.date, sessions: known.flatMap(sessionIn), left };
}

/** The part that the message lists now. */
function idsOf({ sessionIds, from = 0 }: Digest): readonly string[] {
  return sessionIds.slice(from, from + MAX_LISTED);
}

/** A press of the digest's one button. */
export interface DigestClick {
  readonly id: string;
  readonly userId: string;
  readonly from: MessageRef;
}

export type DigestOutcome =
  | {
      readonly outcome: 'done';
      readonly acknowledged: number;
      /** Recorded as the first of two presses */
      readonly vouched: number;
      readonly own: number;
      readonly already: number;
      readonly failed: number;
    }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** One event for each session, except one's own. The watchdog updates the notices: a click has no time for twenty. */
export async function acknowledgeListed(
  ports: Ports,
  settings: WorkflowSettings,
  click: DigestClick,
): Promise<DigestOutcome> {
  const [{ value }, approver] = await Promise.all([
    ports.controls.read('#digest'),
    approverStatus(ports, settings, click.userId),
  ]);
  if (approver !== 'yes') {
    return { outcome: 'refused', refusal: { reason: approver === 'no' ? 'not-an-approver' : 'approvers-unknown' } };
  }
  const { posted } = value ?? {};
  if (!value || posted?.ts !== click.from.ts || posted.channel !== click.from.channel) {
    return { outcome: 'refused', refusal: { reason: 'old-digest' } };
  }
  const actor: Actor = { userId: click.userId, approver, from: 'digest' };
  const { fourEyes } = settings;
  const outcomes = await Promise.all(idsOf(value).map((id) => acknowledgeOne(ports, id, click, { actor, fourEyes })));
  const page = await pageOf(ports, value);
  const shown = await sendThrough(ports.throttle, 'edits', () => ports.messenger.updateDigest(posted, page));
  // The acknowledgements are recorded: the watchdog updates what is old.
  if (shown.outcome !== 'sent' && shown.outcome !== 'closed')
    ports.monitor.fault('digest update failed', shown.cause, { date: value.date });
  const count = (wanted: string) => outcomes.filter((one) => one === wanted).length;
  return {
    outcome: 'done',
    acknowledged: count('done'),
    vouched: count('vouched'),
    own: count('own'),
    already: count('already'),
    failed: count('failed'),
  };
}

async function acknowledgeOne(
  ports: Ports,
  id: string,
  click: DigestClick,
  given: { readonly actor: Actor } & Pick<WorkflowSettings, 'fourEyes'>,
): Promise<'done' | 'vouched' | 'own' | 'already' | 'failed'> {
  try {
    const command = { type: 'acknowledge', id: `${click.id}:${id}`, ...given } as const;
    const appended = await append(ports, id, command, { owner: undefined });
    if (appended.outcome !== 'refused') {
      const { stream } = appended.stored;
      return stream.type === 'session' && needsSecondApprover(stream) ? 'vouched' : 'done';
    }
    const { reason } = appended.refusal;
    if (reason === 'already-vouched') return 'vouched';
    return reason === 'own-session' ? 'own' : 'already';
  } catch (cause) {
    // One that cannot be written must not keep the others from being acknowledged.
    ports.monitor.fault('digest session not acknowledged', cause, { id });
    return 'failed';
  }
}
