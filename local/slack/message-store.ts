// All messages of the stand-in, in one list that survives a restart.
import { readList, writeList } from '../json-file-list.ts';
import { type StandInMessage, standInMessage } from './message.ts';

export type NewMessage = Omit<StandInMessage, 'ts' | 'edited' | 'editedTs' | 'reactions'>;

export interface MessageStore {
  /** Oldest first */
  all(): StandInMessage[];
  add(message: NewMessage): StandInMessage;
  /** Marks the message as edited unless the change contains `edited: false`. */
  edit(ts: string, change: Pick<StandInMessage, 'text' | 'blocks' | 'metadata'> & { edited?: boolean }): void;
  /** Adds or removes a person's reaction. @returns false if nothing changed */
  react(ts: string, name: string, user: string, on: boolean): boolean;
  remove(ts: string): void;
  /**
   * Calls the listener after each change.
   * @returns a function that removes the listener
   */
  onChange(listener: () => void): () => void;
}

/** @throws {Error} if `keepFile` does not contain valid messages */
export function openMessageStore(keepFile: string | undefined, now: () => number): MessageStore {
  let messages = keepFile === undefined ? [] : readList(keepFile, 'messages', standInMessage);
  let lastMicros = Math.max(0, ...messages.map(({ ts }) => Math.round(Number(ts) * 1e6)));
  const listeners = new Set<() => void>();

  function become(changed: StandInMessage[]): void {
    messages = changed;
    if (keepFile !== undefined) writeList(keepFile, 'messages', messages);
    for (const listener of listeners) listener();
  }

  /** The current time, but always later than the previous ts, even if the clock stands still or goes back. */
  function nextTs(): string {
    lastMicros = Math.max(Math.round(now() * 1000), lastMicros + 1);
    const digits = String(lastMicros).padStart(7, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  }

  return {
    all: () => [...messages],
    add(message) {
      const added = { ...message, ts: nextTs(), edited: false };
      become([...messages, added]);
      return added;
    },
    edit(ts, change) {
      const edit = { edited: true, editedTs: (now() / 1000).toFixed(6), ...change };
      become(messages.map((one) => (one.ts === ts ? { ...one, ...edit } : one)));
    },
    react(ts, name, user, on) {
      const reactions = messages.find((one) => one.ts === ts)?.reactions ?? [];
      const users = reactions.find((one) => one.name === name)?.users ?? [];
      if (users.includes(user) === on) return false;
      const others = { name, users: on ? [...users, user] : users.filter((one) => one !== user) };
      const isKnown = reactions.some((one) => one.name === name);
      const all = isKnown ? reactions.map((one) => (one.name === name ? others : one)) : [...reactions, others];
      const left = all.filter((one) => one.users.length > 0);
      become(messages.map((one) => (one.ts === ts ? { ...one, reactions: left } : one)));
      return true;
    },
    remove: (ts) => become(messages.filter((one) => one.ts !== ts)),
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
