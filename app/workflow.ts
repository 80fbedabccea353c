// One function per use case, each the same way: observe, decide, append, reconcile.
import { type Appended, append } from './append.ts';
import type { Directory, LiveSession, LiveSessions, Observation, ObservedStart, Stored, Watchdog } from './ports.ts';
import { isStale, type Reconciling, type ShowOptions, settle, show } from './reconcile.ts';
import type { Actor, Command, Refusal } from './session/decide.ts';
import type { Operator, Principal, StartFacts, Target } from './session/event.ts';
import { kindOf } from './session/kind.ts';
import { operatorOf } from './session/operator.ts';
import { isApprover, nextDue, type People } from './session/policy.ts';
import { principalOfArn } from './session/principal.ts';
import { deniedId, isBeingTerminated, isLive, type Session } from './session/session.ts';

export interface Ports extends Reconciling {
  readonly live: LiveSessions;
  readonly directory: Directory;
  readonly watchdog: Watchdog;
  /** A new unguessable name each time. */
  readonly newId: () => string;
}

export interface Settings extends People {
  readonly approverGroup?: string | undefined;
  readonly operatorEmailDomain?: string | undefined;
  readonly shellDocuments: readonly string[];
  /** Names by id; '*' for every managed node */
  readonly targets: Readonly<Record<string, string>> | '*';
}

/** The region and account of this deployment: it watches its own. */
export interface Home {
  readonly region?: string | undefined;
  readonly accountId?: string | undefined;
}

/** A button pressed on a notice. */
export interface Click {
  /** The same for every delivery of one press */
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly from: Actor['from'];
}

export type Outcome =
  | { readonly outcome: 'done'; readonly session: Session }
  | { readonly outcome: 'refused'; readonly refusal: Refusal };

/** Who is on now. `at` is when that was known to be so. */
export interface Presence {
  readonly source: 'ssm' | 'stored';
  readonly at: string;
  readonly sessions: readonly PresentSession[];
}

/** A session as it is known: one that SSM shows before any record of it came has no acknowledgement yet. */
export type PresentSession = Pick<
  Session,
  'id' | 'operator' | 'target' | 'kind' | 'startedAt' | 'acknowledged' | 'termination'
>;

export type Workflow = ReturnType<typeof createWorkflow>;

/** A button pressed within this time after the notice changed crossed the change; it needs no second update. */
const CROSSED_MILLIS = 5_000;
/** `/bastion who` answers within Slack's 3 seconds, whatever SSM does. */
const WHO_WAITS_MILLIS = 1_500;
/** How long SSM has, after each time it was asked to cut a session, before it is asked whether the session is gone. */
const CONFIRM_PAUSES_MILLIS = [500, 1_000, 2_000, 3_000, 4_000];

