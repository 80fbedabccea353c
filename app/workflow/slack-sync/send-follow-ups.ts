// Tells what is told beside the notice: in its thread, to the operator, to those on call, and on the host.
import { type Audience, type FollowUp, findDelivery, findUnsentFollowUps } from '../../session/follow-ups.ts';
import type { Session } from '../../session/session.ts';
import { type PostRoute, sendThrough } from './post-throttle.ts';
import { failureOf, type SyncPorts, type SyncProgress } from './sync-progress.ts';

/** Where one announcement stands: `delivered` is Slack's own word, and `refused` says that whom it is for takes no messages. */
type Told = 'delivered' | 'refused' | 'given up' | 'unknown' | 'failed' | 'not yet';

/** A direct message cannot be looked up: one of unknown fate is sent once more, and then nobody knows whether it was read. */
const MAX_DIRECT_ATTEMPTS = 2;

/**
 * One that fails holds up only what is told in the same place after it.
 * @param takeovers how many holders of the lease in a row may have told something without saying so
 * @returns 'unsure' when nobody knows of something whether it went out: then the lease is kept, and whoever has it next looks
 */
export async function sendFollowUps(
  ports: SyncPorts,
  session: Session,
  progress: SyncProgress,
  takeovers: number,
): Promise<'sure' | 'unsure'> {
  const stuck = new Set<Audience>();
  const there = new Map<Audience, ReadonlySet<string>>();
  let isSure = true;
  for (const followUp of findUnsentFollowUps(session, progress.announced, ports.audiences)) {
    const { key, audience, event } = followUp;
    if (stuck.has(audience)) continue;
    if (takeovers > 0 && !there.has(audience)) there.set(audience, await find(ports, session, audience, event.at));
    const outcome = await tell(ports, session, followUp, progress, there.get(audience));
    if (outcome !== 'delivered') stuck.add(audience);
    if (outcome === 'unknown') isSure = false;
    else if (outcome !== 'not yet') settle(ports, progress, key, outcome);
  }
  if (isSure) return 'sure';
  if (progress.aboutToTell !== progress.mayTell) withdrawAttempt(ports, progress);
  return 'unsure';
}

/** Nothing more is sent under this lease: a direct message that was recorded, and was to follow, was no attempt. */
export function withdrawAttempt(ports: SyncPorts, progress: SyncProgress): void {
  const { aboutToTell } = progress;
  const { deliveredAt, refusedAt, givenUpAt } = progress.announced[aboutToTell ?? ''] ?? {};
  if (aboutToTell !== undefined && (deliveredAt ?? refusedAt ?? givenUpAt) === undefined)
    settle(ports, progress, aboutToTell, 'failed');
  progress.aboutToTell = undefined;
  progress.mayTell = undefined;
}

/** A message that Slack plainly did not take is no attempt: it may be sent as often as it takes. */
function settle(
  { clock }: SyncPorts,
  progress: SyncProgress,
  key: string,
  outcome: Exclude<Told, 'unknown' | 'not yet'>,
): void {
  const { attempts = 0, to } = progress.announced[key] ?? {};
  const sentTo = to === undefined ? {} : { to };
  const now = clock.now().toISOString();
  if (outcome === 'delivered')
    progress.announced[key] = { attempts: Math.max(1, attempts), deliveredAt: now, ...sentTo };
  else if (outcome === 'refused') progress.announced[key] = { attempts, refusedAt: now, ...sentTo };
  else if (outcome === 'given up') progress.announced[key] = { attempts, givenUpAt: now, ...sentTo };
  else if (attempts > 1) progress.announced[key] = { attempts: attempts - 1, ...sentTo };
  else delete progress.announced[key];
}

