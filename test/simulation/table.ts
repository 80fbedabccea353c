// The sessions table of a simulated world, with immediate conditional writes and an index that follows a little later.
import { readOutlines } from '../../app/aws/dynamodb/outline.ts';
import { fromItem, toItem } from '../../app/aws/dynamodb/session-item.ts';
import type { SessionStore, StoredStream } from '../../app/ports.ts';
import { projected } from '../app/doubles/memory-store.ts';

export interface Table extends SessionStore {
  /** All stored entries, by id. */
  all(): ReadonlyMap<string, StoredStream>;
}

export interface TableOptions {
  readonly now: () => number;
  /** Delay of the index for one write, in milliseconds */
  readonly indexLag: () => number;
  /** Listens to each accepted write. */
  readonly onSaved: (before: StoredStream | undefined, after: StoredStream) => void;
}

interface Indexed {
  readonly from: number;
  readonly dueAt: string | undefined;
  /** The entry in the index from then on */
  readonly row: Record<string, unknown>;
}

export function createTable({ now, indexLag, onSaved }: TableOptions): Table {
  const items = new Map<string, StoredStream>();
  const index = new Map<string, Indexed[]>();

  /** The current content of the index, soonest first. */
  function due(): { readonly id: string; readonly row: Indexed['row'] }[] {
    const known = [...items.keys()].flatMap((id) => {
      const { dueAt, row } = index.get(id)?.findLast(({ from }) => from <= now()) ?? {};
      return dueAt === undefined || row === undefined ? [] : [{ id, dueAt, row }];
    });
    return known.sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1));
  }

  return {
    all: () => items,
    read: async (id) => items.get(id),
    readMany: async (ids) => ({ found: [...new Set(ids)].flatMap((id) => items.get(id) ?? []), faults: [] }),
    async save(stored, dueAt) {
      const { id } = stored.stream;
      const before = items.get(id);
      if ((before?.version ?? 0) !== stored.version) return 'conflict';
      // Converts to an item and back, as every write and read does, so that a loss shows here.
      const item = toItem({ ...stored, version: stored.version + 1 }, dueAt);
      const written = JSON.parse(JSON.stringify(item));
      const after = fromItem(written);
      items.set(id, after);
      index.set(id, [...(index.get(id) ?? []), { from: now() + indexLag(), dueAt, row: projected(written) }]);
      onSaved(before, after);
      return after;
    },
    open: async () => due().map(({ id }) => id),
    outlines: async () => readOutlines(due().map(({ row }) => row)),
    async *startedOn() {},
    byOperator: async () => [],
  };
}
