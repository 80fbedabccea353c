// The App Home of one person: which sessions, which acts, and how little is read for them.
import { describe, expect, test } from 'vitest';
import { addDays } from '../../../../app/lib/days.ts';
import type { LiveSession, Ports, SessionStore } from '../../../../app/ports.ts';
import type { Session } from '../../../../app/session/session.ts';
import type { WorkflowSettings } from '../../../../app/workflow/settings.ts';
import { saved, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import {
  APPROVER,
  APPROVER_2,
  createMemoryPorts,
  LINUX,
  type Memory,
  OPERATOR,
  SETTINGS,
} from '../../doubles/memory-ports.ts';
import { aSession, type State, startFacts } from '../../slack/notice-states-fixture.ts';
import { bindWorkflow } from '../bound-workflow-fixture.ts';

const AUDITOR = 'U0AUDITOR01';
const BYSTANDER = 'U0BYSTANDER';
const DUE = '2026-11-24T01:00:00.000Z';
/** The time on the memory's clock; the fixture's sessions begin at 08:00. */
const NOW_MINUTES = 9 * 60;

const mine = { name: 'operator', verified: true, slackUser: OPERATOR, foundBy: 'settings' } as const;
const other = { name: 'web-01', verified: true } as const;

/** The store, and what is asked of it. */
function counting(store: SessionStore) {
  const asked = { outlines: 0, items: 0, batches: 0, days: [] as string[], ids: 0 };
  const counted: SessionStore = {
    ...store,
    outlines: () => {
      asked.outlines++;
      return store.outlines();
    },
    readMany: (ids) => {
      asked.batches++;
      asked.items += ids.length;
      return store.readMany(ids);
    },
    async *startedOn(day, newest) {
      asked.days.push(day);
      for await (const page of store.startedOn(day, newest)) {
        asked.ids += page.length;
        yield page;
      }
    },
    byOperator: async (name, newest) => {
      const ids = await store.byOperator(name, newest);
      asked.ids += ids.length;
      return ids;
    },
  };
  return { counted, asked };
}

function opened(settings: Partial<WorkflowSettings> = {}, memory: Memory = createMemoryPorts()) {
  memory.pass(NOW_MINUTES);
  const { counted, asked } = counting(memory.store);
  const ports: Ports = { ...memory.ports, store: counted };
  const workflow = bindWorkflow(ports, { ...SETTINGS, ...settings });
  return {
    memory,
    asked,
    home: (userId: string) => workflow.home(userId),
    workflow,
    async add(id: string, state: State, over: Parameters<typeof startFacts>[0] = {}, isOpen = true): Promise<Session> {
      const session = aSession(state, startFacts({ sessionId: id, operator: other, ...over }));
      await saved(memory.store, unsaved(session), isOpen ? DUE : undefined);
      return session;
    },
    /** SSM lists them as active. */
    connect(...sessions: Session[]) {
      memory.ports.live.active = async () =>
        sessions.map(({ id, startedAt }): LiveSession => {
          const owner = 'arn:aws:iam::111122223333:user/operator';
          return { sessionId: id, target: LINUX, owner, state: 'active', status: 'Connected', startedAt };
        });
    },
  };
}

const idOf = (n: number) => `waiting-${String(n).padStart(5, '0')}`;
const idsOf = (sessions: readonly { readonly id: string }[] | undefined) => sessions?.map(({ id }) => id);
const minute = (after: number) => new Date(Date.parse('2026-11-24T08:00:00.000Z') + after * 60_000).toISOString();

/** A day of a team: one session in each state that matters here. */
async function aDay(settings: Partial<WorkflowSettings> = {}) {
  const desk = opened(settings);
  const { add } = desk;
  const sessions = [
    await add('waiting-0', 'unacknowledged', { startedAt: minute(3) }),
    await add('mine-waiting', 'unacknowledged', { startedAt: minute(4), operator: mine }),
    await add('ended-waiting', 'ended', { startedAt: minute(2) }),
    await add('live-0', 'acknowledged', { startedAt: minute(1) }),
    await add('mine-live', 'acknowledged', { startedAt: minute(5), operator: mine }),
  ];
  await add('mine-over', 'endedAcknowledged', { startedAt: minute(-60), operator: mine }, false);
  await add('over-0', 'endedAcknowledged', { startedAt: minute(-90) }, false);
  await add('lapsed-0', 'lapsed', { startedAt: minute(-24 * 60) }, false);
  desk.connect(...sessions.filter(({ ended }) => !ended));
  return desk;
}

describe('who sees what', () => {
  test.each([
    ['an approver', APPROVER, {}],
    ['an auditor', AUDITOR, { auditorUsers: [AUDITOR] }],
  ])('%s sees the sessions of everybody', async (_, userId, settings) => {
    const { home } = await aDay(settings);
    const shown = await home(userId);
    expect(shown.all).toBe(true);
    expect(shown.pending.sessions.map(({ session }) => session.id)).toEqual([
      'waiting-0',
      'mine-waiting',
      'ended-waiting',
    ]);
    expect(idsOf(shown.presence.sessions)).toEqual(['live-0', 'waiting-0', 'mine-waiting', 'mine-live']);
    expect(idsOf(shown.past)).toEqual(['mine-live', 'ended-waiting', 'live-0', 'mine-over', 'over-0', 'lapsed-0']);
    expect([shown.own.live.total, shown.own.past]).toEqual([0, []]);
  });

  test('an operator sees their own, and who is on', async () => {
    const { home } = await aDay();
    const shown = await home(OPERATOR);
    expect(shown.all).toBe(false);
    expect(shown.pending.sessions.map(({ session }) => session.id)).toEqual(['mine-waiting']);
    expect(idsOf(shown.presence.sessions)).toHaveLength(4);
    expect(idsOf(shown.own.live.sessions)).toEqual(['mine-live', 'mine-waiting']);
    expect(idsOf(shown.own.past)).toEqual(['mine-over']);
    expect(shown.past).toBeUndefined();
  });

  test('a bystander sees who is on, and nothing else is read', async () => {
    const { home, asked } = await aDay();
    const shown = await home(BYSTANDER);
    expect([shown.pending.total, shown.own.live.total, shown.own.past, shown.past]).toEqual([0, 0, [], undefined]);
    expect(idsOf(shown.presence.sessions)).toHaveLength(4);
    expect(asked).toEqual({ outlines: 1, items: 4, batches: 1, days: [], ids: 0 });
  });
});

describe('what each may press', () => {
  const actsOf = async (userId: string, settings: Partial<WorkflowSettings> = {}) => {
    const { home } = await aDay(settings);
    const { sessions } = (await home(userId)).pending;
    return Object.fromEntries(sessions.map(({ session, acts }) => [session.id, acts]));
  };

  test('an approver both, and on an ended session to acknowledge it alone', async () => {
    expect(await actsOf(APPROVER)).toEqual({
      'waiting-0': ['acknowledge', 'requestTermination'],
      'mine-waiting': ['acknowledge', 'requestTermination'],
      'ended-waiting': ['acknowledge'],
    });
  });

  test('an approver who is the operator may terminate, and not acknowledge', async () => {
    expect(await actsOf(OPERATOR, { approverUsers: [OPERATOR] })).toMatchObject({
      'waiting-0': ['acknowledge', 'requestTermination'],
      'mine-waiting': ['requestTermination'],
    });
  });

  test('an operator may terminate their own, and an auditor nothing', async () => {
    expect(await actsOf(OPERATOR)).toEqual({ 'mine-waiting': ['requestTermination'] });
    const nothing = { 'waiting-0': [], 'mine-waiting': [], 'ended-waiting': [] };
    expect(await actsOf(AUDITOR, { auditorUsers: [AUDITOR] })).toEqual(nothing);
  });

  test('a press counts as one on Home', async () => {
    const { home, workflow, memory } = await aDay();
    const click = { id: 'click:1', userId: APPROVER, sessionId: 'waiting-0', from: 'home' } as const;
    expect((await workflow.acknowledge(click)).outcome).toBe('done');
    const stream = (await memory.store.read('waiting-0'))?.stream;
    const given = stream?.events.find(({ type }) => type === 'acknowledged');
    expect(given).toMatchObject({ via: 'home', by: APPROVER });
    const shown = await home(APPROVER);
    expect(shown.pending.sessions.map(({ session }) => session.id)).not.toContain('waiting-0');
    expect(idsOf(shown.past)).toContain('waiting-0');
  });

  test('whoever has vouched is asked for nothing more', async () => {
    const { add, home, workflow } = opened({ fourEyes: 'require' });
    await add('waiting-0', 'unacknowledged');
    const click = { id: 'click:1', userId: APPROVER, sessionId: 'waiting-0', from: 'home' } as const;
    expect(await workflow.acknowledge(click)).toMatchObject({ outcome: 'done', did: 'vouched' });
    const actsFor = async (userId: string) => (await home(userId)).pending.sessions[0]?.acts;
    expect(await actsFor(APPROVER)).toEqual(['requestTermination']);
    expect(await actsFor(APPROVER_2)).toEqual(['acknowledge', 'requestTermination']);
  });
});

describe('their own past sessions', () => {
  test('a name of a role leads to them', async () => {
    const { add, home, asked } = opened({ operators: { '111122223333/BastionOperator/ada': OPERATOR } });
    const ada = { ...mine, name: 'ada' };
    await add('ada-0', 'endedAcknowledged', { operator: ada }, false);
    expect(idsOf((await home(OPERATOR)).own.past)).toEqual(['ada-0']);
    expect(asked.days).toEqual([]);
  });

  test('a name in another letter case is found by a search', async () => {
    const { add, home } = opened();
    await add('Operator-0', 'endedAcknowledged', { operator: { ...mine, name: 'Operator' } }, false);
    await add('other-0', 'endedAcknowledged', {}, false);
    const shown = await home(OPERATOR);
    expect(idsOf(shown.own.past)).toEqual(['Operator-0']);
    expect(shown.past).toBeUndefined();
  });

  test('what ended is past although somebody may still acknowledge it, and what is older than a week is not listed', async () => {
    const { add, home } = opened();
    await add('mine-0', 'ended', { operator: mine });
    await add('mine-1', 'endedAcknowledged', { operator: mine, startedAt: '2026-11-10T08:00:00.000Z' }, false);
    await add('old-0', 'acknowledged', { startedAt: '2026-11-10T08:00:00.000Z' });
    const { own } = await home(OPERATOR);
    expect([own.live.sessions, idsOf(own.past)]).toEqual([[], ['mine-0']]);
    expect(idsOf((await home(APPROVER)).past)).toEqual(['mine-0']);
  });

  test('whom only an address leads to is found by a search, of the last days', async () => {
    const { add, home } = opened({ operators: {}, operatorEmailDomain: 'example.com' });
    const found = { ...mine, foundBy: 'email' as const };
    await add('mine-0', 'endedAcknowledged', { operator: found }, false);
    await add('mine-1', 'endedAcknowledged', { operator: found, startedAt: '2026-11-10T08:00:00.000Z' }, false);
    const shown = await home(OPERATOR);
    expect(idsOf(shown.own.past)).toEqual(['mine-0']);
  });

  test('an item whose operator is somebody else is not shown, whatever the index says', async () => {
    const { add, home } = opened();
    await add('imitated-0', 'endedAcknowledged', { operator: { name: 'operator', verified: false } }, false);
    expect((await home(OPERATOR)).own.past).toEqual([]);
  });
});

describe('what it costs', () => {
  test('without sessions, few requests', async () => {
    const { home, asked, connect } = opened();
    connect();
    const shown = await home(APPROVER);
    expect([shown.pending.total, shown.presence.total, shown.past]).toEqual([0, 0, []]);
    expect(asked).toMatchObject({ outlines: 1, items: 0, ids: 0 });
    expect(asked.days).toEqual(Array.from({ length: 8 }, (_, back) => addDays('2026-11-24', -back)));
  });

  test('10,000 open sessions take a second at most, and no more reads than are shown', async () => {
    const memory = createMemoryPorts();
    memory.world.ssmAnswers = false;
    const { add, home, asked } = opened({}, memory);
    const { events: _events, ...outline } = aSession('unacknowledged', startFacts({ operator: other }));
    const outlines = Array.from({ length: 10_000 }, (_, n) => ({ ...outline, id: idOf(n) }));
    memory.store.outlines = async () => ({ outlines, unknown: [] });
    for (let n = 0; n < 600; n++) await add(idOf(n), 'unacknowledged');
    await home(APPROVER);
    const before = { ...asked };
    const begun = performance.now();
    const shown = await home(APPROVER);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect([shown.pending.total, shown.presence.total]).toEqual([10_000, 10_000]);
    expect([shown.pending.sessions.length, shown.presence.sessions.length]).toEqual([10, 10]);
    expect(asked.items - before.items).toBe(20);
    expect([asked.outlines - before.outlines, asked.ids - before.ids]).toEqual([1, 500]);
  });

  test('a long history is not read: the ten newest, and no day before theirs', async () => {
    const { add, home, asked, connect } = opened();
    for (let n = 0; n < 120; n++) {
      const startedAt = new Date(Date.parse(minute(0)) - n * 3 * 3_600_000).toISOString();
      await add(`over-${String(n).padStart(3, '0')}`, 'endedAcknowledged', { startedAt }, false);
    }
    connect();
    const shown = await home(APPROVER);
    expect(idsOf(shown.past)).toEqual(Array.from({ length: 10 }, (_, n) => `over-00${n}`));
    expect(asked.days).toEqual(['2026-11-24', '2026-11-23']);
    expect(asked.items).toBe(11);
  });

  test('a search for a person among many reads no more than a bound', async () => {
    const { add, home, asked, connect } = opened({ operators: {}, operatorEmailDomain: 'example.com' });
    for (let n = 0; n < 300; n++) {
      await add(`over-${n}`, 'endedAcknowledged', { startedAt: minute(-n) }, false);
    }
    connect();
    expect((await home(BYSTANDER)).own.past).toEqual([]);
    expect(asked.items).toBe(100);
  });

  test('very many sessions of one person on one day: the newest of an index', async () => {
    const { add, home, asked, connect } = opened();
    for (let n = 0; n < 700; n++) {
      await add(`mine-${n}`, 'endedAcknowledged', { startedAt: minute(-n / 10), operator: mine }, false);
    }
    connect();
    expect(idsOf((await home(OPERATOR)).own.past)).toEqual(Array.from({ length: 10 }, (_, n) => `mine-${n}`));
    expect(asked).toMatchObject({ ids: 20, items: 20, days: [] });
  });
});

describe('what goes wrong', () => {
  test('a silent Session Manager leaves the stored sessions, soon enough for a press', async () => {
    const { memory, home } = await aDay();
    memory.ports.live.active = () => new Promise<never>(() => {});
    const before = memory.ports.clock.now().getTime();
    const shown = await home(APPROVER);
    expect(shown.presence.source).toBe('stored');
    expect(shown.presence.total).toBe(4);
    expect(memory.ports.clock.now().getTime() - before).toBeLessThanOrEqual(1_000);
  });

  test('a table that does not answer fails once, and nothing is left to fail later', async () => {
    const { memory } = await aDay();
    const fault = new Error('the table does not answer');
    const refuse = async () => {
      throw fault;
    };
    const store = { ...memory.store, outlines: refuse, readMany: refuse };
    await expect(bindWorkflow({ ...memory.ports, store }, SETTINGS).home(APPROVER)).rejects.toThrow(fault);
  });

  test('a damaged item hides no other', async () => {
    const { memory, home, add } = await aDay();
    await add('damaged-0', 'unacknowledged');
    memory.store.overwrite('damaged-0', { ...memory.store.items().get('damaged-0'), events: [] });
    expect((await home(APPROVER)).pending.total).toBe(3);
  });
});
