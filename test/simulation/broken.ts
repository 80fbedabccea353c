// The failure of a schedule: a rule of the design that did not hold.

/** A broken rule of the design. */
export class RuleBroken extends Error {
  readonly rule: number;
  constructor(rule: number, message: string) {
    super(`rule ${rule}: ${message}`);
    this.name = 'RuleBroken';
    this.rule = rule;
  }
}

/** @throws {RuleBroken} unless the condition holds */
export function holds(rule: number, condition: boolean, message: string): void {
  if (!condition) throw new RuleBroken(rule, message);
}

/** More than the difference between the clocks of the machines here. */
export const SKEW = 2_000;
export const MINUTE = 60_000;
