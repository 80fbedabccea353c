// Sessions and denied attempts in each state that a notice can show, made by the rules themselves.

import type { DeliveryFacts } from '../../../app/session/deadlines.ts';
import type { DeniedFacts, Operator, StartFacts } from '../../../app/session/event.ts';
import type { DeniedAttempts, Session } from '../../../app/session/session.ts';
import type { MessageOptions } from '../../../app/slack/i18n/message-options.ts';
import { at, played, type Step, when } from '../session/session-fixture.ts';

export const CHANNEL = 'C0BASTION01';
export const [APPROVER, SECOND_APPROVER, OPERATOR] = ['U0APPROVER1', 'U0APPROVER2', 'U0OPERATOR1'];
export const TS = '1795507500.000100';
export const WORKSPACE_URL = 'https://example.slack.com/';
/** The notice, with which each session of these fixtures is announced */
export const NOTICE_LINK = `${WORKSPACE_URL}archives/${CHANNEL}/p1795507500000100`;
export const SESSION_LOG_URL =
  'https://ap-northeast-1.console.aws.amazon.com/cloudwatch/home?region=ap-northeast-1#logsV2:log-groups/log-group/$252Fbastion$252Fsessions/log-events/{session}';

export const MESSAGE_OPTIONS: MessageOptions = {
  timeZone: 'Asia/Tokyo',
  locale: 'en',
  times: 'team',
  deadlines: {
    remindAfterMinutes: 5,
    acknowledgeWithinMinutes: 15,
    lapseAfterHours: 24,
    onDeadline: 'remind',
    warnBeforeMinutes: 2,
    noticeWithinMinutes: 10,
    onNoNotice: 'alarm',
  },
  mention: { users: [] },
  approvers: { users: [APPROVER, SECOND_APPROVER] },
  escalates: true,
  trial: false,
};
export const MESSAGE_OPTIONS_JA: MessageOptions = { ...MESSAGE_OPTIONS, locale: 'ja' };
/** The team terminates sessions that nobody acknowledges. */
export const TERMINATING_OPTIONS: MessageOptions = {
  ...MESSAGE_OPTIONS,
  deadlines: { ...MESSAGE_OPTIONS.deadlines, onDeadline: 'terminate', onNoNotice: 'terminate' },
};
export const TERMINATING_OPTIONS_JA: MessageOptions = { ...TERMINATING_OPTIONS, locale: 'ja' };

export function startFacts(over: Partial<StartFacts> = {}): StartFacts {
  return {
    sessionId: 'operator-abcdefghijklmnopqrstuvwxyz',
    source: 'cloudtrail',
    startedAt: '2026-11-24T08:00:30.000Z',
    principal: { type: 'IAMUser', name: 'operator' },
    operator: { name: 'operator', verified: true, slackUser: OPERATOR, foundBy: 'settings' },
    target: { id: 'i-0123456789abcdef0', name: 'bastion-1' },
    kind: { type: 'shell' },
    accountId: '111122223333',
    region: 'ap-northeast-1',
    sourceIp: '203.0.113.7',
    reason: 'Look at the slow query',
    ...over,
  };
}

/** Facts from DescribeSessions, before any record. */
export function ssmFacts(over: Partial<StartFacts> = {}): StartFacts {
  const { sessionId, startedAt, operator, target, kind } = startFacts();
  return {
    sessionId,
    source: 'ssm',
    startedAt,
    principal: { type: 'Unknown', name: 'operator' },
    operator,
    target,
    kind,
    ...over,
  };
}

export function deniedFacts(over: Partial<DeniedFacts> = {}): DeniedFacts {
  return {
    attemptedAt: '2026-11-24T08:02:00.000Z',
    principal: { type: 'IAMUser', name: 'operator' },
    operator: { name: 'operator', verified: true, slackUser: OPERATOR, foundBy: 'settings' },
    target: { id: 'i-0123456789abcdef0', name: 'bastion-1' },
    errorCode: 'AccessDenied',
    errorMessage: 'User is not authorized to perform: ssm:StartSession',
    accountId: '111122223333',
    region: 'ap-northeast-1',
    sourceIp: '203.0.113.7',
    ...over,
  };
}

const actor = (userId: string) => ({ userId, approver: 'yes' as const, from: { channel: CHANNEL, ts: TS } });
const noticed: Step = when(5, { type: 'recordNotice', channel: CHANNEL, ts: TS, at: at(5) });
const acknowledged = (minute: number, by = APPROVER, note?: string): Step =>
  when(minute, { type: 'acknowledge', actor: actor(by), note, fourEyes: 'record' });
/** Where two must press: the first vouches. */
const pressed = (minute: number, by: string, note?: string): Step =>
  when(minute, { type: 'acknowledge', actor: actor(by), note, fourEyes: 'require' });
const withdrawn = (minute: number, by: string, note?: string): Step =>
  when(minute, { type: 'withdraw', actor: actor(by), note });
