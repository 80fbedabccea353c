// One pass of the watchdog that has more to do than time: it ends, leaves nothing half done, and the next one goes on.
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createRecordsHandler } from '../../../../app/composition/records-handler.ts';
import { createWatchdogHandler } from '../../../../app/composition/watchdog-handler.ts';
import type { Ports } from '../../../../app/ports.ts';
import { createPostThrottle } from '../../../../app/workflow/slack-sync/post-throttle.ts';
import { createIamUser } from '../../../../local/aws/principals.ts';
import { createStartRecord, toSubscriptionEvent } from '../../../../local/records.ts';
import { createMemoryPorts, LINUX, type Memory, type MemoryOptions, SETTINGS } from '../../doubles/memory-ports.ts';
import { bindWorkflow } from '../bound-workflow-fixture.ts';
import { aStart } from './watchdog-fixture.ts';

const context = { invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:watchdog' };
const idOf = (index: number) => `operator-${String(index).padStart(26, '0')}`;

/** So many sessions, each announced, at a Slack that was quick then. */
async function announcedMany(count: number, options: MemoryOptions = {}): Promise<Memory> {
  const memory = createMemoryPorts(options);
  const workflow = bindWorkflow(memory.ports, SETTINGS);
  for (let index = 0; index < count; index++) {
    memory.connect(idOf(index));
    const start = aStart(`record-${index}`, idOf(index));
    const startedAt = new Date(Date.parse('2026-11-24T00:00:00.000Z') + index * 1000).toISOString();
    await workflow.observe({ ...start, start: { ...start.start, startedAt } });
  }
  return memory;
}

const invocation = { ...context, getRemainingTimeInMillis: () => 60_000 };

function partsOf({ ports }: Memory, over: Partial<Ports> = {}, settings = SETTINGS) {
  const monitor = { ...ports.monitor, flush: () => {} };
  return { ports: { ...ports, throttle: createPostThrottle(ports), ...over }, settings, monitor };
}

/** One invocation with a minute of time. @returns the seconds that it took */
async function pass(memory: Memory, over: Partial<Ports> = {}, settings = SETTINGS): Promise<number> {
  const { clock } = memory.ports;
  const began = clock.now().getTime();
  await createWatchdogHandler(async () => partsOf(memory, over, settings))({}, invocation);
  return (clock.now().getTime() - began) / 1000;
}

/** So many passes, one at the begin of each minute. */
async function passes(count: number, memory: Memory, over: Partial<Ports> = {}, settings = SETTINGS): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    const took = await pass(memory, over, settings);
    memory.pass(Math.max(0, 60 - took) / 60);
  }
}

/** Somebody else drains the channel for a while. */
async function drainedByOthers({ ports, controls }: Memory, seconds: number): Promise<void> {
  const until = new Date(ports.clock.now().getTime() + seconds * 1000).toISOString();
  const { version } = await controls.read('#slack');
  await controls.write('#slack', { notBefore: until, lease: { owner: 'somebody', until } }, version);
}

async function stored(memory: Memory, count: number) {
  return (await memory.store.readMany(Array.from({ length: count }, (_, index) => idOf(index)))).found;
}

const reminders = ({ notes }: Memory) => notes.filter(({ where }) => where === 'thread').map(({ about }) => about);

test('a watchdog pass with more due reminders than time ends in time, leases none of the rest, and reports its metrics', async () => {
  const memory = await announcedMany(600, { slackMillis: 100 });
  memory.pass(6);
  const done: number[] = [];
  for (let minute = 0; minute < 4; minute++) {
    memory.counted.length = 0;
    expect(await pass(memory)).toBeLessThan(55);
    expect(memory.counted).toContain('OldestNoticeNotOut: 0');
    const left = (await stored(memory, 600)).filter(({ delivery }) => delivery.lease !== undefined);
    expect(left).toEqual([]);
    done.push(reminders(memory).length);
    memory.pass(0.1);
  }
  // Two writes to each, one after the other here, at a tenth of a second.
  expect(done[0]).toBeGreaterThan(250);
  expect(done.at(-1)).toBe(600);
  expect(new Set(reminders(memory)).size).toBe(600);
  // An unreached stream was not written either: its events say what was sent then.
  const early = reminders(memory).slice(0, done[0]);
  expect(early.toSorted()).toEqual(Array.from({ length: early.length }, (_, index) => idOf(index)));
});

test('a watchdog pass looks for ends oldest first, and the next one goes on where it had no time', async () => {
  const memory = await announcedMany(400);
  for (let index = 0; index < 400; index++) memory.end(idOf(index));
  const asked: string[] = [];
  const find: Ports['live']['find'] = (id) => {
    asked.push(id);
    memory.pass(0.1 / 60);
    return memory.ports.live.find(id);
  };
  const live = { ...memory.ports.live, find };
  expect(await pass(memory, { live })).toBeLessThan(55);
  const first = asked.length;
  expect(first).toBeGreaterThan(200);
  expect(first).toBeLessThan(400);
  expect(asked).toEqual(Array.from({ length: first }, (_, index) => idOf(index)));
  expect(memory.counted).toContain('PollWorkDeferred');
  await pass(memory, { live });
  expect(asked).toEqual(Array.from({ length: 400 }, (_, index) => idOf(index)));
  for (const { stream } of await stored(memory, 400)) expect(stream).toMatchObject({ ended: { status: 'Terminated' } });
});

