// Whose name can be trusted, and who the operator is.
import { describe, expect, test } from 'vitest';
import type { Principal } from '../../../app/session/event.ts';
import {
  isOperator,
  isVerified,
  judgeFourEyes,
  type KnownOperators,
  mergeOperators,
  parsePrincipalArn,
  resolveOperator,
} from '../../../app/session/operator.ts';
import { IAM_USER, OPERATOR } from './session-fixture.ts';

const PEOPLE: KnownOperators = {
  operators: { operator: OPERATOR, '111122223333/BastionOperator/operator-2': 'U0SECONDOP' },
  pinnedRoles: ['PinnedOperator'],
};
const SSO_ROLE = 'AWSReservedSSO_Bastion_0123456789abcdef';

/** As CloudTrail tells it: with the ARN of the role itself, and so with its path. */
function roleSession(roleName: string, path = '', name = 'operator'): Principal {
  const arn = `arn:aws:sts::111122223333:assumed-role/${roleName}/${name}`;
  const roleArn = `arn:aws:iam::111122223333:role/${path}${roleName}`;
  return { type: 'AssumedRole', arn, accountId: '111122223333', roleName, roleArn, name };
}

describe('a trustworthy name', () => {
  test.each<[string, Principal]>([
    ['of an IAM user', IAM_USER],
    ['of root', { type: 'Root', arn: 'arn:aws:iam::111122223333:root', name: 'root' }],
    ['of an IAM user, by the ARN alone', parsePrincipalArn('arn:aws:iam::111122223333:user/team/operator')],
    ['of root, by the ARN alone', parsePrincipalArn('arn:aws:iam::111122223333:root')],
    ['in another partition', parsePrincipalArn('arn:aws-cn:iam::111122223333:user/operator')],
    ['of Identity Center', roleSession(SSO_ROLE, 'aws-reserved/sso.amazonaws.com/ap-northeast-1/')],
    ['of Identity Center in its first region', roleSession(SSO_ROLE, 'aws-reserved/sso.amazonaws.com/')],
    ['of a pinned role', roleSession('PinnedOperator', 'any/path/')],
    [
      'of a pinned role, by the ARN alone',
      parsePrincipalArn('arn:aws:sts::111122223333:assumed-role/PinnedOperator/operator-2'),
    ],
  ])('a name can be trusted: %s', (_, principal) => {
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
      parsePrincipalArn(`arn:aws:sts::111122223333:assumed-role/${SSO_ROLE}/operator-2`),
    ],
    [
      'of a federated user',
      { type: 'FederatedUser', arn: 'arn:aws:sts::111122223333:federated-user/root', name: 'root' },
    ],
    ['of a federated user, by the ARN alone', parsePrincipalArn('arn:aws:sts::111122223333:federated-user/user/root')],
    ['of a web identity', { type: 'WebIdentityUser', name: 'operator' }],
    ['of nobody knows whom', { type: 'Unknown', name: 'operator' }],
    [
      'that looks like a user’s ARN',
      parsePrincipalArn('arn:aws:sts::111122223333:assumed-role/x/arn:aws:iam::111122223333:root'),
    ],
  ])('a name is the caller’s own choice: %s', (_, principal) => {
    expect(isVerified(principal, PEOPLE)).toBe(false);
  });
});

describe('the operator', () => {
  test('the operator is the person whom the settings name', () => {
    const named = { name: 'operator', verified: true, slackUser: OPERATOR, foundBy: 'settings' };
    expect(resolveOperator(IAM_USER, PEOPLE, 'U0GUESSED')).toEqual(named);
  });

  test('the operator may be named for one role of one account only', () => {
    expect(resolveOperator(roleSession('BastionOperator', '', 'operator-2'), PEOPLE).slackUser).toBe('U0SECONDOP');
    expect(resolveOperator(roleSession('Other', '', 'operator-2'), PEOPLE).slackUser).toBeUndefined();
    expect(resolveOperator({ ...IAM_USER, name: 'operator-2' }, PEOPLE).slackUser).toBeUndefined();
  });

  test('the operator is the owner of the address, when the settings name nobody', () => {
    const guessed = { name: 'operator-3', verified: true, slackUser: 'U0GUESSED', foundBy: 'email' };
    expect(resolveOperator({ ...IAM_USER, name: 'operator-3' }, PEOPLE, 'U0GUESSED')).toEqual(guessed);
  });

  test.each(['constructor', '__proto__', 'toString'])('the operator called %s is nobody the settings know', (name) => {
    expect(resolveOperator({ ...IAM_USER, name }, PEOPLE)).toEqual({ name, verified: true });
  });
});