const answered = (minute: number, by: string, act: 'still-mine' | 'take-over'): Step =>
  when(minute, { type: 'reconfirm', actor: actor(by), act, fourEyes: 'record' });
const terminationRequested: Step = when(8, { type: 'requestTermination', actor: actor(SECOND_APPROVER) });
const terminationRequestedAgain: Step = when(12, { type: 'requestTermination', actor: actor(APPROVER) });
const terminationFailed: Step = when(9, { type: 'reportTerminationFailure', tries: 5 });
const ended = (minute: number): Step => when(minute, { type: 'observeEnd', status: 'Terminated', endedAt: at(minute) });
const unknown: Step = when(20, { type: 'observeEnd', status: 'Unknown', endedAt: at(18) });
const alive: Step = when(25, { type: 'observeAlive' });
const enriched: Step = when(8, { type: 'observeStart', facts: startFacts() });
const NOBODY_WARNED = { answerable: true, clicksArrive: true, isQueued: false };
const EVERYBODY_WARNED = {
  remindedAt: at(10),
  warnedAt: at(18),
  answerable: true,
  clicksArrive: true,
  isQueued: false,
};
const passing = (minute: number, { deadlines }: MessageOptions, told: DeliveryFacts = NOBODY_WARNED): Step =>
  when(minute, { type: 'passTime', deadlines, delivery: told });
const lapsed = passing(24 * 60 + 30, MESSAGE_OPTIONS);
const reminded = passing(10, MESSAGE_OPTIONS);
const escalated = passing(20, MESSAGE_OPTIONS);
const warned = passing(18, TERMINATING_OPTIONS);
const terminationByDeadline = passing(20, TERMINATING_OPTIONS, EVERYBODY_WARNED);
const postponed = passing(20, TERMINATING_OPTIONS, NOBODY_WARNED);

/** The team asks again every eight hours. */
export const CONFIRMING_OPTIONS: MessageOptions = {
  ...MESSAGE_OPTIONS,
  deadlines: { ...MESSAGE_OPTIONS.deadlines, confirmEveryHours: 8 },
};

const asked = passing(490, CONFIRMING_OPTIONS);
const expired = passing(510, CONFIRMING_OPTIONS, { ...NOBODY_WARNED, askedAt: at(490) });

/** The words that people type. */
export interface Typed {
  readonly note: string;
  readonly reason: string;
  readonly ticket: string;
}

const TYPED: Typed = { note: 'Seen with the team', reason: 'Restart the batch', ticket: 'OPS-17' };

const wordyHistoriesOf = ({ note, reason, ticket }: Typed) => {
  const reasoned: Step = when(6, { type: 'giveReason', userId: OPERATOR, reason, ticket });
  return {
    acknowledgedWithNote: [noticed, acknowledged(7, APPROVER, note)],
    terminatingWithNote: [noticed, when(8, { type: 'requestTermination', actor: actor(SECOND_APPROVER), note })],
    vouched: [noticed, pressed(7, APPROVER, note)],
    vouchedWithdrawn: [noticed, pressed(7, APPROVER), withdrawn(8, APPROVER)],
    acknowledgedByTwo: [noticed, pressed(7, APPROVER), pressed(8, SECOND_APPROVER, note)],
    reasoned: [noticed, when(6, { type: 'giveReason', userId: OPERATOR, reason })],
    reasonedAcknowledged: [noticed, reasoned, acknowledged(7)],
    withdrawn: [noticed, acknowledged(7), withdrawn(10, APPROVER)],
    withdrawnByOther: [noticed, acknowledged(7), withdrawn(10, SECOND_APPROVER, note)],
    withdrawnEnded: [noticed, acknowledged(7), withdrawn(10, APPROVER), ended(12)],
    acknowledgedAgain: [noticed, acknowledged(7), withdrawn(10, APPROVER), acknowledged(12, SECOND_APPROVER)],
    asked: [noticed, acknowledged(7), asked],
    askedTerminating: [
      noticed,
      acknowledged(7),
      asked,
      when(492, { type: 'requestTermination', actor: actor(SECOND_APPROVER) }),
    ],
    askedEnded: [noticed, acknowledged(7), asked, ended(493)],
    confirmed: [noticed, acknowledged(7), asked, answered(495, APPROVER, 'still-mine')],
    takenOver: [noticed, acknowledged(7), asked, answered(495, SECOND_APPROVER, 'take-over')],
    expired: [noticed, acknowledged(7), asked, expired],
    everythingSaid: [
      noticed,
      reasoned,
      acknowledged(7),
      withdrawn(10, SECOND_APPROVER, note),
      acknowledged(12, SECOND_APPROVER, note),
      when(14, { type: 'requestTermination', actor: actor(APPROVER), note }),
      when(15, { type: 'reportTerminationFailure', tries: 5 }),
    ],
  } satisfies Record<string, readonly Step[]>;
};

