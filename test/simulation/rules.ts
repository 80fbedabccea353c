// The rules of the design for a world that knows the truth, written independently of the code.
import type { StoredStream } from '../../app/ports.ts';
import type { Event } from '../../app/session/event.ts';
import { listFollowUps } from '../../app/session/follow-ups.ts';
import { findBrokenLink } from '../../app/session/hash-chain.ts';
import { fold, type Session, type Stream } from '../../app/session/session.ts';
import { APPROVER, APPROVER_2, LINUX } from '../app/doubles/memory-ports.ts';
import type { Note } from '../app/doubles/memory-slack.ts';
import { checkAct, checkStanding, isCalm, mayMiss, standingAfter } from './acknowledgement-rules.ts';
import { holds, MINUTE, RuleBroken, SKEW } from './broken.ts';
import type { Process } from './scheduler.ts';
import { APPROVER_3, type World } from './world.ts';

/** After each write to the table. */
export function checkSaved(before: StoredStream | undefined, after: StoredStream, world: World): void {
  const { stream } = after;
  const { id, events } = stream;
  holds(10, findBrokenLink(id, events) === undefined, `${id}: its chain is broken`);
  holds(10, sameJson(fold(events), stream), `${id}: its events do not give its state`);
  const times = events.map(({ at }) => at);
  holds(10, sameJson(times, times.toSorted()), `${id}: its time runs backwards`);
  const known = before?.stream.events ?? [];
  checkMarked(after, world);
  holds(10, sameJson(events.slice(0, known.length), known), `${id}: an event was changed or lost`);
  const news = events.slice(known.length);
  if (stream.type === 'denied') {
    checkDenied(stream);
  } else {
    holds(1, world.sessions.has(id), `${id}: an item of a session that never was`);
    for (const event of news) checkEvent(event, stateBefore(event, stream), stream, world);
  }
}

/** The bus has every event that is marked as put, and had them in their order. */
function checkMarked({ stream: { id }, delivery: { eventsPut = 0 } }: StoredStream, world: World): void {
  const numbers = firstNumbers(id, world).slice(0, eventsPut);
  holds(11, numbers.length === eventsPut, `${id}: event ${numbers.length + 1} counts as put, and the bus never got it`);
}

/** The numbers of the stream's events, each once, in the order in which the bus got them first. */
function firstNumbers(id: string, { told }: World): readonly number[] {
  return [...new Set(told.onBus.flatMap(({ stream, number }) => (stream === id ? [number] : [])))];
}

function checkDenied({ id, events }: Stream): void {
  const kinds = new Set(events.map(({ type }) => type));
  for (const type of kinds) {
    holds(7, ['denied', 'deniedOverflow', 'noticed'].includes(type), `${id}: a denied attempt has ${type}`);
  }
}

/** One write may add several events: each is judged by what was before it. */
function stateBefore({ seq }: Event, { events }: Session): Session | undefined {
  const before = fold(events.slice(0, seq - 1));
  return before?.type === 'session' ? before : undefined;
}

function checkEvent(event: Event, known: Session | undefined, session: Session, world: World): void {
  if (known) checkAct(event, known, world);
  const now = world.scheduler.now();
  const truth = world.sessions.get(session.id);
  switch (event.type) {
    case 'terminationRequested':
      checkRequest(event, known, world);
      return;
    case 'ended':
      holds(6, event.how.cause !== 'terminated' || known?.termination !== undefined, `${session.id}: cut by nobody`);
      if (event.status === 'Unknown') {
        const since = Date.parse(event.endedAt);
        holds(6, now - since >= 15 * MINUTE - SKEW, `${session.id}: taken for over too soon`);
        holds(6, event.how.cause === 'unknown', `${session.id}: taken for over, and said to be ended by somebody`);
      } else {
        holds(
          6,
          truth?.endedAt !== undefined && truth.historyFrom <= now,
          `${session.id}: said to have ended, and lives`,
        );
      }
      return;
    case 'reminded':
      holds(4, !isReminded(known), `${session.id}: reminded twice`);
      checkUnanswered(event, known);
      return;
    case 'escalated':
      holds(
        4,
        isPast(shownSince(known), world.messageOptions.deadlines.acknowledgeWithinMinutes, now),
        `${session.id}: escalated too soon`,
      );
      checkUnanswered(event, known);
      return;
    case 'warned':
      checkUnanswered(event, known);
      return;
    case 'lapsed':
      holds(
        4,
        isPast(known?.ended?.at, world.messageOptions.deadlines.lapseAfterHours * 60, now),
        `${session.id}: lapsed too soon`,
      );
      holds(4, known?.ended !== undefined && !known.acknowledged, `${session.id}: lapsed, though live or acknowledged`);
      return;
    default:
  }
}

