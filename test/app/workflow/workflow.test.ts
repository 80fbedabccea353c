// The workflow over ports in memory: whatever the order of its steps, and whatever Slack and SSM answer, the rules hold.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SessionStore } from '../../../app/ports.ts';
import type { Observation } from '../../../app/session/event.ts';
import { listFollowUps } from '../../../app/session/follow-ups.ts';
import { findBrokenLink } from '../../../app/session/hash-chain.ts';
import type { Session } from '../../../app/session/session.ts';
import { runs } from '../../runs.ts';
import {
  APPROVER,
  APPROVER_2,
  CHANNEL,
  createMemoryPorts,
  LINUX,
  type Memory,
  OPERATOR,
  SETTINGS,
  type Taking,
} from '../doubles/memory-ports.ts';
import { type BoundWorkflow, bindWorkflow } from './bound-workflow-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';

function aStart(recordId = 'record-1', id = ID): Extract<Observation, { type: 'start' }> {
  return {
    type: 'start',
    recordId,
    targetId: LINUX,
    start: {
      sessionId: id,
      source: 'cloudtrail',
      startedAt: '2026-11-24T00:59:00.000Z',
      principal: { type: 'IAMUser', name: 'operator', arn: 'arn:aws:iam::111122223333:user/operator' },
      parameters: {},
    },
  };
}

async function observe(workflow: BoundWorkflow, ...told: Parameters<BoundWorkflow['observe']>): Promise<void> {
  await workflow.observe(...told);
}

const workflowOf = ({ ports }: Memory) => bindWorkflow(ports, SETTINGS);

async function stored({ ports }: Memory, id = ID) {
  const found = await ports.store.read(id);
  if (found?.stream.type !== 'session') throw new Error(`${id} is not stored`);
  return { ...found, session: found.stream satisfies Session };
}

async function announced(memory = createMemoryPorts()) {
  memory.connect(ID);
  const workflow = workflowOf(memory);
  await observe(workflow, aStart());
  return { memory, workflow };
}

let clicks = 0;
async function clickOf(memory: Memory, userId: string) {
  const { session } = await stored(memory);
  const from = { channel: CHANNEL, ts: session.noticed?.ts ?? '' };
  return { id: `click:${++clicks}`, userId, sessionId: ID, from };
}

/** Time goes on, and the watchdog looks again and again, as it does until nothing is left to do. */
async function settle(memory: Memory): Promise<void> {
  for (let pass = 0; pass < 16; pass++) {
    memory.pass(2);
    await workflowOf(memory).watch(memory.until());
  }
}

/** The final state of Slack: one notice that shows what is stored, and each reply once. */
async function expectAgreement(memory: Memory): Promise<void> {
  const { session, delivery } = await stored(memory);
  expect(memory.noticesOf(ID)).toMatchObject([{ ts: session.noticed?.ts, shown: memory.face(session) }]);
  expect(delivery.lease).toBeUndefined();
  const told = memory.notes.flatMap(({ key }) => key ?? []);
  expect(told.toSorted()).toEqual(
    listFollowUps(session, {
      escalationChannel: 'C0ONCALL01',
      warnOnHost: false,
      askReason: false,
      tellOperator: false,
    })
      .map(({ key }) => key)
      .toSorted(),
  );
  expect(findBrokenLink(ID, session.events)).toBeUndefined();
}

/** The same store, whose answers come in whatever order the scheduler likes. */
function shuffled(store: SessionStore, scheduler: fc.Scheduler): SessionStore {
  return {
    ...store,
    read: scheduler.scheduleFunction(store.read),
    save: scheduler.scheduleFunction(store.save),
  };
}

const takings = fc.array(fc.constantFrom<Taking>('taken', 'not now', 'unknown, taken', 'unknown, not taken'), {
  maxLength: 6,
});

