// All ports in memory, each with its behaviour: a store, a Slack, SSM's sessions, and a clock that moves when it is told to.

import { setImmediate } from 'node:timers/promises';
import type { BusEvent, ExportJob, LiveSession, LiveSessions, Monitor, Ports, TrailPage } from '../../../app/ports.ts';
import type { MessageOptions } from '../../../app/slack/i18n/message-options.ts';
import type { WorkflowSettings } from '../../../app/workflow/settings.ts';
import { createPostThrottle } from '../../../app/workflow/slack-sync/post-throttle.ts';
import { MESSAGE_OPTIONS } from '../slack/notice-states-fixture.ts';
import { CHANNEL, createMemorySlack, type Taking } from './memory-slack.ts';
import { createMemoryControls, createMemoryStore } from './memory-store.ts';

export { CHANNEL, type Taking } from './memory-slack.ts';
export const LINUX = 'i-0123456789abcdef0';
export const [APPROVER, APPROVER_2, OPERATOR] = ['U0APPROVER1', 'U0APPROVER2', 'U0OPERATOR1'];

export { MESSAGE_OPTIONS };

export const SETTINGS: WorkflowSettings = {
  ...MESSAGE_OPTIONS.deadlines,
  channel: CHANNEL,
  escalationChannel: 'C0ONCALL01',
  warnOnHost: true,
  fourEyes: 'record',
  askReason: false,
  tellOperator: false,
  monthlyReport: false,
  heartbeat: false,
  approverUsers: [APPROVER, APPROVER_2],
  auditorUsers: [],
  operators: { operator: OPERATOR },
  pinnedRoles: [],
  shellDocuments: [],
  targets: { [LINUX]: 'bastion-linux' },
  timeZone: 'Asia/Tokyo',
  digestAt: '09:00',
  pollEverySeconds: 60,
  replayEveryMinutes: 5,
};

export type Memory = ReturnType<typeof createMemoryPorts>;

export interface MemoryOptions {
  /** How Slack takes the first writes, in their order; it takes the later ones */
  readonly takings?: Taking[];
  readonly deadlines?: Partial<MessageOptions['deadlines']>;
  /** Messages a second that Slack takes in one place, a channel with its threads; as many as come without it */
  readonly perSecond?: number;
  /** Edits a minute that Slack takes; as many as come without it */
  readonly editsPerMinute?: number;
  /** How long each write to Slack takes; they take turns */
  readonly slackMillis?: number;
  /** There is an event bus, and it takes these events; without it there is none */
  readonly busTakes?: (event: BusEvent) => boolean;
  /** The answers of the endpoint to the next probes, after which it answers; without it there is no endpoint */
  readonly probes?: ('answered' | 'silent')[];
}

