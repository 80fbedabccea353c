// Time-driven events: reminder, warning, escalation and termination, when they are due and never otherwise.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Deadlines } from '../../../app/session/approval.ts';
import { type DeliveryFacts, findDueEvents } from '../../../app/session/deadlines.ts';
import { decide } from '../../../app/session/decide.ts';
import { type FollowUpDelivery, findDeliveryTimes, findUnsentFollowUps } from '../../../app/session/follow-ups.ts';
import { evolve, type Session } from '../../../app/session/session.ts';
import { runs } from '../../runs.ts';
import { anyDeadlines, anyMinutes } from './any-stream.ts';
import {
  acknowledged,
  aliveAgain,
  aSession,
  at,
  CHANNEL,
  DEADLINES,
  ended,
  endedUnknown,
  escalated,
  lapsed,
  minute,
  noticed,
  passTime,
  postponed,
  reminded,
  type Step,
  terminationFailed,
  terminationRequested,
  when,
} from './session-fixture.ts';

const DELIVERED: DeliveryFacts = {
  remindedAt: at(6),
  warnedAt: at(14),
  answerable: true,
  clicksArrive: true,
  isQueued: false,
};
const REMIND: Partial<Deadlines> = { onDeadline: 'remind' };

/** The events that are due so many minutes after 08:00 UTC, after the given ones. */
function due(
  after: readonly Step[],
  now: number,
  over: Partial<Deadlines> = {},
  delivery: Partial<DeliveryFacts> = {},
) {
  return findDueEvents(aSession({ after }), { ...DEADLINES, ...over }, { ...DELIVERED, ...delivery }, minute(now));
}

const types = (events: ReturnType<typeof due>) => events.map(({ type }) => type);

/** Reminded in good time, and warned of a cut at the deadline, which is minute 16. */
const toBeTerminated = [noticed, when(6, reminded), when(14, warnedOf(16))];

function warnedOf(terminateAt: number): Step {
  const deadlines = { ...DEADLINES, remindAfterMinutes: 999, acknowledgeWithinMinutes: terminateAt - 1 };
  return { type: 'passTime', deadlines: { ...deadlines, warnBeforeMinutes: 2 }, delivery: DELIVERED };
}

/** Sessions that wait for no approver: acknowledged, being terminated, never terminated, ended. */
const SETTLED: [string, Step[]][] = [
  ['is acknowledged', [noticed, acknowledged()]],
  ['is being terminated', [noticed, terminationRequested()]],
  ['could not be terminated', [noticed, terminationRequested(), terminationFailed]],
  ['has ended', [noticed, ended(at(2))]],
  ['is taken for ended', [noticed, endedUnknown(at(2))]],
  ['lapsed', [noticed, ended(at(2)), lapsed]],
];

describe('the reminder', () => {
  test('a reminder is due so long after the notice, and not before', () => {
    expect(due([noticed], 5.999)).toEqual([]);
    expect(due([noticed], 6)).toEqual([{ type: 'reminded' }]);
  });

  test('a reminder is due at the deadline, when that comes first', () => {
    expect(types(due([noticed], 4, { ...REMIND, acknowledgeWithinMinutes: 3 }))).toContain('reminded');
  });

  test('a reminder is sent once', () => {
    expect(due([noticed, when(6, reminded)], 7)).toEqual([]);
    expect(types(due([noticed, when(6, reminded)], 600))).not.toContain('reminded');
  });

  test('a reminder is not due before the notice, however long that takes', () => {
    expect(due([], 9_999)).toEqual([]);
  });

  test('a reminder does not wait until somebody can answer', () => {
    expect(types(due([noticed], 6, {}, { answerable: false }))).toEqual(['reminded']);
  });

  test.each(SETTLED)('a reminder is not due for a session that %s', (_, after) => {
    expect(due(after, 60, REMIND)).toEqual([]);
  });
});

