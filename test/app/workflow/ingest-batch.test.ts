// The records of one delivery over ports in memory: stored first, synced afterwards, and one bad record costs the others nothing.
import { describe, expect, test } from 'vitest';
import type { Ports } from '../../../app/ports.ts';
import type { Observation } from '../../../app/session/event.ts';
import { ingestBatch } from '../../../app/workflow/ingest-batch.ts';
import { createMemoryPorts, LINUX, type Memory, SETTINGS } from '../doubles/memory-ports.ts';
import { aStart, ID, OTHER } from './watchdog/watchdog-fixture.ts';

const START = aStart();
const CALL: Observation = {
  type: 'terminate-call',
  recordId: 'call-1',
  sessionId: ID,
  caller: 'somebody',
  at: '2026-11-24T00:59:30.000Z',
};
const principal = { type: 'IAMUser', name: 'stranger', arn: 'arn:aws:iam::111122223333:user/stranger' };
const DENIED: Observation = {
  type: 'denied',
  recordId: 'denied-1',
  targetIds: [LINUX],
  denied: { attemptedAt: '2026-11-24T00:59:00.000Z', principal, errorCode: 'AccessDenied' },
};

async function ingest(
  memory: Memory,
  observations: readonly Observation[],
  { over = {}, faults = [] }: { readonly over?: Partial<Ports>; readonly faults?: readonly Error[] } = {},
): Promise<unknown> {
  const ports = { ...memory.ports, ...over };
  const ingested = ingestBatch(ports, SETTINGS, { observations, faults }, { until: memory.until() });
  return ingested.then(
    () => undefined,
    (fault: unknown) => fault,
  );
}

async function eventsOf({ store }: Memory, id = ID): Promise<string[] | undefined> {
  return (await store.read(id))?.stream.events.map(({ type }) => type);
}

/** Notes each write to the store, and to Slack, and fails where it is told to. */
function noting({ ports }: Memory, fails: (id: string, isRelease: boolean) => boolean = () => false) {
  const order: string[] = [];
  const save: Ports['store']['save'] = async (stored, dueAt) => {
    const isRelease = stored.version > 0 && stored.delivery.lease === undefined;
    if (fails(stored.stream.id, isRelease)) throw new Error('DynamoDB did not answer');
    order.push(`${isRelease ? 'release' : 'store'} ${stored.stream.type}`);
    return ports.store.save(stored, dueAt);
  };
  const post: Ports['messenger']['post'] = async (stream) => {
    order.push(`post ${stream.type}`);
    return ports.messenger.post(stream);
  };
  return { order, over: { store: { ...ports.store, save }, messenger: { ...ports.messenger, post } } };
}

describe('a batch of records', () => {
  test('a batch of records is stored whole before anything of it goes to Slack', async () => {
    const memory = createMemoryPorts();
    const { order, over } = noting(memory);
    expect(await ingest(memory, [START, DENIED], { over })).toBeUndefined();
    expect(order.slice(0, 2)).toEqual(['store session', 'store denied']);
    expect(order.slice(2)).toEqual(['post session', 'release session', 'post denied', 'release denied']);
  });

  test('a batch names the records that could not be read, and stores the others', async () => {
    const memory = createMemoryPorts();
    const unread = new Error('a record without a source');
    const fault = await ingest(memory, [START], { faults: [unread] });
    expect(await eventsOf(memory)).toEqual(['started', 'noticed']);
    expect(fault).toMatchObject({ errors: [unread], message: expect.stringMatching(/^1 of 2 records failed: /) });
  });

  test('a batch names a record that could not be stored, and stores and syncs the others', async () => {
    const memory = createMemoryPorts();
    const { over } = noting(memory, (id) => id.startsWith('denied'));
    const fault = await ingest(memory, [START, DENIED, CALL], { over });
    expect(await eventsOf(memory)).toEqual(['started', 'enriched', 'noticed']);
    expect(String(fault)).toContain('1 of 3 records failed: Error: DynamoDB did not answer');
  });

  test('a batch names a stream whose notice could not be recorded, and syncs the others', async () => {
    const memory = createMemoryPorts();
    const { over } = noting(memory, (id, isRelease) => id === ID && isRelease);
    const fault = await ingest(memory, [START, aStart('record-2', OTHER)], { over });
    expect([await eventsOf(memory), await eventsOf(memory, OTHER)]).toEqual([['started'], ['started', 'noticed']]);
    expect(String(fault)).toContain('1 of 2 records failed');
  });

  test('a batch of records that are known already posts nothing', async () => {
    const memory = createMemoryPorts();
    await ingest(memory, [START]);
    await ingest(memory, [START]);
    expect(memory.noticesOf(ID)).toHaveLength(1);
    expect(await eventsOf(memory)).toEqual(['started', 'noticed']);
  });

  test('a batch counts a call for a session that is not stored, which is no failure', async () => {
    const memory = createMemoryPorts();
    expect(await ingest(memory, [CALL])).toBeUndefined();
    expect(memory.counted).toEqual(['ObservationsWithoutSession']);
  });

  test('a batch of many records leaves the channel to the writer that drains it, and takes no lease', async () => {
    const memory = createMemoryPorts();
    const until = new Date(memory.ports.clock.now().getTime() + 60_000).toISOString();
    await memory.controls.write('#slack', { notBefore: until, lease: { owner: 'drain', until } }, 0);
    const starts = Array.from({ length: 9 }, (_, index) => aStart(`record-${index}`, `operator-${index}`));
    const leases: unknown[] = [];
    const save: Ports['store']['save'] = (stored, dueAt) => {
      leases.push(stored.delivery.lease);
      return memory.store.save(stored, dueAt);
    };
    expect(await ingest(memory, starts, { over: { store: { ...memory.store, save } } })).toBeUndefined();
    expect([leases, memory.notes]).toEqual([starts.map(() => undefined), []]);
  });
});
