// Whatever may happen to a session, in whatever order, by whomever, and by clocks that disagree.
import fc from 'fast-check';
import type { Actor } from '../../../app/session/acts/act.ts';
import type { Deadlines } from '../../../app/session/approval.ts';
import type { DeliveryFacts } from '../../../app/session/deadlines.ts';
import { type Decision, decide, type SessionCommand } from '../../../app/session/decide.ts';
import type { DeniedFacts, Operator, Principal, StartFacts } from '../../../app/session/event.ts';
import { deriveKind, type Kind } from '../../../app/session/kind.ts';
import { evolve, type Session, type Stream } from '../../../app/session/session.ts';
import { kindsOf, anyParameters as oddParameters } from './any-event.ts';
import {
  APPROVER,
  at,
  CHANNEL,
  DEADLINES,
  deniedFacts,
  KNOWN_OPERATOR,
  minute,
  OPERATOR,
  SECOND_APPROVER,
  SESSION_ID,
  STRANGER,
  ssmFacts,
  startFacts,
  TS,
} from './session-fixture.ts';

/** Well formed, as all that comes through the border is. */
export const anyText = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const anyTime = fc.integer({ min: 0, max: 120 }).map(at);

const anyOperator: fc.Arbitrary<Operator> = fc.oneof(
  fc.constant(KNOWN_OPERATOR),
  fc.record({
    name: anyText(64).map((name) => name || 'operator'),
    verified: fc.boolean(),
    slackUser: fc.constant(OPERATOR),
    foundBy: fc.constantFrom('settings', 'settings-caseless', 'email'),
  }),
  fc.record({ name: fc.constant('operator'), verified: fc.boolean() }),
);
const anyPrincipal: fc.Arbitrary<Principal> = fc.record({
  type: fc.constantFrom('IAMUser', 'AssumedRole', 'Root', 'Unknown'),
  arn: maybe(fc.constant('arn:aws:sts::111122223333:assumed-role/BastionOperator/operator')),
  accountId: maybe(fc.constant('111122223333')),
  roleName: maybe(fc.constant('BastionOperator')),
  roleArn: maybe(fc.constant('arn:aws:iam::111122223333:role/BastionOperator')),
  name: anyText(64).map((name) => name || 'operator'),
});
const anyDocument = fc.oneof(
  fc.constantFrom('AWS-StartSSHSession', 'AWS-StartPortForwardingSession', 'AWS-StartInteractiveCommand'),
  anyText(128),
);
const anyParameters = fc.oneof(
  fc.record(
    {
      host: fc.tuple(anyText(64)),
      portNumber: fc.constantFrom(['22'], ['3389'], ['5432'], ['none']),
      command: fc.array(anyText(32), { maxLength: 3 }),
    },
    { requiredKeys: [] },
  ),
  oddParameters,
);
/** By what is told of it, and now and then any other: the settings may call a document a shell. */
const anyKind = fc.option(fc.oneof(...Object.values<fc.Arbitrary<Kind>>(kindsOf(anyText))), { nil: undefined });

/** One session, whatever a source may tell of it. */
export const anyStartFacts: fc.Arbitrary<StartFacts> = fc
  .record({
    sessionId: fc.constant(SESSION_ID),
    source: fc.constantFrom('cloudtrail', 'ssm'),
    startedAt: anyTime,
    principal: anyPrincipal,
    operator: anyOperator,
    target: fc.record({ id: anyText(64), name: anyText(64) }),
    document: maybe(anyDocument),
    parameters: maybe(anyParameters),
    parametersHash: maybe(fc.constant('0'.repeat(64))),
    accountId: maybe(fc.constant('111122223333')),
    region: maybe(fc.constant('ap-northeast-1')),
    sourceIp: maybe(fc.ipV6()),
    userAgent: maybe(anyText(64)),
    reason: maybe(anyText(256)),
    mfa: maybe(fc.boolean()),
    kind: anyKind,
  })
  .map(({ kind, ...facts }): StartFacts => ({ ...facts, kind: kind ?? deriveKind(facts.document, facts.parameters) }));

const anyDeniedFacts: fc.Arbitrary<DeniedFacts> = fc.record({
  attemptedAt: fc.integer({ min: 0, max: 9 }).map(at),
  principal: fc.constant(deniedFacts().principal),
  operator: anyOperator,
  target: maybe(fc.record({ id: anyText(64), name: anyText(64) })),
  errorCode: fc.constantFrom('AccessDenied', 'TargetNotConnected'),
  errorMessage: maybe(anyText(300)),
});

