// A simulated world in memory: SSM with slow lists, an unreliable Slack, a late trail, a table, and processes that die.
import * as z from 'zod';
import { parseRecords } from '../../app/aws/cloudtrail/envelope.ts';
import { bindSlackUseCases } from '../../app/composition/slack-use-cases.ts';
import { createWatchdogHandler } from '../../app/composition/watchdog-handler.ts';
import type { BusEvent, LiveSession, Ports, StoredStream, TrailPage } from '../../app/ports.ts';
import type { Via } from '../../app/session/event.ts';
import type { MessageOptions } from '../../app/slack/i18n/message-options.ts';
import type { SlackUseCases } from '../../app/slack/inbound/use-cases.ts';
import type { WorkflowSettings } from '../../app/workflow/settings.ts';
import { createPostThrottle } from '../../app/workflow/slack-sync/post-throttle.ts';
// The workflow imports these on first use. A schedule requires that only its own calls take time.
import '../../app/workflow/queries/history.ts';
import '../../app/workflow/queries/lists.ts';
import '../../app/workflow/request-export.ts';
import '../../app/workflow/watchdog/confirm-termination.ts';
import '../../app/workflow/watchdog/run-pass.ts';
import type { CloudTrailRecord } from '../../local/aws/cloudtrail-record.ts';
import { APPROVER, APPROVER_2, MESSAGE_OPTIONS, OPERATOR, SETTINGS } from '../app/doubles/memory-ports.ts';
import { createMemorySlack, type MemorySlack, type Note, type Taking } from '../app/doubles/memory-slack.ts';
import { createMemoryControls, type MemoryControls } from '../app/doubles/memory-store.ts';
import type { Random } from './random.ts';
import { type Call, createScheduler, type Fault, type Process, type Scheduler } from './scheduler.ts';
import { createTable, type Table } from './table.ts';

export const GROUP = 'S0APPROVERS';
export const BYSTANDER = 'U0BYSTANDER';
/** Approves by the group, as the second approver does. */
export const APPROVER_3 = 'U0APPROVER3';
/** Minutes of the story with its faults. */
export const STORY_MINUTES = 18;
export const START = Date.parse('2026-11-24T01:00:00.000Z');

/** The true state of a session, which the lists of SSM show later. */
export interface TrueSession {
  readonly id: string;
  readonly target: string;
  readonly owner: string;
  readonly startedAt: number;
  readonly listedFrom: number;
  endedAt?: number;
  /** For a while after its end both lists may have it, or neither. */
  activeUntil: number;
  historyFrom: number;
  /** Between these times no list of SSM has it, although it is live */
  hidden?: { readonly from: number; readonly to: number };
}

/** The kinds of faults and their rates. Each schedule has its own mixture. */
export interface Weather {
  /** For each call that can fail, and for each at which its process can die */
  readonly failing: number;
  readonly dying: number;
  /** For each write to Slack */
  readonly stumbling: number;
  /** For each TerminateSession */
  readonly idle: number;
  /** Seconds between two posts that Slack accepts in the channel and its threads; 0 for no limit */
  readonly pace: number;
  /** Outages of everything, as pairs of virtual times */
  readonly slackDown: readonly (readonly [number, number])[];
  readonly ssmDown: readonly (readonly [number, number])[];
  readonly groupUnreadable: readonly (readonly [number, number])[];
  readonly busDown: readonly (readonly [number, number])[];
  /** Somebody floods the endpoint: neither clicks nor probes arrive */
  readonly endpointDown: readonly (readonly [number, number])[];
}

export const FAIR: Weather = {
  failing: 0,
  dying: 0,
  stumbling: 0,
  idle: 0,
  pace: 0,
  slackDown: [],
  ssmDown: [],
  groupUnreadable: [],
  busDown: [],
  endpointDown: [],
};

export type TeamSettings = Pick<WorkflowSettings, 'fourEyes' | 'askReason' | 'tellOperator'>;

/** A press, the submission of a modal, or a reaction, as the world knows it. */
export interface Press {
  /** The place that was pressed: undefined for what the app made for one person */
  readonly ts: string | undefined;
  readonly via: Via;
  /** e.g. "take-over" */
  readonly act?: string | undefined;
  readonly note?: string | undefined;
}

