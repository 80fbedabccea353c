// The watchdog's minute: who is connected, what is due, what Slack does not show yet, what the subscription has skipped.
import type { LiveSession, StoredStream } from '../../ports.ts';
import { MAX_CLOCK_SKEW_MILLIS } from '../../session/approval.ts';
import { refreshApprovers } from '../approvers.ts';
import type { AccountAndRegion } from '../ingest-record.ts';
import { type Ports, readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { applyDeadlinesTo, findDue, type PollSnapshot, retryTermination, type SeenBySsm } from './apply-deadlines.ts';
import { confirmTerminations } from './confirm-termination.ts';
import { startDelivery } from './deliver-messages.ts';
import { adoptUnknown, lacksPrincipal } from './discover-sessions.ts';
import { findEnds } from './find-ends.ts';
import type { Replay } from './replay-trail.ts';
import { sendDigest } from './send-digest.ts';

export interface PassOptions {
  readonly home: AccountAndRegion;
  readonly replay: Replay;
  /** When the pass has to be over: what is left then is done by the next one */
  readonly until: Date;
}

/** A look of which less than this is left is not begun. */
const LOOK_MILLIS = 5_000;
/** One that has much to find out, or to tell, may take so long, and the beats meanwhile are left out. */
const LONG_LOOK_MILLIS = 20_000;
/** A watchdog that is to look each minute and has not looked for so long is reported. */
const SILENT_FOR_MILLIS = 10 * 60_000;

/** Looks once at all that is open, and again every `pollEverySeconds` as long as there is time. */
export async function runPass(ports: Ports, settings: WorkflowSettings, watching: PassOptions): Promise<void> {
  const telling = () => tellUnmanaged(ports, settings);
  await Promise.all([
    looks(ports, settings, watching),
    attempting(ports)('SSM did not say which nodes it manages', telling, undefined),
  ]);
}

async function looks(ports: Ports, settings: WorkflowSettings, watching: PassOptions): Promise<void> {
  const { clock } = ports;
  const end = watching.until.getTime();
  const every = settings.pollEverySeconds * 1000;
  for (let beat = clock.now().getTime(); ; ) {
    const until = Math.max(beat + every, clock.now().getTime() + LONG_LOOK_MILLIS);
    await look(ports, settings, watching, new Date(Math.min(until, end)));
    beat += Math.max(1, Math.ceil((clock.now().getTime() - beat) / every)) * every;
    if (beat + LOOK_MILLIS > end) return;
    await clock.pause(Math.max(0, beat - clock.now().getTime()));
  }
}

/** An id that is no managed node is a slip of whoever set it: sessions on the host that was meant are not watched. */
async function tellUnmanaged({ nodes: hosts, monitor }: Ports, { targets }: WorkflowSettings): Promise<void> {
  if (targets === '*') return;
  const ids = Object.keys(targets);
  const managed = await hosts.list(ids);
  const unknown = ids.filter((id) => !managed.has(id));
  if (unknown.length > 0) monitor.count('TargetsUnmanaged', unknown.length);
}

/** @param until when it has to be over */
async function look(ports: Ports, settings: WorkflowSettings, watching: PassOptions, until: Date): Promise<void> {
  const attempt = attempting(ports);
  // Finding out may take half of the time: what is found wants to be told.
  const half = new Date((ports.clock.now().getTime() + until.getTime()) / 2);
  const isKnown = await attempt('the approvers could not be refreshed', () => refreshApprovers(ports, settings), false);
  // Open items first: what starts in between is in the list, and what ends in between is asked for by name.
  const ids = await ports.store.open();
  const open = await readKnown(ports, ids);
  const snapshot = sightOf(ports, isKnown);
  const delivering = startDelivery(ports, open, snapshot, until);
  const { board: openStreams } = delivering;
  const ssm = await see(ports);
  await attempt(
    'active sessions could not be taken in',
    async () => {
      const taken = await adoptUnknown(ports, settings, ssm.list, idsOfLive(ids, open), half);
      taken.forEach(openStreams.put);
    },
    undefined,
  );
  const { active } = ssm;
  if (active) await findEnds(ports, openStreams, active, half);
  await attempt(
    'the trail could not be read again',
    async () => {
      const written = await watching.replay.run(ports, settings, watching.home, half);
      written.forEach(openStreams.put);
    },
    undefined,
  );
  const { byTurn, silent } = await findDue(ports, openStreams, snapshot);
  delivering.addRest(byTurn);
  await applyDeadlinesTo(ports, openStreams, silent, snapshot, until);
  await retryTermination(ports, openStreams, ssm, until);
  await confirmTerminations(ports, openStreams, watching.until);
  await attempt('Slack could not be brought up to date', delivering.finish, undefined);
  tellPutOff(ports, snapshot);
  await attempt('the digest could not be looked after', () => sendDigest(ports, settings), undefined);
}

function sightOf({ messenger }: Ports, isKnown: boolean): PollSnapshot {
  let answering: Promise<boolean> | undefined;
  const answers = () => {
    answering ??= messenger.isReachable();
    return answering;
  };
  return { answers, isKnown, putOff: new Map() };
}

/** One alarm for all of them. */
function tellPutOff({ monitor }: Ports, { putOff }: PollSnapshot): void {
  const [first, ...others] = putOff;
  if (first === undefined) return;
  const [id, why] = first;
  monitor.count('TerminationsPostponed', putOff.size);
  monitor.fault('a cut waits, since nobody could have answered', new Error(why), { id, others: others.length });
}

/** What fails is told, and keeps nothing else from being done. */
function attempting({ monitor }: Ports) {
  return async <T>(what: string, attempt: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await attempt();
    } catch (cause) {
      monitor.fault(what, cause);
      return otherwise;
    }
  };
}

/** Of the open entries, those that are not taken for over: what is over and listed as active lives after all. */
function idsOfLive(ids: readonly string[], open: readonly StoredStream[]): ReadonlySet<string> {
  const over = open.filter(
    ({ entry: stream }) => (stream.type === 'session' && stream.ended) || lacksPrincipal(stream),
  );
  const overIds = new Set(over.map(({ entry: stream }) => stream.id));
  return new Set(ids.filter((id) => !overIds.has(id)));
}

/** Who is connected, when SSM says so to the end; and when it last did. */
async function see(ports: Ports): Promise<SeenBySsm & { readonly list: readonly LiveSession[] }> {
  const { live, controls, clock, monitor } = ports;
  let lastLook: string | undefined;
  try {
    const { value, version } = await controls.read('#look');
    const now = clock.now();
    lastLook = value?.at;
    reportGap(ports, lastLook, now);
    const list = await live.active();
    await controls.write('#look', { at: now.toISOString() }, version);
    return { list, active: new Set(list.map(({ sessionId }) => sessionId)), lastLook };
  } catch (cause) {
    // Then nothing is said to have ended, and the notices are looked after all the same.
    monitor.fault('SSM did not say which sessions are active', cause);
    return { list: [], active: undefined, lastLook };
  }
}

function reportGap({ monitor }: Ports, lastLook: string | undefined, now: Date): void {
  if (lastLook === undefined) return;
  const gap = now.getTime() - Date.parse(lastLook);
  if (gap < -MAX_CLOCK_SKEW_MILLIS) monitor.fault('the clock has been set back, or was ahead', new Error(lastLook));
  if (gap > SILENT_FOR_MILLIS) monitor.fault('SSM has not been asked for long', new Error(`not since ${lastLook}`));
}