test('handlers that start on one session at the same moment post once, in whatever order their steps fall', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), takings, fc.boolean(), async (scheduler, taking, searchable) => {
      const memory = createMemoryPorts({ takings: [...taking] });
      memory.connect(ID);
      memory.world.searchable = searchable;
      const { store } = memory.ports;
      const ports = { ...memory.ports, store: shuffled(store, scheduler) };
      const records = ['record-1', 'record-2', 'record-1', 'record-3'];
      const observing = records.map((record) => observe(bindWorkflow(ports, SETTINGS), aStart(record)));
      await scheduler.waitFor(Promise.all(observing));
      // At no time two, whatever happened.
      expect(memory.notes.length).toBeLessThanOrEqual(1);
      memory.world.searchable = true;
      await settle(memory);
      await expectAgreement(memory);
      expect(memory.ports.store).toBe(store);
    }),
    { numRuns: runs(300, 60) },
  );
});

test('one of several approvers who click at once acknowledges, in whatever order their steps fall', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      takings,
      fc.array(fc.constantFrom(APPROVER, APPROVER_2, OPERATOR, 'U0BYSTANDER'), { minLength: 2, maxLength: 6 }),
      async (scheduler, taking, people) => {
        const { memory } = await announced(createMemoryPorts({ takings: ['taken', ...taking] }));
        const ports = { ...memory.ports, store: shuffled(memory.ports.store, scheduler) };
        const presses = await Promise.all(people.map((person) => clickOf(memory, person)));
        const acting = presses.map((click) => bindWorkflow(ports, SETTINGS).acknowledge(click));
        const outcomes = await scheduler.waitFor(Promise.all(acting));
        const { session } = await stored(memory);
        const may = people.filter((person) => person === APPROVER || person === APPROVER_2);
        expect(session.events.filter(({ type }) => type === 'acknowledged')).toHaveLength(Math.min(1, may.length));
        expect(outcomes.filter(({ outcome }) => outcome === 'done')).toHaveLength(Math.min(1, may.length));
        for (const [index, told] of outcomes.entries()) {
          if (told.outcome === 'done') expect(session.acknowledged?.by).toBe(people[index]);
          else if (told.refusal.reason === 'already-acknowledged')
            expect(told.refusal.by).toBe(session.acknowledged?.by);
          else expect(may).not.toContain(people[index]);
        }
        await settle(memory);
        await expectAgreement(memory);
      },
    ),
    { numRuns: runs(300, 60) },
  );
});

test('a session is terminated only when history says so, whatever SSM answers', async () => {
  await fc.assert(
    fc.asyncProperty(takings, fc.boolean(), fc.boolean(), async (taking, terminates, ssmAnswers) => {
      const { memory, workflow } = await announced(createMemoryPorts({ takings: ['taken', ...taking] }));
      Object.assign(memory.world, { terminates, ssmAnswers });
      const { outcome } = await workflow.terminate(await clickOf(memory, APPROVER));
      expect(outcome).toBe('done');
      // The request alone, and SSM's own answer to it, end nothing.
      expect((await stored(memory)).session.ended).toBeUndefined();
      await workflow.watch(memory.until());
      const isOver = terminates && ssmAnswers;
      expect((await stored(memory)).session.ended?.how.cause).toBe(isOver ? 'terminated' : undefined);
      Object.assign(memory.world, { terminates: true, ssmAnswers: true });
      if (!isOver) await workflow.terminate(await clickOf(memory, APPROVER));
      await settle(memory);
      expect((await stored(memory)).session.ended?.how.cause).toBe('terminated');
      await expectAgreement(memory);
    }),
    { numRuns: runs(200, 40) },
  );
});

test('a reply of unknown fate is looked for, also when the first who could look had other trouble', async () => {
  // The notice twice, and the click's update; then the watchdog's reply, which goes out unheard, and its update, refused.
  const taking: Taking[] = ['taken', 'taken', 'taken', 'unknown, taken', 'not now'];
  const { memory, workflow } = await announced(createMemoryPorts({ takings: taking }));
  memory.world.terminates = false;
  await workflow.terminate(await clickOf(memory, APPROVER));
  await workflow.watch(memory.until());
  await settle(memory);
  await expectAgreement(memory);
});