export interface World {
  readonly scheduler: Scheduler;
  readonly table: Table;
  readonly controls: MemoryControls;
  readonly slack: MemorySlack;
  readonly messageOptions: MessageOptions;
  readonly settings: TeamSettings;
  readonly sessions: Map<string, TrueSession>;
  /** The records of CloudTrail, with their arrival in the log group. */
  readonly trail: { readonly record: CloudTrailRecord | string; readonly at: number; readonly ingestedAt: number }[];
  readonly told: Told;
  /** Attempts that IAM refused */
  readonly denied: CloudTrailRecord[];
  /** The content of removed notices */
  readonly removed: Map<string, string>;
  /** The clicks of people by id, and all digests so far */
  readonly presses: Map<string, Press>;
  readonly digests: Set<string>;
  weather: Weather;
  /** The faults during the story */
  story: Weather;
  /** A container of a handler: cold when it is created, and warm as long as its processes live. */
  container(): Container;
  end(id: string): void;
}

/** The actions of the app that the world has seen, for the rules. */
export interface Told {
  readonly asked: { readonly id: string; readonly at: number }[];
  readonly faults: string[];
  readonly counted: { readonly metric: string; readonly at: number }[];
  /** The answers of the endpoint, and the events that the bus took, in their order */
  readonly probes: { readonly at: number; readonly isAnswered: boolean; readonly pass: Process }[];
  /** The passes that could read the count of silent passes, and those whose own count was stored */
  readonly countRead: Set<Process>;
  readonly countStored: Set<Process>;
  readonly onBus: { readonly stream: string; readonly number: number }[];
  /** Virtual times of Slack's answers, and of its answers with the members of the group */
  slackAnsweredAt: number;
  groupReadAt: number;
}

export interface Container {
  readonly ports: Ports;
  readonly settings: WorkflowSettings;
  readonly useCases: SlackUseCases;
  readonly monitor: Ports['monitor'] & { flush(): void };
  /** Remembers the records that it has seen from one invocation to the next. */
  readonly watchdog: ReturnType<typeof createWatchdogHandler>;
  /** The process that runs in it now. */
  process: Process | undefined;
}

export interface WorldOptions {
  readonly random: Random;
  readonly deadlines: Partial<MessageOptions['deadlines']>;
  readonly settings: TeamSettings;
  readonly pollEverySeconds: number;
  readonly hasTrail: boolean;
  readonly onSaved: (before: StoredStream | undefined, after: StoredStream, world: World) => void;
  readonly onNote: (note: Note, world: World) => void;
  readonly onThrown: (process: Process, thrown: unknown) => void;
  /** Wakes the watchdog for one session. */
  readonly onWake: (id: string) => void;
}

/** Without an answer the outcome of these calls is unknown. The other calls have then had no effect. */
const CHANGING = /^(store\.save|controls\.write|live\.terminate|hosts\.warn)$/;
/** These calls return their outcome, and never throw. */
const ANSWERING = /^(messenger\.(post|update|announce|postDigest|updateDigest|answers)|bus\.put|endpoint\.probe)$/;

