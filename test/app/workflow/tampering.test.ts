// Changes of this deployment's own resources over ports in memory: one message each, whatever Slack answers.
import { expect, test } from 'vitest';
import type { Observation } from '../../../app/session/event.ts';
import { ingestBatch } from '../../../app/workflow/ingest-batch.ts';
import { sendTampering } from '../../../app/workflow/tampering.ts';
import { createMemoryPorts, type Memory, SETTINGS } from '../doubles/memory-ports.ts';

type Tampering = Extract<Observation, { type: 'tampering' }>;

const aTampering = (over: Partial<Tampering> = {}, call = 'StopLogging'): Tampering => ({
  type: 'tampering',
  recordId: 'record-1',
  accountId: '111122223333',
  region: 'us-east-1',
  tampering: {
    at: '2026-11-24T00:58:00.000Z',
    call,
    resource: 'bastion-ack',
    actor: { name: 'administrator', sourceIp: '203.0.113.24', byCloudFormation: false },
  },
  ...over,
});

async function ingest(memory: Memory, ...observations: readonly Observation[]): Promise<void> {
  const home = { accountId: '111122223333', region: 'ap-northeast-1' };
  await ingestBatch(memory.ports, SETTINGS, { observations, faults: [] }, { home, until: memory.until() });
}
const shownOf = ({ notes }: Memory) => notes.map(({ shown }) => shown);

test('a change of the deployment is told once, from whatever region and however often its record comes', async () => {
  const memory = createMemoryPorts();
  await ingest(memory, aTampering(), aTampering());
  await ingest(memory, aTampering());
  expect(shownOf(memory)).toEqual(['StopLogging']);
  expect(memory.counted.filter((metric) => metric === 'Tamperings')).toHaveLength(1);
});

test('a change in another account is none of ours', async () => {
  const memory = createMemoryPorts();
  await ingest(memory, aTampering({ accountId: '444455556666' }));
  expect([memory.notes, memory.counted]).toEqual([[], ['RecordsFromElsewhere']]);
});

test('a further call of the same message edits it', async () => {
  const memory = createMemoryPorts();
  await ingest(memory, aTampering());
  await ingest(memory, aTampering({ recordId: 'record-2' }));
  expect(shownOf(memory)).toEqual(['StopLogging, StopLogging']);
});

test('a change is stored while Slack is out, and told by a later pass', async () => {
  const memory = createMemoryPorts();
  memory.world.slackAnswers = false;
  await ingest(memory, aTampering());
  expect([memory.notes, memory.faults]).toEqual([[], ['tampering notice failed']]);
  await sendTampering(memory.ports);
  expect(memory.notes).toEqual([]);
  memory.world.slackAnswers = true;
  await sendTampering(memory.ports);
  await sendTampering(memory.ports);
  expect(shownOf(memory)).toEqual(['StopLogging']);
});

test.each(['unknown, taken', 'unknown, not taken'] as const)(
  'a post whose outcome is "%s" is looked for before it is posted again',
  async (taking) => {
    const memory = createMemoryPorts({ takings: [taking] });
    await ingest(memory, aTampering());
    // The lease holds for ninety seconds.
    await sendTampering(memory.ports);
    expect(memory.notes).toHaveLength(taking === 'unknown, taken' ? 1 : 0);
    memory.pass(2);
    await sendTampering(memory.ports);
    await sendTampering(memory.ports);
    expect(shownOf(memory)).toEqual(['StopLogging']);
  },
);

test('a message that somebody deleted is posted again with the next call', async () => {
  const memory = createMemoryPorts();
  await ingest(memory, aTampering());
  memory.notes.splice(0);
  await ingest(memory, aTampering({ recordId: 'record-2' }));
  await sendTampering(memory.ports);
  expect(shownOf(memory)).toEqual(['StopLogging, StopLogging']);
});

test('two writers at once post one message', async () => {
  const memory = createMemoryPorts();
  memory.world.slackAnswers = false;
  await ingest(memory, aTampering());
  memory.world.slackAnswers = true;
  await Promise.all([sendTampering(memory.ports), sendTampering(memory.ports)]);
  expect(shownOf(memory)).toEqual(['StopLogging']);
});
