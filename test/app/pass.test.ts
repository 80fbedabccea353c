// One pass of the watchdog that has more to do than time: it ends, leaves nothing half done, and the next one goes on.
import { expect, test } from 'vitest';
import { onWatch } from '../../app/invocations.ts';
import type { Ports } from '../../app/workflow/commit.ts';
import { createGate } from '../../app/workflow/gate.ts';
import { createWorkflow } from '../../app/workflow.ts';
import { createMemoryPorts, type Memory, type MemoryOptions, SETTINGS } from './memory-ports.ts';
import { aStart } from './watching.ts';

const context = { invokedFunctionArn: 'arn:aws:lambda:ap-northeast-1:111122223333:function:watchdog' };
const idOf = (index: number) => `operator-${String(index).padStart(26, '0')}`;

/** So many sessions, each announced, at a Slack that was quick then. */
async function announcedMany(count: number, options: MemoryOptions = {}): Promise<Memory> {
  const memory = createMemoryPorts(options);
  const workflow = createWorkflow(memory.ports, SETTINGS);
  for (let index = 0; index < count; index++) {
    memory.connect(idOf(index));
    const start = aStart(`record-${index}`, idOf(index));
    const startedAt = new Date(Date.parse('2026-11-24T00:00:00.000Z') + index * 1000).toISOString();
    await (await workflow.observe({ ...start, start: { ...start.start, startedAt } })).show();
  }
  return memory;
}

/** One invocation with a minute of time. @returns the seconds that it took */
async function pass({ ports }: Memory, over: Partial<Ports> = {}): Promise<number> {
  const began = ports.clock.now().getTime();
  const all = { ...ports, gate: createGate(ports), ...over };
  const parts = { workflow: createWorkflow(all, SETTINGS), monitor: { ...ports.monitor, flush: () => {} } };
  await onWatch(async () => ({ ...parts, clock: ports.clock }))(
    {},
    { ...context, getRemainingTimeInMillis: () => 60_000 },
  );
  return (ports.clock.now().getTime() - began) / 1000;
}

async function stored(memory: Memory, count: number) {
  return (await memory.store.readMany(Array.from({ length: count }, (_, index) => idOf(index)))).found;
}

const reminders = ({ notes }: Memory) => notes.filter(({ where }) => where === 'thread').map(({ about }) => about);

test('with more reminders due than it has time for ends in time, leases none of the rest, and tells its metrics', async () => {
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
  // What was not reached was not written either: an event says what was told then.
  const early = reminders(memory).slice(0, done[0]);
  expect(early.toSorted()).toEqual(Array.from({ length: early.length }, (_, index) => idOf(index)));
});

test('looks for ends oldest first, and the next one goes on where it had no time', async () => {
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
  expect(memory.counted).toContain('LooksCutShort');
  await pass(memory, { live });
  expect(asked).toEqual(Array.from({ length: 400 }, (_, index) => idOf(index)));
  for (const { entry } of await stored(memory, 400)) expect(entry).toMatchObject({ ended: { status: 'Terminated' } });
});

test('asks for no further edit once Slack has said that there are too many, and does the rest later', async () => {
  const memory = await announcedMany(60, { editsPerMinute: 20 });
  for (let index = 0; index < 60; index++) memory.end(idOf(index));
  await pass(memory);
  // Those that were under way together, and one each time that Slack would take more.
  expect(memory.limited.length).toBeLessThan(12);
  expect(memory.faults).toEqual([]);
  const stale = async () =>
    (await stored(memory, 60)).filter(({ entry, delivery }) => delivery.shownHash !== memory.face(entry)).length;
  expect(await stale()).toBeLessThan(60);
  expect((await stored(memory, 60)).filter(({ delivery }) => delivery.lease)).toEqual([]);
  for (let minute = 0; minute < 4; minute++) {
    memory.pass(1);
    await pass(memory);
  }
  expect(await stale()).toBe(0);
});

test('keeps nobody from being announced while there is much else to find out', async () => {
  const memory = await announcedMany(300);
  for (let index = 0; index < 300; index++) memory.end(idOf(index));
  memory.connect(idOf(999));
  const start = aStart('record-999', idOf(999));
  await createWorkflow(memory.ports, SETTINGS).observe(start, { leases: false });
  const began = memory.ports.clock.now().getTime();
  const find: Ports['live']['find'] = (id) => {
    memory.pass(0.1 / 60);
    return memory.ports.live.find(id);
  };
  await pass(memory, { live: { ...memory.ports.live, find } });
  const [notice] = memory.noticesOf(idOf(999));
  expect(Number(notice?.ts) * 1000 - began).toBeLessThan(3_000);
});

test.each([
  ['waits for its turn among ours', {}, false],
  ['is refused by Slack', { retryAt: '2026-11-24T02:00:00.000Z', refusals: 3 }, true],
])('a session whose notice is late and %s: whether it is terminated', async (_what, delivery, isTerminated) => {
  const memory = createMemoryPorts({ deadlines: { onNoNotice: 'terminate' } });
  memory.connect(idOf(0));
  await createWorkflow(memory.ports, SETTINGS).observe(aStart('record-0', idOf(0)), { leases: false });
  const one = await memory.store.read(idOf(0));
  if (one === undefined) throw new Error('nothing is stored');
  await memory.store.save({ ...one, delivery: { ...one.delivery, ...delivery } }, one.entry.events[0]?.at);
  memory.pass(11);
  // Somebody else drains the channel, and has not come to it yet.
  const until = new Date(memory.ports.clock.now().getTime() + 60_000).toISOString();
  await memory.controls.write('#slack', { notBefore: until, lease: { owner: 'somebody', until } }, 0);
  await pass(memory);
  expect(memory.asked).toEqual(isTerminated ? [idOf(0)] : []);
  expect(memory.counted).toContain('NoticesOverdue');
});