test('a click that is repeated does not ask SSM again', async () => {
  const { memory, workflow } = await announced();
  memory.world.terminates = false;
  const click = await clickOf(memory, APPROVER);
  await workflow.terminate(click);
  await workflow.terminate(click);
  expect(memory.asked).toEqual([ID]);
});

test('a session that is in neither list is neither ended nor connected, and after a while taken for ended, by nobody', async () => {
  const { memory, workflow } = await announced();
  memory.world.terminates = false;
  await workflow.terminate(await clickOf(memory, APPROVER));
  memory.forget(ID);
  for (let minute = 0; minute < 12; minute++) {
    await workflow.watch(memory.until());
    memory.pass(1);
  }
  const { session } = await stored(memory);
  expect([session.ended, session.termination?.failed]).toEqual([undefined, undefined]);
  await settle(memory);
  expect((await stored(memory)).session.ended).toMatchObject({ status: 'Unknown', how: { cause: 'unknown' } });
  expect(memory.counted).toContain('SessionsLost');
});

test('a session that ends by itself is shown as ended, and can still be acknowledged', async () => {
  const { memory, workflow } = await announced();
  memory.end(ID);
  await settle(memory);
  expect((await stored(memory)).session.ended?.how.cause).toBe('unknown');
  expect(await workflow.acknowledge(await clickOf(memory, APPROVER))).toMatchObject({ outcome: 'done' });
  await settle(memory);
  await expectAgreement(memory);
});

test('a session that nobody acknowledged a day after its end is recorded as lapsed', async () => {
  const { memory, workflow } = await announced();
  memory.end(ID);
  await settle(memory);
  memory.pass(24 * 60);
  await workflow.watch(memory.until());
  expect((await stored(memory)).session.lapsedAt).toBeDefined();
  expect(await workflow.acknowledge(await clickOf(memory, APPROVER))).toMatchObject({ refusal: { reason: 'lapsed' } });
  await settle(memory);
  expect(await memory.ports.store.open()).toEqual([]);
});

test('a session that ended while Slack took nothing is announced all the same, and can be acknowledged', async () => {
  const memory = createMemoryPorts();
  memory.world.slackAnswers = false;
  const { workflow } = await announced(memory);
  memory.end(ID);
  for (let minute = 0; minute < 3; minute++) {
    memory.pass(1);
    await workflow.watch(memory.until());
  }
  expect(memory.notes).toEqual([]);
  memory.world.slackAnswers = true;
  memory.pass(25 * 60);
  await settle(memory);
  await expectAgreement(memory);
  expect(await workflow.acknowledge(await clickOf(memory, APPROVER))).toMatchObject({ outcome: 'done' });
});

test('a notice that is posted unheard in the place of a deleted one is found and not posted again', async () => {
  const { memory, workflow } = await announced();
  memory.notes.length = 0;
  memory.takings.push('unknown, taken');
  memory.world.searchable = false;
  await workflow.acknowledge(await clickOf(memory, APPROVER));
  memory.world.searchable = true;
  await settle(memory);
  await expectAgreement(memory);
});

test('the next holder of a lease that ran out looks first, also when the answer to taking it is lost', async () => {
  const memory = createMemoryPorts({ takings: ['unknown, taken'] });
  memory.connect(ID);
  memory.world.searchable = false;
  await observe(workflowOf(memory), aStart());
  memory.world.searchable = true;
  memory.pass(2);
  const { store } = memory.ports;
  let lost = false;
  const save: SessionStore['save'] = async (...written) => {
    const saved = await store.save(...written);
    if (lost || saved === 'conflict') return saved;
    lost = true;
    return 'conflict';
  };
  const ports = { ...memory.ports, store: { ...store, save } };
  await observe(bindWorkflow(ports, SETTINGS), {
    ...aStart('record-2'),
    start: { ...aStart().start, reason: 'new' },
  });
  expect(lost).toBe(true);
  await settle(memory);
  await expectAgreement(memory);
});

