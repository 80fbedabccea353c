// A Slack in memory: what is said where, and what it makes of each write. It remembers everything and shows nothing twice.
import type { Clock, DigestPage, Messenger, Posted, Sent } from '../../app/ports.ts';
import type { Audience } from '../../app/session/announcements.ts';
import { decide } from '../../app/session/decide.ts';
import { type Entry, evolve } from '../../app/session/session.ts';
import { type Look, renderNotice } from '../../app/slack/notice.ts';

export const CHANNEL = 'C0BASTION01';
export const ON_CALL = 'C0ONCALL001';

/** How Slack takes a write; what is unknown to the writer has happened, or has not. */
export type Taking = 'taken' | 'not now' | 'limited' | 'refused' | 'unknown, taken' | 'unknown, not taken';

export interface Note {
  readonly ts: string;
  readonly where: 'channel' | Audience;
  /** Id of the entry that it is about, or the date of a digest */
  readonly about: string;
  /** Set on announcements, e.g. "5:thread" */
  readonly key?: string;
  /** What it shows now */
  shown: string;
}

export interface MemorySlack {
  readonly messenger: Messenger;
  readonly notes: Note[];
  face: Messenger['face'];
  noticesOf(id: string): Note[];
}

export interface MemorySlackOptions {
  readonly look: Look;
  readonly clock: Pick<Clock, 'now'>;
  /** How Slack takes the next write there */
  readonly taking: (where: Note['where']) => Taking;
  /** @throws Error when Slack does not let itself be searched now */
  readonly searching: () => void;
  readonly answers: () => boolean;
  /** Hears of each message that is there now. */
  readonly onNote?: (note: Note) => void;
}

export function createMemorySlack({
  look,
  clock,
  taking,
  searching,
  answers,
  onNote,
}: MemorySlackOptions): MemorySlack {
  const notes: Note[] = [];
  let lastMicros = 0;

  const face: Messenger['face'] = (entry) => JSON.stringify(renderNotice(entry, look));
  const digestFace = ({ date, sessions, left }: DigestPage) =>
    JSON.stringify([date, left, sessions.map(({ id, acknowledged, lapsedAt }) => [id, acknowledged?.by, lapsedAt])]);

  async function write<T>(where: Note['where'], effect: () => T): Promise<Sent<T>> {
    const how = taking(where);
    const done = how === 'taken' || how === 'unknown, taken' ? effect() : undefined;
    const cause = new Error(how);
    if (how === 'taken' && done !== undefined) return { outcome: 'sent', ...done };
    if (how === 'limited') return { outcome: 'not-sent', cause, retryAfterSeconds: 1 };
    if (how === 'not now') return { outcome: 'not-sent', cause };
    return { outcome: how === 'refused' ? 'refused' : 'unknown', cause };
  }

  function add({ shown, ...note }: Omit<Note, 'ts' | 'shown'> & { shown: string | ((at: Posted) => string) }): Posted {
    lastMicros = Math.max(lastMicros + 1, clock.now().getTime() * 1000);
    const ts = (lastMicros / 1e6).toFixed(6);
    const at = posted(ts, note.where);
    const added = { ...note, ts, shown: typeof shown === 'string' ? shown : shown(at) };
    notes.push(added);
    onNote?.(added);
    return at;
  }

  function posted(ts: string, where: Note['where'] = 'channel'): Posted {
    const at = new Date(Number(ts) * 1000).toISOString();
    return { channel: where === 'escalation' ? ON_CALL : CHANNEL, ts, at };
  }

  async function change<T>(ts: string | undefined, effect: (note: Note) => T): Promise<Sent<T>> {
    const note = notes.find((one) => one.ts === ts);
    if (note === undefined) return { outcome: 'message-gone', cause: new Error('message_not_found') };
    return write('channel', () => effect(note));
  }

  const noticesOf = (id: string) => notes.filter(({ about, where }) => about === id && where === 'channel');

  const messenger: Messenger = {
    face,
    digestFace,
    post: (entry) =>
      write('channel', () => {
        const shown = (at: Posted) => face(asNoticed(entry, at));
        const at = add({ where: 'channel', about: entry.id, shown });
        return { ...at, shownHash: shown(at) };
      }),
    update: (entry) =>
      change(entry.noticed?.ts, (note) => {
        note.shown = face(entry);
        return { shownHash: note.shown };
      }),
    announce: (session, { key, audience }) =>
      write(audience, () => add({ where: audience, about: session.id, key, shown: key })),
    async findNotice(entry) {
      searching();
      const [note] = noticesOf(entry.id);
      return note && posted(note.ts);
    },
    async findAnnouncements(session, audience) {
      searching();
      const there = notes.filter(({ about, where }) => about === session.id && where === audience);
      return new Set(there.flatMap(({ key }) => key ?? []));
    },
    postDigest: (page) =>
      write('channel', () => {
        const shownHash = digestFace(page);
        return { ...add({ where: 'channel', about: page.date, shown: shownHash }), shownHash };
      }),
    updateDigest: ({ ts }, page) =>
      change(ts, (note) => {
        note.shown = digestFace(page);
        return { shownHash: note.shown };
      }),
    async findDigest(date) {
      searching();
      const [note] = noticesOf(date);
      return note && posted(note.ts);
    },
    answers: async () => answers(),
  };

  return { messenger, notes, face, noticesOf };
}

/** The entry once its notice is recorded: a notice is posted as it looks then. */
function asNoticed(entry: Entry, { channel, ts, at }: Posted): Entry {
  const decision = decide(entry, { type: 'recordNotice', id: `shown:${ts}`, channel, ts, at }, new Date(at));
  return 'events' in decision ? decision.events.reduce<Entry>(evolve, entry) : entry;
}
