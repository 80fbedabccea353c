// Sends the follow-ups of a notice: to its thread, the operator, the escalation channel and the terminals of the host.
import type { PostRoute, SendOptions, SendResult, SyncPorts } from '../../ports.ts';
import {
  type Audience,
  type FollowUp,
  findDelivery,
  findOperatorThread,
  findUnsentFollowUps,
  isSettled,
  type MessagePlace,
} from '../../session/follow-ups.ts';
import type { Session } from '../../session/session.ts';
import { sendThrough, type Throttled } from './post-throttle.ts';
import { failureOf, type SyncProgress } from './sync-progress.ts';

/** Result of one follow-up: `delivered` by Slack's own word; `refused` when its reader takes no messages. */
type SentOne = 'delivered' | 'refused' | 'given up' | 'unknown' | 'failed' | 'not yet' | DirectMessage;

/** A delivered direct message that begins a thread: later ones stand below it. */
interface DirectMessage {
  readonly place: MessagePlace;
}

/** Direct messages cannot be searched. After a crash the next holder sends once more; then the thread reply must do. */
const MAX_DIRECT_ATTEMPTS = 2;

/**
 * Sends what is owed, in order. A failure holds up only the later follow-ups of the same audience.
 * @param takeovers holders of the lease in a row that may have sent something and died
 * @returns 'unsure' when the fate of a message is unknown: then the lease is kept, and its next holder searches
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
  for (const followUp of findUnsentFollowUps(session, progress.followUps, ports.audiences)) {
    const { key, audience, event } = followUp;
    if (stuck.has(audience)) continue;
    if (takeovers > 0 && !there.has(audience)) there.set(audience, await find(ports, session, audience, event.at));
    const outcome = await sendOne(ports, session, followUp, progress, there.get(audience));
    if (outcome !== 'delivered' && typeof outcome === 'string') stuck.add(audience);
    if (outcome === 'unknown') isSure = false;
    else if (outcome !== 'not yet') settle(ports, progress, key, outcome);
  }
  if (isSure) return 'sure';
  if (progress.intent && !progress.intent.isStored) withdrawAttempt(ports, progress);
  return 'unsure';
}

/** Uncounts an intended direct message that is not going to be sent under this lease. */
export function withdrawAttempt(ports: SyncPorts, progress: SyncProgress): void {
  const { intent } = progress;
  if (intent !== undefined && !isSettled(progress.followUps[intent.key])) settle(ports, progress, intent.key, 'failed');
  progress.intent = undefined;
}

/** A message that Slack plainly did not take counts as no attempt: it may be sent again. */
function settle(
  { clock }: SyncPorts,
  progress: SyncProgress,
  key: string,
  outcome: Exclude<SentOne, 'unknown' | 'not yet'>,
): void {
  const { attempts = 0, to } = progress.followUps[key] ?? {};
  const sentTo = to === undefined ? {} : { to };
  const now = clock.now().toISOString();
  if (typeof outcome === 'object') forgetRoot(progress, to);
  if (outcome === 'delivered' || typeof outcome === 'object')
    progress.followUps[key] = {
      attempts: Math.max(1, attempts),
      deliveredAt: now,
      ...sentTo,
      ...(typeof outcome === 'object' && outcome),
    };
  else if (outcome === 'refused') progress.followUps[key] = { attempts, refusedAt: now, ...sentTo };
  else if (outcome === 'given up') progress.followUps[key] = { attempts, givenUpAt: now, ...sentTo };
  else if (attempts > 1) progress.followUps[key] = { attempts: attempts - 1, ...sentTo };
  else delete progress.followUps[key];
}

/** Nothing may stand below a deleted message again. */
function forgetRoot({ followUps }: SyncProgress, operator: string | undefined): void {
  for (const [key, { place, ...delivery }] of Object.entries(followUps)) {
    if (place !== undefined && delivery.to === operator) followUps[key] = delivery;
  }
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
    const found = await messenger.findFollowUps(session, audience, since);
    return found === 'not-searchable' ? NOT_SEARCHABLE : found;
  } catch (cause) {
    monitor.fault('follow-up search failed', cause, { id: session.id, audience });
    return UNKNOWN;
  }
}

/** Stands for an audience that cannot be searched. */
const UNKNOWN: ReadonlySet<string> = new Set();
/** Stands for an audience that this app may not search: a message that is sent there again says so. */
const NOT_SEARCHABLE: ReadonlySet<string> = new Set();

