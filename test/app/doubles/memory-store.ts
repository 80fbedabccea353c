// A session store in memory, with DynamoDB's behaviour: versions, conflicts, and the same items behind the same indexes.
import { readControl } from '../../../app/aws/dynamodb/control-store.ts';
import { readOutlines } from '../../../app/aws/dynamodb/outline.ts';
import { fromItem, fromItems, toItem } from '../../../app/aws/dynamodb/session-item.ts';
import { TABLE } from '../../../app/aws/table.ts';
import type { ControlStore, SessionStore, StoredStream } from '../../../app/ports.ts';

type Item = Record<string, unknown>;

export interface MemoryStore extends SessionStore {
  /** The items that the table would hold, by id; a copy. */
  items(): Map<string, Item>;
  /** Somebody writes the table by hand. */
  overwrite(id: string, item: Item): void;
}

export function createMemoryStore(): MemoryStore {
  // As text, so that nothing that is handed out or in can change what is stored.
  const table = new Map<string, string>();

  function held(id: string): Item | undefined {
    const text = table.get(id);
    return text === undefined ? undefined : JSON.parse(text);
  }

  function read(id: string): StoredStream | undefined {
    const item = held(id);
    return item && fromItem(item);
  }

  /** Ids of the items that have both keys of an index, by the second. */
  function index(partition: string, value: string, sort: string): string[] {
    return [...table.keys()]
      .map((id) => ({ id, item: held(id) ?? {} }))
      .filter(({ item }) => item[partition] === value && item[sort] !== undefined)
      .sort((a, b) => (String(a.item[sort]) < String(b.item[sort]) ? -1 : 1))
      .map(({ id }) => id);
  }

  return {
    read: async (id) => read(id),
    async readMany(asked) {
      const ids = [...new Set(asked)];
      return fromItems(
        ids.map(held).filter((item) => item !== undefined),
        ids,
      );
    },
    async save(stored, dueAt) {
      const { id } = stored.stream;
      if ((held(id)?.version ?? 0) !== stored.version) return 'conflict';
      const next = { ...stored, version: stored.version + 1 };
      table.set(id, JSON.stringify(toItem(next, dueAt)));
      return next;
    },
    open: async () => index('watch', 'open', 'dueAt'),
    outlines: async () => readOutlines(index('watch', 'open', 'dueAt').map((id) => projected(held(id) ?? {}))),
    async *startedOn(day, newest) {
      const ids = index('startedOn', day, 'startedAt');
      yield newest === undefined ? ids : ids.reverse().slice(0, newest);
    },
    byOperator: async (name, newest) => index('operator', name, 'startedAt').reverse().slice(0, newest),
    items: () => new Map([...table].map(([id, text]) => [id, JSON.parse(text)])),
    overwrite: (id, item) => table.set(id, JSON.stringify(item)),
  };
}

/** The part of an item that the index of open streams holds. */
export function projected(item: Item): Item {
  const { partitionKey, sortKey, projects } = TABLE.indexes.outline;
  const held: readonly string[] = [TABLE.partitionKey, partitionKey, sortKey, ...projects];
  return Object.fromEntries(Object.entries(item).filter(([name]) => held.includes(name)));
}

export interface MemoryControls extends ControlStore {
  /** Somebody writes the table by hand. */
  overwrite(key: string, item: unknown): void;
}

export function createMemoryControls(): MemoryControls {
  const table = new Map<string, string>();
  const held = (key: string): unknown => JSON.parse(table.get(key) ?? 'null');
  return {
    read: async (key) => readControl(key, held(key)),
    async write(key, value, seenVersion) {
      if (readControl(key, held(key)).version !== seenVersion) return false;
      table.set(key, JSON.stringify({ sessionId: key, version: seenVersion + 1, value }));
      return true;
    },
    overwrite: (key, item) => table.set(key, JSON.stringify(item)),
  };
}