test('a click that is recorded and could not be shown is accepted, and the watchdog is woken', async () => {
  const { memory } = await announced();
  const { store } = memory.ports;
  let writes = 0;
  const woken: string[] = [];
  const save: SessionStore['save'] = async (...written) => {
    writes += 1;
    if (writes === 2) throw new Error('DynamoDB did not answer');
    return store.save(...written);
  };
  const watchdog = { ...memory.ports.watchdog, wake: async (id: string) => void woken.push(id) };
  const ports = { ...memory.ports, watchdog, store: { ...store, save } };
  const outcome = await bindWorkflow(ports, SETTINGS).terminate(await clickOf(memory, APPROVER));
  expect(outcome).toMatchObject({ outcome: 'done' });
  expect([memory.asked, woken]).toEqual([[ID], [ID]]);
  await settle(memory);
  await expectAgreement(memory);
});

test('a session that history has as being terminated is not said to be still connected', async () => {
  const { memory, workflow } = await announced();
  memory.world.terminates = false;
  await workflow.terminate(await clickOf(memory, APPROVER));
  memory.end(ID, 'Terminating');
  await workflow.watch(memory.until());
  const { session } = await stored(memory);
  expect([session.ended, session.termination?.failed]).toEqual([undefined, undefined]);
});

test('an address that Slack does not return in time keeps no start from being stored', async () => {
  const memory = createMemoryPorts();
  const directory = { ...memory.ports.directory, userByEmail: () => new Promise<undefined>(() => {}) };
  const settings = { ...SETTINGS, operators: {}, operatorEmailDomain: 'example.com' };
  await observe(bindWorkflow({ ...memory.ports, directory }, settings), aStart());
  expect((await stored(memory)).session.operator.slackUser).toBeUndefined();
  await expectAgreement(memory);
});

test.each(['Op.One', 'OP.ONE@Example.Com'])('the address of %s is asked for in small letters', async (name) => {
  const memory = createMemoryPorts();
  const asked: string[] = [];
  const userByEmail = async (email: string) => {
    asked.push(email);
    return OPERATOR;
  };
  const directory = { ...memory.ports.directory, userByEmail };
  const settings = { ...SETTINGS, operators: {}, operatorEmailDomain: 'Example.com' };
  const start = aStart();
  const principal = { ...start.start.principal, name };
  await observe(bindWorkflow({ ...memory.ports, directory }, settings), {
    ...start,
    start: { ...start.start, principal },
  });
  expect(asked).toEqual(['op.one@example.com']);
  expect((await stored(memory)).session.operator).toMatchObject({ name, slackUser: OPERATOR, foundBy: 'email' });
});

test('an operator in other letter case cannot acknowledge their own session, by any way', async () => {
  const memory = createMemoryPorts();
  const settings = { ...SETTINGS, operators: { 'op.one': APPROVER }, pinnedRoles: ['BastionOperator'] };
  const workflow = bindWorkflow(memory.ports, settings);
  const start = aStart();
  const arn = 'arn:aws:sts::111122223333:assumed-role/BastionOperator/Op.One';
  const principal = {
    type: 'AssumedRole',
    arn,
    accountId: '111122223333',
    roleName: 'BastionOperator',
    name: 'Op.One',
  };
  await observe(workflow, { ...start, start: { ...start.start, principal } });
  const refused = { outcome: 'refused', refusal: { reason: 'own-session' } };
  const click = await clickOf(memory, APPROVER);
  expect(await workflow.acknowledge(click)).toEqual(refused);
  expect(await workflow.acknowledge({ ...click, id: 'another', from: 'private-card' })).toEqual(refused);
  expect((await stored(memory)).session.acknowledged).toBeUndefined();
});