const historiesOf = ({ note, reason, ticket }: Typed) =>
  ({
    unnoticed: [],
    unacknowledged: [noticed],
    acknowledged: [noticed, acknowledged(7)],
    terminating: [noticed, terminationRequested],
    terminatingAcknowledged: [noticed, acknowledged(7), terminationRequested],
    terminatingAcknowledgedLate: [noticed, terminationRequested, acknowledged(9)],
    stillConnected: [noticed, terminationRequested, terminationFailed],
    stillConnectedAcknowledged: [noticed, acknowledged(7), terminationRequested, terminationFailed],
    requestedAgain: [noticed, terminationRequested, terminationFailed, terminationRequestedAgain],
    endedAfterFailedTermination: [noticed, terminationRequested, terminationFailed, ended(20)],
    ended: [noticed, ended(20)],
    endedAcknowledged: [noticed, acknowledged(7), ended(20)],
    terminated: [noticed, terminationRequested, ended(9)],
    terminatedAcknowledged: [noticed, acknowledged(7), terminationRequested, ended(9)],
    endedBeforeRequest: [noticed, terminationRequested, ended(6)],
    lapsed: [noticed, ended(20), lapsed],
    reminded: [noticed, reminded],
    escalated: [noticed, reminded, escalated],
    warned: [noticed, reminded, warned],
    warnedLate: [noticed, reminded, passing(19, TERMINATING_OPTIONS)],
    postponed: [noticed, reminded, warned, postponed],
    warnedAgain: [noticed, reminded, warned, postponed, passing(33, TERMINATING_OPTIONS)],
    terminatingByDeadline: [noticed, reminded, warned, terminationByDeadline],
    terminatingByDeadlineFailed: [
      noticed,
      reminded,
      warned,
      terminationByDeadline,
      when(21, { type: 'reportTerminationFailure', tries: 5 }),
    ],
    terminatedByDeadline: [noticed, reminded, warned, terminationByDeadline, ended(21)],
    endedBeforeDeadlineTermination: [noticed, reminded, warned, terminationByDeadline, ended(19)],
    endedAfterFailedDeadlineTermination: [
      noticed,
      reminded,
      warned,
      terminationByDeadline,
      when(21, { type: 'reportTerminationFailure', tries: 5 }),
      ended(30),
    ],
    terminatingUnnoticed: [
      passing(12, TERMINATING_OPTIONS),
      when(14, { type: 'recordNotice', channel: CHANNEL, ts: TS, at: at(14) }),
    ],
    unknown: [noticed, unknown],
    unknownAcknowledged: [noticed, acknowledged(7), unknown],
    unknownAfterRequest: [noticed, terminationRequested, unknown],
    unknownLapsed: [noticed, unknown, lapsed],
    aliveAgain: [noticed, unknown, alive],
    late: [when(30, { type: 'recordNotice', channel: CHANNEL, ts: TS, at: at(30) })],
    enriched: [noticed, enriched],
    ...wordyHistoriesOf({ note, reason, ticket }),
  }) satisfies Record<string, readonly Step[]>;

export type State = keyof ReturnType<typeof historiesOf>;
const NAMED = historiesOf(TYPED);
export const STATES = Object.keys(NAMED).filter((name): name is State => Object.hasOwn(NAMED, name));

const UNKNOWN = { slackUser: undefined, foundBy: undefined };
/** The steps of some states are open to some operators only. */
const OPERATORS: Readonly<Partial<Record<State, Partial<Operator>>>> = {
  vouched: UNKNOWN,
  vouchedWithdrawn: UNKNOWN,
  acknowledgedByTwo: UNKNOWN,
  reasoned: { slackUser: OPERATOR },
  reasonedAcknowledged: { slackUser: OPERATOR },
  everythingSaid: { slackUser: OPERATOR },
};

export function aSession(state: State, facts: StartFacts = startFacts(), typed: Typed = TYPED): Session {
  const steps: readonly Step[] = historiesOf(typed)[state];
  const operator = { ...facts.operator, ...OPERATORS[state] };
  const history: readonly Step[] = [when(1, { type: 'observeStart', facts: { ...facts, operator } }), ...steps];
  const stream = played(history);
  if (stream.type !== 'session') throw new Error('a start became something else than a session');
  return stream;
}

/** @param kinds what the attempts are, in turn */
export function deniedAttempts(count: number, ...kinds: DeniedFacts[]): DeniedAttempts {
  const facts = (index: number) => kinds[index % kinds.length] ?? deniedFacts();
  const stream = played([
    ...Array.from(
      { length: count },
      (_, index): Step => when(3 + index, { type: 'observeDenied', facts: facts(index) }),
    ),
    noticed,
  ]);
  if (stream.type !== 'denied') throw new Error('a denied attempt became a session');
  return stream;
}
