// All ports in memory, each with its behaviour: a store, a channel, SSM's sessions, and a clock that moves when it is told to.
import { setImmediate } from 'node:timers/promises';
import type { LiveSession, LiveSessions, Messenger, Monitor, Sent } from '../../app/ports.ts';
import { type Look, renderNotice } from '../../app/slack/notice.ts';
import { wantsReply } from '../../app/slack/replies.ts';
import type { Ports } from '../../app/workflow/commit.ts';
import type { Settings } from '../../app/workflow/settings.ts';
import { createMemoryStore } from './memory-store.ts';

export const CHANNEL = 'C0BASTION01';
export const LINUX = 'i-0123456789abcdef0';
export const [APPROVER, APPROVER_2, OPERATOR] = ['U0APPROVER1', 'U0APPROVER2', 'U0OPERATOR1'];

const LOOK: Look = {
  timeZone: 'Asia/Tokyo',
  locale: 'en',
  deadlines: { remindAfterMinutes: 5, acknowledgeWithinMinutes: 15, lapseAfterHours: 24 },
  mention: { users: [] },
  trial: false,
};

export const SETTINGS: Settings = {
  approverUsers: [APPROVER, APPROVER_2],
  operators: { operator: OPERATOR },
  pinnedRoles: [],
  shellDocuments: [],
  targets: { [LINUX]: 'bastion-linux' },
};

/** How Slack takes a write; what is unknown to the writer has happened, or has not. */
export type Taking = 'taken' | 'refused' | 'unknown, taken' | 'unknown, not taken';

export interface Note {
  readonly ts: string;
  readonly about: string;
  /** Set on replies: the event that it tells. */
  readonly seq?: number;
  shown: string;
}

export type Memory = ReturnType<typeof createMemoryPorts>;

/** @param takings how Slack takes the first writes, in their order; it takes the later ones */
export function createMemoryPorts(takings: Taking[] = []) {
  let millis = Date.parse('2026-11-24T01:00:00.000Z');
  let ids = 0;
  const notes: Note[] = [];
  const sessions = new Map<string, LiveSession>();
  const asked: string[] = [];
  const counted: string[] = [];
  const faults: string[] = [];
  const world = { terminates: true, ssmAnswers: true, searchable: true };

  const clock = {
    now: () => new Date(millis),
    // Whatever answers at once has answered by then, as within a real pause.
    pause: async (more: number) => {
      await setImmediate();
      millis += more;
    },
  };
  const monitor: Monitor = { count: (metric) => counted.push(metric), fault: (what) => faults.push(what) };

  async function write<T>(effect: () => T): Promise<Sent<T>> {
    const taking = takings.shift() ?? 'taken';
    const done = taking === 'taken' || taking === 'unknown, taken' ? effect() : undefined;
    if (taking === 'taken' && done !== undefined) return { outcome: 'sent', ...done };
    return { outcome: taking === 'refused' ? 'not-sent' : 'unknown', cause: new Error(taking) };
  }

  const face = (entry: Parameters<Messenger['face']>[0]) => JSON.stringify(renderNotice(entry, LOOK));
  const add = (about: string, shown: string, seq?: number) => {
    millis += 1;
    const note = { ts: (millis / 1000).toFixed(6), about, shown, ...(seq === undefined ? {} : { seq }) };
    notes.push(note);
    return { channel: CHANNEL, ts: note.ts, at: clock.now().toISOString() };
  };

  const messenger: Messenger = {
    face,
    wantsReply,
    post: (entry) => write(() => ({ ...add(entry.id, face(entry)), shownHash: face(entry) })),
    async update(entry) {
      const note = notes.find(({ ts }) => ts === entry.noticed?.ts);
      if (note === undefined) return { outcome: 'message-gone', cause: new Error('message_not_found') };
      return write(() => {
        note.shown = face(entry);
        return { shownHash: note.shown };
      });
    },
    reply: (session, event) => write(() => add(session.id, '', event.seq)),
    async findNotice(entry) {
      if (!world.searchable) throw new Error('Slack does not say');
      const note = notes.find(({ about, seq }) => about === entry.id && seq === undefined);
      return note && { channel: CHANNEL, ts: note.ts, at: new Date(Number(note.ts) * 1000).toISOString() };
    },
    async findReplies(session) {
      return new Set(notes.flatMap(({ about, seq }) => (about === session.id && seq !== undefined ? [seq] : [])));
    },
  };

  function answering<T>(value: T): T {
    if (!world.ssmAnswers) throw new Error('SSM does not answer');
    return value;
  }

  const live: LiveSessions = {
    active: async () => answering([...sessions.values()].filter(({ state }) => state === 'active')),
    find: async (id) => answering(sessions.get(id)),
    async terminate(id) {
      asked.push(id);
      answering(undefined);
      if (world.terminates) end(id);
    },
  };

  function end(id: string, status = 'Terminated'): void {
    const session = sessions.get(id);
    if (session) sessions.set(id, { ...session, state: 'history', status, endedAt: clock.now().toISOString() });
  }

  const store = createMemoryStore();
  const ports: Ports = {
    store,
    messenger,
    live,
    clock,
    monitor,
    deadlines: LOOK.deadlines,
    directory: {
      groupMembers: async () => new Set(),
      userByEmail: async () => undefined,
      isFullMember: async () => true,
    },
    watchdog: { wake: async () => {} },
    newId: () => `owner-${++ids}`,
  };

  return {
    ports,
    store,
    notes,
    takings,
    asked,
    counted,
    faults,
    world,
    face,
    end,
    /** SSM has this session now. */
    connect: (sessionId: string) =>
      sessions.set(sessionId, {
        sessionId,
        target: LINUX,
        owner: 'arn:aws:iam::111122223333:user/operator',
        state: 'active',
        status: 'Connected',
        startedAt: clock.now().toISOString(),
      }),
    forget: (sessionId: string) => sessions.delete(sessionId),
    pass: (minutes: number) => {
      millis += minutes * 60_000;
    },
  };
}
