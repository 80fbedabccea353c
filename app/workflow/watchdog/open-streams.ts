// The open entries as one pass knows them: each as it was written last.
import type { StoredStream } from '../../ports.ts';

export interface OpenStreams {
  all(): readonly StoredStream[];
  get(id: string): StoredStream | undefined;
  /** Changes nothing where a later write is known. */
  put(stored: StoredStream): void;
}

/** @param onNews hears of each that is put and new */
export function createOpenStreams(open: readonly StoredStream[], onNews: (stored: StoredStream) => void): OpenStreams {
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