/** ISO time since which people know that nobody has acknowledged it. */
function shownSince(session: Session | undefined): string | undefined {
  if (session?.noticed === undefined) return undefined;
  const { reopened } = standingAfter(session.events);
  return [session.noticed.at, session.resumedAt ?? '', reopened?.at ?? ''].sort().at(-1);
}

function isPast(since: string | undefined, minutes: number, now: number): boolean {
  return since !== undefined && now - Date.parse(since) >= minutes * MINUTE - SKEW;
}

/** Since the session was last without an acknowledgement. */
function isReminded(session: Session | undefined): boolean {
  const events = session?.events ?? [];
  const { reopened } = standingAfter(events);
  return events.some(({ type, seq }) => type === 'reminded' && seq > (reopened?.seq ?? 0));
}

function checkUnanswered({ type }: Event, session: Session | undefined): void {
  const isOpen = session && !session.ended && !session.acknowledged && !session.termination;
  holds(4, isOpen === true, `${session?.id}: ${type}, though there was nothing to answer`);
}

function checkRequest(
  event: Extract<Event, { type: 'terminationRequested' }>,
  session: Session | undefined,
  world: World,
) {
  if (session === undefined) throw new RuleBroken(8, 'a termination of nothing');
  const { id } = session;
  const { trigger } = event;
  if (trigger === undefined) {
    const may = [APPROVER, APPROVER_2, APPROVER_3].includes(event.by) || event.by === session.operator.slackUser;
    holds(8, may, `${id}: ${event.by} may not terminate it`);
    return;
  }
  const now = world.scheduler.now();
  const { deadlines } = world.messageOptions;
  holds(3, session.acknowledged === undefined, `${id}: cut by the app, though acknowledged`);
  if (trigger === 'no-notice') {
    holds(5, deadlines.onNoNotice === 'terminate', `${id}: cut for want of a notice, though the team wants an alarm`);
    holds(5, session.noticed === undefined, `${id}: cut for want of a notice, which it has`);
    const waited = now - Date.parse(session.observedAt);
    holds(5, waited >= deadlines.noticeWithinMinutes * MINUTE - SKEW, `${id}: cut before its notice was late`);
    holds(13, !isOnlySlow(world), `${id}: cut for want of a notice, which waited for its turn among ours`);
    return;
  }
  holds(4, deadlines.onDeadline === 'terminate', `${id}: cut, though the team wants no cuts`);
  const warn = deadlines.warnBeforeMinutes * MINUTE;
  const told = (key: string) => world.slack.notes.find((note) => note.about === id && note.key === key);
  const outFor = (note: Note | undefined) => (note ? now - Number(note.ts) * 1000 : -1);
  const [notice] = world.slack.noticesOf(id);
  // Nobody misses a notice that was removed after its last update.
  if (notice || !world.removed.has(id))
    holds(
      4,
      outFor(notice) >= deadlines.acknowledgeWithinMinutes * MINUTE - SKEW,
      `${id}: cut before its time was over`,
    );
  const { reopened } = standingAfter(session.events);
  const waits = reopened ? now - Date.parse(reopened.at) : Number.POSITIVE_INFINITY;
  const [remindedAt = 0, warnedAt = 0] = [session.reminded?.seq, session.warned?.seq];
  const isAnew = remindedAt > (reopened?.seq ?? 0) && warnedAt > (reopened?.seq ?? 0);
  holds(4, isAnew, `${id}: cut without a reminder and a warning since its acknowledgement ended`);
  const isInTime = waits >= deadlines.acknowledgeWithinMinutes * MINUTE - SKEW;
  holds(4, isInTime, `${id}: cut before its new time was over`);
  holds(4, outFor(told(`${session.reminded?.seq}:thread`)) >= warn - SKEW, `${id}: cut without a reminder`);
  holds(4, outFor(told(`${session.warned?.seq}:thread`)) >= warn - SKEW, `${id}: cut without a warning`);
  if (session.operator.slackUser) {
    const key = `${session.warned?.seq}:operator`;
    // A person who accepts no direct messages gets the text in the thread.
    const isWarned = world.slack.refused.has(`${id} ${key}`) || outFor(told(key)) >= warn - SKEW;
    holds(4, isWarned, `${id}: cut before its operator was warned for long enough`);
  }
  checkReachable(session, world);
  holds(4, now - world.told.slackAnsweredAt <= MINUTE + SKEW, `${id}: cut while Slack did not answer`);
  holds(4, now - world.told.groupReadAt <= 6 * MINUTE + SKEW, `${id}: cut while nobody knew who the approvers are`);
}

