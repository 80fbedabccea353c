// Five hundred starts within a minute, at a Slack that takes one message a second.
import { expect, test } from 'vitest';
import { createRecordsHandler } from '../../../app/composition/records-handler.ts';
import { createPostThrottle } from '../../../app/workflow/slack-sync/post-throttle.ts';
import { createIamUser } from '../../../local/aws/principals.ts';
import { createStartRecord, toSubscriptionEvent } from '../../../local/records.ts';
import { createMemoryPorts, LINUX, type Memory, SETTINGS } from '../doubles/memory-ports.ts';
import { bindWorkflow } from './bound-workflow-fixture.ts';

const STARTS = 500;
const PER_BATCH = 50;
const context = {
  invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:session-events',
  getRemainingTimeInMillis: () => 60_000,
};
/** Nobody is reminded while it lasts. */
const PATIENT = { remindAfterMinutes: 600, acknowledgeWithinMinutes: 900 };

/** Another Lambda, which knows nothing of what others have met. */
function coldPorts({ ports }: Memory) {
  return { ...ports, throttle: createPostThrottle(ports) };
}

function coldWorkflow(memory: Memory) {
  return bindWorkflow(coldPorts(memory), SETTINGS);
}

function recordOf(memory: Memory, index: number) {
  const SessionId = `operator-${String(index).padStart(26, '0')}`;
  memory.connect(SessionId);
  const at = memory.ports.clock.now();
  return createStartRecord({
    session: { SessionId, Target: LINUX },
    kind: 'shell',
    principal: createIamUser('operator'),
    sourceIp: '203.0.113.24',
    at,
  });
}

async function deliver(memory: Memory, records: readonly object[]): Promise<void> {
  const monitor = { ...memory.ports.monitor, flush: () => {} };
  await createRecordsHandler(async () => ({ ports: coldPorts(memory), settings: SETTINGS, monitor }))(
    toSubscriptionEvent(records),
    context,
  );
}

/** @returns minutes until every notice was out */
async function drained(memory: Memory, eachMinute: () => Promise<void> = async () => {}): Promise<number> {
  for (let minute = 0; minute < 30; minute++) {
    const began = memory.ports.clock.now().getTime();
    await coldWorkflow(memory).watch(memory.until());
    await eachMinute();
    const open = await memory.store.readMany(await memory.store.open());
    if (open.found.every(({ stream }) => stream.noticed)) return minute + 1;
    memory.pass(Math.max(0, 60_000 - (memory.ports.clock.now().getTime() - began)) / 60_000);
  }
  throw new Error('it is never drained');
}

test('500 starts within a minute end with 500 notices in order, none lost or doubled, at one message a second', async () => {
  const memory = createMemoryPorts({ deadlines: PATIENT, perSecond: 1 });
  for (let first = 0; first < STARTS; first += PER_BATCH) {
    const records = Array.from({ length: PER_BATCH }, (_, index) => recordOf(memory, first + index));
    await deliver(memory, records);
    memory.pass(1 / 12);
  }
  const minutes = await drained(memory);
  const about = memory.notes.map((note) => note.about);
  expect(about).toHaveLength(STARTS);
  expect(about).toEqual(about.toSorted());
  expect(new Set(about).size).toBe(STARTS);
  const gaps = memory.notes.slice(1).map(({ ts }, index) => Number(ts) - Number(memory.notes[index]?.ts));
  expect(Math.min(...gaps)).toBeGreaterThan(0.9);
  // About nine minutes at one a second; the rest is what each pass needs for itself.
  expect(minutes).toBeLessThan(12);
  // Once it is drained, everybody posts again.
  await coldWorkflow(memory).watch(memory.until());
  memory.pass(1);
  await deliver(memory, [recordOf(memory, STARTS)]);
  expect(memory.notes).toHaveLength(STARTS + 1);
});

test('a session that starts while others wait for their turn waits behind them', async () => {
  const memory = createMemoryPorts({ deadlines: PATIENT, perSecond: 1 });
  await deliver(
    memory,
    Array.from({ length: 220 }, (_, index) => recordOf(memory, index)),
  );
  let more = 220;
  await drained(memory, async () => {
    if (more < 223) await deliver(memory, [recordOf(memory, more++)]);
  });
  const about = memory.notes.map((note) => note.about);
  expect(about).toHaveLength(223);
  expect(about).toEqual(about.toSorted());
});

test('two simultaneous watchdogs drain the queue one after the other, and double nothing', async () => {
  const memory = createMemoryPorts({ deadlines: PATIENT, perSecond: 1 });
  await deliver(
    memory,
    Array.from({ length: 60 }, (_, index) => recordOf(memory, index)),
  );
  for (let minute = 0; minute < 4; minute++) {
    await Promise.all([coldWorkflow(memory).watch(memory.until()), coldWorkflow(memory).watch(memory.until())]);
    memory.pass(0.5);
  }
  const about = memory.notes.map((note) => note.about);
  expect(about.toSorted()).toEqual([...new Set(about)].toSorted());
  expect(about).toHaveLength(60);
});
