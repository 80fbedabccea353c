// The lists of /bastion: who is connected, pending sessions, and the session that is meant.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sortByUrgency } from '../../../../app/workflow/queries/pending.ts';
import { sessionCalled, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import { APPROVER, createMemoryPorts, OPERATOR, SETTINGS } from '../../doubles/memory-ports.ts';
import {
  aSession,
  MESSAGE_OPTIONS,
  STATES,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
} from '../../slack/notice-states-fixture.ts';
import { type BoundWorkflow, bindWorkflow } from '../bound-workflow-fixture.ts';
import { announced, aStart, clickOf, ID, OTHER } from '../watchdog/watchdog-fixture.ts';

const FIRST = { from: 0, most: 10 };

/** Ids of what an approver can acknowledge by a few letters. */
async function meant({ findSessions }: BoundWorkflow, typed: string): Promise<string[]> {
  const { usable } = await findSessions({ meant: typed, userId: APPROVER, act: 'acknowledge' }, FIRST);
  return usable.sessions.map(({ id }) => id);
}

describe('/bastion', () => {
  test('who is on says, when SSM cannot be asked, what is stored and when SSM last answered', async () => {
    const watchdog = await announced();
    await watchdog.minutes(1);
    const { value } = await watchdog.memory.controls.read('#lastPoll');
    watchdog.memory.pass(7);
    watchdog.memory.world.ssmAnswers = false;
    expect(await watchdog.workflow.who(FIRST)).toMatchObject({
      source: 'stored',
      at: value?.at,
      sessions: [{ id: ID }],
    });
  });

  test('the pending list has all sessions for an approver, and their own for other people, the soonest deadline first', async () => {
    const watchdog = await announced();
    const { memory, workflow } = watchdog;
    const older = { ...aStart('record-2', OTHER) };
    const start = {
      ...older.start,
      startedAt: '2026-11-24T00:30:00.000Z',
      principal: { type: 'IAMUser', name: 'other' },
    };
    await workflow.observe({ ...older, start });
    expect((await workflow.pending(APPROVER, FIRST)).sessions.map(({ id }) => id)).toEqual([ID, OTHER]);
    expect(await workflow.pending(OPERATOR, FIRST)).toMatchObject({ all: false, sessions: [{ id: ID }] });
    expect((await workflow.pending('U0BYSTANDER', FIRST)).sessions).toEqual([]);
    const auditing = bindWorkflow(memory.ports, { ...SETTINGS, auditorUsers: ['U0AUDITOR'] });
    expect(await auditing.pending('U0AUDITOR', FIRST)).toMatchObject({ all: true, approver: 'no' });
    await workflow.acknowledge(await clickOf(watchdog, APPROVER));
    expect((await workflow.pending(APPROVER, FIRST)).sessions.map(({ id }) => id)).toEqual([OTHER]);
  });

  test('the meant session is found by its id, its beginning, or the name of its operator', async () => {
    const { workflow } = await announced();
    for (const typed of [ID, 'operator-abc', 'Operator', 'operator']) {
      expect(await meant(workflow, typed)).toEqual([ID]);
    }
    for (const typed of ['', 'nobody', '#watermark', 'denied:x']) expect(await meant(workflow, typed)).toEqual([]);
  });
});

describe('which session is meant', () => {
  /** Open sessions by their ids, each with the name of its operator. */
  async function open(sessions: Readonly<Record<string, string>>) {
    const { ports } = createMemoryPorts();
    for (const [id, name] of Object.entries(sessions)) {
      const started = sessionCalled(id, { operator: { name, verified: true, slackUser: `U0${name.toUpperCase()}` } });
      await ports.store.save(unsaved(started), '2026-11-24T01:00:00.000Z');
    }
    const workflow = bindWorkflow(ports, SETTINGS);
    return async (typed: string) => (await meant(workflow, typed)).toSorted();
  }

  test.each([
    ['web-0', ['web-0-aaa']],
    ['WEB-0', ['web-0-aaa']],
    ['@web-0', ['web-0-aaa']],
    ['ｗｅｂ-０', ['web-0-aaa']],
    ['web-01', ['web-01-bbb', 'web-01-ccc']],
    ['Web-01-B', ['web-01-bbb']],
    ['WEB-01-CCC', ['web-01-ccc']],
    ['web', ['web-0-aaa', 'web-01-bbb', 'web-01-ccc']],
    ['<@U0ADMIN>', ['root-ddd']],
    ['<@U0ADMIN|admin>', ['root-ddd']],
    ['<@U0NOBODY>', []],
    ['@', []],
    ['eb-01', []],
  ])('an exact name goes before one that only begins so, whatever the letter case: %j', async (meant, ids) => {
    const names = { 'web-0-aaa': 'web-0', 'web-01-bbb': 'web-01', 'web-01-ccc': 'web-01', 'root-ddd': 'Admin' };
    expect(await (await open(names))(meant)).toEqual(ids);
  });
});

describe('the order of what is pending', () => {
  const of = (state: State, sessionId: string = state, over: Parameters<typeof startFacts>[0] = {}) =>
    aSession(state, startFacts({ sessionId, ...over }));
  const ordered = (sessions: ReturnType<typeof of>[], messageOptions = MESSAGE_OPTIONS) =>
    sortByUrgency(sessions, messageOptions.deadlines).map(({ id }) => id);

  test('the pending list has live sessions before ended ones, a deadline before none, and the soonest lapse first', () => {
    const wanted: State[] = ['unacknowledged', 'late', 'unnoticed', 'terminating', 'terminated', 'ended'];
    const sessions = wanted.map((state) => of(state)).reverse();
    // Those without a deadline stand by their start, which is the same here, and then by their ids.
    expect(ordered(sessions)).toEqual(['unacknowledged', 'late', 'terminating', 'unnoticed', 'terminated', 'ended']);
  });

  test('a postponed termination stands at its new time in the pending list', () => {
    expect(ordered([of('postponed', 'put-off'), of('unacknowledged')], TERMINATING_OPTIONS)).toEqual([
      'unacknowledged',
      'put-off',
    ]);
    expect(ordered([of('late'), of('postponed', 'put-off'), of('unacknowledged')], TERMINATING_OPTIONS)).toEqual([
      'unacknowledged',
      'put-off',
      'late',
    ]);
  });

  test('sessions with equal deadlines stand by their start', () => {
    const early = of('unacknowledged', 'z', { startedAt: '2026-11-24T07:00:00.000Z' });
    expect(ordered([of('unacknowledged', 'b'), of('unacknowledged', 'a'), early])).toEqual(['z', 'a', 'b']);
  });

  test('the order of the pending list does not depend on the input, and puts no ended session before a live one', () => {
    const some = fc.uniqueArray(fc.constantFrom(...STATES), { minLength: 2 });
    fc.assert(
      fc.property(some, fc.constantFrom(MESSAGE_OPTIONS, TERMINATING_OPTIONS), (states, messageOptions) => {
        const sessions = states.map((state) => of(state));
        const order = ordered(sessions, messageOptions);
        expect(ordered(sessions.toReversed(), messageOptions)).toEqual(order);
        const ended = order.map((id) => sessions.find((session) => session.id === id)?.ended !== undefined);
        expect(ended).toEqual(ended.toSorted((a, b) => Number(a) - Number(b)));
      }),
    );
  });
});