test('a watchdog pass asks for no further edit once Slack has said that there are too many, and makes the rest later', async () => {
  const memory = await announcedMany(60, { editsPerMinute: 20 });
  for (let index = 0; index < 60; index++) memory.end(idOf(index));
  await pass(memory);
  // Those that were under way together, and one each time that Slack would take more.
  expect(memory.limited.length).toBeLessThan(12);
  expect(memory.faults).toEqual([]);
  const stale = async () =>
    (await stored(memory, 60)).filter(({ stream, delivery }) => delivery.shownHash !== memory.face(stream)).length;
  expect(await stale()).toBeLessThan(60);
  expect((await stored(memory, 60)).filter(({ delivery }) => delivery.lease)).toEqual([]);
  for (let minute = 0; minute < 4; minute++) {
    memory.pass(1);
    await pass(memory);
  }
  expect(await stale()).toBe(0);
});

test('a watchdog pass keeps no session from being announced while there is much else to find out', async () => {
  const memory = await announcedMany(300);
  for (let index = 0; index < 300; index++) memory.end(idOf(index));
  memory.connect(idOf(999));
  const start = aStart('record-999', idOf(999));
  await bindWorkflow(memory.ports, SETTINGS).ingest(start);
  const began = memory.ports.clock.now().getTime();
  const find: Ports['live']['find'] = (id) => {
    memory.pass(0.1 / 60);
    return memory.ports.live.find(id);
  };
  await pass(memory, { live: { ...memory.ports.live, find } });
  const [notice] = memory.noticesOf(idOf(999));
  expect(Number(notice?.ts) * 1000 - began).toBeLessThan(3_000);
});

test('a notice that another process gives back without posting it goes out before any reminder', async () => {
  const memory = await announcedMany(1, { perSecond: 1 });
  const { ports, controls, store } = memory;
  memory.pass(6);
  memory.connect(idOf(1));
  await bindWorkflow(ports, SETTINGS).ingest(aStart('record-1', idOf(1)), { owner: 'session-events' });
  const notBefore = new Date(ports.clock.now().getTime() + 60_000).toISOString();
  await controls.write('#slack', { notBefore }, (await controls.read('#slack')).version);
  // By then this pass has met the lease, and drains the channel: the other process may not post.
  const active = async () => {
    await setImmediate();
    const held = await store.read(idOf(1));
    if (held?.delivery.lease?.owner !== 'session-events') throw new Error('the lease is not held');
    await store.save({ ...held, delivery: { ...held.delivery, lease: undefined } }, notBefore);
    return ports.live.active();
  };
  await pass(memory, { live: { ...ports.live, active: active as Ports['live']['active'] } });
  expect(memory.notes.map(({ about, key }) => [about, key])).toEqual([
    [idOf(0), undefined],
    [idOf(1), undefined],
    [idOf(0), '3:thread'],
  ]);
});

type OfLateNotice = [string, object, boolean];

test.each<OfLateNotice>([
  ['waits for its turn among ours', {}, false],
  ['once did not go out, and waits for its turn since', { retryAt: '2026-11-24T01:00:30.000Z' }, false],
  [
    'was in hand of a process that died',
    { lease: { owner: 'x', until: '2026-11-24T01:01:30.000Z', takeovers: 0 } },
    false,
  ],
  ['is refused by Slack', { retryAt: '2026-11-24T02:00:00.000Z', refusals: 3 }, true],
])('a session whose notice is late and %s: whether it is terminated', async (_what, delivery, isTerminated) => {
  const memory = createMemoryPorts({ deadlines: { onNoNotice: 'terminate' } });
  memory.connect(idOf(0));
  await bindWorkflow(memory.ports, SETTINGS).ingest(aStart('record-0', idOf(0)));
  const one = await memory.store.read(idOf(0));
  if (one === undefined) throw new Error('nothing is stored');
  await memory.store.save({ ...one, delivery: { ...one.delivery, ...delivery } }, one.stream.events[0]?.at);
  memory.pass(11);
  await drainedByOthers(memory, 60);
  await pass(memory);
  expect(memory.asked).toEqual(isTerminated ? [idOf(0)] : []);
  expect(memory.counted).toContain('NoticesOverdue');
});

test('a watchdog pass reminds while SSM has to be asked for hundreds of sessions that it does not list', async () => {
  const memory = await announcedMany(400);
  for (let index = 0; index < 400; index++) memory.forget(idOf(index));
  const find: Ports['live']['find'] = (id) => {
    memory.pass(0.1 / 60);
    return memory.ports.live.find(id);
  };
  memory.pass(6);
  await passes(3, memory, { live: { ...memory.ports.live, find } });
  expect(new Set(reminders(memory)).size).toBe(400);
});

