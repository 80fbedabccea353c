// Pairs our fixed ids with those that the emulator draws anew at each start, in both directions.

export interface Ids {
  pair(ours: string, theirs: string): void;
  forget(ours: string): void;
  /** @returns undefined for what is no id of ours, so that the emulator's own ids lead nowhere */
  inside(ours: unknown): string | undefined;
  /** The same answer in our ids; what somebody posted is left as it is. */
  outside(answer: Record<string, unknown>): Record<string, unknown>;
}

const POSTED = new Set(['text', 'blocks', 'metadata', 'attachments']);

export function createIds(): Ids {
  const inner = new Map<string, string>();
  const outer = new Map<string, string>();

  function translated(value: unknown): unknown {
    if (typeof value === 'string') return outer.get(value) ?? value;
    if (Array.isArray(value)) return value.map(translated);
    return typeof value === 'object' && value !== null ? outside(value) : value;
  }

  function outside(answer: object): Record<string, unknown> {
    return Object.fromEntries(
      Object.entries(answer).map(([key, value]) => [key, POSTED.has(key) ? value : translated(value)]),
    );
  }

  return {
    pair(ours, theirs) {
      inner.set(ours, theirs);
      outer.set(theirs, ours);
    },
    forget(ours) {
      const theirs = inner.get(ours);
      inner.delete(ours);
      if (theirs !== undefined) outer.delete(theirs);
    },
    inside: (ours) => (typeof ours === 'string' ? inner.get(ours) : undefined),
    outside,
  };
}
