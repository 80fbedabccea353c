// Once a day, what ended and was acknowledged by nobody: one message, and one button for all of it.
import type { Controls, Lease, Stored } from '../ports.ts';
import { localTime } from '../session/day.ts';
import type { Actor, Place, Refusal } from '../session/decide.ts';
import { lapseAt, later } from '../session/policy.ts';
import type { Session } from '../session/session.ts';
import { append, takeLease } from './append.ts';
import { standing } from './approvers.ts';
import { type Ports, readKnown } from './commit.ts';
import type { Settings } from './settings.ts';

type Digest = Controls['#digest'];

/** As many as one message holds; the others are in `/bastion pending`. */
export const MOST_LISTED = 20;

/** No day begins earlier than that, anywhere. */
const EAST_MILLIS = 14 * 3_600_000;

/** Posts the day's digest when its hour has come, and keeps the latest one true. */
export async function digest(ports: Ports, settings: Settings): Promise<void> {
  const { value, version } = await ports.controls.read('#digest');
  const { date, time } = localTime(ports.clock.now(), settings.timeZone);
  const isNew = time >= settings.digestAt && (value === undefined || value.date < date);
  if (isNew) return begin(ports, date, version);
  if (value === undefined || value.done) return;
  if (value.posted) return keepTrue(ports, value, version);
  const lease = takeLease(value.lease, ports.newId(), ports.clock.now());
  if (value.lease && lease === value.lease) return;
  if (await ports.controls.write('#digest', { ...value, lease }, version))
    await post(ports, { ...value, lease }, version + 1);
}

async function begin(ports: Ports, date: string, version: number): Promise<void> {
  const open = await readKnown(ports, await ports.store.open());
  const sessionIds = open
    .flatMap(sessionIn)
    .filter((session) => lapseAt(session, ports.deadlines) !== undefined)
    .sort((a, b) => a.startedAt.localeCompare(b.startedAt))
    .slice(0, MOST_LISTED)
    .map(({ id }) => id);
  const lease = takeLease(undefined, ports.newId(), ports.clock.now());
  const started: Digest = sessionIds.length === 0 ? { date, sessionIds, done: true } : { date, sessionIds, lease };
  // Another watchdog that wrote first posts it.
  if ((await ports.controls.write('#digest', started, version)) && !started.done)
    await post(ports, started, version + 1);
}

/** Under its lease. An unknown outcome keeps the lease: whoever has it next looks first. */
async function post(
  ports: Ports,
  value: Digest & { readonly lease?: Lease | undefined },
  version: number,
): Promise<void> {
  const { messenger, controls, monitor, gate } = ports;
  const { date, sessionIds, lease } = value;
  const freed = { date, sessionIds };
  if ((lease?.takeovers ?? 0) > 0) {
    const found = await messenger.findDigest(date, later(`${date}T00:00:00.000Z`, -EAST_MILLIS));
    if (found) {
      await controls.write('#digest', { ...freed, posted: found }, version);
      return;
    }
  }
  if ((await gate.closedUntil()) !== undefined) {
    await controls.write('#digest', freed, version);
    return;
  }
  const sent = await messenger.postDigest(date, await listed(ports, sessionIds));
  if (sent.outcome === 'sent') {
    const { channel, ts, at, shownHash } = sent;
    await controls.write('#digest', { ...freed, posted: { channel, ts, at }, shownHash }, version);
    return;
  }
  monitor.fault('the digest did not go out', sent.cause, { date, outcome: sent.outcome });
  if (sent.outcome === 'not-sent' && sent.retryAfterSeconds !== undefined) await gate.close(sent.retryAfterSeconds);
  if (sent.outcome !== 'unknown') await controls.write('#digest', freed, version);
}

async function keepTrue(ports: Ports, value: Digest, version: number): Promise<void> {
  const { messenger, controls, monitor, deadlines } = ports;
  const sessions = await listed(ports, value.sessionIds);
  const done = sessions.every((session) => lapseAt(session, deadlines) === undefined) || undefined;
  if (!value.posted) return;
  if (value.shownHash === messenger.digestFace(value.date, sessions)) {
    if (done) await controls.write('#digest', { ...value, done }, version);
    return;
  }
  const sent = await messenger.updateDigest(value.posted, value.date, sessions);
  if (sent.outcome === 'sent') await controls.write('#digest', { ...value, shownHash: sent.shownHash, done }, version);
  else if (sent.outcome === 'message-gone') await controls.write('#digest', { ...value, done: true }, version);
  else monitor.fault('the digest could not be updated', sent.cause, { date: value.date, outcome: sent.outcome });
}

async function listed(ports: Ports, sessionIds: readonly string[]): Promise<Session[]> {
  return (await readKnown(ports, sessionIds)).flatMap(sessionIn);
}

function sessionIn({ entry }: Stored): Session[] {
  return entry.type === 'session' ? [entry] : [];
}

/** The one button of a digest. */
export interface ListClick {
  readonly id: string;
  readonly userId: string;
  readonly from: Place;
}

export type ListOutcome =
  | { readonly outcome: 'done'; readonly acknowledged: number; readonly own: number; readonly already: number }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** One event a session, never one's own. The notices follow with the watchdog: a click has no time for twenty. */
export async function acknowledgeListed(ports: Ports, settings: Settings, click: ListClick): Promise<ListOutcome> {
  const [{ value }, approver] = await Promise.all([
    ports.controls.read('#digest'),
    standing(ports, settings, click.userId),
  ]);
  if (approver !== 'yes') {
    return { outcome: 'refused', refusal: { reason: approver === 'no' ? 'not-an-approver' : 'approvers-unknown' } };
  }
  const { posted, date = '', sessionIds = [] } = value ?? {};
  if (posted?.ts !== click.from.ts || posted.channel !== click.from.channel) {
    return { outcome: 'refused', refusal: { reason: 'old-digest' } };
  }
  const actor: Actor = { userId: click.userId, approver, from: 'digest' };
  const outcomes = await Promise.all(
    sessionIds.map((id) =>
      append(ports, id, { type: 'acknowledge', id: `${click.id}:${id}`, actor }, { owner: undefined }),
    ),
  );
  const refused = outcomes.flatMap((one) => (one.outcome === 'refused' ? [one.refusal.reason] : []));
  const own = refused.filter((reason) => reason === 'own-session').length;
  const sessions = outcomes.flatMap(({ stored }) => (stored ? sessionIn(stored) : []));
  const shown = await ports.messenger.updateDigest(posted, date, sessions);
  // It is recorded; what is not shown now is shown by the watchdog.
  if (shown.outcome !== 'sent') ports.monitor.fault('the digest could not be updated', shown.cause, { date });
  return { outcome: 'done', acknowledged: outcomes.length - refused.length, own, already: refused.length - own };
}
