// Spellings of names that lead to different people.
import { expect, test } from 'vitest';
import { isAmbiguous } from '../../../app/config/ambiguous-operators.ts';

test.each<[Record<string, string>, boolean]>([
  [{ 'op.one': 'U0FIRST', 'Op.One': 'U0SECOND' }, true],
  [{ '111122223333/Role/op': 'U0FIRST', '111122223333/ROLE/op': 'U0SECOND' }, true],
  [{ 'op.one': 'U0FIRST', 'Op.One': 'U0FIRST' }, false],
  [{ op: 'U0FIRST', '111122223333/Role/op': 'U0SECOND' }, false],
  [{ '111122223333/BastionOperator/Bob': 'U0FIRST', bob: 'U0SECOND' }, true],
  [{ bob: 'U0SECOND', '111122223333/BastionOperator/Bob': 'U0FIRST' }, true],
  [{ '111122223333/BastionOperator/bob': 'U0FIRST', bob: 'U0SECOND' }, false],
  [{ '111122223333/BastionOperator/Bob': 'U0FIRST', bob: 'U0FIRST' }, false],
  [{ '111122223333/One/Bob': 'U0FIRST', '111122223333/Two/bob': 'U0SECOND' }, false],
  [{}, false],
])('a name with the spellings %o is ambiguous: %s', (operators, expected) => {
  expect(isAmbiguous(operators)).toBe(expected);
});
