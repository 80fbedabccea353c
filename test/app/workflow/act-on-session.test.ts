// Acts of people through the workflow: what is stored, who is told, and whatever happens at the same time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionStore } from '../../../app/ports.ts';
import { fold, type Session } from '../../../app/session/session.ts';
import type { WorkflowSettings } from '../../../app/workflow/settings.ts';
import { runs } from '../../runs.ts';
import {
  APPROVER,
  APPROVER_2,
  CHANNEL,
  createMemoryPorts,
  type Memory,
  OPERATOR,
  SETTINGS,
} from '../doubles/memory-ports.ts';
import { OPERATORS_DM } from '../doubles/memory-slack.ts';
import { bindWorkflow } from './bound-workflow-fixture.ts';
import { aStart, ID } from './watchdog/watchdog-fixture.ts';

const TELLING = { ...SETTINGS, askReason: true, tellOperator: true };

async function announced(settings: WorkflowSettings, deadlines: Parameters<typeof createMemoryPorts>[0] = {}) {
  const memory = createMemoryPorts(deadlines);
  memory.connect(ID);
  const ports = { ...memory.ports, audiences: settings };
  const workflow = bindWorkflow(ports, settings);
  await workflow.observe(aStart());
  return { memory, ports, workflow };
}

async function sessionIn({ ports }: Memory): Promise<Session> {
  const found = await ports.store.read(ID);
  if (found?.stream.type !== 'session') throw new Error(`${ID} is not stored`);
  return found.stream;
}

let clicks = 0;
async function clickOf(memory: Memory, userId: string, via?: 'follow-up' | 'reaction') {
  const { noticed } = await sessionIn(memory);
  const from = { channel: CHANNEL, ts: noticed?.ts ?? '', ...(via && { via }) };
  return { id: `click:${++clicks}`, userId, sessionId: ID, from };
}

test('the operator is asked at the start, and all that they are told stands below it', async () => {
  const { memory, workflow } = await announced(TELLING);
  await workflow.watch(memory.until());
  await workflow.giveReason({ id: 'said:1', userId: OPERATOR, sessionId: ID, reason: 'Fix it' });
  await workflow.acknowledge(await clickOf(memory, APPROVER), 'Release 5.2');
  memory.pass(1);
  await workflow.watch(memory.until());
  await workflow.withdraw(await clickOf(memory, APPROVER));
  memory.pass(1);
  await workflow.watch(memory.until());
  const direct = memory.notes.filter(({ where }) => where === 'operator');
  expect(direct.map(({ key }) => key)).toEqual(['2:operator', '4:operator', '5:operator']);
  expect(direct.map(({ below }) => below)).toEqual([undefined, direct[0]?.ts, direct[0]?.ts]);
  const stored = await memory.ports.store.read(ID);
  expect(stored?.delivery.followUps['2:operator']).toMatchObject({
    place: { channel: OPERATORS_DM, ts: direct[0]?.ts },
  });
  expect(memory.notes.filter(({ where }) => where === 'thread').map(({ key }) => key)).toEqual(['5:thread']);
});

test('a session is terminated in time although the operator’s first message was deleted', async () => {
  const memory = createMemoryPorts({ deadlines: { onDeadline: 'terminate' } });
  memory.connect(ID);
  const { messenger } = memory.ports;
  const sendFollowUp: typeof messenger.sendFollowUp = async (session, followUp, options) => {
    const root = options?.below?.ts;
    if (root === undefined || memory.notes.some(({ ts }) => ts === root))
      return messenger.sendFollowUp(session, followUp, options);
    return { outcome: 'message-gone', cause: new Error('thread_not_found') };
  };
  const ports = { ...memory.ports, messenger: { ...messenger, sendFollowUp }, audiences: TELLING };
  const workflow = bindWorkflow(ports, TELLING);
  await workflow.observe(aStart());
  await workflow.watch(memory.until());
  const first = memory.notes.findIndex(({ where }) => where === 'operator');
  memory.notes.splice(first, 1);
  for (let minute = 0; minute < 20; minute++) {
    memory.pass(1);
    await workflow.watch(memory.until());
  }
  expect((await sessionIn(memory)).events.map(({ type }) => type)).toEqual([
    'started',
    'noticed',
    'reminded',
    'warned',
    'terminationRequested',
    'ended',
  ]);
  expect(memory.notes.find(({ key }) => key === '4:operator')).toMatchObject({ below: undefined });
});

test('an item keeps only the deliveries that somebody may ask for again', async () => {
  const { memory, workflow } = await announced(TELLING);
  for (let time = 0; time < 3; time++) {
    for (const act of ['acknowledge', 'withdraw'] as const) {
      await workflow[act](await clickOf(memory, APPROVER));
      memory.pass(1);
      await workflow.watch(memory.until());
    }
  }
  expect(memory.notes.filter(({ where }) => where === 'operator')).toHaveLength(7);
  const stored = await memory.ports.store.read(ID);
  expect(Object.keys(stored?.delivery.followUps ?? {})).toEqual(['2:operator', '7:operator', '8:thread', '8:operator']);
});

test('the operator hears who terminates their session, and nothing of it long after the end', async () => {
  for (const isHeldUp of [false, true]) {
    const { memory, workflow } = await announced(TELLING);
    await workflow.watch(memory.until());
    memory.answersTo.operator = isHeldUp ? 'not now' : undefined;
    await workflow.terminate(await clickOf(memory, APPROVER));
    await workflow.confirm(ID, memory.until());
    expect((await sessionIn(memory)).ended).toBeDefined();
    memory.answersTo.operator = undefined;
    memory.pass(300);
    await workflow.watch(memory.until());
    const told = memory.notes.filter(({ where }) => where === 'operator').map(({ key }) => key);
    expect(told).toEqual(isHeldUp ? ['2:operator'] : ['2:operator', '3:operator']);
  }
});