/** Two probes in a row without an answer hold a termination back, until it has waited three times. */
function checkReachable({ id, events }: Session, { told, scheduler }: World): void {
  // The end of an acknowledgement begins the deadlines anew.
  const from = standingAfter(events).reopened?.seq ?? 0;
  const silent = events.filter((event) => event.type === 'postponed' && event.cause === 'endpoint-silent');
  const waits = silent.filter(({ seq }) => seq > from).length;
  holds(4, waits <= 3, `${id}: waited ${waits} times for an endpoint that does not answer`);
  const latest = told.probes.filter(({ at }) => at > scheduler.now() - 2.5 * MINUTE);
  const isKeptOut = latest.length >= 3 && latest.every(({ isAnswered }) => !isAnswered) && isSteady(told.probes);
  const isKnown = latest.every(({ pass }, index) => pass.dead || knowsOf(latest.slice(0, index), pass, told));
  holds(4, !isKeptOut || !isKnown || waits >= 3, `${id}: cut while no click could arrive`);
}

/** The table told the pass that another one before it was silent. */
function knowsOf(before: World['told']['probes'], pass: Process, { countRead, countStored }: World['told']): boolean {
  return countRead.has(pass) && before.some((earlier) => countStored.has(earlier.pass));
}

/** Each of the latest three probes came in a pass of its own. */
function isSteady(probes: World['told']['probes']): boolean {
  const [a = 0, b = 0, c = 0] = probes.slice(-3).map(({ at }) => at);
  return b - a > 25_000 && c - b > 25_000;
}

/** After each message that Slack has accepted. */
export function checkNote(note: Note, world: World): void {
  const { where, about, key } = note;
  const same = world.slack.notes.filter((one) => one.about === about && one.where === where && one.key === key);
  // The app cannot look up a direct message, and may repeat it once after a crash.
  holds(
    1,
    same.length <= (where === 'operator' ? 2 : 1),
    `${about}: told ${same.length} times (${key ?? 'its notice'})`,
  );
  if (key !== undefined) {
    if (where === 'thread') checkTurn(note, world);
    if (where === 'operator') checkDirect(note, world);
    return;
  }
  const stream = world.table.all().get(about)?.stream;
  if (stream?.type === 'denied')
    holds(7, !note.shown.includes('"type":"actions"'), `${about}: a denied attempt has buttons`);
  holds(9, !/"type":"mrkdwn","text":"[^"]*<!/.test(note.shown), `${about}: somebody's words became markup`);
  holds(9, !/^\{"text":"[^"]*<[!h]/.test(note.shown), `${about}: somebody's words became markup`);
}

/** Operators hear what the team wants them to hear, in one thread. */
function checkDirect({ about, key, below }: Note, world: World): void {
  const { stream } = world.table.all().get(about) ?? {};
  const event = stream?.events.find(({ seq }) => `${seq}:operator` === key);
  const { askReason, tellOperator } = world.settings;
  const isWanted = event?.type === 'warned' || (event?.type === 'noticed' ? askReason : tellOperator);
  holds(4, isWanted, `${about}: its operator is told of ${event?.type}, which the team does not want`);
  if (!isCalm(world)) return;
  const direct = world.slack.notes.filter((one) => one.about === about && one.where === 'operator');
  // The first message may be there twice: Slack's answer to one was lost.
  const roots = direct.filter((one) => one.key === direct[0]?.key).map(({ ts }) => ts);
  const isBelow = below === undefined ? direct[0]?.key === key : roots.includes(below);
  holds(4, isBelow, `${about}: its operator is told of ${event?.type} outside their thread`);
}

