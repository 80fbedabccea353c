// The rules of acknowledgements: who gives, keeps, takes over and takes back, what goes stale, and what people are told of it.
import type { Event } from '../../app/session/event.ts';
import type { FollowUp } from '../../app/session/follow-ups.ts';
import type { Session } from '../../app/session/session.ts';
import { APPROVER, APPROVER_2 } from '../app/doubles/memory-ports.ts';
import { holds, MINUTE, SKEW } from './broken.ts';
import { APPROVER_3, type Press, type World } from './world.ts';

const APPROVERS = [APPROVER, APPROVER_2, APPROVER_3];

/** The acknowledgement as the events tell it, read without the code. */
export interface Standing {
  /** The person whose acknowledgement stands */
  readonly holder?: string | undefined;
  /** The first of two, while the second has not pressed */
  readonly voucher?: string | undefined;
  /** ISO time at which the holder last said that it is theirs */
  readonly since?: string | undefined;
  readonly asked?: Event | undefined;
  /** The latest end of an acknowledgement */
  readonly reopened?: Event | undefined;
}

export function standingAfter(events: readonly Event[]): Standing {
  return events.reduce(follow, {});
}

function follow(last: Standing, event: Event): Standing {
  const { by, at } = event;
  switch (event.type) {
    case 'vouched':
      return { ...last, voucher: by };
    case 'acknowledged':
      return { holder: by, since: at, reopened: last.reopened };
    case 'reconfirmed':
      return { holder: event.takenOverFrom === undefined ? last.holder : by, since: at, reopened: last.reopened };
    case 'reconfirmationAsked':
      return { ...last, asked: event };
    case 'acknowledgementWithdrawn':
    case 'acknowledgementExpired':
      // The first of two presses has moved no deadline.
      return { reopened: last.holder === undefined ? last.reopened : event };
    default:
      return last;
  }
}

/** An event of a person, and one of those that keep or end an acknowledgement. @param session as it was before */
export function checkAct(event: Event, session: Session, world: World): void {
  const { id } = session;
  const standing = standingAfter(session.events);
  const { holder, voucher } = standing;
  if (event.by.startsWith('U0')) checkPress(event, session, world);
  switch (event.type) {
    case 'acknowledged':
      holds(2, holder === undefined, `${id}: acknowledged by ${event.by}, while that of ${holder} stands`);
      checkApprover(event, session);
      checkFourEyes(event, session, voucher, world);
      return;
    case 'vouched':
      holds(2, holder === undefined, `${id}: vouched for by ${event.by}, while the word of ${holder} stands`);
      holds(8, voucher !== event.by, `${id}: ${event.by} vouches twice`);
      holds(8, world.settings.fourEyes === 'require' && !isSure(session), `${id}: vouched for without need`);
      checkApprover(event, session);
      return;
    case 'acknowledgementWithdrawn':
      checkWithdrawal(event, session, holder ?? voucher);
      return;
    case 'reconfirmationAsked':
      checkQuestion(event, session, standing, world);
      return;
    case 'reconfirmed':
      checkAnswer(event, session, holder);
      return;
    case 'acknowledgementExpired':
      checkExpiry(event, session, standing, world);
      return;
    case 'reasoned':
      holds(8, event.by === session.operator.slackUser, `${id}: ${event.by} says why, and is not its operator`);
      holds(8, session.said === undefined, `${id}: its operator says why twice`);
      return;
    default:
  }
}

/** Pressed where it may be, and recorded with the way and the words. */
function checkPress(event: Event, { id, noticed, events }: Session, { presses, digests }: World): void {
  // A click in a list makes a command for each session: "click:7:operator-…".
  const [kind, number] = event.commandId.split(':');
  const press: Press | undefined = presses.get(`${kind}:${number}`);
  const { ts, via, act, note } = press ?? {};
  const isPlaced = press && (ts === undefined || ts === noticed?.ts || digests.has(ts));
  holds(8, isPlaced === true, `${id}: ${event.type} by a press on another message`);
  holds(10, 'via' in event && event.via === via, `${id}: ${event.type} does not say how it was given`);
  const words = event.type === 'reasoned' ? event.reason : 'note' in event ? event.note : undefined;
  holds(
    2,
    events.every(({ commandId }) => commandId !== event.commandId),
    `${id}: ${event.type} by a press that counted`,
  );
  const isTaken = event.type === 'reconfirmed' && event.takenOverFrom !== undefined;
  holds(12, !isTaken || act === 'take-over', `${id}: taken over by ${event.by}, who did not ask for it`);
  holds(10, words === note, `${id}: the words of ${event.type} are lost`);
}

