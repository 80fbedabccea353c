// The sessions table of a simulated world: conditional writes at once, and an index that learns of them a little later.
import { fromItem, toItem } from '../../app/aws/session-item.ts';
import type { SessionStore, Stored } from '../../app/ports.ts';

export interface Table extends SessionStore {
  /** Everything as it is stored, by id. */
  all(): ReadonlyMap<string, Stored>;
}

export interface TableOptions {
  readonly now: () => number;
  /** How long the index takes to learn of one write, in milliseconds */
  readonly indexLag: () => number;
  /** Hears of each write that is taken. */
  readonly onSaved: (before: Stored | undefined, after: Stored) => void;
}

interface Indexed {
  readonly from: number;
  readonly dueAt: string | undefined;
}

export function createTable({ now, indexLag, onSaved }: TableOptions): Table {
  const items = new Map<string, Stored>();
  const index = new Map<string, Indexed[]>();

  function dueOf(id: string): string | undefined {
    const known = index.get(id)?.filter(({ from }) => from <= now()) ?? [];
    return known.at(-1)?.dueAt;
  }

  return {
    all: () => items,
    read: async (id) => items.get(id),
    readMany: async (ids) => ({ found: [...new Set(ids)].flatMap((id) => items.get(id) ?? []), faults: [] }),
    async save(stored, dueAt) {
      const { id } = stored.entry;
      const before = items.get(id);
      if ((before?.version ?? 0) !== stored.version) return 'conflict';
      // Through the item and back, as every write and read goes: what does not survive it is found here.
      const item = toItem({ ...stored, version: stored.version + 1 }, dueAt);
      const after = fromItem(JSON.parse(JSON.stringify(item)));
      items.set(id, after);
      index.set(id, [...(index.get(id) ?? []), { from: now() + indexLag(), dueAt }]);
      onSaved(before, after);
      return after;
    },
    async open() {
      const due = [...items.keys()].flatMap((id) => {
        const dueAt = dueOf(id);
        return dueAt === undefined ? [] : [{ id, dueAt }];
      });
      return due.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1)).map(({ id }) => id);
    },
    async *startedOn() {},
    byOperator: async () => [],
  };
}
