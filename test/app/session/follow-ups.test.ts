// Follow-ups: who gets each, how long it is relevant, and when it is delivered.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isUnacknowledged } from '../../../app/session/approval.ts';
import {
  type Audiences,
  dropOldDeliveries,
  type FollowUpDeliveries,
  type FollowUpDelivery,
  findDeliveryTimes,
  findOperatorThread,
  findUnsentFollowUps,
  listFollowUps,
} from '../../../app/session/follow-ups.ts';
import { fold, type Session } from '../../../app/session/session.ts';
import { runs } from '../../runs.ts';
import { anyStory, playStory } from './acts/any-story.ts';
import { anySession } from './any-stream.ts';
import {
  acknowledged,
  aliveAgain,
  aSession,
  at,
  ended,
  endedUnknown,
  escalated,
  noticed,
  OPERATOR,
  passTime,
  postponed,
  reminded,
  SECOND_APPROVER,
  type Step,
  startFacts,
  stillMine,
  takenOver,
  terminationFailed,
  terminationRequested,
  warned,
  when,
  withdrawn,
} from './session-fixture.ts';

const EVERYBODY: Audiences = {
  escalationChannel: 'C0ONCALL01',
  warnOnHost: true,
  askReason: false,
  tellOperator: false,
};
const NOBODY_ELSE: Audiences = { warnOnHost: false, askReason: false, tellOperator: false };
/** Slack said that it has it. */
const out = (minute: number): FollowUpDelivery => ({ attempts: 1, deliveredAt: at(minute) });

const UNKNOWN_OPERATOR = startFacts({ operator: { name: 'operator', verified: true } });

function keysAfter(after: readonly Step[], audiences = EVERYBODY, facts = startFacts()): string[] {
  return listFollowUps(aSession({ facts, after }), audiences).map(({ key }) => key);
}

const warnedTwice = [noticed, when(6, reminded), when(7, warned), when(22, postponed), when(36, warned)];
const terminatedByDeadline = [noticed, when(6, reminded), when(7, warned), when(22, passTime())];

describe('the follow-ups of an event', () => {
  test.each<[string, readonly Step[], string[]]>([
    ['a start and its notice have none, since the notice shows them', [noticed], []],
    ['a reminder is in the thread', [noticed, reminded], ['3:thread']],
    [
      'a warning goes to the thread, the operator and the host',
      [noticed, warned],
      ['3:thread', '3:operator', '3:host'],
    ],
    [
      'a postponed termination has none, nor has the warning before it, since the notice shows them',
      [...warnedTwice.slice(0, 4)],
      ['3:thread'],
    ],
    [
      'a deadline that passed goes to the on-call channel',
      [noticed, reminded, escalated],
      ['3:thread', '4:escalation'],
    ],
    ['an acknowledgement has none, since the notice shows it', [noticed, acknowledged()], []],
    ['a termination request is in the thread', [noticed, terminationRequested()], ['3:thread']],
    ['a termination request by the deadline is in the thread', terminatedByDeadline, ['5:thread']],
    [
      'a failed termination goes to the thread and to the on-call channel',
      [noticed, terminationRequested(), terminationFailed],
      ['3:thread', '4:thread', '4:escalation'],
    ],
    [
      'the end after a termination request is in the thread',
      [noticed, terminationRequested(), ended(at(3))],
      ['3:thread', '4:thread'],
    ],
    ['an end that nobody requested has none, since the notice shows it', [noticed, ended(at(2))], []],
    ['a session that lives after all is in the thread', [noticed, endedUnknown(at(2)), aliveAgain], ['4:thread']],
    [
      'each request and each end is in the thread, also if another one follows',
      [
        noticed,
        terminationRequested(),
        terminationFailed,
        terminationRequested(),
        endedUnknown(at(4)),
        aliveAgain,
        ended(),
      ],
      ['3:thread', '4:thread', '4:escalation', '5:thread', '6:thread', '7:thread', '8:thread'],
    ],
  ])('the follow-ups of an event: %s', (_, after, keys) => {
    expect(keysAfter(after)).toEqual(keys);
  });

  test('the follow-ups are in the order in which they happened, each with its event', () => {
    const session = aSession({ after: [noticed, reminded, when(5, warned)] });
    expect(listFollowUps(session, NOBODY_ELSE)).toEqual([
      { key: '3:thread', audience: 'thread', event: session.events[2] },
      { key: '4:thread', audience: 'thread', event: session.events[3] },
      { key: '4:operator', audience: 'operator', event: session.events[3] },
    ]);
  });

  test('a follow-up to the on-call channel or to the host exists only where the settings say so', () => {
    const after = [noticed, reminded, escalated, when(5, warned)];
    expect(
      keysAfter(after, { escalationChannel: 'C0ONCALL01', warnOnHost: false, askReason: false, tellOperator: false }),
    ).toEqual(['3:thread', '4:escalation', '5:thread', '5:operator']);
    expect(keysAfter(after, { warnOnHost: true, askReason: false, tellOperator: false })).toEqual([
      '3:thread',
      '5:thread',
      '5:operator',
      '5:host',
    ]);
  });

  test('a follow-up to the operator exists when their Slack account is known', () => {
    expect(keysAfter([noticed, warned], EVERYBODY, UNKNOWN_OPERATOR)).toEqual(['3:thread', '3:host']);
  });
});