/** Mostly somebody who may act, on the right message, or on what was made for them. */
const anyActor: fc.Arbitrary<Actor> = fc.record({
  userId: fc.constantFrom(APPROVER, SECOND_APPROVER, OPERATOR, STRANGER),
  approver: fc.constantFrom('yes', 'yes', 'yes', 'no', 'unknown'),
  from: fc.constantFrom<Actor['from']>(
    { channel: CHANNEL, ts: TS },
    { channel: CHANNEL, ts: TS },
    { channel: CHANNEL, ts: TS },
    { channel: CHANNEL, ts: TS, via: 'follow-up' },
    { channel: CHANNEL, ts: TS, via: 'reaction' },
    'private-card',
    'digest',
    'home',
    { channel: 'C0ELSEWHERE', ts: TS },
    { channel: CHANNEL, ts: '1.0' },
  ),
});

/** Decimals, each as often as any other. */
export const anyMinutes = (max: number) =>
  fc.integer({ min: 10, max: max * 1_000 }).map((thousandths) => thousandths / 1_000);

/** As the settings may be: decimals, and what cuts leaves time for the reminder and for the warning. */
export const anyDeadlines: fc.Arbitrary<Deadlines> = fc
  .record({
    remindAfterMinutes: anyMinutes(30),
    warnBeforeMinutes: anyMinutes(20),
    spare: fc.oneof(fc.constant(0), anyMinutes(30)),
    lapseAfterHours: anyMinutes(3),
    noticeWithinMinutes: anyMinutes(60),
    onDeadline: fc.constantFrom('terminate', 'terminate', 'remind'),
    onNoNotice: fc.constantFrom('alarm', 'terminate'),
    confirmEveryHours: fc.oneof(
      fc.constant(undefined),
      anyMinutes(60).map((minutes) => minutes / 60),
    ),
  })
  .map(({ spare, ...deadlines }): Deadlines => {
    const { remindAfterMinutes, warnBeforeMinutes } = deadlines;
    return { ...deadlines, acknowledgeWithinMinutes: remindAfterMinutes + warnBeforeMinutes + spare };
  });

const anyDelivery: fc.Arbitrary<DeliveryFacts> = fc.record({
  remindedAt: maybe(anyTime),
  warnedAt: maybe(anyTime),
  askedAt: maybe(anyTime),
  answerable: fc.boolean(),
  clicksArrive: fc.boolean(),
  isQueued: fc.boolean(),
});

const DELIVERED_IN_TIME: DeliveryFacts = {
  remindedAt: at(0),
  warnedAt: at(0),
  answerable: true,
  clicksArrive: true,
  isQueued: false,
};
const anyPassing = (deadlines: fc.Arbitrary<Deadlines>) =>
  fc.record({
    type: fc.constant('passTime' as const),
    deadlines,
    delivery: fc.oneof(fc.constant(DELIVERED_IN_TIME), anyDelivery),
  });

const anyStart = fc.record({
  type: fc.constant('observeStart' as const),
  facts: fc.oneof(fc.constant(startFacts()), fc.constant(ssmFacts()), anyStartFacts),
});
const anyDenied = fc.record({ type: fc.constant('observeDenied' as const), facts: anyDeniedFacts });
const anyNotice = fc.record({
  type: fc.constant('recordNotice' as const),
  channel: fc.constant(CHANNEL),
  ts: fc.constantFrom(TS, TS, TS, '1795507300.000200'),
  at: anyTime,
});
const anyNote = fc.oneof(fc.constant(undefined), fc.constant(undefined), anyText(600));
/** Whatever may follow a start: a command that is missing here does not compile. */
const LATER: {
  readonly [T in Exclude<SessionCommand['type'], 'observeDenied'>]: fc.Arbitrary<
    Omit<Extract<SessionCommand, { type: T }>, 'id'>
  >;
} = {
  observeStart: anyStart,
  recordNotice: anyNotice,
  acknowledge: fc.record({
    type: fc.constant('acknowledge'),
    actor: anyActor,
    note: anyNote,
    fourEyes: fc.constantFrom('record', 'record', 'require'),
  }),
  requestTermination: fc.record({ type: fc.constant('requestTermination'), actor: anyActor, note: anyNote }),
  withdraw: fc.record({ type: fc.constant('withdraw'), actor: anyActor, note: anyNote }),
  reconfirm: fc.record({
    type: fc.constant('reconfirm'),
    actor: anyActor,
    act: fc.constantFrom('still-mine', 'take-over'),
    fourEyes: fc.constantFrom('record', 'record', 'require'),
  }),
  giveReason: fc.record({
    type: fc.constant('giveReason'),
    userId: fc.constantFrom(OPERATOR, OPERATOR, STRANGER),
    reason: anyText(600),
    ticket: maybe(anyText(120)),
  }),
  reportTerminationFailure: fc.record({ type: fc.constant('reportTerminationFailure'), tries: fc.nat(9) }),
  observeTerminateCall: fc.record({
    type: fc.constant('observeTerminateCall'),
    by: fc.constantFrom('operator-2', 'operator-3'),
    at: anyTime,
  }),
  observeEnd: fc.record({
    type: fc.constant('observeEnd'),
    status: fc.constantFrom('Terminated', 'Failed', 'Unknown'),
    endedAt: maybe(anyTime),
    maximumMinutes: maybe(fc.constantFrom(1, 60)),
  }),
  observeAlive: fc.record({ type: fc.constant('observeAlive') }),
  passTime: fc.oneof(anyPassing(fc.constant(DEADLINES)), anyPassing(anyDeadlines), anyPassing(anyDeadlines)),
};
/** Time passes more often than anything else happens. */
const anyLater = fc.oneof(...Object.values(LATER), LATER.passTime, LATER.passTime);