describe('the escalation', () => {
  test('an escalation is due at the deadline, once', () => {
    expect(due([noticed, when(6, reminded)], 15.999, REMIND)).toEqual([]);
    expect(due([noticed, when(6, reminded)], 16, REMIND)).toEqual([{ type: 'escalated' }]);
    expect(due([noticed, when(6, reminded), when(16, escalated)], 600, REMIND)).toEqual([]);
  });

  test('an escalation comes behind a reminder that is late', () => {
    expect(types(due([noticed], 20, REMIND))).toEqual(['reminded', 'escalated']);
  });

  describe('of which the reminder waits for its turn among ours', () => {
    const queued = { remindedAt: undefined, isQueued: true };
    const remindedLate = [noticed, when(25, passTime({ ...REMIND, acknowledgeWithinMinutes: 999 }))];

    test('an escalation waits for a queued reminder, and then as long as everybody has to answer', () => {
      expect(types(due([noticed], 20, REMIND, queued))).toEqual(['reminded']);
      expect(due(remindedLate, 30, REMIND, queued)).toEqual([]);
      expect(due(remindedLate, 35.999, REMIND, { remindedAt: at(26), isQueued: true })).toEqual([]);
      expect(due(remindedLate, 36, REMIND, { remindedAt: at(26), isQueued: true })).toEqual([{ type: 'escalated' }]);
    });

    test('an escalation does not wait where Slack does not take the reminder, or where none comes before the deadline', () => {
      expect(due(remindedLate, 30, REMIND, { remindedAt: undefined })).toEqual([{ type: 'escalated' }]);
      const together = { ...REMIND, remindAfterMinutes: 15 };
      expect(types(due([noticed], 16, together, queued))).toEqual(['reminded', 'escalated']);
    });

    test('an escalation comes at the deadline where the reminder was out by then', () => {
      expect(due([noticed, when(12, reminded)], 16, REMIND, { remindedAt: at(15), isQueued: true })).toEqual([
        { type: 'escalated' },
      ]);
    });
  });

  test('an escalation does not wait until somebody can answer in the channel of the notices', () => {
    expect(types(due([noticed, when(6, reminded)], 16, REMIND, { answerable: false }))).toEqual(['escalated']);
  });
});

describe('the warning', () => {
  const waiting = [noticed, when(6, reminded)];

  test('a warning is due so long before the deadline, and names it', () => {
    expect(due(waiting, 13.999)).toEqual([]);
    expect(due(waiting, 14)).toEqual([{ type: 'warned', terminateAt: at(16) }]);
  });

  test('a late warning names a later termination, so that people always have as long to answer', () => {
    expect(due(waiting, 15)).toEqual([{ type: 'warned', terminateAt: at(17) }]);
  });

  test('a warning is sent once', () => {
    expect(due(toBeTerminated, 14.5)).toEqual([]);
  });

  test('a warning waits while nobody can answer', () => {
    expect(due(waiting, 14, {}, { answerable: false })).toEqual([]);
  });

  test('there is no warning where nothing is terminated', () => {
    expect(due(waiting, 14, REMIND)).toEqual([]);
  });

  test('the minutes of a warning may be decimals', () => {
    const short = { remindAfterMinutes: 0.1, acknowledgeWithinMinutes: 0.5, warnBeforeMinutes: 0.25 };
    expect(due([noticed, when(1.1, reminded)], 1.25, short)).toEqual([{ type: 'warned', terminateAt: at(1.5) }]);
  });

  test('a warning is sent anew when somebody has moved the deadline back', () => {
    expect(due(toBeTerminated, 16, { acknowledgeWithinMinutes: 30 })).toEqual([]);
    expect(due(toBeTerminated, 29, { acknowledgeWithinMinutes: 30 })).toEqual([
      { type: 'warned', terminateAt: at(31) },
    ]);
  });

  test('a warning stands when somebody has moved the deadline forward, and no termination comes sooner than it named', () => {
    expect(due(toBeTerminated, 15.999, { acknowledgeWithinMinutes: 8 })).toEqual([]);
    expect(types(due(toBeTerminated, 16, { acknowledgeWithinMinutes: 8 }))).toEqual(['terminationRequested']);
  });
});

