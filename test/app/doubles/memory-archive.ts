// An archive in memory, with an archive's behaviour, and hands that change what is in it.
import type { Archive } from '../../../app/audit/ports.ts';

export interface MemoryArchive extends Archive {
  /** Its objects by their keys: whoever changes the map changes the archive. */
  readonly objects: Map<string, Uint8Array>;
  readonly changed: { key: string; what: 'deleted' | 'overwritten' }[];
}

export function createMemoryArchive(): MemoryArchive {
  const objects = new Map<string, Uint8Array>();
  const changed: MemoryArchive['changed'] = [];
  return {
    objects,
    changed,
    list: async (prefix) => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
    read: async (key) => objects.get(key),
    async put(key, body) {
      if (objects.has(key)) return 'exists';
      objects.set(key, body);
      return 'written';
    },
    changes: async () => changed,
  };
}