describe('a name in other letter case', () => {
  const listing = (key: string): KnownOperators => ({
    operators: { [key]: OPERATOR },
    pinnedRoles: ['BastionOperator'],
  });

  test.each([
    ['op.one', 'Op.One'],
    ['Op.One', 'op.one'],
    ['OP.ONE@EXAMPLE.COM', 'op.one@example.com'],
    ['111122223333/BastionOperator/op.one', 'OP.ONE'],
    ['111122223333/bastionoperator/op.one', 'op.one'],
    ['op.one', 'op.one '],
    ['op.one', 'ｏｐ．ｏｎｅ'],
    ['kim', '\u212Aim'],
    ['strasse', 'STRAßE'],
    ['sam', '\u017Fam'],
  ])('a name in other letter case, %s, is enough to refuse %s, and not to call four eyes verified', (key, name) => {
    const operator = resolveOperator(roleSession('BastionOperator', '', name), listing(key), 'U0GUESSED');
    expect(operator).toEqual({ name, verified: true, slackUser: OPERATOR, foundBy: 'settings-caseless' });
    expect(isOperator(operator, OPERATOR)).toBe(true);
    expect(judgeFourEyes(operator)).toBe('unverified');
  });

  test.each([
    ['op.one', 'op.oné'],
    ['op.one', 'op-one'],
    ['111122223333/Other/op.one', 'Op.One'],
    ['444455556666/BastionOperator/op.one', 'Op.One'],
  ])('a name in other letter case does not make %s the same as %s', (key, name) => {
    expect(resolveOperator(roleSession('BastionOperator', '', name), listing(key)).slackUser).toBeUndefined();
  });

  test('a name in other letter case counts less than the exact name, and in a role of its own more than the name alone', () => {
    const operators = {
      'op.one': 'U0FIRST',
      'Op.One': 'U0FIRST',
      'OP.TWO': 'U0NAMED',
      '111122223333/BastionOperator/op.two': 'U0INROLE',
    };
    const found = (name: string) =>
      resolveOperator(roleSession('BastionOperator', '', name), { operators, pinnedRoles: [] });
    expect(found('Op.One')).toMatchObject({ slackUser: 'U0FIRST', foundBy: 'settings' });
    expect(found('OP.TWO')).toMatchObject({ slackUser: 'U0INROLE', foundBy: 'settings-caseless' });
  });

  test.each(['Constructor', '__PROTO__', 'TOSTRING'])(
    'a name in other letter case, %s, is nobody the settings know',
    (name) => {
      expect(resolveOperator({ ...IAM_USER, name }, PEOPLE).slackUser).toBeUndefined();
    },
  );

  test('the operator of two sources is one person: neither source erases the other, and nothing becomes verified by it', () => {
    const [upper, lower] = [
      { name: 'Op.One', verified: true },
      { name: 'op.one', verified: true },
    ];
    const listed = { ...lower, slackUser: OPERATOR, foundBy: 'settings' } as const;
    expect(mergeOperators(upper, listed)).toEqual({ ...upper, slackUser: OPERATOR, foundBy: 'settings-caseless' });
    expect(judgeFourEyes(mergeOperators(upper, listed))).toBe('unverified');
    expect(mergeOperators(listed, upper)).toEqual(listed);
    const guessed = { ...upper, slackUser: 'U0GUESSED', foundBy: 'email' } as const;
    expect(mergeOperators(guessed, listed)).toEqual({ ...upper, slackUser: OPERATOR, foundBy: 'settings-caseless' });
    expect(mergeOperators(upper, { ...listed, name: 'op.two' })).toEqual(upper);
  });
});

test.each([
  ['an IAM user', 'arn:aws:iam::111122223333:user/operator', { name: 'operator' }],
  ['an IAM user with a path', 'arn:aws:iam::111122223333:user/team/a:b/operator', { name: 'operator' }],
  ['root', 'arn:aws:iam::111122223333:root', { name: 'root' }],
  [
    'a role session',
    'arn:aws:sts::111122223333:assumed-role/BastionOperator/operator@example.com',
    { name: 'operator@example.com', roleName: 'BastionOperator' },
  ],
  ['a federated user', 'arn:aws:sts::111122223333:federated-user/operator', { name: 'operator' }],
  ['another partition', 'arn:aws-us-gov:iam::111122223333:user/o.p-e_r', { name: 'o.p-e_r' }],
])('the ARN of %s names the person behind it', (_, arn, expected) => {
  expect(parsePrincipalArn(arn)).toEqual({ type: 'Unknown', arn, accountId: '111122223333', ...expected });
});

test('a text that is no ARN becomes the name', () => {
  expect(parsePrincipalArn('operator-q3nltaxkf5mzw2hyvbd7cejs6u')).toEqual({
    type: 'Unknown',
    name: 'operator-q3nltaxkf5mzw2hyvbd7cejs6u',
  });
});

test('an ARN without a name becomes the name itself', () => {
  expect(parsePrincipalArn('arn:aws:iam::111122223333:user/').name).toBe('arn:aws:iam::111122223333:user/');
});