async function sendOne(
  ports: SyncPorts,
  session: Session,
  followUp: FollowUp,
  progress: SyncProgress,
  there: ReadonlySet<string> | undefined,
): Promise<SentOne> {
  const { key, audience } = followUp;
  if (there === UNKNOWN) return 'unknown';
  if (there?.has(key)) return 'delivered';
  const route = routeTo(session, audience);
  if (route === undefined) return warnHost(ports, session);
  if (audience === 'operator' && !isIntended(progress, key)) return recordFirst(session, key, progress);
  const below = audience === 'operator' ? findOperatorThread(session, progress.followUps) : undefined;
  return announce(ports, session, followUp, route, progress, { mayRepeat: there === NOT_SEARCHABLE, below });
}

/** The intent to send this one is stored, so that the next holder after a crash counts the attempt. */
function isIntended({ intent }: SyncProgress, key: string): boolean {
  return intent?.key === key && intent.isStored;
}

/** Counts the attempt before it is made: the next round sends the message, once this is stored. */
function recordFirst(session: Session, key: string, progress: SyncProgress): SentOne {
  if (progress.intent?.key === key) return 'not yet';
  const { attempts = 0 } = findDelivery(session, 'operator', progress.followUps[key]) ?? {};
  if (attempts >= MAX_DIRECT_ATTEMPTS) return 'given up';
  progress.followUps[key] = { attempts: attempts + 1, to: session.operator.slackUser };
  progress.intent = { key, isStored: false };
  return 'not yet';
}

async function announce(
  ports: SyncPorts,
  session: Session,
  followUp: FollowUp,
  route: PostRoute,
  progress: SyncProgress,
  options: SendOptions,
): Promise<SentOne> {
  const { messenger, monitor, throttle } = ports;
  const { key, audience } = followUp;
  const send = (how: SendOptions) => sendThrough(throttle, route, () => messenger.sendFollowUp(session, followUp, how));
  const first = await send(options);
  const isLost = options.below !== undefined && isWithoutRoot(first);
  const sent = isLost ? await send({ ...options, below: undefined }) : first;
  const isRoot = audience === 'operator' && (options.below === undefined || isLost);
  if (sent.outcome === 'sent') return isRoot ? { place: sent.place } : 'delivered';
  if (sent.outcome !== 'closed')
    monitor.fault('follow-up send failed', sent.cause, { id: session.id, key, outcome: sent.outcome });
  if (sent.outcome === 'unknown') return 'unknown';
  // If the direct message is refused, the mention in the thread counts.
  if (sent.outcome === 'refused' && audience === 'operator' && sent.fault === 'recipient') return 'refused';
  progress.failure = failureOf(ports, sent);
  // The next round updates the notice, finds it gone and posts it again.
  if (sent.outcome === 'message-gone' && audience === 'thread') progress.shownHash = undefined;
  return 'failed';
}

/** True if Slack takes no reply there, perhaps because the root is deleted: the next message begins a new thread. */
function isWithoutRoot(sent: SendResult<unknown> | Throttled): boolean {
  return sent.outcome === 'message-gone' || (sent.outcome === 'refused' && sent.fault === 'recipient');
}

/** @returns undefined for the terminals of a host, which Slack does not limit */
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

/** Everybody on a host reads its warning: a neighbour's session repeats it no sooner. */
const BETWEEN_HOST_WARNINGS_MILLIS = 5 * 60_000;

/** SSM's answer proves that the command was sent; sending it again would only repeat it on the screens. */
async function warnHost({ nodes, monitor, clock, hostsWarnedAt }: SyncPorts, session: Session): Promise<SentOne> {
  const { id } = session.target;
  const now = clock.now();
  const last = hostsWarnedAt?.get(id);
  if (last !== undefined && now.getTime() - Date.parse(last) < BETWEEN_HOST_WARNINGS_MILLIS) return 'given up';
  hostsWarnedAt?.set(id, now.toISOString());
  try {
    await nodes.warn(id);
    return 'delivered';
  } catch (cause) {
    // The command may have run although its answer is lost, and nothing depends on it: Slack has the warning.
    monitor.fault('host warning failed', cause, { id: session.id });
    return 'given up';
  }
}
