// Who an ARN speaks of.
import { expect, test } from 'vitest';
import { principalOfArn } from '../../../app/session/principal.ts';

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
])('%s', (_, arn, told) => {
  expect(principalOfArn(arn)).toEqual({ type: 'Unknown', arn, accountId: '111122223333', ...told });
});

test('what is no ARN is a name', () => {
  expect(principalOfArn('operator-q3nltaxkf5mzw2hyvbd7cejs6u')).toEqual({
    type: 'Unknown',
    name: 'operator-q3nltaxkf5mzw2hyvbd7cejs6u',
  });
});

test('an ARN without a name is its own name', () => {
  expect(principalOfArn('arn:aws:iam::111122223333:user/').name).toBe('arn:aws:iam::111122223333:user/');
});