export interface Moment {
  readonly command: SessionCommand;
  readonly now: Date;
}

/** Ids are few, so that some commands are met twice; clocks disagree, so that some come from the past. */
const momentOf = <C extends object>(command: fc.Arbitrary<C>) =>
  fc
    .record({ command, id: fc.nat(60), now: anyMinutes(120) })
    .map(({ command, id, now }) => ({ command: { ...command, id: `command:${id}` }, now: minute(now) }));

const inOrder = (...parts: fc.Arbitrary<Moment[]>[]) => fc.tuple(...parts).map((played) => played.flat());
const one = (moment: fc.Arbitrary<Moment>) => fc.tuple(moment);

/** A start, usually its notice, and then anything. */
export const anyMoments: fc.Arbitrary<Moment[]> = inOrder(
  one(momentOf(anyStart)),
  fc.array(momentOf(anyNotice), { maxLength: 1 }),
  fc.array(momentOf(anyLater), { maxLength: 14 }),
);

/** A session that is mostly left to the clock, by settings that seldom change. */
export const anyWatchedMoments: fc.Arbitrary<Moment[]> = anyDeadlines.chain((deadlines) =>
  inOrder(
    one(momentOf(anyStart)),
    one(momentOf(anyNotice)),
    fc
      .tuple(
        fc.array(momentOf(anyPassing(fc.constant(deadlines))), { maxLength: 16 }),
        fc.array(momentOf(fc.oneof(anyLater, anyPassing(anyDeadlines))), { maxLength: 2 }),
      )
      .map((parts) => parts.flat().toSorted((a, b) => a.now.getTime() - b.now.getTime())),
  ).map((moments) => moments.map(({ command, now }, n) => ({ command: { ...command, id: `command:${n}` }, now }))),
);

/** A denied attempt, and then anything. */
export const anyDeniedMoments: fc.Arbitrary<Moment[]> = inOrder(
  one(momentOf(anyDenied)),
  fc.array(momentOf(fc.oneof(anyLater, anyDenied)), { maxLength: 14 }),
);

export interface Passed extends Moment {
  readonly before: Stream | undefined;
  readonly decision: Decision;
  readonly after: Stream | undefined;
}

/** Plays them all; what is refused changes nothing. */
export function passing(moments: readonly Moment[]): Passed[] {
  let before: Stream | undefined;
  return moments.map(({ command, now }) => {
    const decision = decide(before, command, now);
    const events = 'events' in decision ? decision.events : [];
    const after = events.reduce<Stream | undefined>(evolve, before);
    const passed = { before, command, now, decision, after };
    before = after;
    return passed;
  });
}

export function streamAfter(moments: readonly Moment[]): Stream {
  const stream = passing(moments).at(-1)?.after;
  if (stream === undefined) throw new Error('nothing happened');
  return stream;
}

export const anyStream: fc.Arbitrary<Stream> = fc.oneof(anyMoments, anyDeniedMoments).map(streamAfter);

export const anySession: fc.Arbitrary<Session> = anyMoments.map(streamAfter).map((stream) => {
  if (stream.type !== 'session') throw new Error('a start became something else than a session');
  return stream;
});