describe('the follow-ups of an acknowledgement', () => {
  const TOLD: Audiences = { ...NOBODY_ELSE, askReason: true, tellOperator: true };
  const hour = { confirmEveryHours: 1 };
  const question = when(62, passTime(hour));
  const silence = when(77, passTime(hour, { askedAt: at(62) }));
  const given = [noticed, acknowledged()];

  test.each<[string, readonly Step[], string[]]>([
    ['a notice asks the operator why', [noticed], ['2:operator']],
    ['a notice that is posted again asks nobody again', [noticed, { ...noticed, ts: '2.0' } as Step], ['2:operator']],
    ['an acknowledgement is told to the operator', given, ['2:operator', '3:operator']],
    ['one that is taken back is told to both', [...given, withdrawn()], ['2:operator', '4:thread', '4:operator']],
    ['one that is given again is told again', [...given, withdrawn(), acknowledged()], ['2:operator', '5:operator']],
    ['a question is in the thread', [...given, question], ['2:operator', '3:operator', '4:thread']],
    ['an answer needs no message', [...given, question, when(63, stillMine())], ['2:operator', '3:operator']],
    [
      'a new acknowledger is named in the thread',
      [...given, question, when(63, takenOver())],
      ['2:operator', '5:thread'],
    ],
    [
      'their answer does not take the place of it',
      [...given, question, when(63, takenOver()), when(124, passTime(hour)), when(125, stillMine(SECOND_APPROVER))],
      ['2:operator', '5:thread'],
    ],
    ['one that expires is told to both', [...given, question, silence], ['2:operator', '5:thread', '5:operator']],
    [
      'a postponement is told to the operator',
      [noticed, when(6, reminded), when(7, warned), when(22, postponed)],
      ['2:operator', '3:thread', '5:operator'],
    ],
    ['a warning after it tells the same', warnedTwice, ['2:operator', '3:thread', '6:thread', '6:operator']],
    ['a request is told to the operator', [noticed, terminationRequested()], ['2:operator', '3:thread', '3:operator']],
    ['a request of their own is not', [noticed, terminationRequested(OPERATOR)], ['2:operator', '3:thread']],
    ['an end leaves nothing to ask', [...given, ended(at(3))], []],
    [
      'an end after a request leaves nothing to tell the operator',
      [noticed, terminationRequested(), ended(at(3))],
      ['3:thread', '4:thread'],
    ],
    [
      'a session that lives after all does not end within moments',
      [noticed, terminationRequested(), endedUnknown(at(3)), aliveAgain],
      ['2:operator', '3:thread', '4:thread', '5:thread'],
    ],
  ])('the follow-ups of an acknowledgement: %s', (_, after, keys) => {
    expect(keysAfter(after, TOLD)).toEqual(keys);
  });

  test('the operator is asked and told nothing where the settings say so, but warned', () => {
    for (const after of [given, [noticed, reminded, escalated], [...given, withdrawn()], [...given, question, silence]])
      expect(keysAfter(after, NOBODY_ELSE).filter((key) => key.endsWith(':operator'))).toEqual([]);
    expect(keysAfter([noticed, warned], NOBODY_ELSE)).toContain('3:operator');
    expect(keysAfter(given, { ...TOLD, askReason: false })).toEqual(['3:operator']);
  });

  test('what earlier releases stored is told to nobody afterwards', () => {
    const session = aSession({ after: given });
    const earlier = session.events.map(({ ...event }) =>
      event.type === 'acknowledged' ? { ...event, via: undefined } : event,
    );
    expect(listFollowUps(fold(earlier) as Session, { ...TOLD, askReason: false })).toEqual([]);
  });

  test('the operator’s messages stand below the first one that they have', () => {
    const session = aSession({ after: given });
    const place = { channel: 'D0OPERATOR', ts: '1.0' };
    const first = { attempts: 1, to: OPERATOR, deliveredAt: at(3), place };
    expect(findOperatorThread(session, {})).toBeUndefined();
    const later = { ...first, place: { ...place, ts: '2.0' } };
    expect(findOperatorThread(session, { '10:operator': later, '2:operator': first })).toEqual(place);
    expect(findOperatorThread(session, { '2:operator': { ...first, to: 'U0ANOTHER' }, '10:operator': later })).toEqual(
      later.place,
    );
  });
});

