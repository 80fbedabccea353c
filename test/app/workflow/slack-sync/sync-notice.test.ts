// One notice under its lease: posted, found again, updated, refused, and taken over from a writer that died.
import { expect, test } from 'vitest';
import type { Ports, StoredStream } from '../../../../app/ports.ts';
import { append } from '../../../../app/workflow/append.ts';
import { ingestRecord } from '../../../../app/workflow/ingest-record.ts';
import { acquireAndSync, isStale, syncHeld } from '../../../../app/workflow/slack-sync/sync-notice.ts';
import { createMemoryPorts, type Memory, SETTINGS, type Taking } from '../../doubles/memory-ports.ts';
import { aStart, ID } from '../watchdog/watchdog-fixture.ts';

const OWNER = 'writer';

/** A session that is stored and not shown yet, under the lease of the owner. */
async function held(takings: Taking[] = []): Promise<{ memory: Memory; stored: StoredStream }> {
  const memory = createMemoryPorts({ takings });
  const result = await ingestRecord(memory.ports, SETTINGS, aStart(), { owner: OWNER });
  if (result.outcome !== 'changed') throw new Error('the start is not new');
  return { memory, stored: result.stored };
}

async function known({ store }: Memory): Promise<StoredStream> {
  const stored = await store.read(ID);
  if (stored === undefined) throw new Error('nothing is stored');
  return stored;
}

test('the holder of the lease posts the notice, records it and gives the lease back', async () => {
  const { memory, stored } = await held();
  const { stream, delivery } = await syncHeld(memory.ports, stored, { owner: OWNER });
  const [notice] = memory.noticesOf(ID);
  expect([stream.noticed?.ts, notice?.shown]).toEqual([notice?.ts, delivery.shownHash]);
  expect([delivery.lease, (await known(memory)).delivery.lease]).toEqual([undefined, undefined]);
  expect(isStale(memory.ports, await known(memory))).toBe(false);
});

test('a writer without the lease writes neither to Slack nor to the store', async () => {
  const { memory, stored } = await held();
  expect(await syncHeld(memory.ports, stored, { owner: 'another' })).toBe(stored);
  expect(await acquireAndSync(memory.ports, stored, { owner: 'another' })).toBe(stored);
  expect([memory.notes, await known(memory)]).toEqual([[], stored]);
});

test('a post of unknown fate that Slack has is recorded as the notice', async () => {
  const { memory, stored } = await held(['unknown, taken']);
  const { stream } = await syncHeld(memory.ports, stored, { owner: OWNER });
  expect(memory.noticesOf(ID).map(({ ts }) => ts)).toEqual([stream.noticed?.ts]);
});

test('a post of unknown fate keeps the lease, and its next holder searches Slack before it posts', async () => {
  const { memory, stored } = await held(['unknown, taken']);
  memory.world.searchable = false;
  await syncHeld(memory.ports, stored, { owner: OWNER });
  expect((await known(memory)).delivery.lease?.owner).toBe(OWNER);
  memory.world.searchable = true;
  memory.pass(2);
  const { stream, delivery } = await acquireAndSync(memory.ports, await known(memory), { owner: 'another' });
  expect(memory.noticesOf(ID).map(({ ts }) => ts)).toEqual([stream.noticed?.ts]);
  expect(delivery.lease).toBeUndefined();
});

test('a post that Slack refuses is tried again after pauses that double', async () => {
  const { memory, stored } = await held(['refused', 'refused', 'refused', 'taken']);
  const pauses: number[] = [];
  let seen = await syncHeld(memory.ports, stored, { owner: OWNER });
  for (let refusal = 1; seen.stream.noticed === undefined; refusal++) {
    const { refusals, retryAt, lease } = seen.delivery;
    expect([refusals, lease]).toEqual([refusal, undefined]);
    pauses.push(Math.round((Date.parse(retryAt ?? '') - memory.ports.clock.now().getTime()) / 1000));
    memory.pass(10);
    seen = await acquireAndSync(memory.ports, seen, { owner: `writer-${refusal}` });
  }
  expect(pauses).toEqual([30, 60, 120]);
  expect([seen.delivery.refusals, seen.delivery.retryAt]).toEqual([undefined, undefined]);
});

test('a change that another writer stores meanwhile is shown by the holder', async () => {
  const { memory, stored } = await held();
  let isFirst = true;
  const save: Ports['store']['save'] = async (one, dueAt) => {
    if (isFirst) {
      isFirst = false;
      const command = {
        type: 'observeTerminateCall',
        id: 'call',
        by: 'somebody',
        at: '2026-11-24T00:59:30.000Z',
      } as const;
      await append(memory.ports, ID, command, { owner: 'another' });
    }
    return memory.store.save(one, dueAt);
  };
  const ports = { ...memory.ports, store: { ...memory.store, save } };
  await syncHeld(ports, stored, { owner: OWNER });
  const { stream, delivery } = await known(memory);
  expect(stream.events.map(({ type }) => type)).toEqual(['started', 'enriched', 'noticed']);
  expect(memory.noticesOf(ID).map(({ shown }) => shown)).toEqual([memory.face(stream)]);
  expect(delivery.lease).toBeUndefined();
});

test('a notice that somebody deleted is posted again, and recorded as the notice from then on', async () => {
  const { memory, stored } = await held();
  const before = await syncHeld(memory.ports, stored, { owner: OWNER });
  memory.notes.length = 0;
  const { stream } = await acquireAndSync(memory.ports, before, { owner: 'another', force: true });
  expect(memory.noticesOf(ID).map(({ ts }) => ts)).toEqual([stream.noticed?.ts]);
  expect(stream.noticed?.ts).not.toBe(before.stream.noticed?.ts);
});

test('an update of unknown fate leaves the notice stale, and gives the lease back', async () => {
  const { memory, stored } = await held(['taken', 'unknown, not taken']);
  const before = await syncHeld(memory.ports, stored, { owner: OWNER });
  const after = await acquireAndSync(memory.ports, before, { owner: 'another', force: true });
  expect([after.delivery.lease, after.delivery.shownHash]).toEqual([undefined, undefined]);
  expect(isStale(memory.ports, after)).toBe(true);
});