/** Slack accepts one message after another, and there is no other fault. */
function isOnlySlow({ story }: World): boolean {
  const { failing, dying, stumbling, pace, slackDown, ssmDown, groupUnreadable } = story;
  const windows = slackDown.length + ssmDown.length + groupUnreadable.length;
  return pace > 0 && failing + dying + stumbling + windows === 0;
}

/** For this long a watchdog pass may miss a session that another process has stored. */
const UNKNOWN_FOR = 90_000;

/** No reminder or warning goes out while another session has no notice. */
function checkTurn({ about, key }: Note, world: World): void {
  if (!isOnlySlow(world)) return;
  const { stream } = world.table.all().get(about) ?? {};
  const event = stream?.events.find(({ seq }) => `${seq}:thread` === key);
  if (event?.type !== 'reminded' && event?.type !== 'warned') return;
  const behind = [...world.table.all().values()].find(({ stream: { type, noticed, events }, delivery }) => {
    const seenAt = Date.parse(events[0]?.at ?? '');
    // Another process holds the lease, or died with it a moment ago.
    const isInHand = delivery.lease !== undefined;
    return type === 'session' && !noticed && !isInHand && seenAt < world.scheduler.now() - UNKNOWN_FOR;
  });
  holds(13, behind === undefined, `${about}: ${event.type}, while ${behind?.stream.id} was not announced`);
}

/** After the end of the faults and enough time for everything. */
export async function checkSettled(world: World): Promise<void> {
  const { value } = await world.controls.read('#watermark');
  for (const [id, truth] of world.sessions) {
    if (truth.target !== LINUX) {
      holds(1, !world.table.all().has(id), `${id}: of a target that is not watched`);
      continue;
    }
    const stored = world.table.all().get(id);
    // Nobody watched the time before the first pass of a deployment. Records have whole seconds.
    const isBefore = Math.floor(truth.startedAt / 1000) * 1000 < Date.parse(value?.first ?? '');
    if (stored === undefined && isBefore) continue;
    if (stored?.stream.type !== 'session') throw new RuleBroken(1, `${id}: was missed`);
    checkSession(stored.stream, world);
  }
  for (const stored of world.table.all().values()) checkShown(stored, world);
  for (const { stream } of world.table.all().values()) {
    const inOrder = stream.events.map(({ seq }) => seq);
    holds(
      11,
      sameJson(firstNumbers(stream.id, world), inOrder),
      `${stream.id}: its events are not on the bus in order`,
    );
  }
  for (const { eventID, eventTime } of world.denied) {
    const commandId = `cloudtrail:${eventID}`;
    const isKept = [...world.table.all().values()].some(({ stream }) =>
      stream.events.some((one) => one.commandId === commandId),
    );
    const isBefore = Date.parse(eventTime) < Date.parse(value?.first ?? '');
    holds(7, isKept || isBefore, `${eventID}: a denied attempt of which nothing is known`);
  }
}

function checkSession(session: Session, world: World): void {
  const { id } = session;
  const truth = world.sessions.get(id);
  holds(
    6,
    (truth?.endedAt === undefined) === (session.ended === undefined),
    `${id}: live or over, and stored otherwise`,
  );
  const isWanted = session.termination !== undefined;
  holds(6, !isWanted || session.ended !== undefined, `${id}: to be terminated, and lives`);
  checkOutcome(session, world);
  checkStanding(session, world);
  const wasAsked = world.told.asked.some((one) => one.id === id);
  holds(3, isWanted || !wasAsked, `${id}: SSM was asked to cut it, and nobody had requested that`);
  if (session.acknowledged || isWanted) return;
  const { onDeadline } = world.messageOptions.deadlines;
  if (session.ended) holds(4, session.lapsedAt !== undefined, `${id}: over for long, not answered, not lapsed`);
  else
    holds(
      4,
      onDeadline === 'remind' && session.escalated !== undefined,
      `${id}: nobody answered, and nothing came of it`,
    );
}

