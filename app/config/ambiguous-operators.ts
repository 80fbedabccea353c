// Names in OPERATORS that cannot be told apart.
import { foldName } from '../lib/fold-name.ts';

/** True if two names differ in letter case only and lead to different people: a match would prove neither. */
export function isAmbiguous(operators: Readonly<Record<string, string>>): boolean {
  const all = Object.entries(operators);
  return all.some(([one, user], index) =>
    all.slice(index + 1).some(([other, another]) => user !== another && isSameInAnyCase(one, other)),
  );
}

/** A name alone and the same name in a role are distinct; in other letter case they could mean the same. */
function isSameInAnyCase(one: string, other: string): boolean {
  if (foldName(one) === foldName(other)) return true;
  const [inRole, alone] = one.includes('/') ? [one, other] : [other, one];
  const name = inRole.split('/').at(-1) ?? '';
  return !alone.includes('/') && inRole.includes('/') && name !== alone && foldName(name) === foldName(alone);
}
