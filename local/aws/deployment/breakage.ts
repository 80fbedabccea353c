// The parts of the fictitious deployment that are broken on request: one switch for each check.
import type { CheckName } from '../../../app/checks/check-names.ts';

export type IsBroken = (check: CheckName) => boolean;

export interface Breakage {
  readonly isBroken: IsBroken;
  turn(check: CheckName, broken: boolean): void;
}

export function createBreakage(): Breakage {
  const broken = new Set<CheckName>();
  return {
    isBroken: (check) => broken.has(check),
    turn(check, isBroken) {
      if (isBroken) broken.add(check);
      else broken.delete(check);
    },
  };
}

/** For stand-ins of a deployment in which everything works. */
export const nothingIsBroken: IsBroken = () => false;
