// Sessions and denied attempts in each state that a notice can show, made by the rules themselves.

import type { DeliveryFacts } from '../../../app/session/deadlines.ts';
import { decide, type SessionCommand } from '../../../app/session/decide.ts';
import type { DeniedFacts, StartFacts } from '../../../app/session/event.ts';
import { type DeniedAttempts, evolve, type Session, type Stream } from '../../../app/session/session.ts';
import type { MessageOptions } from '../../../app/slack/i18n/message-options.ts';

export const CHANNEL = 'C0BASTION01';
export const [APPROVER, SECOND_APPROVER, OPERATOR] = ['U0APPROVER1', 'U0APPROVER2', 'U0OPERATOR1'];
export const TS = '1795507500.000100';

export const LOOK: MessageOptions = {
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
export const LOOK_JA: MessageOptions = { ...LOOK, locale: 'ja' };
/** Of a team whose sessions are cut when nobody answers. */
export const CUTTING: MessageOptions = {
  ...LOOK,
  deadlines: { ...LOOK.deadlines, onDeadline: 'terminate', onNoNotice: 'terminate' },
};
export const CUTTING_JA: MessageOptions = { ...CUTTING, locale: 'ja' };

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

/** What DescribeSessions tells, before any record. */
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

/** What happens to a session, with the minute after 08:00 UTC at which it does. */
type Step = readonly [minute: number, command: StepCommand];
type StepCommand = SessionCommand extends infer C ? (C extends SessionCommand ? Omit<C, 'id'> : never) : never;

const actor = (userId: string) => ({ userId, approver: 'yes' as const, from: { channel: CHANNEL, ts: TS } });
const noticed: Step = [5, { type: 'recordNotice', channel: CHANNEL, ts: TS, at: at(5) }];
const acknowledged = (minute: number): Step => [minute, { type: 'acknowledge', actor: actor(APPROVER) }];
const cutRequested: Step = [8, { type: 'requestTermination', actor: actor(SECOND_APPROVER) }];
const cutRequestedAgain: Step = [12, { type: 'requestTermination', actor: actor(APPROVER) }];
const cutFailed: Step = [9, { type: 'reportTerminationFailure', tries: 5 }];
const ended = (minute: number): Step => [minute, { type: 'observeEnd', status: 'Terminated', endedAt: at(minute) }];
const gone: Step = [20, { type: 'observeEnd', status: 'Unknown', endedAt: at(18) }];
const alive: Step = [25, { type: 'observeAlive' }];
const enriched: Step = [8, { type: 'observeStart', facts: startFacts() }];
const nobodyTold = { answerable: true, isQueued: false };
const everybodyTold = { remindedAt: at(10), warnedAt: at(18), answerable: true, isQueued: false };
const passing = (minute: number, { deadlines }: MessageOptions, told: DeliveryFacts = nobodyTold): Step => [
  minute,
  { type: 'passTime', deadlines, delivery: told },
];
const lapsed = passing(24 * 60 + 30, LOOK);
const reminded = passing(10, LOOK);
const escalated = passing(20, LOOK);
const warned = passing(18, CUTTING);
const cutByClock = passing(20, CUTTING, everybodyTold);
const putOff = passing(20, CUTTING, nobodyTold);

const HISTORIES = {
  unnoticed: [],
  waiting: [noticed],
  acknowledged: [noticed, acknowledged(7)],
  terminating: [noticed, cutRequested],
  terminatingAcknowledged: [noticed, acknowledged(7), cutRequested],
  terminatingAcknowledgedLate: [noticed, cutRequested, acknowledged(9)],
  stillConnected: [noticed, cutRequested, cutFailed],
  stillConnectedAcknowledged: [noticed, acknowledged(7), cutRequested, cutFailed],
  requestedAgain: [noticed, cutRequested, cutFailed, cutRequestedAgain],
  overInTheEnd: [noticed, cutRequested, cutFailed, ended(20)],
  ended: [noticed, ended(20)],
  endedAcknowledged: [noticed, acknowledged(7), ended(20)],
  cut: [noticed, cutRequested, ended(9)],
  cutAcknowledged: [noticed, acknowledged(7), cutRequested, ended(9)],
  wasAlreadyOver: [noticed, cutRequested, ended(6)],
  lapsed: [noticed, ended(20), lapsed],
  reminded: [noticed, reminded],
  escalated: [noticed, reminded, escalated],
  warned: [noticed, reminded, warned],
  warnedLate: [noticed, reminded, passing(19, CUTTING)],
  putOff: [noticed, reminded, warned, putOff],
  warnedAgain: [noticed, reminded, warned, putOff, passing(33, CUTTING)],
  cutByDeadline: [noticed, reminded, warned, cutByClock],
  cutByDeadlineFailed: [noticed, reminded, warned, cutByClock, [21, { type: 'reportTerminationFailure', tries: 5 }]],
  cutByDeadlineDone: [noticed, reminded, warned, cutByClock, ended(21)],
  cutByDeadlineOverBefore: [noticed, reminded, warned, cutByClock, ended(19)],
  cutByDeadlineOverInTheEnd: [
    noticed,
    reminded,
    warned,
    cutByClock,
    [21, { type: 'reportTerminationFailure', tries: 5 }],
    ended(30),
  ],
  cutUnannounced: [passing(12, CUTTING), [14, { type: 'recordNotice', channel: CHANNEL, ts: TS, at: at(14) }]],
  gone: [noticed, gone],
  goneAcknowledged: [noticed, acknowledged(7), gone],
  goneAfterRequest: [noticed, cutRequested, gone],
  goneLapsed: [noticed, gone, lapsed],
  aliveAgain: [noticed, gone, alive],
  late: [[30, { type: 'recordNotice', channel: CHANNEL, ts: TS, at: at(30) }]],
  enriched: [noticed, enriched],
} as const satisfies Record<string, readonly Step[]>;

export type State = keyof typeof HISTORIES;
export const STATES = Object.keys(HISTORIES).filter((name): name is State => Object.hasOwn(HISTORIES, name));

export function aSession(state: State, facts: StartFacts = startFacts()): Session {
  const steps: readonly Step[] = HISTORIES[state];
  const history: readonly Step[] = [[1, { type: 'observeStart', facts }], ...steps];
  const stream = played(history);
  if (stream.type !== 'session') throw new Error('a start became something else than a session');
  return stream;
}

/** @param kinds what the attempts are, in turn */
export function deniedAttempts(count: number, ...kinds: DeniedFacts[]): DeniedAttempts {
  const facts = (index: number) => kinds[index % kinds.length] ?? deniedFacts();
  const stream = played([
    ...Array.from({ length: count }, (_, index): Step => [3 + index, { type: 'observeDenied', facts: facts(index) }]),
    noticed,
  ]);
  if (stream.type !== 'denied') throw new Error('a denied attempt became a session');
  return stream;
}

function played(history: readonly Step[]): Stream {
  let stream: Stream | undefined;
  for (const [index, [minute, command]] of history.entries()) {
    const decision = decide(stream, { ...command, id: `step:${index}` }, new Date(at(minute)));
    if (!('events' in decision)) throw new Error(`step ${index} was refused: ${decision.refusal.reason}`);
    stream = decision.events.reduce<Stream | undefined>(evolve, stream);
  }
  if (stream === undefined) throw new Error('nothing happened');
  return stream;
}

function at(minute: number): string {
  return new Date(Date.parse('2026-11-24T08:00:00.000Z') + minute * 60_000).toISOString();
}