export function createWorld(options: WorldOptions): World {
  const { random, deadlines, settings: team, pollEverySeconds, hasTrail, onThrown } = options;
  const messageOptions: MessageOptions = {
    ...MESSAGE_OPTIONS,
    deadlines: { ...MESSAGE_OPTIONS.deadlines, ...deadlines },
  };
  const sessions: World['sessions'] = new Map();
  const trail: World['trail'] = [];
  const told: Told = {
    asked: [],
    faults: [],
    counted: [],
    probes: [],
    countRead: new Set(),
    countStored: new Set(),
    onBus: [],
    slackAnsweredAt: 0,
    groupReadAt: START,
  };
  const controls = createMemoryControls();
  let owners = 0;

  const scheduler = createScheduler({ random, startAt: START, faultOf, onThrown });
  const now = scheduler.now;
  const isWithin = (windows: Weather['slackDown']) => windows.some(([from, to]) => from <= now() && now() < to);

  function faultOf({ name }: Call): Fault | undefined {
    const { failing, dying } = world.weather;
    if (random.chance(dying)) return random.chance(0.5) ? 'killed before' : 'killed after';
    if (ANSWERING.test(name) || !random.chance(failing)) return undefined;
    return CHANGING.test(name) ? random.pick(['fails before', 'fails after', 'done twice']) : 'fails before';
  }

  let postedAt = 0;
  function taking(where: Note['where'], method: 'post' | 'edit'): Taking {
    if (isWithin(world.weather.slackDown)) return random.pick<Taking>(['not now', 'unknown, not taken']);
    if (method === 'post' && (where === 'channel' || where === 'thread') && world.weather.pace > 0) {
      if (now() - postedAt < world.weather.pace * 1000) {
        told.slackAnsweredAt = now();
        return 'limited';
      }
      postedAt = now();
    }
    // A direct message cannot be searched: nothing else is as hard to get right.
    const stumble = random.chance(world.weather.stumbling * (where === 'operator' ? 2 : 1));
    const how = stumble ? random.pick(STUMBLES) : 'taken';
    if (how === 'taken') told.slackAnsweredAt = now();
    return how;
  }

  const slack = createMemorySlack({
    messageOptions,
    clock: { now: () => new Date(now()) },
    taking,
    retryAfterSeconds: () => Math.max(1, Math.ceil(world.weather.pace - (now() - postedAt) / 1000)),
    searching: () => {
      if (isWithin(world.weather.slackDown)) throw new Error('Slack does not answer');
      return true;
    },
    answers: () => {
      if (isWithin(world.weather.slackDown)) return false;
      told.slackAnsweredAt = now();
      return true;
    },
    onNote: (note) => {
      if (/^\d{4}-/.test(note.about)) world.digests.add(note.ts);
      options.onNote(note, world);
    },
  });

  const table = createTable({
    now,
    indexLag: () => random.between(0, 1_500),
    onSaved: (before, after) => options.onSaved(before, after, world),
  });

  function toldBySsm(session: TrueSession): LiveSession | undefined {
    const { id, target, owner, startedAt, endedAt, hidden } = session;
    if (hidden && hidden.from <= now() && now() < hidden.to) return undefined;
    const shown = { sessionId: id, target, owner, startedAt: new Date(startedAt).toISOString() };
    if (endedAt !== undefined && now() >= session.historyFrom) {
      return { ...shown, state: 'history', status: 'Terminated', endedAt: new Date(endedAt).toISOString() };
    }
    const isListed = session.listedFrom <= now() && now() < session.activeUntil;
    return isListed ? { ...shown, state: 'active', status: 'Connected' } : undefined;
  }

  function answering<T>(answer: () => T): T {
    if (isWithin(world.weather.ssmDown)) throw new Error('SSM does not answer');
    return answer();
  }

  function end(id: string): void {
    const session = sessions.get(id);
    if (session === undefined || session.endedAt !== undefined) return;
    session.endedAt = now();
    session.activeUntil = now() + random.between(0, 4_000);
    session.historyFrom = now() + random.between(0, 4_000);
  }

  function page(range: { from: string; to: string }, token = '0'): TrailPage {
    const held = trail.filter(({ at, ingestedAt }) => {
      const time = new Date(at).toISOString();
      return ingestedAt <= now() && range.from <= time && time < range.to;
    });
    const from = Number(token);
    const to = from + 3;
    const read = held.slice(from, to).map(
      ({ record }) =>
        () =>
          typeof record === 'string' ? JSON.parse(record) : record,
    );
    return { ...parseRecords(read), ...(to < held.length && { next: String(to) }) };
  }

  const raw = {
    store: table,
    controls,
    messenger: slack.messenger,
    live: {
      active: async () =>
        answering(() =>
          [...sessions.values()].flatMap((one) => toldBySsm(one) ?? []).filter(({ state }) => state === 'active'),
        ),
      find: async (id: string) =>
        answering(() => [...sessions.values()].filter((one) => one.id === id).map(toldBySsm)[0]),
      async terminate(id: string) {
        answering(() => undefined);
        told.asked.push({ id, at: now() });
        if (!random.chance(world.weather.idle)) scheduler.at(now() + random.between(0, 3_000), () => end(id));
      },
    },
    directory: {
      async groupMembers() {
        if (isWithin(world.weather.groupUnreadable) || isWithin(world.weather.slackDown)) throw new Error('no group');
        told.groupReadAt = now();
        return new Set([APPROVER_2, APPROVER_3]);
      },
      userByEmail: async () => undefined,
      isFullMember: async () => true,
    },
    hosts: {
      warn: async () => answering(() => undefined),
      managed: async (ids: readonly string[]) => answering(() => new Set(ids)),
    },
    bus: {
      put: async (events: readonly BusEvent[]) =>
        events.map(({ detail }) => {
          const isTaken = !isWithin(world.weather.busDown) && !random.chance(world.weather.stumbling);
          if (!isTaken) return new Error('the bus did not take it');
          told.onBus.push(numberedEvent.parse(detail));
          return undefined;
        }),
    },
    endpoint: {
      async probe(pass: Process) {
        const isAnswered = !isWithin(world.weather.endpointDown);
        told.probes.push({ at: now(), isAnswered, pass });
        return isAnswered ? undefined : new Error('429 Too Many Requests');
      },
    },
    trail: {
      async page(range: { from: string; to: string }, token?: string) {
        return token !== undefined && random.chance(world.weather.failing)
          ? ('token-too-old' as const)
          : page(range, token);
      },
    },
  };

  function container(): Container {
    const monitor = {
      count: (metric: string) => void told.counted.push({ metric, at: now() }),
      measure: () => {},
      fault: (what: string) => void told.faults.push(what),
      flush: () => {},
    };
    const running = (): Process => {
      if (self.process === undefined) throw new Error('nothing runs in this container');
      return self.process;
    };
    const clock = {
      now: () => new Date(now() + skew),
      pause: (millis: number) => scheduler.pause(running(), millis),
    };
    const skew = random.between(-700, 700);
    const through =
      <A extends unknown[], T>(name: string, call: (...args: A) => Promise<T>) =>
      (...args: A): Promise<T> =>
        scheduler.call(running(), name, () => call(...args));
    const { store, messenger, live, directory, hosts } = raw;
    const wrappedControls: Ports['controls'] = {
      read(key) {
        const process = running();
        return scheduler.call(process, 'controls.read', () => {
          if (key === '#endpoint') told.countRead.add(process);
          return controls.read(key);
        });
      },
      write(...args) {
        const process = running();
        return scheduler.call(process, 'controls.write', async () => {
          const isStored = await controls.write(...args);
          if (isStored && args[0] === '#endpoint') told.countStored.add(process);
          return isStored;
        });
      },
    };
    const ports: Ports = {
      store: {
        ...store,
        read: through('store.read', store.read),
        readMany: through('store.readMany', store.readMany),
        save: through('store.save', store.save),
        open: through('store.open', store.open),
        outlines: through('store.outlines', store.outlines),
      },
      controls: wrappedControls,
      throttle: createPostThrottle({ controls: wrappedControls, clock, monitor }),
      messenger: {
        ...messenger,
        post: through('messenger.post', messenger.post),
        update: through('messenger.update', messenger.update),
        sendFollowUp: through('messenger.announce', messenger.sendFollowUp),
        findNotice: through('messenger.findNotice', messenger.findNotice),
        findFollowUps: through('messenger.findFollowUps', messenger.findFollowUps),
        postDigest: through('messenger.postDigest', messenger.postDigest),
        updateDigest: through('messenger.updateDigest', messenger.updateDigest),
        findDigest: through('messenger.findDigest', messenger.findDigest),
        postTampering: through('messenger.postTampering', messenger.postTampering),
        updateTampering: through('messenger.updateTampering', messenger.updateTampering),
        findTampering: through('messenger.findTampering', messenger.findTampering),
        isReachable: through('messenger.answers', messenger.isReachable),
      },
      live: {
        active: through('live.active', live.active),
        find: through('live.find', live.find),
        terminate: through('live.terminate', live.terminate),
      },
      directory: { ...directory, groupMembers: through('directory.groupMembers', directory.groupMembers) },
      nodes: { warn: through('hosts.warn', hosts.warn), list: through('hosts.managed', hosts.managed) },
      bus: { put: through('bus.put', raw.bus.put) },
      endpoint: { probe: () => through('endpoint.probe', raw.endpoint.probe)(running()) },
      trail: hasTrail ? { page: through('trail.page', raw.trail.page) } : undefined,
      exporter: { start: async () => 'not-set-up' },
      watchdog: {
        wake: through('watchdog.wake', async (id: string) => options.onWake(id)),
        check: async () => {},
      },
      clock,
      monitor,
      deadlines: messageOptions.deadlines,
      audiences: { ...SETTINGS, ...team },
      newId: () => `owner-${++owners}`,
    };
    const settings = {
      ...SETTINGS,
      ...team,
      approverUsers: [APPROVER],
      approverGroup: GROUP,
      operators: { operator: OPERATOR, [APPROVER]: APPROVER },
      pollEverySeconds,
      replayEveryMinutes: 2,
      // In the middle of the story, because 01:00 UTC is 10:00 there.
      digestAt: '10:12',
    };
    const self: Container = {
      ports,
      settings,
      useCases: bindSlackUseCases(ports, settings),
      monitor,
      watchdog: createWatchdogHandler(async () => ({ ports, settings, monitor })),
      process: undefined,
    };
    return self;
  }

  const world: World = {
    scheduler,
    table,
    controls,
    slack,
    messageOptions,
    settings: team,
    sessions,
    trail,
    told,
    denied: [],
    removed: new Map(),
    presses: new Map(),
    digests: new Set(),
    story: FAIR,
    weather: FAIR,
    container,
    end,
  };
  return world;
}

const numberedEvent = z.object({ stream: z.string(), number: z.number() });

const STUMBLES: readonly Taking[] = [
  'not now',
  'limited',
  'limited, no number',
  'refused',
  'token refused',
  'unknown, taken',
  'unknown, not taken',
  'garbled, taken',
  'garbled, not taken',
  'no ts, taken',
  'no ts, not taken',
];
