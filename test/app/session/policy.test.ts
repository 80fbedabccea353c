// Who may approve, and when something is due.
import { describe, expect, test } from 'vitest';
import { answerBy, type Deadlines, isApprover, nextDue, OPEN_ENDED, type People } from '../../../app/session/policy.ts';
import {
  APPROVER,
  acknowledged,
  aSession,
  at,
  cutFailed,
  cutRequested,
  denied,
  deniedAttempts,
  ended,
  lapsed,
  noticed,
  played,
  STRANGER,
  type Step,
} from './a-session.ts';

const PEOPLE: People = {
  approverUsers: [APPROVER],
  operators: {},
  pinnedRoles: [],
};
const DEADLINES: Deadlines = { remindAfterMinutes: 5, acknowledgeWithinMinutes: 15, lapseAfterHours: 24 };

describe('an approver', () => {
  test.each([
    ['listed', APPROVER, [], true],
    ['in the group', STRANGER, [STRANGER], true],
    ['listed, while the group is empty or unreadable', APPROVER, [], true],
    ['neither', STRANGER, [], false],
  ])('is whoever is %s', (_, user, group, approves) => {
    expect(isApprover(user, PEOPLE, new Set(group))).toBe(approves);
  });
});

describe('the next look', () => {
  const dueAfter = (...after: Step[]) => nextDue(aSession({ after }), DEADLINES);

  test.each<[string, Step[], string | undefined]>([
    ['is at once without a notice', [], at(0)],
    ['is at once without a notice also after the end', [ended(at(3))], at(0)],
    ['is the reminder of what nobody answered', [noticed], at(6)],
    ['is at once for what is being cut', [noticed, cutRequested()], at(2)],
    ['is the reminder of what could not be cut', [noticed, cutRequested(), cutFailed], at(6)],
    ['is open for what is answered and live', [noticed, acknowledged()], OPEN_ENDED],
    ['is a day after the end of what nobody answered', [noticed, ended(at(3))], at(24 * 60 + 3)],
    ['is none for what is answered and over', [noticed, acknowledged(), ended(at(3))], undefined],
    ['is none for what lapsed', [noticed, ended(at(3)), lapsed], undefined],
  ])('%s', (_, after, due) => {
    expect(dueAfter(...after)).toBe(due);
  });

  test('is none for denied attempts once they are shown', () => {
    expect(nextDue(deniedAttempts(), DEADLINES)).toBe(at(0));
    expect(nextDue(played([denied(), noticed]), DEADLINES)).toBeUndefined();
  });

  test('is the deadline, when that comes before the reminder; decimals count', () => {
    const session = aSession({ after: [noticed] });
    expect(nextDue(session, { ...DEADLINES, acknowledgeWithinMinutes: 0.5 })).toBe(at(1.5));
  });
});

test('an answer is expected so long after the notice, and not before it', () => {
  expect(answerBy(aSession({ after: [noticed] }), DEADLINES)).toBe(at(16));
  expect(answerBy(aSession(), DEADLINES)).toBeUndefined();
});
