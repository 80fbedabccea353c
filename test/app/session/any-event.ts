// Every kind of session, every end and every event: one that is missing here does not compile.
import fc from 'fast-check';
import {
  type DeniedFacts,
  type EndCause,
  type Event,
  type EventData,
  type FourEyes,
  type Operator,
  type Principal,
  type StartFacts,
  type Target,
  VIAS,
} from '../../../app/session/event.ts';
import { hashEvent } from '../../../app/session/hash-chain.ts';
import type { Kind, Parameters } from '../../../app/session/kind.ts';
import { evolve, fold, type Stream } from '../../../app/session/session.ts';
import { APPROVER, at, CHANNEL, OPERATOR, SECOND_APPROVER, TS } from './session-fixture.ts';

/** @param most characters */
export type AnyText = (most: number) => fc.Arbitrary<string>;
type Of<U extends { readonly type: string }> = {
  readonly [T in U['type']]: fc.Arbitrary<Extract<U, { readonly type: T }>>;
};

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const is = <const T>(value: T) => fc.constant(value);
const anyTime = fc.integer({ min: 0, max: 120 }).map(at);
const anyPort = fc.integer({ min: 1, max: 65_535 });

/** Names that objects of JavaScript have of their own are as good as any other. */
export const ODD_NAMES = ['constructor', 'prototype', '__proto__', 'toString'];
export const anyParameters: fc.Arbitrary<Parameters> = fc
  .uniqueArray(
    fc.tuple(
      fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string({ unit: 'binary', maxLength: 8 })),
      fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 2 }),
    ),
    { maxLength: 4, selector: ([name]) => name },
  )
  .map((streams) => Object.fromEntries(streams));

export function kindsOf(text: AnyText): Of<Kind> {
  return {
    shell: is({ type: 'shell' }),
    ssh: fc.record({ type: is('ssh'), port: maybe(anyPort) }),
    'remote-desktop': fc.record({ type: is('remote-desktop'), host: maybe(text(255)) }),
    database: fc.record({ type: is('database'), engine: text(64), host: maybe(text(255)), port: anyPort }),
    'port-forward': fc.record({ type: is('port-forward'), host: maybe(text(255)), port: maybe(anyPort) }),
    command: fc.record({ type: is('command'), command: maybe(text(512)) }),
    custom: fc.record({ type: is('custom'), document: text(128) }),
    unknown: is({ type: 'unknown' }),
  };
}

export function endsOf(text: AnyText): {
  readonly [C in EndCause['cause']]: fc.Arbitrary<Extract<EndCause, { readonly cause: C }>>;
} {
  return {
    terminated: is({ cause: 'terminated' }),
    'terminate-call': fc.record({ cause: is('terminate-call'), by: text(64) }),
    'maximum-duration': is({ cause: 'maximum-duration', inferred: true }),
    unknown: is({ cause: 'unknown' }),
  };
}

