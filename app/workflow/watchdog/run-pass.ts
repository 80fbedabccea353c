// One watchdog pass: a poll of SSM, the deadlines, the delivery to Slack, the replay of the trail, the digest.
import type { LiveSession, Ports, StoredStream } from '../../ports.ts';
import { isOverdue, MAX_CLOCK_SKEW_MILLIS } from '../../session/approval.ts';
import { refreshApprovers } from '../approvers.ts';
import type { AccountAndRegion } from '../ingest-record.ts';
import { putEvents } from '../put-events.ts';
import { readKnown } from '../record.ts';
import type { WorkflowSettings } from '../settings.ts';
import { sendTampering } from '../tampering/send-tampering.ts';
import { applyDeadlinesTo, findDue, type PollSnapshot, retryTermination, type SeenBySsm } from './apply-deadlines.ts';
import { confirmTerminations } from './confirm-termination.ts';
import { startDelivery } from './deliver-messages.ts';
import { adoptUnknown, lacksPrincipal } from './discover-sessions.ts';
import { findEnds } from './find-ends.ts';
import { probeEndpoint } from './probe-endpoint.ts';
import type { Replay } from './replay-trail.ts';
import { sendDigest } from './send-digest.ts';

/** The log message about a gap between polls: the trial, whose clock jumps, knows it by this text. */
export const POLL_GAP_FAULT = 'no SSM poll for more than ten minutes';

export interface PassOptions {
  readonly home: AccountAndRegion;
  readonly replay: Replay;
  /** End of the pass: the next one does the rest */
  readonly until: Date;
}

/** A poll needs at least this much time, or it is not begun. */
const MIN_POLL_MILLIS = 5_000;
/** A poll with much to find out or to deliver may take this long; the polls due meanwhile are left out. */
const MAX_POLL_MILLIS = 20_000;
/** Other systems wait: the next poll puts the rest. */
const MAX_PUT_MILLIS = 5_000;
/** A gap between two polls that is reported: there should be one each minute. */
const SILENT_FOR_MILLIS = 10 * 60_000;

/** Polls once, and again every `pollEverySeconds` while there is time. */
export async function runPass(ports: Ports, settings: WorkflowSettings, options: PassOptions): Promise<void> {
  const reporting = () => reportUnmanaged(ports, settings);
  const clicksArrive = probeEndpoint(ports);
  const [overdue] = await Promise.all([
    pollRepeatedly(ports, settings, options, clicksArrive),
    reportFaults(ports)('managed nodes not listed by SSM', reporting, undefined),
    clicksArrive(),
  ]);
  if (overdue > 0) ports.monitor.count('SessionsUnacknowledged', overdue);
}

type ClicksArrive = PollSnapshot['clicksArrive'];

/** @returns how many sessions are overdue after the last poll */
async function pollRepeatedly(
  ports: Ports,
  settings: WorkflowSettings,
  options: PassOptions,
  clicksArrive: ClicksArrive,
): Promise<number> {
  const { clock } = ports;
  const end = options.until.getTime();
  const every = settings.pollEverySeconds * 1000;
  for (let pollAt = clock.now().getTime(); ; ) {
    const until = Math.max(pollAt + every, clock.now().getTime() + MAX_POLL_MILLIS);
    const overdue = await pollOnce(ports, settings, options, clicksArrive, new Date(Math.min(until, end)));
    pollAt += Math.max(1, Math.ceil((clock.now().getTime() - pollAt) / every)) * every;
    if (pollAt + MIN_POLL_MILLIS > end) return overdue;
    await clock.pause(Math.max(0, pollAt - clock.now().getTime()));
  }
}

/** An id without a managed node is a mistake in the settings: sessions on the intended host are not watched. */
async function reportUnmanaged({ nodes, monitor }: Ports, { targets }: WorkflowSettings): Promise<void> {
  if (targets === '*') return;
  const ids = Object.keys(targets);
  const managed = await nodes.list(ids);
  const unknown = ids.filter((id) => !managed.has(id));
  if (unknown.length > 0) monitor.count('TargetsUnmanaged', unknown.length);
}

/**
 * @param until end of this poll
 * @returns how many sessions are live and unacknowledged past their deadline
 */
