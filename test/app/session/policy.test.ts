// Who may approve, whose name can be trusted, who the operator is, and when something is due.
import { describe, expect, test } from 'vitest';
import type { Principal } from '../../../app/session/event.ts';
import {
  answerBy,
  type Deadlines,
  isApprover,
  isVerified,
  nextDue,
  OPEN_ENDED,
  operatorOf,
  type People,
} from '../../../app/session/policy.ts';
import { principalOfArn } from '../../../app/session/principal.ts';
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
  IAM_USER,
  lapsed,
  noticed,
  OPERATOR,
  played,
  STRANGER,
  type Step,
} from './a-session.ts';

const PEOPLE: People = {
  approverUsers: [APPROVER],
  operators: { operator: OPERATOR, '111122223333/BastionOperator/ada': 'U0ADA' },
  pinnedRoles: ['PinnedOperator'],
};
const DEADLINES: Deadlines = { remindAfterMinutes: 5, acknowledgeWithinMinutes: 15, lapseAfterHours: 24 };
const SSO_ROLE = 'AWSReservedSSO_Bastion_0123456789abcdef';

/** As CloudTrail tells it: with the ARN of the role itself, and so with its path. */
function roleSession(roleName: string, path = '', name = 'operator'): Principal {
  const arn = `arn:aws:sts::111122223333:assumed-role/${roleName}/${name}`;
  const roleArn = `arn:aws:iam::111122223333:role/${path}${roleName}`;
  return { type: 'AssumedRole', arn, accountId: '111122223333', roleName, roleArn, name };
}

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

describe('a name can be trusted', () => {
  test.each<[string, Principal]>([
    ['of an IAM user', IAM_USER],
    ['of root', { type: 'Root', arn: 'arn:aws:iam::111122223333:root', name: 'root' }],
    ['of an IAM user, by the ARN alone', principalOfArn('arn:aws:iam::111122223333:user/team/operator')],
    ['of root, by the ARN alone', principalOfArn('arn:aws:iam::111122223333:root')],
    ['in another partition', principalOfArn('arn:aws-cn:iam::111122223333:user/operator')],
    ['of Identity Center', roleSession(SSO_ROLE, 'aws-reserved/sso.amazonaws.com/ap-northeast-1/')],
    ['of Identity Center in its first region', roleSession(SSO_ROLE, 'aws-reserved/sso.amazonaws.com/')],
    ['of a pinned role', roleSession('PinnedOperator', 'any/path/')],
    ['of a pinned role, by the ARN alone', principalOfArn('arn:aws:sts::111122223333:assumed-role/PinnedOperator/ada')],
  ])('%s', (_, principal) => {
    expect(isVerified(principal, PEOPLE)).toBe(true);
  });
});

describe('a name is the caller’s own choice', () => {
  test.each<[string, Principal]>([
    ['of any other role', roleSession('BastionOperator')],
    ['of a role that only calls itself Identity Center’s', roleSession(SSO_ROLE)],
    ['of such a role in a path of its own', roleSession(SSO_ROLE, 'sso.amazonaws.com/')],
    [
      'of such a role in a path that looks like the reserved one',
      roleSession(SSO_ROLE, 'x:role/aws-reserved/sso.amazonaws.com/'),
    ],
    ['of such a role below a path that looks like it', roleSession(SSO_ROLE, 'x/aws-reserved/sso.amazonaws.com/')],
    ['of a role of another name in the reserved path', roleSession('Other', 'aws-reserved/sso.amazonaws.com/')],
    [
      'of Identity Center, by an ARN that has no path',
      principalOfArn(`arn:aws:sts::111122223333:assumed-role/${SSO_ROLE}/ada`),
    ],
    [
      'of a federated user',
      { type: 'FederatedUser', arn: 'arn:aws:sts::111122223333:federated-user/root', name: 'root' },
    ],
    ['of a federated user, by the ARN alone', principalOfArn('arn:aws:sts::111122223333:federated-user/user/root')],
    ['of a web identity', { type: 'WebIdentityUser', name: 'operator' }],
    ['of nobody knows whom', { type: 'Unknown', name: 'operator' }],
    [
      'that looks like a user’s ARN',
      principalOfArn('arn:aws:sts::111122223333:assumed-role/x/arn:aws:iam::111122223333:root'),
    ],
  ])('%s', (_, principal) => {
    expect(isVerified(principal, PEOPLE)).toBe(false);
  });
});

describe('the operator', () => {
  test('is whom the settings name', () => {
    const named = { name: 'operator', verified: true, slackUser: OPERATOR, foundBy: 'settings' };
    expect(operatorOf(IAM_USER, PEOPLE, 'U0GUESSED')).toEqual(named);
  });

  test('may be named for one role of one account only', () => {
    expect(operatorOf(roleSession('BastionOperator', '', 'ada'), PEOPLE).slackUser).toBe('U0ADA');
    expect(operatorOf(roleSession('Other', '', 'ada'), PEOPLE).slackUser).toBeUndefined();
    expect(operatorOf({ ...IAM_USER, name: 'ada' }, PEOPLE).slackUser).toBeUndefined();
  });

  test('is whoever has the address, when the settings name nobody', () => {
    const guessed = { name: 'bo', verified: true, slackUser: 'U0GUESSED', foundBy: 'email' };
    expect(operatorOf({ ...IAM_USER, name: 'bo' }, PEOPLE, 'U0GUESSED')).toEqual(guessed);
  });

  test.each(['constructor', '__proto__', 'toString'])('called %s is nobody the settings know', (name) => {
    expect(operatorOf({ ...IAM_USER, name }, PEOPLE)).toEqual({ name, verified: true });
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