export function createMemoryPorts({
  takings = [],
  deadlines = {},
  perSecond,
  editsPerMinute,
  slackMillis = 1,
  busTakes,
  probes,
}: MemoryOptions = {}) {
  let millis = Date.parse('2026-11-24T01:00:00.000Z');
  let ids = 0;
  /** When Slack took what, by what it counts together */
  const taken = new Map<string, number[]>();
  const messageOptions: MessageOptions = {
    ...MESSAGE_OPTIONS,
    deadlines: { ...MESSAGE_OPTIONS.deadlines, ...deadlines },
  };
  const sessions = new Map<string, LiveSession>();
  const asked: string[] = [];
  const warned: string[] = [];
  const unmanaged = new Set<string>();
  const jobs: ExportJob[] = [];
  const counted: string[] = [];
  const onBus: BusEvent[] = [];
  const faults: string[] = [];
  /** Each time that Slack said that there are too many, e.g. "post channel" */
  const limited: string[] = [];
  const pages: (TrailPage | 'token-too-old' | Error)[] = [];
  const ranges: { from: string; to: string; token: string | undefined }[] = [];
  /** How Slack answers all that is told there, whatever it says to the rest */
  const answersTo: { operator?: Taking | undefined; thread?: Taking | undefined } = {};
  const world = {
    terminates: true,
    ssmAnswers: true,
    sessionsPerPage: 200,
    searchable: true,
    mayRead: true,
    slackAnswers: true,
  };

  const clock = {
    now: () => new Date(millis),
    // Whatever answers at once has answered by then, as within a real pause.
    pause: async (more: number) => {
      await setImmediate();
      millis += more;
    },
  };
  const monitor: Monitor = {
    count: (metric) => void counted.push(metric),
    measure: (metric, seconds) => void counted.push(`${metric}: ${seconds}`),
    fault: (what) => void faults.push(what),
  };

  function isTooMany(what: string, most: number | undefined, within: number): boolean {
    if (most === undefined) return false;
    const lately = (taken.get(what) ?? []).filter((at) => at > millis - within);
    taken.set(what, lately);
    if (lately.length >= most) return true;
    lately.push(millis);
    return false;
  }

  function taking(where: string, method: 'post' | 'edit'): Taking {
    millis += slackMillis;
    if (!world.slackAnswers) return 'not now';
    const place = where === 'thread' ? 'channel' : where;
    const isLimited =
      method === 'edit' ? isTooMany('edits', editsPerMinute, 60_000) : isTooMany(place, perSecond, 1_000);
    if (isLimited) {
      limited.push(`${method} ${place}`);
      return 'limited';
    }
    if (where === 'operator' || where === 'thread') return answersTo[where] ?? takings.shift() ?? 'taken';
    return takings.shift() ?? 'taken';
  }

  const slack = createMemorySlack({
    messageOptions,
    clock,
    taking,
    // Edits are counted by the minute.
    retryAfterSeconds: () => (limited.at(-1)?.startsWith('edit') ? 20 : 1),
    searching: () => {
      if (!world.searchable || !world.slackAnswers) throw new Error('Slack does not say');
      return world.mayRead;
    },
    answers: () => world.slackAnswers,
  });

  function answering<T>(value: T): T {
    if (!world.ssmAnswers) throw new Error('SSM does not answer');
    return value;
  }

  function active(): Promise<LiveSession[]>;
  function active(mostPages: number): Promise<LiveSession[] | 'more'>;
  async function active(mostPages = Number.POSITIVE_INFINITY): Promise<LiveSession[] | 'more'> {
    const all = answering([...sessions.values()].filter(({ state }) => state === 'active'));
    return all.length > mostPages * world.sessionsPerPage ? 'more' : all;
  }

  const live: LiveSessions = {
    active,
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

  const bus: Ports['bus'] = busTakes && {
    put: async (events) =>
      events.map((event) => {
        if (!busTakes(event)) return new Error('the bus does not take it');
        onBus.push(event);
        return undefined;
      }),
  };
  const endpoint: Ports['endpoint'] = probes && {
    probe: async () => (probes.shift() === 'silent' ? new Error('no answer') : undefined),
  };

  const store = createMemoryStore();
  const controls = createMemoryControls();
  const ports: Ports = {
    store,
    controls,
    throttle: createPostThrottle({ controls, clock, monitor }),
    messenger: slack.messenger,
    live,
    clock,
    monitor,
    deadlines: messageOptions.deadlines,
    audiences: SETTINGS,
    bus,
    endpoint,
    exporter: {
      async start(job) {
        jobs.push(job);
        return 'started';
      },
    },
    nodes: {
      warn: async (id) => void warned.push(id),
      list: async (ids) => new Set(ids.filter((id) => !unmanaged.has(id))),
    },
    trail: {
      async page(range, token) {
        ranges.push({ ...range, token });
        const page = pages.shift() ?? { observations: [], faults: [] };
        if (page instanceof Error) throw page;
        return page;
      },
    },
    directory: {
      groupMembers: async () => new Set(),
      userByEmail: async () => undefined,
      isFullMember: async () => true,
    },
    watchdog: { wake: async () => {}, check: async () => {} },
    newId: () => `owner-${++ids}`,
  };

  return {
    ports,
    store,
    controls,
    notes: slack.notes,
    noticesOf: slack.noticesOf,
    face: slack.face,
    takings,
    answersTo,
    asked,
    warned,
    /** Ids that SSM does not know as managed nodes */
    unmanaged,
    jobs,
    counted,
    /** The events that the bus took, in its order */
    onBus,
    faults,
    limited,
    /** The next answers of the trail's log group, and the requests to it. */
    pages,
    ranges,
    world,
    end,
    /** SSM has this session now. */
    connect: (sessionId: string, target = LINUX) =>
      sessions.set(sessionId, {
        sessionId,
        target,
        owner: 'arn:aws:iam::111122223333:user/operator',
        state: 'active',
        status: 'Connected',
        startedAt: clock.now().toISOString(),
      }),
    forget: (sessionId: string) => sessions.delete(sessionId),
    pass: (minutes: number) => {
      millis += minutes * 60_000;
    },
    /** When an invocation that begins now has to be over. */
    until: () => new Date(millis + 55_000),
  };
}
