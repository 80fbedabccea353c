// Tells what is told beside the notice: in its thread, to the operator, to those on call, and on the host.
import { type Announcement, type Audience, owed } from '../session/announcements.ts';
import type { Session } from '../session/session.ts';
import { failureOf, type Progress, type Reconciling } from './progress.ts';

/**
 * What was told to one person cannot be looked up, so it may be told twice after a crash; whoever comes third takes it for
 * told, since the thread says the same.
 */
const MOST_TAKEOVERS = 1;

/**
 * One that fails holds up only what is told in the same place after it.
 * @param takeovers how many holders of the lease in a row may have told something without saying so
 * @returns false when it is unknown whether something went out: then the lease is kept, and whoever has it next looks
 */
export async function announceAll(
  ports: Reconciling,
  session: Session,
  progress: Progress,
  takeovers: number,
): Promise<boolean> {
  const stuck = new Set<Audience>();
  const there = new Map<Audience, ReadonlySet<string>>();
  for (const announcement of owed(session, progress.announced, ports.audiences)) {
    const { key, audience } = announcement;
    if (stuck.has(audience)) continue;
    if (takeovers > 0 && !there.has(audience)) {
      const found = await find(ports, session, audience);
      if (found === 'unknown') return false;
      there.set(audience, found);
    }
    const isKnown = there.get(audience)?.has(key) || (audience === 'operator' && takeovers > MOST_TAKEOVERS);
    const outcome = isKnown ? 'told' : await announce(ports, session, announcement, progress);
    if (outcome === 'unknown') return false;
    if (outcome === 'told') progress.announced[key] = ports.clock.now().toISOString();
    else stuck.add(audience);
  }
  return true;
}

async function find(
  { messenger, monitor }: Reconciling,
  session: Session,
  audience: Audience,
): Promise<ReadonlySet<string> | 'unknown'> {
  if (audience === 'operator' || audience === 'host') return new Set();
  try {
    return await messenger.findAnnouncements(session, audience);
  } catch (cause) {
    monitor.fault('Slack could not be searched for a message that may be there', cause, { id: session.id, audience });
    return 'unknown';
  }
}

type Outcome = 'told' | 'unknown' | 'failed';

async function announce(
  ports: Reconciling,
  session: Session,
  announcement: Announcement,
  progress: Progress,
): Promise<Outcome> {
  const { messenger, monitor, gate } = ports;
  const { key, audience } = announcement;
  const about = { id: session.id, announcement: key };
  if (audience === 'host') return warnHost(ports, session, progress);
  const closedUntil = audience === 'thread' ? await gate.closedUntil() : undefined;
  if (closedUntil !== undefined) {
    progress.failure = { again: closedUntil };
    return 'failed';
  }
  const sent = await messenger.announce(session, announcement);
  if (sent.outcome === 'sent') return 'told';
  monitor.fault('an announcement did not go out', sent.cause, { ...about, outcome: sent.outcome });
  if (sent.outcome === 'unknown') return 'unknown';
  // Whoever takes no messages of ours is told in the thread, where they are named.
  if (sent.outcome === 'refused' && audience === 'operator') return 'told';
  if (sent.outcome === 'not-sent' && sent.retryAfterSeconds !== undefined && audience === 'thread') {
    await gate.close(sent.retryAfterSeconds);
  }
  // The next look at the notice finds that it is gone, and posts it again.
  if (sent.outcome === 'message-gone') progress.shownHash = undefined;
  progress.failure = failureOf(ports, sent);
  return 'failed';
}

/** SSM's answer says that the command is sent; a second one would only be seen twice. */
async function warnHost(
  { hosts, monitor, clock }: Reconciling,
  session: Session,
  progress: Progress,
): Promise<Outcome> {
  try {
    await hosts.warn(session.target.id);
    return 'told';
  } catch (cause) {
    monitor.fault('the terminals of a host could not be written to', cause, { id: session.id });
    progress.failure ??= failureOf(
      { clock },
      { outcome: 'not-sent', cause: new Error('the host was not warned', { cause }) },
    );
    return 'failed';
  }
}