/** UNKNOWN when Slack cannot be searched. */
async function find(
  { messenger, monitor }: SyncPorts,
  session: Session,
  audience: Audience,
  since: string,
): Promise<ReadonlySet<string>> {
  if (audience === 'operator' || audience === 'host') return new Set();
  try {
    return await messenger.findFollowUps(session, audience, since);
  } catch (cause) {
    monitor.fault('Slack could not be searched for a message that may be there', cause, { id: session.id, audience });
    return UNKNOWN;
  }
}

/** What is there when nobody can say. */
const UNKNOWN: ReadonlySet<string> = new Set();

async function tell(
  ports: SyncPorts,
  session: Session,
  followUp: FollowUp,
  progress: SyncProgress,
  there: ReadonlySet<string> | undefined,
): Promise<Told> {
  const { key, audience } = followUp;
  if (there === UNKNOWN) return 'unknown';
  if (there?.has(key)) return 'delivered';
  const way = routeTo(session, audience);
  if (way === undefined) return warnHost(ports, session);
  if (audience === 'operator' && progress.mayTell !== key) return recordFirst(session, key, progress);
  return announce(ports, session, followUp, way, progress);
}

/** A direct message cannot be looked up: that it is about to be sent is stored first, for whoever finds this after a crash. */
function recordFirst(session: Session, key: string, progress: SyncProgress): Told {
  if (progress.aboutToTell === key) return 'not yet';
  const { attempts = 0 } = findDelivery(session, 'operator', progress.announced[key]) ?? {};
  if (attempts >= MAX_DIRECT_ATTEMPTS) return 'given up';
  progress.announced[key] = { attempts: attempts + 1, to: session.operator.slackUser };
  progress.aboutToTell = key;
  return 'not yet';
}

async function announce(
  ports: SyncPorts,
  session: Session,
  followUp: FollowUp,
  way: PostRoute,
  progress: SyncProgress,
): Promise<Told> {
  const { messenger, monitor, throttle } = ports;
  const { key, audience } = followUp;
  const sent = await sendThrough(throttle, way, () => messenger.sendFollowUp(session, followUp));
  if (sent.outcome === 'sent') return 'delivered';
  if (sent.outcome !== 'closed')
    monitor.fault('an announcement did not go out', sent.cause, { id: session.id, key, outcome: sent.outcome });
  if (sent.outcome === 'unknown') return 'unknown';
  // Whoever takes no messages of ours is told in the thread, where they are named.
  if (sent.outcome === 'refused' && audience === 'operator' && sent.fault === 'recipient') return 'refused';
  progress.failure = failureOf(ports, sent);
  // The next look at the notice finds that it is gone, and posts it again.
  if (sent.outcome === 'message-gone') progress.shownHash = undefined;
  return 'failed';
}

/** Undefined for the terminals of a host: they are no business of Slack's. */
export function routeTo({ operator }: Session, audience: Audience): PostRoute | undefined {
  switch (audience) {
    case 'thread':
      return 'channel';
    case 'escalation':
      return 'escalation';
    case 'operator':
      return `operator:${operator.slackUser ?? ''}`;
    case 'host':
      return undefined;
  }
}

/** Everybody on a host reads its warning, also those whose own session is acknowledged: more often it is not repeated for neighbours. */
const BETWEEN_HOST_WARNINGS_MILLIS = 5 * 60_000;

/** SSM's answer says that the command is sent; a second one would only be seen twice. */
async function warnHost({ nodes: hosts, monitor, clock, hostsWarnedAt }: SyncPorts, session: Session): Promise<Told> {
  const { id } = session.target;
  const now = clock.now();
  const last = hostsWarnedAt?.get(id);
  if (last !== undefined && now.getTime() - Date.parse(last) < BETWEEN_HOST_WARNINGS_MILLIS) return 'given up';
  hostsWarnedAt?.set(id, now.toISOString());
  try {
    await hosts.warn(id);
    return 'delivered';
  } catch (cause) {
    // A command whose answer is lost may have been carried out, and nothing depends on it: Slack has the warning.
    monitor.fault('the terminals of a host could not be written to', cause, { id: session.id });
    return 'given up';
  }
}
