// Changes of this deployment's own resources over ports in memory: one message each, whatever Slack answers.
import { expect, test } from 'vitest';
import type { Observation } from '../../../../app/session/event.ts';
import { ingestBatch } from '../../../../app/workflow/ingest-batch.ts';
import { recordTampering, sendTampering } from '../../../../app/workflow/tampering/send-tampering.ts';
import { createMemoryPorts, type Memory, SETTINGS } from '../../doubles/memory-ports.ts';
import { aStart, ID } from '../watchdog/watchdog-fixture.ts';

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
  await sendTampering(memory.ports, memory.until());
  expect(memory.notes).toEqual([]);
  memory.world.slackAnswers = true;
  await sendTampering(memory.ports, memory.until());
  await sendTampering(memory.ports, memory.until());
  expect(shownOf(memory)).toEqual(['StopLogging']);
});

test.each(['unknown, taken', 'unknown, not taken'] as const)(
  'a post whose outcome is "%s" is looked for before it is posted again',
  async (taking) => {
    const memory = createMemoryPorts({ takings: [taking] });
    await ingest(memory, aTampering());
    // The lease holds for ninety seconds.
    await sendTampering(memory.ports, memory.until());
    expect(memory.notes).toHaveLength(taking === 'unknown, taken' ? 1 : 0);
    memory.pass(2);
    await sendTampering(memory.ports, memory.until());
    await sendTampering(memory.ports, memory.until());
    expect(shownOf(memory)).toEqual(['StopLogging']);
  },
);

test('a message that somebody deleted is posted again with the next call', async () => {
  const memory = createMemoryPorts();
  await ingest(memory, aTampering());
  memory.notes.splice(0);
  await ingest(memory, aTampering({ recordId: 'record-2' }));
  await sendTampering(memory.ports, memory.until());
  expect(shownOf(memory)).toEqual(['StopLogging, StopLogging']);
});

test('two writers at once post one message', async () => {
  const memory = createMemoryPorts();
  memory.world.slackAnswers = false;
  await ingest(memory, aTampering());
  memory.world.slackAnswers = true;
  await Promise.all([sendTampering(memory.ports, memory.until()), sendTampering(memory.ports, memory.until())]);
  expect(shownOf(memory)).toEqual(['StopLogging']);
});

/** So many messages wait for Slack, which answers again. */
async function createWaiting(count: number): Promise<Memory> {
  const memory = createMemoryPorts();
  memory.world.slackAnswers = false;
  for (let n = 0; n < count; n++) await ingest(memory, aTampering({ recordId: `record-${n}` }, `Call${n}`));
  memory.world.slackAnswers = true;
  memory.faults.splice(0);
  return memory;
}

test('a message whose turn throws costs the others nothing', async () => {
  const memory = await createWaiting(3);
  const { messenger } = memory.ports;
  const postTampering: typeof messenger.postTampering = async (notice) => {
    if (notice.id === 'record-1') throw new Error('more than 2000 messages to search');
    return messenger.postTampering(notice);
  };
  await sendTampering({ ...memory.ports, messenger: { ...messenger, postTampering } }, memory.until());
  expect([shownOf(memory), memory.faults]).toEqual([['Call0', 'Call2'], ['tampering notice failed']]);
});

test('a turn takes five seconds, however many wait, and none begins after its end', async () => {
  const memory = await createWaiting(20);
  const { messenger, clock } = memory.ports;
  const slow: typeof messenger.postTampering = async (notice) => {
    await clock.pause(1_000);
    return messenger.postTampering(notice);
  };
  const ports = { ...memory.ports, messenger: { ...messenger, postTampering: slow } };
  await sendTampering(ports, clock.now());
  expect(memory.notes).toEqual([]);
  await sendTampering(ports, new Date(clock.now().getTime() + 60_000));
  expect(memory.notes).toHaveLength(5);
});

test('a session that comes with a change of the deployment is told first', async () => {
  const memory = createMemoryPorts();
  await ingest(memory, aTampering(), aStart());
  expect(memory.notes.map(({ about }) => about)).toEqual([ID, 'record-1']);
});

test('where the app may not look for its message, the second one says that it may be a repetition', async () => {
  const memory = createMemoryPorts({ takings: ['unknown, taken'] });
  memory.world.mayRead = false;
  await ingest(memory, aTampering());
  memory.pass(2);
  await sendTampering(memory.ports, memory.until());
  expect(memory.notes.map(({ mayRepeat }) => mayRepeat ?? false)).toEqual([false, true]);
});

test('a writer waits at random before it tries again', async () => {
  const memory = createMemoryPorts();
  const { controls, clock } = memory.ports;
  let conflicts = 3;
  const write: typeof controls.write = async (...given) => (conflicts-- > 0 ? false : controls.write(...given));
  const pauses: number[] = [];
  const pause: typeof clock.pause = async (millis) => {
    pauses.push(millis);
    return clock.pause(millis);
  };
  await recordTampering(
    { ...memory.ports, controls: { ...controls, write }, clock: { ...clock, pause } },
    aTampering(),
  );
  expect(new Set(pauses).size).toBe(3);
  for (const millis of pauses) expect(millis).toBeLessThan(100);
});
