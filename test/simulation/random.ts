// Random numbers that are the same for the same seed.

export interface Random {
  /** At least 0, below 1 */
  next(): number;
  /** A whole number from `least` to `most` */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  /** @throws {Error} if the list is empty */
  pick<T>(list: readonly T[]): T;
}

/** Mulberry32: small, quick and even enough to shuffle. @see https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick(list) {
      const index = between(0, list.length - 1);
      for (const item of list.slice(index, index + 1)) return item;
      throw new Error('there is nothing to choose from');
    },
  };
}