describe('the termination', () => {
  test('a termination comes at the time that the warning named, and says why', () => {
    expect(due(toBeTerminated, 15.999)).toEqual([]);
    expect(due(toBeTerminated, 16)).toEqual([{ type: 'terminationRequested', trigger: 'deadline' }]);
  });

  test.each<[string, Partial<DeliveryFacts>]>([
    ['the reminder is not out', { remindedAt: undefined }],
    ['the warning is not out', { warnedAt: undefined }],
    ['nobody could answer', { answerable: false }],
  ])('a termination is postponed, as long again, when %s', (_, delivery) => {
    expect(due(toBeTerminated, 16, {}, delivery)).toEqual([{ type: 'postponed', until: at(31) }]);
  });

  test.each([
    ['the reminder', { remindedAt: at(14.001) }],
    ['the warning', { warnedAt: at(14.001) }],
  ])('a termination waits until %s has been out so long', (_, delivery) => {
    expect(due(toBeTerminated, 16, {}, delivery)).toEqual([]);
    expect(types(due(toBeTerminated, 16.001, {}, delivery))).toEqual(['terminationRequested']);
  });

  test('a termination is postponed, with an alarm, when the clock was far ahead at the delivery of the follow-ups', () => {
    expect(types(due(toBeTerminated, 16, {}, { warnedAt: at(600) }))).toEqual(['postponed']);
    expect(types(due(toBeTerminated, 16, {}, { remindedAt: at(600) }))).toEqual(['postponed']);
    // Clocks that differ by seconds are ordinary.
    expect(due(toBeTerminated, 16, {}, { warnedAt: at(16.5) })).toEqual([]);
  });

  test('a termination without a warning is postponed, and warned of at once', () => {
    expect(due([noticed, when(6, reminded)], 17)).toEqual([
      { type: 'postponed', until: at(32) },
      { type: 'warned', terminateAt: at(32) },
    ]);
  });

  test('a postponed termination is warned of anew, before its new time', () => {
    const putOff = [...toBeTerminated, when(16, postponed)];
    expect(due(putOff, 28.999)).toEqual([]);
    expect(due(putOff, 29)).toEqual([{ type: 'warned', terminateAt: at(31) }]);
  });

  test('a termination is postponed once, however long nobody can answer', () => {
    const putOff = [...toBeTerminated, when(16, postponed)];
    for (const now of [16, 29, 31, 60, 6_000]) expect(due(putOff, now, {}, { answerable: false })).toEqual([]);
  });

  test('a termination is postponed, and does not come at once, when people can answer again', () => {
    expect(due([noticed, when(6, reminded)], 120)).toContainEqual({ type: 'postponed', until: at(135) });
    const putOff = [...toBeTerminated, when(16, postponed)];
    expect(due(putOff, 120)).toContainEqual({ type: 'postponed', until: at(135) });
  });

  test('a termination is for the deadline alone, and none comes where people are only reminded', () => {
    expect(due(toBeTerminated, 60, REMIND)).toEqual([{ type: 'escalated' }]);
  });

  test.each(SETTLED)('a termination is not due for a session that %s', (_, after) => {
    expect(due(after, 60)).toEqual([]);
  });

  test('a termination never comes after an acknowledgement, not even after a warning or a postponement', () => {
    for (const before of [toBeTerminated, [...toBeTerminated, when(16, postponed)]]) {
      expect(due([...before, when(16, acknowledged())], 6_000)).toEqual([]);
    }
  });
});

describe('the clock starts anew', () => {
  test('the clock starts anew with a notice that had to be posted again', () => {
    const again: Step = { type: 'recordNotice', channel: CHANNEL, ts: '2.0', at: at(15) };
    const reposted = [...toBeTerminated, when(15, again)];
    expect(due(reposted, 27.999)).toEqual([]);
    expect(due(reposted, 28)).toEqual([{ type: 'warned', terminateAt: at(30) }]);
  });

  test.each([
    ['ended', [ended(at(14.5))]],
    ['ended, and had lapsed', [ended(at(14.5)), when(15, lapsed)]],
    ['lost', [endedUnknown(at(14.5))]],
  ])('the clock starts anew with a live session that was taken for %s', (_, ends) => {
    const alive = [...toBeTerminated, ...ends.map((step) => when(15, step)), when(20, aliveAgain)];
    expect(due(alive, 32.999)).toEqual([]);
    expect(due(alive, 33)).toEqual([{ type: 'warned', terminateAt: at(35) }]);
  });

  test('the clock does not start anew with an acknowledgement that came after an end that was none', () => {
    const alive = [...toBeTerminated, when(15, ended(at(15))), when(16, acknowledged()), when(20, aliveAgain)];
    expect(due(alive, 600)).toEqual([]);
  });
});

describe('a session without a notice', () => {
  const TERMINATE: Partial<Deadlines> = { onNoNotice: 'terminate' };

  test('a session without a notice is terminated when the settings say so, so long after it was first observed', () => {
    expect(due([], 9.999, TERMINATE)).toEqual([]);
    expect(due([], 10, TERMINATE)).toEqual([{ type: 'terminationRequested', trigger: 'no-notice' }]);
    // The app itself keeps it from being announced.
    expect(due([], 600, TERMINATE, { isQueued: true })).toEqual([]);
  });

  test('a session without a notice is terminated although nobody could answer, since nobody knew', () => {
    expect(types(due([], 10, TERMINATE, { answerable: false }))).toEqual(['terminationRequested']);
  });

  test.each<[string, Step[], Partial<Deadlines>]>([
    ['when that is only an alarm', [], {}],
    ['when its notice came late', [when(11, noticed), reminded], TERMINATE],
    ['when it has ended', [ended(at(1))], TERMINATE],
    [
      'when it is being terminated',
      [{ type: 'passTime', deadlines: { ...DEADLINES, ...TERMINATE, noticeWithinMinutes: 0 }, delivery: DELIVERED }],
      TERMINATE,
    ],
  ])('a session without a notice is not terminated %s', (_, after, over) => {
    expect(due(after, 12, over)).toEqual([]);
  });
});

