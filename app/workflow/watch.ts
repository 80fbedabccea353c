// The watchdog's minute: who is connected, what is due, what Slack does not show yet, what the subscription has skipped.
import type { LiveSession, Stored } from '../ports.ts';
import { SKEW_MILLIS } from '../session/policy.ts';
import { isBeingTerminated } from '../session/session.ts';
import { refreshApprovers } from './approvers.ts';
import { type Ports, readKnown } from './commit.ts';
import { confirmAll } from './confirm.ts';
import { deliver } from './deliver.ts';
import { digest } from './digest.ts';
import { lacksOwner, takeIn } from './found.ts';
import type { Home } from './observe.ts';
import type { Replay } from './replay.ts';
import type { Settings } from './settings.ts';
import { type Sight, type Tended, tend } from './tend.ts';

export interface Watching {
  readonly home: Home;
  readonly replay: Replay;
  /** When the pass has to be over: what is left then is done by the next one */
  readonly until: Date;
}

/** A look of which less than this is left is not begun. */
const LOOK_MILLIS = 5_000;
/** A watchdog that is to look each minute and has not looked for so long is reported. */
const SILENT_FOR_MILLIS = 10 * 60_000;

/** Looks once at all that is open, and again every `pollEverySeconds` as long as there is time. */
export async function watch(ports: Ports, settings: Settings, watching: Watching): Promise<void> {
  const telling = () => tellUnmanaged(ports, settings);
  await Promise.all([
    looks(ports, settings, watching),
    attempting(ports)('SSM did not say which nodes it manages', telling, undefined),
  ]);
}

async function looks(ports: Ports, settings: Settings, watching: Watching): Promise<void> {
  const { clock } = ports;
  const end = watching.until.getTime();
  const every = settings.pollEverySeconds * 1000;
  for (let next = clock.now().getTime(); ; ) {
    next += every;
    await look(ports, settings, watching, new Date(Math.min(next, end)));
    if (next + LOOK_MILLIS > end) return;
    await clock.pause(Math.max(0, next - clock.now().getTime()));
  }
}

/** An id that is no managed node is a slip of whoever set it: sessions on the host that was meant are not watched. */
async function tellUnmanaged({ hosts, monitor }: Ports, { targets }: Settings): Promise<void> {
  if (targets === '*') return;
  const ids = Object.keys(targets);
  const managed = await hosts.managed(ids);
  const unknown = ids.filter((id) => !managed.has(id));
  if (unknown.length > 0) monitor.count('TargetsUnmanaged', unknown.length);
}

/** @param until when the next look begins */
async function look(ports: Ports, settings: Settings, watching: Watching, until: Date): Promise<void> {
  const attempt = attempting(ports);
  // Finding out may take half of the time: what is found wants to be told.
  const half = new Date((ports.clock.now().getTime() + until.getTime()) / 2);
  const isKnown = await attempt('the approvers could not be refreshed', () => refreshApprovers(ports, settings), false);
  // Open items first: what starts in between is in the list, and what ends in between is asked for by name.
  const ids = await ports.store.open();
  const open = await readKnown(ports, ids);
  const sight = await see(ports, isKnown, half);
  // What nobody has heard of goes before what is known.
  const live = idsOfLive(ids, open);
  const taking = () => takeIn(ports, settings, sight.list, live, half);
  const tended: Tended[] = await attempt('active sessions could not be taken in', taking, []);
  const looked = new Map<string, Tended>();
  for (const stored of inTurn(open, ports.clock.now())) {
    // One entry that cannot be handled must not hide the others; it stays due.
    const tending = () => tend(ports, stored, sight);
    looked.set(stored.entry.id, await attempt('an open entry could not be looked after', tending, { stored }));
  }
  tended.push(...open.flatMap(({ entry }) => looked.get(entry.id) ?? []));
  const replaying = () => watching.replay.run(ports, settings, watching.home, half);
  tended.push(...(await attempt('the trail could not be read again', replaying, [])));
  const latest = latestOf(tended);
  await Promise.all([
    attempt('Slack could not be brought up to date', () => deliver(ports, latest, until), undefined),
    confirmAll(ports, latest.flatMap(beingTerminated), watching.until),
  ]);
  await attempt('the digest could not be looked after', () => digest(ports, settings), undefined);
}

/** When there is no time for all, other ones come first at each look. */
function inTurn(open: readonly Stored[], now: Date): Stored[] {
  const first = open.length === 0 ? 0 : Math.floor(now.getTime() / 1000) % open.length;
  return [...open.slice(first), ...open.slice(0, first)];
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
function idsOfLive(ids: readonly string[], open: readonly Stored[]): ReadonlySet<string> {
  const over = open.filter(({ entry }) => (entry.type === 'session' && entry.ended) || lacksOwner(entry));
  const overIds = new Set(over.map(({ entry }) => entry.id));
  return new Set(ids.filter((id) => !overIds.has(id)));
}

/** Who is connected, when SSM says so to the end; and when it last did. */
async function see(
  ports: Ports,
  isKnown: boolean,
  until: Date,
): Promise<Sight & { readonly list: readonly LiveSession[] }> {
  const { live, controls, clock, monitor, messenger } = ports;
  let answers: Promise<boolean> | undefined;
  const answerable = async () => {
    answers ??= messenger.answers();
    return isKnown && (await answers);
  };
  let lastLook: string | undefined;
  try {
    const { value, version } = await controls.read('#look');
    const now = clock.now();
    lastLook = value?.at;
    reportGap(ports, lastLook, now);
    const list = await live.active();
    await controls.write('#look', { at: now.toISOString() }, version);
    return { list, active: new Set(list.map(({ sessionId }) => sessionId)), lastLook, answerable, until };
  } catch (cause) {
    // Then nothing is said to have ended, and the notices are looked after all the same.
    monitor.fault('SSM did not say which sessions are active', cause);
    return { list: [], active: undefined, lastLook, answerable, until };
  }
}

function reportGap({ monitor }: Ports, lastLook: string | undefined, now: Date): void {
  if (lastLook === undefined) return;
  const gap = now.getTime() - Date.parse(lastLook);
  if (gap < -SKEW_MILLIS) monitor.fault('the clock has been set back, or was ahead', new Error(lastLook));
  if (gap > SILENT_FOR_MILLIS) monitor.fault('SSM has not been asked for long', new Error(`not since ${lastLook}`));
}

/** An entry that was written twice is shown once, as it was written last, by whichever of us has its lease. */
function latestOf(tended: readonly Tended[]): Tended[] {
  const byId = Map.groupBy(tended, ({ stored }) => stored.entry.id);
  return [...byId.values()].flatMap((all) => {
    const [latest] = all.toSorted((a, b) => b.stored.version - a.stored.version);
    const holder = latest?.stored.delivery.lease?.owner;
    const owner = all.find((one) => one.owner !== undefined && one.owner === holder)?.owner;
    return latest ? [{ stored: latest.stored, ...(owner && { owner }) }] : [];
  });
}

function beingTerminated({ stored: { entry } }: Tended): string[] {
  return entry.type === 'session' && isBeingTerminated(entry) ? [entry.id] : [];
}