describe('follow-ups that are out of date', () => {
  test('only the latest warning is still sent', () => {
    expect(keysAfter(warnedTwice, NOBODY_ELSE)).toEqual(['3:thread', '6:thread', '6:operator']);
  });

  test.each<[string, Step]>([
    ['acknowledged', acknowledged()],
    ['ended', ended(at(8))],
    ['being terminated', terminationRequested()],
  ])('a follow-up that asks for an answer is dropped when the session is %s', (_, step) => {
    const keys = keysAfter([noticed, reminded, escalated, when(5, warned), when(8, step)]);
    expect(keys.filter((key) => ['3', '4', '5'].includes(key.charAt(0)))).toEqual([]);
  });

  test('the operator is told nothing of a session that has ended, whatever may happen', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const all = listFollowUps(session, { ...EVERYBODY, askReason: true, tellOperator: true });
        if (session.ended) expect(all.filter(({ audience }) => audience === 'operator')).toEqual([]);
      }),
    );
  });

  test('a follow-up that asks for an answer is all that is ever dropped, whatever may happen', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const asks = listFollowUps(session, EVERYBODY).filter(({ event }) =>
          ['reminded', 'warned', 'escalated'].includes(event.type),
        );
        if (!isUnacknowledged(session)) expect(asks).toEqual([]);
        for (const { event } of asks) {
          const later = session.events.filter(({ type, seq }) => type === event.type && seq > event.seq);
          expect(later).toEqual([]);
        }
      }),
    );
  });
});

describe('unsent follow-ups', () => {
  test('the unsent follow-ups are those not sent yet, each audience on its own', () => {
    const session = aSession({ after: [noticed, reminded, when(5, warned)] });
    const announced = { '3:thread': out(3), '4:operator': out(6) };
    expect(findUnsentFollowUps(session, announced, EVERYBODY).map(({ key }) => key)).toEqual(['4:thread', '4:host']);
  });

  test('no follow-up is unsent once all were sent, whatever has happened', () => {
    fc.assert(
      fc.property(anySession, (session) => {
        const keys = listFollowUps(session, EVERYBODY).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        expect(findUnsentFollowUps(session, Object.fromEntries(keys.map((key) => [key, out(0)])), EVERYBODY)).toEqual(
          [],
        );
      }),
    );
  });
});

describe('old deliveries', () => {
  const given = [noticed, when(6, reminded), when(7, acknowledged()), when(8, withdrawn())];
  const twice = [...given, when(14, reminded), when(15, acknowledged()), when(16, withdrawn())];
  const keys = ['2:operator', '3:thread', '4:operator', '5:thread', '5:operator', '6:thread', '7:operator', '8:thread'];

  test('deliveries of the same that happened before are dropped, and the notice’s stays', () => {
    const deliveries = Object.fromEntries(keys.map((key) => [key, out(1)]));
    const kept = dropOldDeliveries(aSession({ after: twice }), deliveries);
    expect(Object.keys(kept)).toEqual(['2:operator', '6:thread', '7:operator', '8:thread']);
  });

  test('the beginning of the operator’s thread is never dropped', () => {
    const root = { ...out(1), to: OPERATOR, place: { channel: 'D0OPERATOR', ts: '1.0' } };
    const session = aSession({ after: twice });
    expect(findOperatorThread(session, dropOldDeliveries(session, { '4:operator': root }))).toEqual(root.place);
  });

  test('nothing is sent again for want of them, and no delivery time is lost, whatever happens and is set meanwhile', () => {
    const anyTurns = fc.array(
      fc.record({ tellOperator: fc.boolean(), askReason: fc.boolean(), arrives: fc.boolean() }),
      { minLength: 1 },
    );
    const anyLife = fc.oneof(
      anySession,
      anyStory().map((story) => playStory(story).session()),
    );
    const check = fc.property(anyLife, anyTurns, ({ events }, turns) => {
      let [kept, all]: [FollowUpDeliveries, FollowUpDeliveries] = [{}, {}];
      for (let count = 1; count <= events.length; count++) {
        const session = fold(events.slice(0, count)) as Session;
        const { arrives = true, ...settings } = turns[count % turns.length] ?? {};
        const audiences = { ...EVERYBODY, ...settings };
        const unsent = findUnsentFollowUps(session, all, audiences);
        expect(findUnsentFollowUps(session, kept, audiences)).toEqual(unsent);
        const sent = Object.fromEntries(
          unsent.map(({ key }) => [key, { ...out(count), to: session.operator.slackUser }]),
        );
        if (arrives) all = { ...all, ...sent };
        if (arrives) kept = dropOldDeliveries(session, { ...kept, ...sent });
        expect(findDeliveryTimes(session, kept)).toEqual(findDeliveryTimes(session, all));
      }
    });
    fc.assert(check, { numRuns: runs(2_000, 200) });
  });
});