function checkApprover({ type, by }: Event, { id, operator }: Session): void {
  holds(8, APPROVERS.includes(by), `${id}: ${type} by ${by}, no approver`);
  holds(8, by !== operator.slackUser, `${id}: ${type} by its own operator`);
}

/** IAM chose the name, and the settings name its account exactly. */
function isSure({ operator }: Session): boolean {
  return operator.verified && operator.foundBy === 'settings';
}

function checkFourEyes(
  event: Extract<Event, { type: 'acknowledged' }>,
  session: Session,
  voucher: string | undefined,
  { settings }: World,
): void {
  const { id, operator, events } = session;
  const { by, vouchedBy, fourEyes } = event;
  const isVerified = isSure(session) || vouchedBy !== undefined;
  holds(8, fourEyes === (isVerified ? 'verified' : 'unverified'), `${id}: four eyes, and nobody knows whose`);
  if (settings.fourEyes === 'require' && !isSure(session)) {
    holds(8, vouchedBy !== undefined && vouchedBy === voucher, `${id}: one approver was enough`);
    holds(8, vouchedBy !== by && vouchedBy !== operator.slackUser, `${id}: its two approvers are not two`);
  }
  const wasAsked = events.some(({ type }) => type === 'terminationRequested');
  holds(3, event.afterTermination === wasAsked, `${id}: whether it was acknowledged too late is told wrongly`);
}

function checkWithdrawal(
  event: Extract<Event, { type: 'acknowledgementWithdrawn' }>,
  session: Session,
  giver: string | undefined,
): void {
  const { id, ended, termination } = session;
  holds(2, giver !== undefined, `${id}: nothing stood, and was taken back`);
  holds(2, ended === undefined && termination === undefined, `${id}: taken back, though it is over or about to be`);
  if (event.by === giver) return;
  checkApprover(event, session);
  holds(2, Boolean(event.note?.trim()), `${id}: taken back by another person, who does not say why`);
}

function checkQuestion({ at }: Event, session: Session, { holder, since, asked }: Standing, world: World): void {
  const { id, ended, termination } = session;
  const hours = world.messageOptions.deadlines.confirmEveryHours;
  holds(12, hours !== undefined, `${id}: asked, though the team wants no questions`);
  holds(12, holder !== undefined && !ended && !termination, `${id}: asked, though nothing is to be kept`);
  holds(12, asked === undefined, `${id}: asked again, and nobody has answered`);
  const waited = Date.parse(at) - Date.parse(since ?? at);
  holds(12, waited >= (hours ?? 0) * 60 * MINUTE - SKEW, `${id}: asked too soon`);
}

function checkAnswer(
  event: Extract<Event, { type: 'reconfirmed' }>,
  session: Session,
  holder: string | undefined,
): void {
  const { id, ended, termination } = session;
  checkApprover(event, session);
  holds(12, holder !== undefined && !ended && !termination, `${id}: kept, though nothing is to be kept`);
  const former = event.by === holder ? undefined : holder;
  holds(12, event.takenOverFrom === former, `${id}: kept by ${event.by}, though it is ${holder}'s`);
}

function checkExpiry(event: Event, { id, ended, termination }: Session, { holder, asked }: Standing, world: World) {
  holds(12, holder !== undefined && !ended && !termination, `${id}: expired, though nothing stands`);
  if (asked === undefined) return holds(12, false, `${id}: expired, and nobody was asked`);
  const within = world.messageOptions.deadlines.acknowledgeWithinMinutes * MINUTE;
  const waited = Date.parse(event.at) - Date.parse(asked.at);
  holds(12, waited >= within - SKEW, `${id}: expired before its time was over`);
  const note = world.slack.notes.find((one) => one.about === id && one.key === `${asked.seq}:thread`);
  const isOut = note !== undefined && world.scheduler.now() - Number(note.ts) * 1000 >= within - SKEW;
  holds(12, isOut || waited >= 2 * within - SKEW, `${id}: expired, and nobody could read the question for long enough`);
}

