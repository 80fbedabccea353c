// Every chained event reaches the event bus at least once, in the order of its chain, and after it was stored.
import { expect, test } from 'vitest';
import type { BusEvent } from '../../../app/ports.ts';
import { ingestBatch } from '../../../app/workflow/ingest-batch.ts';
import { putEvents } from '../../../app/workflow/put-events.ts';
import { APPROVER, type MemoryOptions, SETTINGS } from '../doubles/memory-ports.ts';
import { bindWorkflow } from './bound-workflow-fixture.ts';
import { announced, aStart, clickOf, createWatchdogFixture, ID, OTHER } from './watchdog/watchdog-fixture.ts';

const TAKES: MemoryOptions = { busTakes: () => true };

/** The numbers of one chain's events, in the order in which the bus took them. */
const numbersOf = (events: readonly BusEvent[], id = ID) =>
  events.flatMap(({ detail }) =>
    'stream' in detail && detail.stream === id && 'number' in detail ? [detail.number] : [],
  );

test('a watchdog pass puts every event of a session, once and in its order', async () => {
  const watchdog = await announced(TAKES);
  await watchdog.minutes(16);
  const { events } = await watchdog.session();
  expect(events.length).toBeGreaterThan(3);
  expect(watchdog.memory.onBus.map(({ detail }) => detail)).toEqual(
    events.map(({ hash, ...event }) => expect.objectContaining({ stream: ID, number: event.seq, hash, event })),
  );
  expect((await watchdog.memory.store.read(ID))?.delivery.eventsPut).toBe(events.length);
});

test('the events of a CloudTrail record are put when its notice is out', async () => {
  const { memory } = createWatchdogFixture(TAKES);
  memory.connect(ID);
  const records = { observations: [aStart()], faults: [] };
  await ingestBatch(memory.ports, SETTINGS, records, { until: memory.until() });
  expect(numbersOf(memory.onBus)).toEqual([1, 2]);
});

test('a click puts nothing, and the session stays due for the watchdog', async () => {
  const watchdog = await announced(TAKES);
  await watchdog.minutes(1);
  watchdog.memory.end(ID);
  await watchdog.minutes(1);
  const before = watchdog.memory.onBus.length;
  await watchdog.workflow.acknowledge(await clickOf(watchdog, APPROVER));
  expect(watchdog.memory.onBus).toHaveLength(before);
  expect(await watchdog.memory.store.open()).toEqual([ID]);
  await watchdog.minutes(1);
  expect(watchdog.memory.onBus.at(-1)).toMatchObject({ detailType: 'Session acknowledged', detail: { sessionId: ID } });
  expect(await watchdog.memory.store.open()).toEqual([]);
});

test('an ended and acknowledged session stays due while the bus takes nothing', async () => {
  let isUp = false;
  const watchdog = await announced({ busTakes: () => isUp });
  await watchdog.workflow.acknowledge(await clickOf(watchdog, APPROVER));
  watchdog.memory.end(ID);
  await watchdog.minutes(5);
  expect(watchdog.memory.counted).toContain('EventsNotPut');
  expect(watchdog.memory.faults).toContain('event not put on the bus');
  expect(await watchdog.memory.store.open()).toEqual([ID]);
  isUp = true;
  await watchdog.minutes(1);
  expect(numbersOf(watchdog.memory.onBus)).toEqual([1, 2, 3, 4]);
  expect(await watchdog.memory.store.open()).toEqual([]);
});

test('an event that the bus does not take holds back the later ones of its session, and no other session', async () => {
  const watchdog = await announced({
    busTakes: ({ detail }) =>
      !('stream' in detail && detail.stream === ID && 'number' in detail && detail.number === 2),
  });
  watchdog.memory.connect(OTHER);
  await watchdog.workflow.observe(aStart('record-2', OTHER));
  await watchdog.minutes(7);
  expect(numbersOf(watchdog.memory.onBus)).toEqual([1]);
  expect(numbersOf(watchdog.memory.onBus, OTHER)).toEqual([1, 2, 3]);
  expect((await watchdog.memory.store.read(ID))?.delivery.eventsPut).toBe(1);
});

test('events whose mark was lost are put again, and are the same', async () => {
  const watchdog = await announced(TAKES);
  const { store } = watchdog.memory.ports;
  let lost = 0;
  const save: typeof store.save = async (stored, dueAt) => {
    if (stored.delivery.eventsPut === undefined) return store.save(stored, dueAt);
    lost++;
    throw new Error('the process died');
  };
  const dying = bindWorkflow({ ...watchdog.memory.ports, store: { ...store, save } }, SETTINGS);
  await dying.watch(watchdog.memory.until());
  expect(lost).toBe(1);
  await watchdog.minutes(1);
  const [first, second, ...again] = watchdog.memory.onBus;
  expect(again).toEqual([first, second]);
});

test('a bus that is named later gets the open sessions, and not those that are over', async () => {
  const watchdog = await announced();
  await watchdog.workflow.acknowledge(await clickOf(watchdog, APPROVER));
  watchdog.memory.end(ID);
  await watchdog.minutes(3);
  watchdog.memory.connect(OTHER);
  await watchdog.workflow.observe(aStart('record-2', OTHER));
  await watchdog.minutes(1);
  const taken: BusEvent[] = [];
  const bus = {
    async put(events: readonly BusEvent[]) {
      taken.push(...events);
      return events.map(() => undefined);
    },
  };
  await bindWorkflow({ ...watchdog.memory.ports, bus }, SETTINGS).watch(watchdog.memory.until());
  expect(numbersOf(taken)).toEqual([]);
  expect(numbersOf(taken, OTHER)).toEqual([1, 2]);
});

/** @returns the events of each call to a bus that takes this share of them, and a second for each call */
async function callsOf(taken: (index: number) => boolean, seconds: number): Promise<number[]> {
  const { memory } = await announced();
  const stored = await memory.store.read(ID);
  if (stored === undefined) throw new Error('nothing is stored');
  const streams = Array.from({ length: 200 }, (_, n) => ({ ...stored, stream: { ...stored.stream, id: `many-${n}` } }));
  const calls: number[] = [];
  const began = memory.ports.clock.now().getTime();
  const bus = {
    async put(events: readonly BusEvent[]) {
      calls.push(events.length);
      return events.map((_, index) => (taken(index) ? undefined : new Error('not taken')));
    },
  };
  const clock = { ...memory.ports.clock, now: () => new Date(began + calls.length * 1000) };
  await putEvents({ ...memory.ports, bus, clock }, streams, new Date(began + seconds * 1000));
  return calls;
}

test('a slow bus takes what it can in the time, and at least one call', async () => {
  expect(await callsOf(() => true, 3)).toEqual([50, 50, 50]);
  expect(await callsOf(() => true, 0)).toEqual([50]);
});

test('a bus that takes nothing is not asked again, one that takes some is', async () => {
  expect(await callsOf(() => false, 10)).toEqual([50]);
  expect(await callsOf((index) => index > 0, 4)).toEqual([50, 50, 50, 50]);
});

test('without a bus nothing is put or marked', async () => {
  const watchdog = await announced();
  await watchdog.minutes(16);
  expect((await watchdog.memory.store.read(ID))?.delivery).not.toHaveProperty('eventsPut', 1);
  expect(watchdog.memory.counted.filter((metric) => metric.startsWith('Events'))).toEqual([]);
});