export function createWorkflow(ports: Ports, settings: Settings) {
  const { store, live, directory, watchdog, clock, monitor } = ports;

  /** Takes in what a CloudTrail record tells. @throws Error when it could not be stored */
  async function observe(observation: Observation, home: Home = {}): Promise<void> {
    if (observation.type === 'ignored') return monitor.count('RecordsIgnored');
    if (isElsewhere(observation, home)) return monitor.count('RecordsFromElsewhere');
    switch (observation.type) {
      case 'start':
        if (watchedTarget(observation.targetId)) {
          await observeStart(observation.start, observation.targetId, `cloudtrail:${observation.recordId}`);
        }
        return;
      case 'denied':
        return observeDenied(observation);
      case 'terminate-call': {
        const { sessionId, caller: by, at, recordId } = observation;
        const command: Command = { type: 'observeTerminateCall', id: `cloudtrail:${recordId}`, by, at };
        await commit(sessionId, command);
      }
    }
  }

  async function observeStart(start: ObservedStart, targetId: string, commandId: string): Promise<void> {
    const facts: StartFacts = {
      ...start,
      operator: await identify(start.principal),
      target: nameTarget(targetId),
      kind: kindOf(start.document, start.parameters, settings.shellDocuments),
    };
    await commit(start.sessionId, { type: 'observeStart', id: commandId, facts }, { isNew: true });
  }

  async function observeDenied(observation: Extract<Observation, { type: 'denied' }>): Promise<void> {
    const watched = observation.targetIds.filter(watchedTarget);
    if (observation.targetIds.length > 0 && watched.length === 0) return;
    const targetId = watched[0];
    const { denied } = observation;
    const operator = operatorOf(denied.principal, settings);
    const facts = { ...denied, operator, target: targetId === undefined ? undefined : nameTarget(targetId) };
    const command: Command = { type: 'observeDenied', id: `cloudtrail:${observation.recordId}`, facts };
    await commit(deniedId(facts), command, { isNew: true });
  }

  async function acknowledge(click: Click): Promise<Outcome> {
    return act(click, 'acknowledge');
  }

  /** Records the request, asks SSM once, shows it; whether the session is gone is found out by the watchdog. */
  async function terminate(click: Click): Promise<Outcome> {
    return act(click, 'requestTermination');
  }

  async function act(click: Click, type: 'acknowledge' | 'requestTermination'): Promise<Outcome> {
    const actor: Actor = { userId: click.userId, approver: await standing(click.userId), from: click.from };
    const owner = ports.newId();
    const appended = await append(ports, click.sessionId, { type, id: click.id, actor }, owner);
    if (appended.outcome === 'refused') {
      await refreshIfStale(appended);
      return { outcome: 'refused', refusal: appended.refusal };
    }
    const shown = show(ports, appended.stored, { owner, recovered: appended.recovered, replies: false });
    // A click that is met again has asked SSM already.
    if (type === 'requestTermination' && appended.outcome === 'changed') {
      await Promise.all([shown, askToTerminate(click.sessionId)]);
      await wake(click.sessionId);
    }
    return { outcome: 'done', session: asSession(await shown) };
  }

  /** A press of a button that should not be there any more: the person sees something old. */
  async function refreshIfStale({ stored, refusal }: Extract<Appended, { outcome: 'refused' }>): Promise<void> {
    const settled = ['already-acknowledged', 'already-terminating', 'already-ended', 'lapsed'].includes(refusal.reason);
    if (!stored || !settled) return;
    const quiet = Date.parse(stored.delivery.shownAt ?? '') + CROSSED_MILLIS < clock.now().getTime();
    if (quiet || isStale(ports, stored))
      await settle(ports, stored, { ...as(ports.newId()), replies: false, force: true });
  }

  async function askToTerminate(sessionId: string): Promise<void> {
    try {
      await live.terminate(sessionId);
    } catch (cause) {
      // The request is recorded and due: the watchdog asks again.
      monitor.fault('TerminateSession was not answered', cause, { sessionId });
    }
  }

  async function wake(sessionId: string): Promise<void> {
    try {
      await watchdog.wake(sessionId);
    } catch (cause) {
      // What is due is found by the next scheduled pass.
      monitor.fault('the watchdog could not be woken', cause, { sessionId });
    }
  }

  /**
   * Finds out whether a session that was to be cut is gone, asking SSM to cut it again where it is not.
   *
   *   Terminated after the request     ended, cut
   *   Terminated before the request    it was already over
   *   still among the active           still connected: said so after the last try
   */
  async function confirm(sessionId: string): Promise<void> {
    for (let asked = 0; ; asked++) {
      const stored = await store.read(sessionId);
      if (stored?.entry.type !== 'session') return;
      const { entry } = stored;
      if (!isBeingTerminated(entry)) return refresh(stored);
      const found = await live.find(sessionId);
      if (found && isOver(found)) return recordEnd(entry, found);
      const pause = CONFIRM_PAUSES_MILLIS[asked];
      if (pause === undefined) return found && reportStillConnected(entry, asked);
      // The first request was the click's own.
      if (asked === 0) await refresh(stored);
      else await askToTerminate(sessionId);
      await clock.pause(pause);
    }
  }

  /** Only what SSM still lists is said to be connected: absence from both lists proves nothing, and stays due. */
  async function reportStillConnected({ id, termination }: Session, tries: number): Promise<void> {
    const commandId = `failure:${id}:${termination?.at}`;
    await commit(id, { type: 'reportTerminationFailure', id: commandId, tries });
    monitor.count('TerminationsFailed');
  }

  /** One look at all that is open: ends, stale notices, requests that were not confirmed, acknowledgements that nobody will give. */
  async function watch(): Promise<void> {
    // Open items first: what starts in between is in the list, and what ends in between is asked for by name.
    const open = await readKnown(await store.open());
    const active = await idsOfActive();
    for (const stored of open) {
      try {
        await look(stored, active);
      } catch (cause) {
        // One entry that cannot be handled must not hide the others; it stays due.
        monitor.fault('an open entry could not be looked after', cause, { id: stored.entry.id });
      }
    }
  }

  async function readKnown(ids: readonly string[]): Promise<readonly Stored[]> {
    const { found, faults } = await store.readMany(ids);
    for (const fault of faults) monitor.fault('an item cannot be read, and is not looked after', fault);
    return found;
  }

  /** Undefined when SSM does not answer: then nothing is said to have ended, and the notices are looked after all the same. */
  async function idsOfActive(): Promise<ReadonlySet<string> | undefined> {
    try {
      return new Set((await live.active()).map((session) => session.sessionId));
    } catch (cause) {
      monitor.fault('SSM did not say which sessions are active', cause);
      return undefined;
    }
  }

  async function look(stored: Stored, active: ReadonlySet<string> | undefined): Promise<void> {
    const { entry } = stored;
    if (entry.type === 'session') {
      if (isBeingTerminated(entry)) return confirm(entry.id);
      if (isLive(entry) && active && !active.has(entry.id)) {
        const found = await live.find(entry.id);
        if (found && isOver(found)) return recordEnd(entry, found);
      }
      const due = nextDue(entry, ports.deadlines);
      if (entry.ended && due && due <= clock.now().toISOString()) {
        return commit(entry.id, { type: 'lapse', id: `lapse:${entry.id}` });
      }
    }
    await refresh(stored);
  }

  async function recordEnd(session: Session, found: LiveSession): Promise<void> {
    await commit(session.id, {
      type: 'observeEnd',
      id: `end:${session.id}`,
      status: found.status === 'Failed' ? 'Failed' : 'Terminated',
      endedAt: found.endedAt,
      maximumMinutes: found.maximumMinutes,
    });
  }

  /** Who is on the watched targets now: SSM's answer joined with what is stored; what is stored when SSM does not answer in time. */
  async function who(): Promise<Presence> {
    const answer = await Promise.race([
      live.active().catch((cause: unknown) => monitor.fault('SSM did not say who is on', cause)),
      clock.pause(WHO_WAITS_MILLIS),
    ]);
    const at = clock.now().toISOString();
    if (!answer) {
      const open = await readKnown(await store.open());
      const sessions = open.flatMap(({ entry }) => (entry.type === 'session' && isLive(entry) ? [entry] : []));
      return { source: 'stored', at, sessions: sessions.sort(byStart) };
    }
    const present = answer.filter((session) => watchedTarget(session.target));
    const stored = await readKnown(present.map((session) => session.sessionId));
    const known = new Map(stored.flatMap(({ entry }) => (entry.type === 'session' ? [[entry.id, entry]] : [])));
    return {
      source: 'ssm',
      at,
      sessions: present.map((one) => known.get(one.sessionId) ?? unrecorded(one)).sort(byStart),
    };
  }

  function unrecorded(session: LiveSession): PresentSession {
    return {
      id: session.sessionId,
      operator: operatorOf(principalOfArn(session.owner), settings),
      target: nameTarget(session.target),
      kind: kindOf(session.document, undefined, settings.shellDocuments),
      startedAt: session.startedAt ?? clock.now().toISOString(),
    };
  }

  /** Decides, writes, and shows. What is refused here was observed, not asked for: there is nobody to tell. */
  async function commit(id: string, command: Command, { isNew = false } = {}): Promise<void> {
    const owner = ports.newId();
    const appended = await append(ports, id, command, owner, isNew);
    if (appended.outcome === 'refused') return monitor.count('ObservationsWithoutSession');
    if (appended.outcome === 'changed') await show(ports, appended.stored, { owner, recovered: appended.recovered });
  }

  async function refresh(stored: Stored): Promise<void> {
    if (isStale(ports, stored)) await settle(ports, stored, as(ports.newId()));
  }

  async function standing(userId: string): Promise<Actor['approver']> {
    if (isApprover(userId, settings, new Set())) return 'yes';
    if (settings.approverGroup === undefined) return 'no';
    try {
      return isApprover(userId, settings, await directory.groupMembers(settings.approverGroup)) ? 'yes' : 'no';
    } catch (cause) {
      monitor.fault('the group of approvers could not be read', cause);
      return 'unknown';
    }
  }

  async function identify(principal: Principal): Promise<Operator> {
    const listed = operatorOf(principal, settings);
    const domain = settings.operatorEmailDomain;
    if (listed.slackUser !== undefined || domain === undefined) return listed;
    const email = principal.name.includes('@') ? principal.name : `${principal.name}@${domain}`;
    if (!email.toLowerCase().endsWith(`@${domain.toLowerCase()}`)) return listed;
    try {
      return operatorOf(principal, settings, await directory.userByEmail(email));
    } catch (cause) {
      // The notice goes out all the same; the acknowledgement will say that the operator is not verified.
      monitor.fault('the operator could not be looked up', cause);
      return listed;
    }
  }

  function watchedTarget(id: string): boolean {
    return settings.targets === '*' ? /^m?i-/.test(id) : Object.hasOwn(settings.targets, id);
  }

  function nameTarget(id: string): Target {
    const name = settings.targets !== '*' && Object.hasOwn(settings.targets, id) ? settings.targets[id] : undefined;
    return { id, name: name ?? id };
  }

  return { observe, acknowledge, terminate, confirm, watch, who };
}

function isElsewhere(record: Home, home: Home): boolean {
  const differ = (a: string | undefined, b: string | undefined) => a !== undefined && b !== undefined && a !== b;
  return differ(home.region, record.region) || differ(home.accountId, record.accountId);
}

/** Only history proves an end, and only these words of it. */
function isOver({ state, status }: LiveSession): boolean {
  return state === 'history' && (status === 'Terminated' || status === 'Failed');
}

function as(owner: string): ShowOptions {
  return { owner };
}

function byStart(a: PresentSession, b: PresentSession): number {
  return a.startedAt.localeCompare(b.startedAt);
}

function asSession({ entry }: Stored): Session {
  if (entry.type !== 'session')
    throw new Error(`${entry.id} is no session, and was acted on: a rule of decide is missing`);
  return entry;
}