test('a session whose acknowledgement is taken back is reminded of, warned of and terminated like a new one', async () => {
  const { memory, workflow } = await announced(SETTINGS, { deadlines: { onDeadline: 'terminate' } });
  async function watchFor(minutes: number): Promise<void> {
    for (let minute = 0; minute < minutes; minute++) {
      memory.pass(1);
      await workflow.watch(memory.until());
    }
  }
  await watchFor(7);
  await workflow.acknowledge(await clickOf(memory, APPROVER));
  await watchFor(60);
  const before = (await sessionIn(memory)).events.map(({ type }) => type);
  expect(before).toEqual(['started', 'noticed', 'reminded', 'acknowledged']);
  await workflow.withdraw(await clickOf(memory, APPROVER));
  await watchFor(20);
  const { events } = await sessionIn(memory);
  expect(events.slice(4).map(({ type }) => type)).toEqual([
    'acknowledgementWithdrawn',
    'reminded',
    'warned',
    'terminationRequested',
    'ended',
  ]);
  const [back, , , terminated] = events.slice(4).map(({ at }) => Date.parse(at));
  expect((terminated ?? 0) - (back ?? 0)).toBeGreaterThanOrEqual(15 * 60_000);
});

test('an acknowledgement that grows old is asked about, kept, and asked about again; in the end it expires', async () => {
  const deadlines = { confirmEveryHours: 1 };
  const { memory, workflow } = await announced(SETTINGS, { deadlines });
  await workflow.acknowledge(await clickOf(memory, APPROVER));
  const isAsked = async () => (await sessionIn(memory)).acknowledged?.asked !== undefined;
  async function watchUntil(isThere: () => Promise<boolean>): Promise<number> {
    for (let minute = 0; minute < 200; minute++) {
      if (await isThere()) return minute;
      memory.pass(1);
      await workflow.watch(memory.until());
    }
    throw new Error('it never came');
  }
  expect(await watchUntil(isAsked)).toBeGreaterThanOrEqual(60);
  expect(memory.notes.at(-1)).toMatchObject({ where: 'thread', key: '4:thread' });
  expect(await workflow.reconfirm(await clickOf(memory, APPROVER, 'follow-up'), 'still-mine')).toMatchObject({
    outcome: 'done',
    did: 'reconfirmed',
  });
  expect(await watchUntil(isAsked)).toBeGreaterThanOrEqual(60);
  const isExpired = async () => (await sessionIn(memory)).reopened?.how === 'expired';
  expect(await watchUntil(isExpired)).toBeGreaterThanOrEqual(15);
  expect(await workflow.reconfirm(await clickOf(memory, APPROVER_2, 'follow-up'), 'take-over')).toMatchObject({
    outcome: 'done',
    did: 'acknowledged',
  });
});

test('two approvers press where the operator is unknown: the first is told that a second one must', async () => {
  const settings: WorkflowSettings = { ...SETTINGS, operators: {}, fourEyes: 'require' };
  const { memory, workflow } = await announced(settings);
  const first = await clickOf(memory, APPROVER);
  expect(await workflow.acknowledge(first)).toMatchObject({ outcome: 'done', did: 'vouched' });
  expect(await workflow.acknowledge(first)).toMatchObject({ outcome: 'done', did: undefined });
  expect(await workflow.acknowledge(await clickOf(memory, APPROVER))).toMatchObject({
    refusal: { reason: 'already-vouched' },
  });
  expect(await workflow.acknowledge(await clickOf(memory, APPROVER_2, 'reaction'))).toMatchObject({
    outcome: 'done',
    did: 'acknowledged',
    session: { acknowledged: { by: APPROVER_2, vouchedBy: APPROVER, via: 'reaction' } },
  });
});

test('one acknowledgement stands at every version, whoever gives, takes back and takes over at the same moment', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(
        fc.record({
          by: fc.constantFrom(APPROVER, APPROVER_2),
          act: fc.constantFrom('acknowledge', 'withdraw', 'take-over', 'still-mine'),
        }),
        { minLength: 2, maxLength: 8 },
      ),
      async (scheduler, presses) => {
        const { memory, ports } = await announced(SETTINGS);
        const { store } = ports;
        const shuffled: SessionStore = {
          ...store,
          read: scheduler.scheduleFunction(store.read),
          save: scheduler.scheduleFunction(store.save),
        };
        const workflow = bindWorkflow({ ...ports, store: shuffled }, SETTINGS);
        const acting = presses.map(async ({ by, act }) => {
          const click = await clickOf(memory, by, 'follow-up');
          if (act === 'acknowledge') return workflow.acknowledge(click);
          return act === 'withdraw' ? workflow.withdraw(click, 'a mistake') : workflow.reconfirm(click, act);
        });
        const outcomes = await scheduler.waitFor(Promise.all(acting));
        const { events } = await sessionIn(memory);
        let standing = 0;
        for (const { type } of events) {
          if (type === 'acknowledged') standing++;
          if (type === 'acknowledgementWithdrawn') standing--;
          expect([0, 1]).toContain(standing);
        }
        // Each is told the truth: what changed something has its event.
        const changes = outcomes.filter((one) => one.outcome === 'done' && one.did !== undefined);
        expect(events.length - 2).toBe(changes.length);
        expect(fold(events)).toEqual(await sessionIn(memory));
      },
    ),
    { numRuns: runs(200, 40) },
  );
});
