// How long something took, for every figure of the audit alike.

/** Whole seconds. Clocks differ: what came a little before its cause came with it. */
export function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
