// The open entries as one pass knows them: each as it was written last.
import type { Stored } from '../../ports.ts';

export interface Board {
  all(): readonly Stored[];
  get(id: string): Stored | undefined;
  /** Changes nothing where a later write is known. */
  put(stored: Stored): void;
}

/** @param onNews hears of each that is put and new */
export function createBoard(open: readonly Stored[], onNews: (stored: Stored) => void): Board {
  const byId = new Map(open.map((stored) => [stored.entry.id, stored]));
  return {
    all: () => [...byId.values()],
    get: (id) => byId.get(id),
    put(stored) {
      const known = byId.get(stored.entry.id);
      if (known !== undefined && known.version >= stored.version) return;
      byId.set(stored.entry.id, stored);
      onNews(stored);
    },
  };
}
