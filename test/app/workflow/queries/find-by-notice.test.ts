// The session of a notice: of open sessions alone, also where the index does not tell that it is one.
import { expect, test } from 'vitest';
import { findByNotice } from '../../../../app/workflow/queries/find-by-notice.ts';
import { saved, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import { createMemoryPorts } from '../../doubles/memory-ports.ts';
import { aSession, CHANNEL, deniedAttempts, type State, startFacts, TS } from '../../slack/notice-states-fixture.ts';

const DUE = '2026-11-24T09:00:00.000Z';
const NOTICE = { channel: CHANNEL, ts: TS };

async function stored(sessionId: string, state: State, dueAt: string | undefined = DUE) {
  const memory = createMemoryPorts();
  const { stream } = await saved(memory.store, unsaved(aSession(state, startFacts({ sessionId }))), dueAt);
  return { ...memory, stream };
}

test('the open session of a notice is found by its place, and by no other place', async () => {
  const { ports } = await stored('operator-1', 'unacknowledged');
  expect(await findByNotice(ports, NOTICE)).toBe('operator-1');
  expect(await findByNotice(ports, { ...NOTICE, ts: '1795507500.000101' })).toBeUndefined();
  expect(await findByNotice(ports, { ...NOTICE, channel: 'C0ELSEWHERE' })).toBeUndefined();
});

test('a session whose row in the index was changed by hand is read whole', async () => {
  const { ports, store, stream } = await stored('operator-1', 'unacknowledged');
  store.overwrite(stream.id, { ...store.items().get(stream.id), noticed: 'by hand' });
  expect((await ports.store.outlines()).unknown).toEqual(['operator-1']);
  expect(await findByNotice(ports, NOTICE)).toBe('operator-1');
});

test('a session that was not announced, one that needs nothing any more, and denied attempts are not found', async () => {
  expect(await findByNotice((await stored('operator-1', 'unnoticed')).ports, NOTICE)).toBeUndefined();
  const memory = createMemoryPorts();
  await saved(memory.store, unsaved(aSession('endedAcknowledged')), undefined);
  await saved(memory.store, unsaved(deniedAttempts(1)), DUE);
  expect(await findByNotice(memory.ports, NOTICE)).toBeUndefined();
});