describe('an ended session that nobody acknowledged', () => {
  test('an ended session that nobody acknowledged lapses so long after its end', () => {
    const over = [noticed, ended(at(2))];
    expect(due(over, 24 * 60 + 1.999)).toEqual([]);
    expect(due(over, 24 * 60 + 2)).toEqual([{ type: 'lapsed' }]);
  });

  test('an ended session that nobody acknowledged lapses so long after its notice, when that came later', () => {
    const over: Step[] = [ended(at(1)), { type: 'recordNotice', channel: CHANNEL, ts: '2.0', at: at(30) }];
    expect(due(over, 24 * 60 + 2)).toEqual([]);
    expect(due(over, 24 * 60 + 30)).toEqual([{ type: 'lapsed' }]);
  });

  test('an ended session does not lapse as long as it has no notice', () => {
    expect(due([ended(at(1))], 99_999)).toEqual([]);
  });
});

/** How it is around a pass: whether somebody can answer, and whether what is told goes out. */
interface Conditions {
  readonly answerable: boolean;
  readonly goesOut: boolean;
}
const FAIR: Conditions = { answerable: true, goesOut: true };

interface PlayedPasses {
  readonly session: Session;
  /** Minute after 08:00 UTC of each event, by its type */
  readonly minutes: (type: string) => number[];
}

/** An unacknowledged session through watchdog passes, until it is terminated. */
function playPasses(
  passes: readonly number[],
  deadlines: Deadlines,
  conditions: (now: number, session: Session) => Conditions,
): PlayedPasses {
  let session = aSession({ after: [noticed] });
  const announced: Record<string, FollowUpDelivery> = {};
  for (const now of passes) {
    const { answerable, goesOut } = conditions(now, session);
    const delivery = { ...findDeliveryTimes(session, announced), answerable, clicksArrive: true, isQueued: false };
    const decision = decide(session, { type: 'passTime', id: `pass:${now}`, deadlines, delivery }, minute(now));
    for (const event of 'events' in decision ? decision.events : []) {
      const next = evolve(session, event);
      if (next.type === 'session') session = next;
    }
    if (goesOut)
      for (const { key } of findUnsentFollowUps(session, announced, {
        warnOnHost: false,
        askReason: false,
        tellOperator: false,
      }))
        announced[key] = { attempts: 1, deliveredAt: at(now) };
    if (session.termination) break;
  }
  const minutes = (type: string) =>
    session.events
      .filter((event) => event.type === type)
      .map((event) => (Date.parse(event.at) - Date.parse(at(0))) / 60_000);
  return { session, minutes };
}

/** Minutes after 08:00 UTC, from the notice on. */
const every = (pause: number, long: number) =>
  Array.from({ length: Math.floor(long / pause) }, (_, n) => 1 + (n + 1) * pause);

describe('over many passes', () => {
  test('a session that nobody answers is reminded of, warned of and terminated at the deadline', () => {
    const { minutes } = playPasses(every(1, 60), DEADLINES, () => FAIR);
    expect(['reminded', 'warned', 'terminationRequested'].map(minutes)).toEqual([[6], [14], [16]]);
  });

  test('a session is terminated at the deadline or after it, whatever the deadlines, and however rare the passes', () => {
    fc.assert(
      fc.property(anyDeadlines, anyMinutes(7), (deadlines, pause) => {
        const { acknowledgeWithinMinutes: within, warnBeforeMinutes: before } = deadlines;
        const passes = every(pause, 2 * within + before + 8 * pause);
        const { minutes } = playPasses(passes, { ...deadlines, onDeadline: 'terminate' }, () => FAIR);
        expect(minutes('terminationRequested')[0]).toBeGreaterThanOrEqual(1 + within - 0.001);
      }),
      { numRuns: runs(300, 60) },
    );
  });

  test.each<[string, (now: number, session: Session) => Conditions]>([
    ['nobody can answer', () => ({ answerable: false, goesOut: false })],
    ['nobody can answer, once the warning is out', (now) => ({ answerable: now < 15, goesOut: now < 15 })],
    ['Slack answers, and takes nothing', () => ({ answerable: true, goesOut: false })],
    [
      'Slack is away whenever a session is to be terminated',
      (_, { events }) => ({ answerable: events.at(-1)?.type !== 'warned', goesOut: true }),
    ],
  ])('a week in which %s adds few events, and terminates nothing', (_, conditions) => {
    const { session } = playPasses(every(1, 7 * 24 * 60), DEADLINES, conditions);
    expect(session.termination).toBeUndefined();
    expect(session.events.length).toBeLessThan(50);
  });

  test('a session is terminated in the end, after a week in which no follow-up could be sent', () => {
    const week = 7 * 24 * 60;
    const { minutes } = playPasses(every(1, 9 * 24 * 60), DEADLINES, (now) => ({
      answerable: true,
      goesOut: now > week,
    }));
    expect(minutes('terminationRequested')).toHaveLength(1);
  });
});