/** After the faults, and after enough time for everything. */
export function checkStanding(session: Session, world: World): void {
  const { id, events, acknowledged, ended, termination } = session;
  const { deadlines } = world.messageOptions;
  const { holder, since = '', reopened } = standingAfter(events);
  holds(2, acknowledged?.by === holder, `${id}: its state names another holder than its events`);
  if (holder !== undefined && !ended && !termination && deadlines.confirmEveryHours !== undefined) {
    const most = deadlines.confirmEveryHours * 60 + 2 * deadlines.acknowledgeWithinMinutes + 15;
    const age = (world.scheduler.now() - Date.parse(since)) / MINUTE;
    holds(12, age <= most, `${id}: acknowledged ${Math.round(age)} minutes ago, and nobody asked again`);
  }
  if (reopened) checkFresh(session, reopened, world);
  for (const event of events) checkTold(event, session, world);
}

/** All that asks people to act comes anew after an acknowledgement has ended. */
function checkFresh(session: Session, reopened: Event, { messageOptions }: World): void {
  const { id, events, ended, acknowledged, termination } = session;
  if (ended || acknowledged) return;
  const since = events.filter(({ seq }) => seq > reopened.seq).map(({ type }) => type);
  if (termination && termination.trigger !== 'deadline') return;
  holds(4, since.includes('reminded'), `${id}: acknowledged no more, and nobody was reminded anew`);
  const isEscalated = messageOptions.deadlines.onDeadline !== 'remind' || since.includes('escalated');
  holds(4, isEscalated, `${id}: acknowledged no more, and nothing was escalated anew`);
}

/** The audiences that hear of it, if it holds long enough for the message to go out. */
function audiencesOf(
  event: Event,
  events: readonly Event[],
  { askReason, tellOperator }: World['settings'],
): readonly ('thread' | 'operator')[] {
  const operator = tellOperator ? (['operator'] as const) : [];
  switch (event.type) {
    case 'acknowledgementWithdrawn':
      return standingAfter(events.slice(0, event.seq - 1)).holder === undefined ? [] : ['thread', ...operator];
    case 'acknowledgementExpired':
      return ['thread', ...operator];
    case 'acknowledged':
      return operator;
    case 'reconfirmed':
      return event.takenOverFrom === undefined ? [] : ['thread'];
    case 'reconfirmationAsked':
      return ['thread'];
    case 'noticed':
      return askReason ? ['operator'] : [];
    default:
      return [];
  }
}

/** These end what a message would tell. */
const ENDS = /acknowledged|vouched|Withdrawn|Expired|reconfirmed|terminationRequested|ended|noticed|enriched/;
/** With faults, nothing but the end of the schedule is long enough. */
const LONG_ENOUGH_MINUTES = 4;

function checkTold(event: Event, session: Session, world: World): void {
  const { id, events, operator } = session;
  const next = events.find(({ seq, type }) => seq > event.seq && ENDS.test(type));
  if (next !== undefined && !(isCalm(world) && isLater(event, next))) return;
  if (session.ended && next === undefined) return;
  // The thread tells of the end or of the request, and the operator knows.
  if (events.some(({ seq, type }) => seq < event.seq && /ended|terminationRequested/.test(type))) return;
  if (event.type === 'noticed' && event.seq !== events.find(({ type }) => type === 'noticed')?.seq) return;
  for (const audience of audiencesOf(event, events, world.settings)) {
    if (audience === 'operator' && operator.slackUser === undefined) continue;
    const key = `${event.seq}:${audience}`;
    const isThere = world.slack.notes.some((note) => note.about === id && note.key === key);
    holds(4, isThere || mayMiss(id, { key, audience }, world), `${id}: ${audience} does not hear of ${event.type}`);
  }
}

/**
 * A person may accept no direct messages; and the app, which cannot search them, gives one up when nobody knows of two
 * attempts if they went out.
 */
export function mayMiss(id: string, { key, audience }: Pick<FollowUp, 'key' | 'audience'>, world: World): boolean {
  if (audience !== 'operator' || isCalm(world)) return false;
  const { attempts = 0, givenUpAt } = world.table.all().get(id)?.delivery.followUps[key] ?? {};
  return world.slack.refused.has(`${id} ${key}`) || (givenUpAt !== undefined && attempts >= 2);
}

function isLater(event: Event, next: Event): boolean {
  return Date.parse(next.at) - Date.parse(event.at) >= LONG_ENOUGH_MINUTES * MINUTE;
}

/** Nothing went wrong but at SSM. */
export function isCalm({ story }: World): boolean {
  const { failing, dying, stumbling, pace, slackDown, ssmDown, groupUnreadable, endpointDown } = story;
  const windows = slackDown.length + ssmDown.length + groupUnreadable.length + endpointDown.length;
  return failing + dying + stumbling + pace + windows === 0;
}