/** The required result of a request or a deadline if only TerminateSession itself had faults. */
function checkOutcome(session: Session, world: World): void {
  const { id, events, noticed } = session;
  if (!isCalm(world)) return;
  const request = events.find(({ type }) => type === 'terminationRequested');
  if (request === undefined) return;
  const livedOn = (world.sessions.get(id)?.endedAt ?? 0) - Date.parse(request.at);
  const wasTold = events.some(({ type }) => type === 'terminationFailed');
  const isHidden = world.sessions.get(id)?.hidden !== undefined;
  holds(6, livedOn < 2 * MINUTE || wasTold || isHidden, `${id}: lived on after it should be cut, and nobody was told`);
  if (request.by !== 'app' || count(events, 'postponed') > 0 || count(events, 'noticed') > 1 || !noticed) return;
  const { acknowledgeWithinMinutes, warnBeforeMinutes } = world.messageOptions.deadlines;
  const late =
    Date.parse(request.at) -
    Date.parse(shownSince(session) ?? noticed.at) -
    (acknowledgeWithinMinutes + warnBeforeMinutes) * MINUTE;
  holds(4, late < 2 * MINUTE, `${id}: cut long after its deadline`);
}

function checkShown({ stream, delivery }: StoredStream, world: World): void {
  const { id } = stream;
  const notices = world.slack.noticesOf(id);
  // The app detects a removed notice at its next update.
  if (notices.length === 0 && world.removed.get(id) === world.slack.face(stream)) return;
  holds(1, notices.length === 1, `${id}: has ${notices.length} notices`);
  holds(1, notices[0]?.ts === stream.noticed?.ts, `${id}: its notice is another than it knows`);
  holds(1, notices[0]?.shown === world.slack.face(stream), `${id}: its notice shows something old`);
  holds(1, delivery.lease === undefined, `${id}: its lease is never given back`);
  if (stream.type === 'denied') return;
  for (const { key, audience } of listFollowUps(stream, {
    escalationChannel: 'C0ONCALL01',
    warnOnHost: false,
    ...world.settings,
  })) {
    const isThere = world.slack.notes.some((note) => note.about === id && note.key === key);
    if (!isThere && !mayMiss(id, { key, audience }, world)) throw new RuleBroken(4, `${id}: nobody was told of ${key}`);
  }
}

/** After a session-events invocation that succeeded. */
export function checkTakenIn(ids: readonly string[], world: World): void {
  for (const id of ids) holds(11, world.table.all().has(id), `${id}: its record was taken, and not stored`);
}

/** After a complete watchdog pass. */
export function checkPass(began: { readonly at: number; readonly faults: number }, world: World): void {
  const { noticeWithinMinutes } = world.messageOptions.deadlines;
  const late = [...world.table.all().values()].filter(({ stream }) => {
    const seenAt = Date.parse(stream.events[0]?.at ?? '');
    return stream.noticed === undefined && began.at - seenAt >= noticeWithinMinutes * MINUTE + SKEW;
  });
  const wasRaised = world.told.counted.some(({ metric, at }) => metric === 'NoticesOverdue' && at >= began.at);
  holds(5, late.length === 0 || wasRaised, `${late[0]?.stream.id}: not announced in time, and no alarm`);
  // The pass reported failed reads, and repeats them.
  if (world.told.faults.length > began.faults) return;
  const missing = [...world.sessions.values()].filter(({ id, target, listedFrom, endedAt, hidden }) => {
    const wasListed = target === LINUX && !hidden && listedFrom < began.at && endedAt === undefined;
    return wasListed && !world.table.all().has(id);
  });
  const [first] = missing;
  if (first === undefined) return;
  // A pass in which calls take long reports that the next one goes on, and takes the first one in nevertheless.
  const isDeferred = world.told.counted.some(({ metric, at }) => metric === 'PollWorkDeferred' && at >= began.at);
  const isBegun = [...world.table.all().values()].some(
    ({ stream: { events, type } }) => type === 'session' && Date.parse(events[0]?.at) >= began.at - SKEW,
  );
  holds(1, isDeferred && isBegun, `${first.id}: was listed as active, and not taken in`);
}

function count(events: readonly Event[], type: Event['type']): number {
  return events.filter((event) => event.type === type).length;
}

function sameJson(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
}