export function eventsOf(text: AnyText): Of<EventData> {
  const anyOperator: fc.Arbitrary<Operator> = fc.record({
    name: text(64),
    verified: fc.boolean(),
    slackUser: maybe(is(OPERATOR)),
    foundBy: fc.constantFrom('settings', 'email', undefined),
  });
  const anyPrincipal: fc.Arbitrary<Principal> = fc.record({
    type: fc.constantFrom('IAMUser', 'Unknown'),
    arn: maybe(is('arn:aws:iam::111122223333:user/operator')),
    accountId: maybe(is('111122223333')),
    roleName: maybe(text(64)),
    roleArn: maybe(text(64)),
    name: text(64),
  });
  const anyTarget: fc.Arbitrary<Target> = fc.record({ id: text(64), name: text(64) });
  const anyKind: fc.Arbitrary<Kind> = fc.oneof(...Object.values(kindsOf(text)));
  const anyEnd: fc.Arbitrary<EndCause> = fc.oneof(...Object.values(endsOf(text)));
  const facts = {
    document: maybe(text(64)),
    parameters: maybe(anyParameters),
    parametersHash: maybe(is('0'.repeat(64))),
    accountId: maybe(is('111122223333')),
    region: maybe(is('ap-northeast-1')),
    sourceIp: maybe(text(64)),
    userAgent: maybe(text(64)),
    reason: maybe(text(64)),
    mfa: maybe(fc.boolean()),
  };
  const start: fc.Arbitrary<StartFacts> = fc.record({
    ...facts,
    sessionId: is('operator-0'),
    source: fc.constantFrom('cloudtrail', 'ssm'),
    startedAt: is(at(0)),
    principal: anyPrincipal,
    operator: anyOperator,
    target: anyTarget,
    kind: anyKind,
  });
  const denial: fc.Arbitrary<DeniedFacts> = fc.record({
    attemptedAt: is(at(2)),
    principal: is({ type: 'IAMUser', name: 'operator' }),
    operator: anyOperator,
    target: maybe(anyTarget),
    errorCode: text(64),
    errorMessage: maybe(text(300)),
  });
  const given = { via: fc.constantFrom(...VIAS, undefined), note: maybe(text(500)) };
  const anyFourEyes = fc.constantFrom<FourEyes>('verified', 'unverified');
  return {
    started: start.map((facts) => ({ type: 'started', ...facts })),
    enriched: fc.record({
      ...facts,
      type: is('enriched'),
      principal: maybe(anyPrincipal),
      operator: maybe(anyOperator),
      kind: maybe(anyKind),
      reportedStart: maybe(anyTime),
      terminateCall: maybe(fc.record({ by: text(64), at: anyTime })),
    }),
    denied: denial.map((facts) => ({ type: 'denied', ...facts })),
    deniedOverflow: is({ type: 'deniedOverflow' }),
    noticed: is({ type: 'noticed', channel: CHANNEL, ts: TS }),
    acknowledged: fc.record({
      type: is('acknowledged'),
      ...given,
      fourEyes: anyFourEyes,
      afterTermination: fc.boolean(),
      vouchedBy: maybe(is(SECOND_APPROVER)),
    }),
    vouched: fc.record({ type: is('vouched'), ...given }),
    acknowledgementWithdrawn: fc.record({ type: is('acknowledgementWithdrawn'), ...given }),
    reasoned: fc.record({ type: is('reasoned'), via: given.via, reason: text(500), ticket: maybe(text(100)) }),
    reconfirmationAsked: is({ type: 'reconfirmationAsked' }),
    reconfirmed: fc.record({
      type: is('reconfirmed'),
      via: given.via,
      fourEyes: anyFourEyes,
      takenOverFrom: maybe(is(SECOND_APPROVER)),
    }),
    acknowledgementExpired: is({ type: 'acknowledgementExpired' }),
    terminationRequested: fc.record({
      type: is('terminationRequested'),
      ...given,
      trigger: fc.constantFrom('deadline', 'no-notice', undefined),
    }),
    terminationFailed: fc.record({ type: is('terminationFailed'), tries: fc.nat(9) }),
    ended: fc.record({
      type: is('ended'),
      status: fc.constantFrom('Terminated', 'Failed', 'Unknown'),
      endedAt: anyTime,
      how: anyEnd,
    }),
    seenAlive: is({ type: 'seenAlive' }),
    reminded: is({ type: 'reminded' }),
    warned: fc.record({ type: is('warned'), terminateAt: anyTime }),
    postponed: fc.record({ type: is('postponed'), until: anyTime, cause: maybe(is('endpoint-silent')) }),
    escalated: is({ type: 'escalated' }),
    lapsed: is({ type: 'lapsed' }),
  };
}

/** Entries of a few events, by the type of the last: a start or a denied attempt, its notice, and what the last needs. */
export function streamsOf(text: AnyText): { readonly [T in EventData['type']]: fc.Arbitrary<Stream> } {
  const events = eventsOf(text);
  const { started, denied, noticed, terminationRequested } = events;
  const session = (...data: fc.Arbitrary<EventData>[]) => fc.tuple(started, noticed, ...data).map(streamOf);
  return {
    started: fc.tuple(started).map(streamOf),
    enriched: session(events.enriched),
    denied: fc.tuple(denied, noticed, denied).map(streamOf),
    deniedOverflow: fc.tuple(denied, noticed, events.deniedOverflow).map(streamOf),
    noticed: session(),
    acknowledged: session(events.acknowledged),
    vouched: session(events.vouched),
    acknowledgementWithdrawn: session(
      fc.oneof<fc.Arbitrary<EventData>[]>(events.acknowledged, events.vouched),
      events.acknowledgementWithdrawn,
    ),
    reasoned: session(events.reasoned),
    reconfirmationAsked: session(events.acknowledged, events.reconfirmationAsked),
    reconfirmed: session(events.acknowledged, events.reconfirmationAsked, events.reconfirmed),
    acknowledgementExpired: session(events.acknowledged, events.reconfirmationAsked, events.acknowledgementExpired),
    terminationRequested: session(terminationRequested),
    terminationFailed: session(terminationRequested, events.terminationFailed),
    ended: fc.oneof(session(events.ended), session(terminationRequested, events.ended)),
    seenAlive: session(events.ended, events.seenAlive),
    reminded: session(events.reminded),
    warned: session(events.reminded, events.warned),
    postponed: session(events.reminded, events.warned, events.postponed),
    escalated: session(events.escalated),
    lapsed: session(events.ended, events.lapsed),
  };
}

const APPROVERS_EVENTS: readonly EventData['type'][] = [
  'acknowledged',
  'vouched',
  'acknowledgementWithdrawn',
  'reconfirmed',
];

/** One event a minute, each chained to the one before it. */
export function streamOf(data: readonly EventData[]): Stream {
  const events: Event[] = [];
  for (const [index, one] of data.entries()) {
    const by = APPROVERS_EVENTS.includes(one.type) ? APPROVER : one.type === 'reasoned' ? OPERATOR : 'app';
    const unlinked = { ...defined(one), seq: index + 1, at: at(index), by, commandId: `command:${index}` };
    const before = events.at(-1)?.hash ?? evolve(undefined, { ...unlinked, hash: '' }).id;
    events.push({ ...unlinked, hash: hashEvent(before, unlinked) });
  }
  const stream = fold(events);
  if (stream === undefined) throw new Error('nothing happened');
  return stream;
}

function defined(data: EventData): EventData {
  return JSON.parse(JSON.stringify(data));
}