describe('delivery times', () => {
  const session = aSession({ after: [noticed, when(6, reminded), when(7, warned)] });
  const keysAfter = (announced: FollowUpDeliveries, of = session) => findDeliveryTimes(of, announced);

  test('there is no delivery time while nothing is out', () => {
    expect(keysAfter({})).toEqual({});
    expect(keysAfter({}, aSession({ after: [noticed] }))).toEqual({});
  });

  test('the reminder is delivered when it stands in the thread', () => {
    expect(keysAfter({ '3:thread': out(8) })).toEqual({ remindedAt: at(8) });
  });

  test.each(['4:thread', '4:operator'])('the warning is not delivered by %s alone', (key) => {
    expect(keysAfter({ [key]: out(8), '4:host': out(8) })).toEqual({});
  });

  test('the warning is delivered when the last of thread and operator has it, whatever the host has', () => {
    expect(keysAfter({ '4:thread': out(8), '4:operator': out(9) })).toEqual({ warnedAt: at(9) });
    expect(keysAfter({ '4:thread': out(9), '4:operator': out(8), '4:host': out(12) })).toEqual({ warnedAt: at(9) });
  });

  test('the warning is delivered in the thread, when the operator’s Slack account is unknown', () => {
    const unknown = aSession({ facts: UNKNOWN_OPERATOR, after: [noticed, when(6, reminded), when(7, warned)] });
    expect(keysAfter({ '4:thread': out(8) }, unknown)).toEqual({ warnedAt: at(8) });
  });

  test('the delivery time is of the latest warning, and not of one before it', () => {
    const announced = { '3:thread': out(6), '4:thread': out(7), '4:operator': out(7) };
    expect(keysAfter(announced, aSession({ after: warnedTwice }))).toEqual({ remindedAt: at(6) });
  });

  test('the warning is delivered by the thread, when its operator takes no direct messages', () => {
    const refused = { attempts: 1, refusedAt: at(8) };
    expect(keysAfter({ '4:thread': out(9), '4:operator': refused })).toEqual({ warnedAt: at(9) });
    expect(keysAfter({ '4:operator': refused })).toEqual({});
  });

  test.each<FollowUpDelivery>([{ attempts: 1 }, { attempts: 2 }, { attempts: 2, givenUpAt: at(9) }])(
    'a warning that was sent and never confirmed is not delivered: %o',
    (delivery) => {
      expect(keysAfter({ '4:thread': out(8), '4:operator': delivery })).toEqual({});
      expect(keysAfter({ '4:thread': delivery, '4:operator': out(8) })).toEqual({});
    },
  );
});

describe('a direct message', () => {
  const session = aSession({ after: [noticed, when(6, reminded), when(7, warned)] });
  const owedWith = (delivery: FollowUpDelivery) =>
    findUnsentFollowUps(
      session,
      { '3:thread': out(6), '4:thread': out(7), '4:host': out(7), '4:operator': delivery },
      EVERYBODY,
    );

  test.each<FollowUpDelivery>([{ attempts: 0 }, { attempts: 1 }, { attempts: 2 }])(
    'a direct message that is not confirmed is unsent: %o',
    (delivery) => expect(owedWith(delivery).map(({ key }) => key)).toEqual(['4:operator']),
  );

  test.each<FollowUpDelivery>([
    { attempts: 2, givenUpAt: at(8) },
    { attempts: 1, refusedAt: at(8) },
    { attempts: 1, deliveredAt: at(8) },
  ])('a direct message is not sent again: %o', (delivery) => expect(owedWith(delivery)).toEqual([]));
});
