// Brings Slack up to date with what is stored, oldest first, as far as the time allows.
import type { Stored } from '../ports.ts';
import { later, latest, noticeBy, SKEW_MILLIS } from '../session/policy.ts';
import type { Entry } from '../session/session.ts';
import type { Ports } from './commit.ts';
import { createDrain, type Drain } from './gate.ts';
import { isStale, release, settle, show } from './reconcile.ts';
import type { Tended } from './tend.ts';

/** @param until what is left then is delivered by the next pass */
export async function deliver(ports: Ports, tended: readonly Tended[], until: Date): Promise<void> {
  const gate = createDrain(ports, ports.newId(), until);
  const hostsWarnedAt = findHostWarnings(tended);
  const delivered: Stored[] = [];
  const failed = new Set<string>();
  for (const one of tended.toSorted(inOrder)) {
    try {
      delivered.push(isToBeShown(ports, one) ? await bring({ ...ports, gate, hostsWarnedAt }, one, until) : one.stored);
    } catch (cause) {
      // One entry that cannot be handled must not hide the others; it stays due.
      ports.monitor.fault('an entry could not be shown', cause, { id: one.stored.entry.id });
      delivered.push(one.stored);
      failed.add(one.stored.entry.id);
    }
  }
  const waiting = delivered.filter(({ entry }) => entry.noticed === undefined);
  tellWaiting(ports, waiting);
  // Only a notice that waits for its turn keeps the channel for the next pass: not one that Slack refuses, that cannot be
  // drawn, or of which nobody knows whether it is there.
  const isInTurn = ({ entry, delivery }: Stored) =>
    delivery.retryAt === undefined && delivery.lease === undefined && !failed.has(entry.id);
  await gate.end(waiting.some(isInTurn));
}

/** Among what is open: the sessions of which a host was warned lately are still there, live or waiting for the digest. */
function findHostWarnings(tended: readonly Tended[]): Map<string, string> {
  const warnedAt = new Map<string, string>();
  for (const { stored } of tended) {
    if (stored.entry.type !== 'session') continue;
    const { id } = stored.entry.target;
    for (const [key, { deliveredAt = '' }] of Object.entries(stored.delivery.announced)) {
      if (key.endsWith(':host')) warnedAt.set(id, latest(warnedAt.get(id) ?? '', deliveredAt));
    }
  }
  return warnedAt;
}

function isToBeShown(ports: Ports, { stored, owner }: Tended): boolean {
  const { lease, retryAt } = stored.delivery;
  if (lease && lease.owner === owner) return true;
  const now = ports.clock.now().toISOString();
  // One that ran out is given back, also when its holder had died with nothing left to show.
  const isForgotten = lease !== undefined && lease.until <= now;
  return (isForgotten || isStale(ports, stored)) && (retryAt === undefined || retryAt <= now);
}

/** Sessions before denied attempts, which nobody has to answer; each in the order of their start. */
function inOrder(a: Tended, b: Tended): number {
  const [one, other] = [a.stored.entry, b.stored.entry];
  if (one.type !== other.type) return one.type === 'session' ? -1 : 1;
  return orderOf(one).localeCompare(orderOf(other));
}

/** CloudTrail tells whole seconds: within one, they come as they were seen. */
function orderOf(entry: Entry): string {
  const start = entry.type === 'session' ? entry.startedAt : entry.first.attemptedAt;
  return `${start} ${entry.events[0]?.at}`;
}

/** How many times Slack may say that there are too many, before the next one is tried. */
const MOST_ATTEMPTS = 3;

async function bring(ports: Ports & { readonly gate: Drain }, { stored, owner }: Tended, until: Date): Promise<Stored> {
  const mine = owner ?? ports.newId();
  const isLate = () => ports.clock.now() >= until;
  if (isLate()) return release(ports, stored, mine);
  const isOurs = stored.delivery.lease?.owner === mine;
  // Whoever drains is not to be met at every step.
  if (!isOurs && stored.entry.noticed === undefined && (await ports.gate.isOthers())) return stored;
  let seen = isOurs ? await show(ports, stored, { owner: mine }) : await settle(ports, stored, { owner: mine });
  // After a 429 the same one goes first, or they would not be in their order.
  for (let attempt = 1; attempt < MOST_ATTEMPTS && ports.gate.wasLimited() && !isLate(); attempt++) {
    if (seen.entry.noticed || seen.delivery.lease) break;
    seen = await settle(ports, seen, { owner: mine });
  }
  return seen;
}

/** Failing to tell is never silent: what is measured here becomes an alarm outside Slack. */
function tellWaiting({ monitor, clock, deadlines }: Ports, waiting: readonly Stored[]): void {
  const now = clock.now();
  const oldest = Math.min(now.getTime(), ...waiting.map(({ entry }) => Date.parse(entry.events[0]?.at ?? '')));
  monitor.measure('OldestNoticeNotOut', Math.round((now.getTime() - oldest) / 1000));
  const time = now.toISOString();
  // What was seen in the future was seen by a clock that was wrong, nobody knows when.
  const isLate = ({ entry }: Stored) =>
    noticeBy(entry, deadlines) <= time || (entry.events[0]?.at ?? '') > later(time, SKEW_MILLIS);
  const [late, ...others] = waiting.filter(isLate);
  if (late === undefined) return;
  monitor.count('NoticesOverdue', others.length + 1);
  const about = { id: late.entry.id, others: others.length };
  monitor.fault('a notice is not out in time', new Error('Slack has not taken it'), about);
}