test.each([
  ['table', 6],
  ['list of SSM', 11],
])(
  'a watchdog pass that polls every ten seconds sends what is due, however long the %s takes',
  async (which, seconds) => {
    const memory = await announcedMany(3);
    const { store, live } = memory.ports;
    const slowly =
      <A extends unknown[], T>(read: (...args: A) => T) =>
      (...args: A): T => {
        memory.pass(seconds / 60);
        return read(...args);
      };
    const active = slowly(() => live.active()) as Ports['live']['active'];
    const slow = which === 'table' ? { store: { ...store, open: slowly(store.open) } } : { live: { ...live, active } };
    memory.pass(6);
    await passes(5, memory, slow, { ...SETTINGS, pollEverySeconds: 10 });
    expect(reminders(memory)).toHaveLength(3);
  },
);

test.each([20, 50, 75])(
  'a watchdog pass warns each operator alone, also where Slack takes %d edits a minute',
  async (editsPerMinute) => {
    const memory = await announcedMany(60, { deadlines: { onDeadline: 'terminate' }, editsPerMinute });
    // One container, which remembers what Slack has said.
    await passes(40, memory, { throttle: memory.ports.throttle });
    const followUpKeys = memory.notes.filter(({ where }) => where === 'operator').map(({ about }) => about);
    expect(followUpKeys.toSorted()).toEqual(Array.from({ length: 60 }, (_, index) => idOf(index)));
    for (const { delivery } of await stored(memory, 60))
      expect(
        Object.entries(delivery.followUps).filter(([key, one]) => key.endsWith(':operator') && one.givenUpAt),
      ).toEqual([]);
  },
);

test('a watchdog pass asks once for a deleted notice, while it may not be posted again', async () => {
  const memory = await announcedMany(1);
  memory.notes.length = 0;
  memory.end(idOf(0));
  await drainedByOthers(memory, 70);
  let edits = 0;
  const { messenger } = memory.ports;
  const update: typeof messenger.update = (stream) => {
    edits++;
    memory.pass(0.1 / 60);
    return messenger.update(stream);
  };
  await pass(memory, { messenger: { ...messenger, update } });
  expect(edits).toBeLessThan(4);
});

test('a watchdog pass shows the other notices where one cannot be drawn, and reports its metrics', async () => {
  const memory = await announcedMany(3);
  for (let index = 0; index < 3; index++) memory.end(idOf(index));
  const { messenger } = memory.ports;
  const face: typeof messenger.renderHash = (stream) => {
    if (stream.id === idOf(1)) throw new Error('it cannot be drawn');
    return messenger.renderHash(stream);
  };
  await pass(memory, { messenger: { ...messenger, renderHash: face } });
  const shown = (await stored(memory, 3)).map(({ stream, delivery }) => delivery.shownHash === memory.face(stream));
  expect(shown).toEqual([true, false, true]);
  expect(memory.counted.some((metric) => metric.startsWith('OldestNoticeNotOut'))).toBe(true);
});

describe('a delivery of records', () => {
  const recordsOf = (memory: Memory, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => {
      const SessionId = idOf(from + index);
      memory.pass(1 / 60);
      memory.connect(SessionId);
      const session = { SessionId, Target: LINUX };
      const at = memory.ports.clock.now();
      return createStartRecord({
        session,
        kind: 'shell',
        principal: createIamUser('operator'),
        sourceIp: '203.0.113.24',
        at,
      });
    });
  const deliver = (memory: Memory, records: readonly object[], over: Partial<Ports> = {}) =>
    createRecordsHandler(async () => partsOf(memory, over))(toSubscriptionEvent(records), invocation);

  test('a delivery of hundreds of records leases no more than it can show, and ends in time', async () => {
    const memory = createMemoryPorts({ perSecond: 1 });
    const records = recordsOf(memory, 0, 900);
    const released: string[] = [];
    const save: Ports['store']['save'] = (one, due) => {
      if (one.delivery.lease === undefined && one.version > 0 && !one.stream.noticed) released.push(one.stream.id);
      return memory.store.save(one, due);
    };
    const began = memory.ports.clock.now().getTime();
    await deliver(memory, records, { store: { ...memory.store, save } });
    expect((memory.ports.clock.now().getTime() - began) / 1000).toBeLessThan(55);
    expect(memory.notes.length).toBeGreaterThan(45);
    expect(released.length).toBeLessThan(10);
    expect((await stored(memory, 900)).filter(({ delivery }) => delivery.lease)).toEqual([]);
  });

  test('a delivery that comes while another one drains is announced before later starts', async () => {
    const memory = createMemoryPorts({ takings: ['limited'] });
    const { messenger } = memory.ports;
    let posts = 0;
    const post: typeof messenger.post = async (stream) => {
      // While the first one drains.
      if (++posts === 3) await deliver(memory, recordsOf(memory, 3, 9));
      return messenger.post(stream);
    };
    await deliver(memory, recordsOf(memory, 0, 3), { messenger: { ...messenger, post } });
    await deliver(memory, recordsOf(memory, 12, 1));
    await passes(3, memory);
    const about = memory.notes.filter(({ key }) => key === undefined).map((note) => note.about);
    expect(about).toEqual(Array.from({ length: 13 }, (_, index) => idOf(index)));
  });
});
