// The open streams as one pass knows them: each as it was written last.
import type { StoredStream } from '../../ports.ts';

export interface OpenStreams {
  all(): readonly StoredStream[];
  get(id: string): StoredStream | undefined;
  /** Ignores a stream of which a later write is known. */
  put(stored: StoredStream): void;
}

/** @param onNews is called with each stream that `put` takes */
export function createOpenStreams(open: readonly StoredStream[], onNews: (stored: StoredStream) => void): OpenStreams {
  const byId = new Map(open.map((stored) => [stored.stream.id, stored]));
  return {
    all: () => [...byId.values()],
    get: (id) => byId.get(id),
    put(stored) {
      const known = byId.get(stored.stream.id);
      if (known !== undefined && known.version >= stored.version) return;
      byId.set(stored.stream.id, stored);
      onNews(stored);
    },
  };
}