test('a notice that somebody deleted is posted again, and its buttons work', async () => {
  const { memory, workflow } = await announced();
  memory.notes.length = 0;
  await workflow.acknowledge(await clickOf(memory, APPROVER));
  await settle(memory);
  await expectAgreement(memory);
  expect(await workflow.terminate(await clickOf(memory, APPROVER))).toMatchObject({ outcome: 'done' });
});

test('a stream that cannot be handled does not hide the others', async () => {
  const { memory, workflow } = await announced();
  const other = 'operator-bcdefghijklmnopqrstuvwxyza';
  memory.connect(other);
  await observe(workflow, aStart('record-9', other));
  memory.end(ID);
  memory.end(other);
  const { live } = memory.ports;
  const find = (id: string) => (id === ID ? Promise.reject(new Error('this one not')) : live.find(id));
  memory.pass(1);
  await bindWorkflow({ ...memory.ports, live: { ...live, find } }, SETTINGS).watch(memory.until());
  expect((await stored(memory, other)).session.ended).toBeDefined();
  expect((await stored(memory)).session.ended).toBeUndefined();
  expect(memory.faults).toEqual(['open stream not checked']);
});

test('an item that somebody changed by hand is a fault, and hides no other', async () => {
  const { memory, workflow } = await announced();
  const other = 'operator-bcdefghijklmnopqrstuvwxyza';
  memory.connect(other);
  await observe(workflow, aStart('record-9', other));
  memory.store.overwrite(ID, { ...memory.store.items().get(ID), events: [] });
  memory.end(other);
  await workflow.watch(memory.until());
  expect((await stored(memory, other)).session.ended).toBeDefined();
  expect([...new Set(memory.faults)]).toEqual(['stored item not readable']);
  expect((await workflow.who({ from: 0, most: 15 })).sessions.map(({ id }) => id)).toEqual([ID]);
});

test('no session is said to have ended while SSM does not answer, and notices are synced all the same', async () => {
  const { memory } = await announced(createMemoryPorts({ takings: ['not now'] }));
  expect(memory.notes).toEqual([]);
  memory.world.ssmAnswers = false;
  memory.end(ID);
  await settle(memory);
  await expectAgreement(memory);
  expect((await stored(memory)).session.ended).toBeUndefined();
});

test.each<[string, Observation]>([
  ['of a target that is not watched', { ...aStart(), targetId: 'i-00000000000000000' }],
  ['of another region', { ...aStart(), region: 'eu-central-1' }],
  ['of another account', { ...aStart(), accountId: '444455556666' }],
  ['that is ignored', { type: 'ignored', why: 'another event' }],
])('a record %s stores nothing', async (_what, observation) => {
  const memory = createMemoryPorts();
  await observe(workflowOf(memory), observation, {
    home: { region: 'ap-northeast-1', accountId: '111122223333' },
  });
  expect([await memory.ports.store.read(ID), memory.notes]).toEqual([undefined, []]);
});

test('a call that ended an unknown session is counted and forgotten', async () => {
  const memory = createMemoryPorts();
  await observe(workflowOf(memory), {
    type: 'terminate-call',
    recordId: 'r',
    sessionId: ID,
    caller: 'x',
    at: '2026-11-24T01:00:00.000Z',
  });
  expect(await memory.ports.store.read(ID)).toBeUndefined();
  expect(memory.counted).toEqual(['ObservationsWithoutSession']);
});

/** As it is read where the identity is masked: the type stands for the name. */
const MASKED = { type: 'IAMUser', name: 'IAMUser' };

