// A handler is killed before and after each single call that it makes to the world; the watchdog brings everything to its right end.
import { describe, expect, test } from 'vitest';
import { createRecordsHandler } from '../../../../app/composition/records-handler.ts';
import type { Ports } from '../../../../app/ports.ts';
import { createIamUser } from '../../../../local/aws/principals.ts';
import { createStartRecord, toSubscriptionEvent } from '../../../../local/records.ts';
import { APPROVER, CHANNEL, createMemoryPorts, LINUX, type Memory, SETTINGS } from '../../doubles/memory-ports.ts';
import { bindWorkflow } from '../bound-workflow-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';

/** At which call, counted from one, and on which side of its effect */
interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** The calls of a handler, and the one at which it ends. */
interface Mortal {
  readonly ports: Ports;
  readonly calls: string[];
  /** Resolves when it is killed. */
  readonly killed: Promise<void>;
}

/** The same ports, in which every asynchronous call can be the last; what is killed goes on with nothing. */
function mortal(ports: Ports, death?: Death): Mortal {
  const calls: string[] = [];
  const { promise: killed, resolve: kill } = Promise.withResolvers<void>();
  let isDead = false;

  function wrap<T extends object>(port: T, name: string): T {
    return new Proxy(port, {
      get(target, property, receiver) {
        const member: unknown = Reflect.get(target, property, receiver);
        if (typeof member !== 'function' || SYNCHRONOUS.has(`${name}.${String(property)}`)) return member;
        return async (...args: unknown[]) => {
          if (isDead) return new Promise(() => {});
          calls.push(`${name}.${String(property)}`);
          const dies = death !== undefined && calls.length === death.call;
          if (dies && death.when === 'before') return die();
          const result: unknown = await Reflect.apply(member, target, args);
          return dies ? die() : result;
        };
      },
    });
  }

  function die(): Promise<never> {
    isDead = true;
    kill();
    return new Promise(() => {});
  }

  const { store, controls, messenger, live, directory, watchdog, nodes: hosts, throttle } = ports;
  return {
    calls,
    killed,
    ports: {
      ...ports,
      store: wrap(store, 'store'),
      controls: wrap(controls, 'controls'),
      messenger: wrap(messenger, 'messenger'),
      live: wrap(live, 'live'),
      directory: wrap(directory, 'directory'),
      watchdog: wrap(watchdog, 'watchdog'),
      nodes: wrap(hosts, 'hosts'),
      throttle: wrap(throttle, 'throttle'),
    },
  };
}

const SYNCHRONOUS = new Set(['messenger.face']);

interface Story {
  readonly name: string;
  /** The steps before, without any accident */
  readonly before: (memory: Memory) => Promise<void>;
  readonly act: (ports: Ports, memory: Memory) => Promise<unknown>;
  /** The final state, by what was stored at the crash */
  readonly end: (memory: Memory, stored: ReadonlySet<string>) => Promise<void>;
}

async function start(ports: Ports, memory: Memory): Promise<void> {
  const principal = createIamUser('operator');
  const at = memory.ports.clock.now();
  const record = createStartRecord({
    session: { SessionId: ID, Target: LINUX },
    kind: 'shell',
    principal,
    sourceIp: '203.0.113.24',
    at,
  });
  const monitor = { ...memory.ports.monitor, flush: () => {} };
  const context = {
    invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:session-events',
    getRemainingTimeInMillis: () => 60_000,
  };
  await createRecordsHandler(async () => ({ ports, settings: SETTINGS, monitor }))(
    toSubscriptionEvent([record]),
    context,
  );
}

async function clickOf(memory: Memory) {
  const found = await memory.store.read(ID);
  const { ts = '' } = found?.stream.noticed ?? {};
  return { id: 'click:1', userId: APPROVER, sessionId: ID, from: { channel: CHANNEL, ts } };
}

async function typesOf(memory: Memory): Promise<string[]> {
  return (await memory.store.read(ID))?.stream.events.map(({ type }) => type) ?? [];
}

const STORIES: readonly Story[] = [
  {
    name: 'start',
    before: async () => {},
    act: start,
    end: async (memory) => expect(await typesOf(memory)).toEqual(['started', 'noticed']),
  },
  {
    name: 'acknowledge',
    before: (memory) => start(memory.ports, memory),
    act: async (ports, memory) => bindWorkflow(ports, SETTINGS).acknowledge(await clickOf(memory)),
    async end(memory, stored) {
      const answered = stored.has('acknowledged') ? ['acknowledged'] : [];
      expect(await typesOf(memory)).toEqual(['started', 'noticed', ...answered]);
    },
  },
  {
    name: 'terminate',
    before: (memory) => start(memory.ports, memory),
    act: async (ports, memory) => bindWorkflow(ports, SETTINGS).terminate(await clickOf(memory)),
    async end(memory, stored) {
      const cut = stored.has('terminationRequested') ? ['terminationRequested', 'ended'] : [];
      expect(await typesOf(memory)).toEqual(['started', 'noticed', ...cut]);
      expect(memory.asked.length > 0).toBe(cut.length > 0);
    },
  },
];

/** Nobody is reminded or lapses while this is played. */
const PATIENT = { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900, lapseAfterHours: 900 };

async function play({ before, act }: Story, death?: Death) {
  const memory = createMemoryPorts({ deadlines: PATIENT });
  memory.connect(ID);
  await before(memory);
  const { ports, calls, killed } = mortal(memory.ports, death);
  await Promise.race([act(ports, memory), killed]);
  return { memory, calls };
}

describe.each(STORIES)('$name', async (story) => {
  const { calls } = await play(story);
  const deaths = calls.flatMap((name, index) =>
    (['before', 'after'] as const).map((when) => ({ name, call: index + 1, when })),
  );

  test('a process makes the calls that are enumerated here, with a write and a message among them', () => {
    expect(calls).toEqual(expect.arrayContaining(['store.save', expect.stringMatching(/^messenger\.(post|update)$/)]));
  });

  test.each(deaths)(
    'a process that dies $when call $call, $name, loses nothing and doubles nothing',
    async ({ call, when }) => {
      const { memory } = await play(story, { call, when });
      const stored = new Set(await typesOf(memory));
      for (let pass = 0; pass < 5; pass++) {
        memory.pass(2);
        await bindWorkflow(memory.ports, SETTINGS).watch(memory.until());
      }
      await story.end(memory, stored);
      const found = await memory.store.read(ID);
      if (found === undefined) throw new Error('nothing is stored');
      expect(memory.noticesOf(ID)).toMatchObject([{ ts: found.stream.noticed?.ts, shown: memory.face(found.stream) }]);
      const told = memory.notes.flatMap(({ key }) => key ?? []);
      expect(told).toEqual([...new Set(told)]);
      expect(found.delivery.lease).toBeUndefined();
    },
  );
});
