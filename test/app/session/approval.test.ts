// Approvers, and the times at which something is due.
import { describe, expect, test } from 'vitest';
import {
  type Approvers,
  computeNoticeDeadline,
  type Deadlines,
  findAcknowledgementDeadline,
  findNextDue,
  findReminderTime,
  findWarnedTermination,
  findWarningTime,
  isApprover,
  isUnacknowledged,
  OPEN_ENDED,
} from '../../../app/session/approval.ts';
import {
  APPROVER,
  acknowledged,
  aliveAgain,
  aSession,
  at,
  CHANNEL,
  DEADLINES,
  denied,
  deniedAttempts,
  ended,
  endedUnknown,
  escalated,
  lapsed,
  noticed,
  played,
  postponed,
  reminded,
  STRANGER,
  type Step,
  ssmFacts,
  terminationFailed,
  terminationRequested,
  warned,
  when,
} from './session-fixture.ts';

const PEOPLE: Approvers = {
  approverUsers: [APPROVER],
  operators: {},
  pinnedRoles: [],
};
const REMIND: Deadlines = { ...DEADLINES, onDeadline: 'remind' };

describe('an approver', () => {
  test.each([
    ['listed', APPROVER, [], true],
    ['in the group', STRANGER, [STRANGER], true],
    ['listed, while the group is empty or unreadable', APPROVER, [], true],
    ['neither', STRANGER, [], false],
  ])('an approver is a person who is %s', (_, user, group, approves) => {
    expect(isApprover(user, PEOPLE, new Set(group))).toBe(approves);
  });
});

/** Warned at minute 7 of a cut at minute 22, which is put off to minute 37 */
const putOff = [noticed, when(6, reminded), when(7, warned), when(22, postponed)];
const again = (ts: string, minute: number): Step => ({ type: 'recordNotice', channel: CHANNEL, ts, at: at(minute) });

describe('the next pass', () => {
  const dueAfter = (deadlines: Deadlines, after: readonly Step[]) => findNextDue(aSession({ after }), deadlines);

  test.each<[string, Step[], string | undefined]>([
    ['is at once without a notice', [], at(0)],
    ['is at once without a notice also after the end', [ended(at(3))], at(0)],
    ['is the reminder of an unacknowledged session', [noticed], at(6)],
    ['is the warning of a session that was reminded of', [noticed, when(6, reminded)], at(14)],
    ['is the termination of a session that was warned of', [noticed, when(6, reminded), when(7, warned)], at(22)],
    ['is the reminder, when somebody was warned before it', [noticed, warned], at(6)],
    ['is the next warning of a postponed termination', putOff, at(35)],
    ['is at once for a session in termination', [noticed, terminationRequested()], at(2)],
    ['is open-ended for a failed termination', [noticed, terminationRequested(), terminationFailed], OPEN_ENDED],
    ['is open-ended for a live and acknowledged session', [noticed, acknowledged()], OPEN_ENDED],
    ['is a day after the end of an unacknowledged session', [noticed, ended(at(3))], at(24 * 60 + 3)],
    ['is the reminder of a session that lives after all', [noticed, ended(at(3)), when(9, aliveAgain)], at(14)],
    ['is none for an ended and acknowledged session', [noticed, acknowledged(), ended(at(3))], undefined],
    ['is none for a lapsed session', [noticed, ended(at(3)), lapsed], undefined],
  ])('the next pass of the watchdog: %s', (_, after, due) => {
    expect(dueAfter(DEADLINES, after)).toBe(due);
  });

  test.each<[string, Step[], string]>([
    ['the reminder, and', [noticed], at(6)],
    ['the deadline, and', [noticed, when(6, reminded)], at(16)],
    ['the deadline although somebody was warned, and', [noticed, when(6, reminded), when(7, warned)], at(16)],
    ['open', [noticed, when(6, reminded), when(16, escalated)], OPEN_ENDED],
  ])('the next pass where nothing is terminated is %s never a warning', (_, after, due) => {
    expect(dueAfter(REMIND, after)).toBe(due);
  });

  test('denied attempts need no next pass once they are shown', () => {
    expect(findNextDue(deniedAttempts(), DEADLINES)).toBe(at(0));
    expect(findNextDue(played([denied(), noticed]), DEADLINES)).toBeUndefined();
  });

  test('the next pass is at the deadline when that comes before the reminder, and decimals count', () => {
    const session = aSession({ after: [noticed] });
    expect(findNextDue(session, { ...REMIND, acknowledgeWithinMinutes: 0.5 })).toBe(at(1.5));
  });
});

describe('an answer is expected', () => {
  const answered = (after: readonly Step[]) => findAcknowledgementDeadline(aSession({ after }), DEADLINES);

  test.each<[string, readonly Step[], string | undefined]>([
    ['not before the notice', [], undefined],
    ['so long after the notice', [noticed], at(16)],
    ['so long after the notice that was posted again', [noticed, again('2.0', 9)], at(24)],
    [
      'so long after the session is known to live after all',
      [noticed, endedUnknown(at(2)), when(9, aliveAgain)],
      at(24),
    ],
    ['until the time to which the termination was postponed', putOff, at(37)],
    ['so long after a notice that was posted again after that', [...putOff, again('2.0', 30)], at(45)],
    [
      'until the time to which the termination was postponed, when that is later',
      [...putOff, again('2.0', 22)],
      at(37),
    ],
  ])('an answer is expected: %s', (_, after, by) => {
    expect(answered(after)).toBe(by);
  });
});

describe('the times of the clock', () => {
  const session = aSession({ after: [noticed] });

  test('the times of the reminder and the warning count from the notice, and there is none before it', () => {
    expect([findReminderTime(session, DEADLINES), findWarningTime(session, DEADLINES)]).toEqual([at(6), at(14)]);
    expect([findReminderTime(aSession(), DEADLINES), findWarningTime(aSession(), DEADLINES)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('there is no time of a warning where nothing is terminated', () => {
    expect(findWarningTime(session, REMIND)).toBeUndefined();
  });

  test('the time by which a notice has to be out counts from when the session was first observed, whenever it says it started', () => {
    const late = played([{ type: 'observeStart', minute: 5, facts: ssmFacts() }]);
    expect(computeNoticeDeadline(late, DEADLINES)).toBe(at(15));
  });

  test('the times are those that the warning named, as long as its termination is the one that comes', () => {
    const steps = [noticed, when(6, reminded), when(7, warned)];
    expect(findWarnedTermination(aSession({ after: steps }), DEADLINES)).toBe(at(22));
    expect(findWarnedTermination(aSession({ after: [...steps, again('2.0', 8)] }), DEADLINES)).toBeUndefined();
    expect(findWarnedTermination(aSession({ after: putOff }), DEADLINES)).toBeUndefined();
    expect(findWarnedTermination(session, DEADLINES)).toBeUndefined();
  });
});

test.each<[string, Step[], boolean]>([
  ['live', [noticed], true],
  ['without a notice', [], true],
  ['reminded of and warned of', [noticed, when(6, reminded), when(7, warned)], true],
  ['alive after all', [noticed, ended(at(2)), aliveAgain], true],
  ['acknowledged', [noticed, acknowledged()], false],
  ['in termination', [noticed, terminationRequested()], false],
  ['in failed termination', [noticed, terminationRequested(), terminationFailed], false],
  ['ended', [noticed, ended(at(2))], false],
])('a session that is %s is unacknowledged: %j', (_, after, waits) => {
  expect(isUnacknowledged(aSession({ after }))).toBe(waits);
});