test.each([
  ['parameters', 'document'],
  ['document', 'parameters'],
] as const)('the facts of one record, %s that cannot be read and then %s, are put together', async (first, second) => {
  const memory = createMemoryPorts();
  const whole = aStart();
  const start = { ...whole.start, document: 'AWS-StartPortForwardingSession', parameters: { portNumber: ['3389'] } };
  const without = (part: 'parameters' | 'document') =>
    part === 'document' ? { ...start, document: null } : { ...start, parameters: undefined, parametersHash: undefined };
  for (const part of [first, second]) await observe(workflowOf(memory), { ...whole, start: without(part) });
  expect((await stored(memory)).session).toMatchObject({
    kind: { type: 'remote-desktop' },
    document: start.document,
    parameters: start.parameters,
  });
});

test('an identity that cannot be read makes nobody a stranger: the operator does not acknowledge', async () => {
  const memory = createMemoryPorts();
  memory.connect(ID);
  const workflow = workflowOf(memory);
  await workflow.watch(memory.until());
  const { start } = aStart();
  await observe(workflow, { ...aStart(), start: { ...start, principal: MASKED } });
  expect((await stored(memory)).session.operator).toMatchObject({ name: 'operator', slackUser: OPERATOR });
  expect(await workflow.acknowledge(await clickOf(memory, OPERATOR))).toMatchObject({
    refusal: { reason: 'own-session' },
  });
});

test('SSM names the owner of a session whose record does not', async () => {
  const memory = createMemoryPorts();
  memory.connect(ID);
  const workflow = workflowOf(memory);
  const { start } = aStart();
  await observe(workflow, { ...aStart(), start: { ...start, principal: MASKED } });
  expect((await stored(memory)).session.operator.slackUser).toBeUndefined();
  await workflow.watch(memory.until());
  expect((await stored(memory)).session.operator).toMatchObject({ name: 'operator', slackUser: OPERATOR });
  const { length } = (await stored(memory)).session.events;
  await workflow.watch(memory.until());
  expect((await stored(memory)).session.events).toHaveLength(length);
  expect(memory.counted).not.toContain('StartsFound');
});

test('a partly read record, the whole one and SSM’s answer end in one state, in any order and as often as one likes', async () => {
  const whole = aStart();
  const start = {
    ...whole.start,
    document: 'AWS-StartPortForwardingSession',
    parameters: { portNumber: ['3389'], constructor: ['x'] },
    parametersHash: '1'.repeat(64),
  };
  const records: Extract<Observation, { type: 'start' }>[] = [
    { ...whole, start },
    { ...whole, start: { ...start, parameters: undefined, parametersHash: undefined } },
    { ...whole, start: { ...start, document: null } },
    { ...whole, start: { ...start, document: null, parameters: undefined, parametersHash: undefined } },
    { ...whole, start: { ...start, principal: MASKED } },
    { ...whole, start: { ...start, principal: MASKED, parameters: undefined, parametersHash: undefined } },
  ];
  const anyOrder = fc
    .tuple(fc.constant([0, 1, 2, 3, 4, 5]), fc.array(fc.nat(5), { maxLength: 4 }))
    .chain(([all, more]) => {
      const steps = [...all, ...more];
      return fc.shuffledSubarray(steps, { minLength: steps.length });
    });
  await fc.assert(
    fc.asyncProperty(anyOrder, fc.nat(4), async (order, seenBefore) => {
      const memory = createMemoryPorts();
      memory.connect(ID);
      const workflow = workflowOf(memory);
      for (const [step, index] of order.entries()) {
        if (step === seenBefore) await workflow.watch(memory.until());
        const record = records[index];
        if (record) await observe(workflow, record);
      }
      const { session } = await stored(memory);
      expect(session).toMatchObject({
        kind: { type: 'remote-desktop' },
        document: start.document,
        parametersHash: start.parametersHash,
        principal: start.principal,
        operator: { name: 'operator', slackUser: OPERATOR },
      });
      expect(session.parameters).toEqual(start.parameters);
      const events = session.events.length;
      for (const record of records) await observe(workflow, record);
      expect((await stored(memory)).session.events).toHaveLength(events);
    }),
    { numRuns: 40 },
  );
});