async function pollOnce(
  ports: Ports,
  settings: WorkflowSettings,
  options: PassOptions,
  clicksArrive: ClicksArrive,
  until: Date,
): Promise<number> {
  const attempt = reportFaults(ports);
  // The checks take at most half of the time: the delivery of their results needs the rest.
  const half = new Date((ports.clock.now().getTime() + until.getTime()) / 2);
  const isKnown = await attempt('approver refresh failed', () => refreshApprovers(ports, settings), false);
  // Open streams are read before the active sessions: a start in between is in the list, an end in between is asked for
  // by id.
  const ids = await ports.store.open();
  const open = await readKnown(ports, ids);
  const snapshot = createSnapshot(ports, isKnown, clicksArrive);
  const delivering = startDelivery(ports, open, snapshot, until);
  const { openStreams } = delivering;
  const ssm = await listActive(ports);
  await attempt(
    'active sessions not adopted',
    async () => {
      const taken = await adoptUnknown(ports, settings, ssm.list, idsOfLive(ids, open), half);
      taken.forEach(openStreams.put);
    },
    undefined,
  );
  const { active } = ssm;
  if (active) await findEnds(ports, openStreams, active, half);
  await attempt(
    'trail replay failed',
    async () => {
      const written = await options.replay.run(ports, settings, options.home, half);
      written.forEach(openStreams.put);
    },
    undefined,
  );
  const { byTurn, silent } = await findDue(ports, openStreams, snapshot);
  delivering.addRest(byTurn);
  await applyDeadlinesTo(ports, openStreams, silent, snapshot, until);
  await retryTermination(ports, openStreams, ssm, until);
  await confirmTerminations(ports, openStreams, options.until);
  await attempt('delivery to Slack failed', delivering.finish, undefined);
  reportPostponed(ports, snapshot);
  await attempt('tampering notices not sent', () => sendTampering(ports, options.until), undefined);
  await attempt('digest run failed', () => sendDigest(ports, settings), undefined);
  const { deadlines, clock } = ports;
  const putUntil = new Date(Math.min(clock.now().getTime() + MAX_PUT_MILLIS, options.until.getTime()));
  await attempt('events not put on the bus', () => putEvents(ports, openStreams.all(), putUntil), []);
  const now = clock.now();
  return openStreams.all().filter(({ stream }) => stream.type === 'session' && isOverdue(stream, deadlines, now))
    .length;
}

function createSnapshot({ messenger }: Ports, isKnown: boolean, clicksArrive: ClicksArrive): PollSnapshot {
  let answering: Promise<boolean> | undefined;
  const answers = () => {
    answering ??= messenger.isReachable();
    return answering;
  };
  return { answers, clicksArrive, isKnown, postponed: new Map() };
}

/** One alarm for all of them. */
function reportPostponed({ monitor }: Ports, { postponed }: PollSnapshot): void {
  const [first, ...others] = postponed;
  if (first === undefined) return;
  const [id, why] = first;
  monitor.count('TerminationsPostponed', postponed.size);
  monitor.fault('termination postponed: nobody could respond', new Error(why), { id, others: others.length });
}

/** Reports a failure, and goes on with the rest. */
function reportFaults({ monitor }: Ports) {
  return async <T>(what: string, attempt: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await attempt();
    } catch (cause) {
      monitor.fault(what, cause);
      return otherwise;
    }
  };
}

/** Ids of open streams whose sessions are not known to have ended: an ended one that SSM lists as active is alive. */
function idsOfLive(ids: readonly string[], open: readonly StoredStream[]): ReadonlySet<string> {
  const over = open.filter(({ stream }) => (stream.type === 'session' && stream.ended) || lacksPrincipal(stream));
  const overIds = new Set(over.map(({ stream }) => stream.id));
  return new Set(ids.filter((id) => !overIds.has(id)));
}

/** The active sessions when SSM lists all of them, and the time of the poll before. */
async function listActive(ports: Ports): Promise<SeenBySsm & { readonly list: readonly LiveSession[] }> {
  const { live, controls, clock, monitor } = ports;
  let lastPoll: string | undefined;
  try {
    const { value, version } = await controls.read('#lastPoll');
    const now = clock.now();
    lastPoll = value?.at;
    reportGap(ports, lastPoll, now);
    const list = await live.active();
    await controls.write('#lastPoll', { at: now.toISOString() }, version);
    return { list, active: new Set(list.map(({ sessionId }) => sessionId)), lastPoll };
  } catch (cause) {
    // Then no session counts as ended, and the delivery goes on.
    monitor.fault('active sessions not listed by SSM', cause);
    return { list: [], active: undefined, lastPoll };
  }
}

function reportGap({ monitor }: Ports, lastPoll: string | undefined, now: Date): void {
  if (lastPoll === undefined) return;
  const gap = now.getTime() - Date.parse(lastPoll);
  if (gap < -MAX_CLOCK_SKEW_MILLIS) monitor.fault('clock set back', new Error(lastPoll));
  if (gap > SILENT_FOR_MILLIS) monitor.fault(POLL_GAP_FAULT, new Error(`not since ${lastPoll}`));
}
