// The lists of /bastion, of which only a part is read: the same rows in the same order as if all of it were.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LiveSession, Outlines, Ports, SessionStore } from '../../../../app/ports.ts';
import {
  type Deadlines,
  findAcknowledgementDeadline,
  findLapseTime,
  findWarnedTermination,
  isUnacknowledged,
  OPEN_ENDED,
} from '../../../../app/session/approval.ts';
import type { Session } from '../../../../app/session/session.ts';
import type { Slice, Span } from '../../../../app/workflow/queries/list-slice.ts';
import { sendDigest } from '../../../../app/workflow/watchdog/send-digest.ts';
import { runs } from '../../../runs.ts';
import { saved, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import { APPROVER, createMemoryPorts, LINUX, OPERATOR, SETTINGS } from '../../doubles/memory-ports.ts';
import {
  aSession,
  MESSAGE_OPTIONS,
  STATES,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
} from '../../slack/notice-states-fixture.ts';
import { type BoundWorkflow, bindWorkflow } from '../bound-workflow-fixture.ts';

const MOST = 4;
const DUE = '2026-11-24T01:00:00.000Z';

/** One session as it may be stored. */
interface Given {
  readonly state: State;
  /** Minutes after 07:00 UTC: few, so that some begin at once */
  readonly start: number;
  readonly operator: string;
  /** True if anything is left to do with it */
  readonly isOpen: boolean;
  /** True if its index row was changed by hand */
  readonly isChanged: boolean;
}

const anyGiven: fc.Arbitrary<Given[]> = fc.array(
  fc.record({
    state: fc.constantFrom(...STATES),
    start: fc.nat(20),
    operator: fc.constantFrom('operator', 'Operator', 'web-01', 'nobody'),
    isOpen: fc.constantFrom(true, true, true, false),
    isChanged: fc.constantFrom(false, false, false, true),
  }),
  { maxLength: 14 },
);
const anyMessageOptions = fc.constantFrom(MESSAGE_OPTIONS, TERMINATING_OPTIONS);
const RUNS = { numRuns: runs(60, 20) };

function sessionOf({ state, start, operator }: Given, n: number): Session {
  const startedAt = new Date(Date.parse('2026-11-24T07:00:00.000Z') + start * 60_000).toISOString();
  const slackUser = operator.toLowerCase() === 'operator' ? OPERATOR : undefined;
  const sessionId = `${operator.toLowerCase()}-${n < 15 ? (n * 7) % 15 : n}`;
  return aSession(state, startFacts({ sessionId, startedAt, operator: { name: operator, verified: true, slackUser } }));
}

interface Opened {
  readonly ports: Ports;
  readonly workflow: BoundWorkflow;
  /** How many items were asked for at once, each time */
  readonly reads: number[];
  readonly faults: readonly string[];
}

function opened(store: SessionStore, over: Partial<Ports> = {}, memory = createMemoryPorts()): Opened {
  const reads: number[] = [];
  const ports: Ports = {
    ...memory.ports,
    ...over,
    store: {
      ...store,
      readMany: (ids) => {
        reads.push(ids.length);
        return store.readMany(ids);
      },
    },
  };
  return { ports, workflow: bindWorkflow(ports, SETTINGS), reads, faults: memory.faults };
}

async function stored(given: readonly Given[], deadlines: Deadlines): Promise<Opened> {
  const memory = createMemoryPorts({ deadlines });
  for (const [n, one] of given.entries()) {
    const { stream } = await saved(memory.store, unsaved(sessionOf(one, n)), one.isOpen ? DUE : undefined);
    if (one.isChanged)
      memory.store.overwrite(stream.id, { ...memory.store.items().get(stream.id), noticed: 'by hand' });
  }
  return opened(memory.store, {}, memory);
}

function silent() {
  const memory = createMemoryPorts();
  memory.world.ssmAnswers = false;
  return memory;
}

/** All that is open, read whole. */
async function readAll({ store }: Ports): Promise<Session[]> {
  const { found } = await store.readMany(await store.open());
  return found.flatMap(({ stream }) => (stream.type === 'session' ? [stream] : []));
}

/** The order of what is pending, of whole sessions, one rank after the other. */
function byUrgency(deadlines: Deadlines): (a: Session, b: Session) => number {
  const untilOf = (session: Session): string | undefined => {
    if (session.ended) return findLapseTime(session, deadlines);
    if (!isUnacknowledged(session)) return undefined;
    return findWarnedTermination(session, deadlines) ?? findAcknowledgementDeadline(session, deadlines);
  };
  const ranksOf = (one: Session) => [String(!!one.ended), untilOf(one) ?? OPEN_ENDED, one.startedAt, one.id];
  return (a, b) => {
    const others = ranksOf(b);
    for (const [index, mine] of ranksOf(a).entries()) {
      const theirs = others[index] ?? '';
      if (mine !== theirs) return mine < theirs ? -1 : 1;
    }
    return 0;
  };
}

const idsOf = (sessions: readonly { readonly id: string }[]) => sessions.map(({ id }) => id);

/** Page after page, as somebody turns them. */
async function turned<T extends { readonly id: string }>(page: (span: Span) => Promise<Slice<T>>): Promise<string[]> {
  const ids: string[] = [];
  for (;;) {
    const { sessions, before, total } = await page({ from: ids.length, most: MOST });
    expect(sessions.length).toBeLessThanOrEqual(MOST);
    expect(before).toBe(ids.length);
    ids.push(...idsOf(sessions));
    if (ids.length >= total) return ids;
  }
}

describe('page after page', () => {
  test.each([APPROVER, OPERATOR, 'U0BYSTANDER'])('the sessions pending for %s come page after page', async (userId) => {
    await fc.assert(
      fc.asyncProperty(anyGiven, anyMessageOptions, async (given, { deadlines }) => {
        const { ports, workflow } = await stored(given, deadlines);
        const wanted = (await readAll(ports))
          .filter(({ acknowledged, lapsedAt }) => !acknowledged && !lapsedAt)
          .filter(({ operator }) => userId === APPROVER || operator.slackUser === userId)
          .sort(byUrgency(deadlines));
        expect(await turned((span) => workflow.pending(userId, span))).toEqual(idsOf(wanted));
      }),
      RUNS,
    );
  });

  test('the stored sessions of who is on come page after page', async () => {
    await fc.assert(
      fc.asyncProperty(anyGiven, async (given) => {
        const { ports } = await stored(given, MESSAGE_OPTIONS.deadlines);
        const { workflow } = opened(ports.store, {}, silent());
        const wanted = (await readAll(ports))
          .filter(({ ended }) => ended === undefined)
          .sort((a, b) => a.startedAt.localeCompare(b.startedAt) || (a.id < b.id ? -1 : 1));
        expect(await turned((span) => workflow.who(span))).toEqual(idsOf(wanted));
      }),
      RUNS,
    );
  });

  test('the sessions of who is on, as SSM has them, come page after page', async () => {
    await fc.assert(
      fc.asyncProperty(anyGiven, async (given) => {
        const { ports } = await stored(given, MESSAGE_OPTIONS.deadlines);
        const sessions = given.map(sessionOf);
        const listed = sessions.map(({ id, startedAt }): LiveSession => {
          const owner = 'arn:aws:iam::111122223333:user/operator';
          return { sessionId: id, target: LINUX, owner, state: 'active', status: 'Connected', startedAt };
        });
        const { workflow, reads } = opened(ports.store, { live: { ...ports.live, active: async () => listed } });
        const wanted = sessions.toSorted((a, b) => a.startedAt.localeCompare(b.startedAt) || (a.id < b.id ? -1 : 1));
        expect(await turned((span) => workflow.who(span))).toEqual(idsOf(wanted));
        expect(Math.max(0, ...reads)).toBeLessThanOrEqual(MOST);
      }),
      RUNS,
    );
  });

  test.each(['operator', '@web-01', 'web', 'oper', `<@${OPERATOR}>`, 'x'])(
    'the sessions meant by %s come page after page',
    async (typed) => {
      await fc.assert(
        fc.asyncProperty(anyGiven, anyMessageOptions, async (given, { deadlines }) => {
          const { ports, workflow } = await stored(given, deadlines);
          const name = typed.replace('@', '');
          const open = (await readAll(ports)).sort(byUrgency(deadlines));
          const exact = open.filter(({ operator }) =>
            typed.startsWith('<') ? operator.slackUser === OPERATOR : operator.name.toLowerCase() === name,
          );
          const begun = open.filter(({ id }) => id.startsWith(name));
          const meant = exact.length > 0 ? exact : begun;
          const isUsable = ({ acknowledged, lapsedAt, vouched }: Session) =>
            !acknowledged && !lapsedAt && vouched?.by !== APPROVER;
          const wanted = meant.filter(isUsable);
          const ask = (span: Span) =>
            workflow.findSessions({ meant: typed, userId: APPROVER, act: 'acknowledge' }, span);
          expect(await turned(async (span) => (await ask(span)).usable)).toEqual(idsOf(wanted));
          const { refused, refusal } = await ask({ from: 0, most: 20 });
          expect(idsOf(refused.sessions)).toEqual(wanted.length > 0 ? [] : idsOf(meant));
          if (wanted.length > 0 || meant.length === 0) expect(refusal).toBeUndefined();
        }),
        RUNS,
      );
    },
  );

  test('the sessions of the digest come page after page', async () => {
    await fc.assert(
      fc.asyncProperty(anyGiven, async (given) => {
        const { ports } = await stored(given, MESSAGE_OPTIONS.deadlines);
        await sendDigest(ports, SETTINGS);
        const wanted = (await readAll(ports))
          .filter((session) => findLapseTime(session, MESSAGE_OPTIONS.deadlines) !== undefined)
          .sort((a, b) => a.startedAt.localeCompare(b.startedAt) || (a.id < b.id ? -1 : 1));
        expect((await ports.controls.read('#digest')).value?.sessionIds).toEqual(idsOf(wanted));
      }),
      RUNS,
    );
  });
});

const unacknowledged = (n: number): Given => ({
  state: 'unacknowledged',
  start: n,
  operator: 'nobody',
  isOpen: true,
  isChanged: false,
});

/** So many sessions wait, and the index is as it was before what happened to some of them. */
async function behind(count: number, happened: Readonly<Record<number, State | 'damaged'>>, of = unacknowledged) {
  const memory = createMemoryPorts();
  const ids: string[] = [];
  for (let n = 0; n < count; n++) {
    const { stream } = await saved(memory.store, unsaved(sessionOf(of(n), n)), DUE);
    ids.push(stream.id);
  }
  const before: Outlines = await memory.store.outlines();
  for (const [n, state] of Object.entries(happened)) {
    const one = await memory.store.read(ids[Number(n)] ?? '');
    if (one === undefined) throw new Error(`there is no session ${n}`);
    if (state === 'damaged')
      memory.store.overwrite(one.stream.id, { ...memory.store.items().get(one.stream.id), events: [] });
    else await saved(memory.store, { ...one, stream: sessionOf({ ...of(Number(n)), state }, Number(n)) }, DUE);
  }
  const over = opened({ ...memory.store, outlines: async () => before }, {}, memory);
  return { ...over, ids, memory };
}

describe('an index that is behind nominates, and the read decides', () => {
  const page = (workflow: BoundWorkflow, from = 0) => workflow.pending(APPROVER, { from, most: MOST });

  test('a session that was acknowledged meanwhile is not listed, and the next moves up', async () => {
    const { workflow, ids, reads } = await behind(7, { 1: 'acknowledged' });
    const { sessions, total } = await page(workflow);
    expect(idsOf(sessions)).toEqual([0, 2, 3, 4].map((n) => ids[n]));
    expect(total).toBe(6);
    expect(reads).toEqual([4, 3]);
  });

  test('a session that ended meanwhile stands behind the live ones', async () => {
    const { workflow, ids } = await behind(4, { 0: 'ended' });
    expect(idsOf((await page(workflow)).sessions)).toEqual([1, 2, 3, 0].map((n) => ids[n]));
  });

  test('a page of which nothing is left begins anew', async () => {
    const { workflow, ids } = await behind(5, { 4: 'acknowledged' });
    expect(await page(workflow, 4)).toMatchObject({
      before: 0,
      total: 4,
      sessions: ids.slice(0, 4).map((id) => ({ id })),
    });
  });

  test('a session that cannot be read is a fault, and hides no other', async () => {
    const { workflow, ids, faults } = await behind(5, { 0: 'damaged' });
    expect(await page(workflow)).toMatchObject({ total: 4, sessions: ids.slice(1).map((id) => ({ id })) });
    expect(faults).toEqual(['stored item not readable']);
  });

  test('who is on leaves out what has ended', async () => {
    const { ports } = await behind(3, { 1: 'ended' });
    const { workflow } = opened(ports.store, {}, silent());
    expect(await workflow.who({ from: 0, most: 3 })).toMatchObject({ total: 2, source: 'stored' });
  });

  test('a session that somebody has acknowledged is not offered for acknowledgement again', async () => {
    const { workflow } = await behind(1, { 0: 'acknowledged' });
    const wish = { meant: 'nobody', userId: APPROVER, act: 'acknowledge' } as const;
    const { usable, refused, refusal } = await workflow.findSessions(wish, { from: 0, most: MOST });
    expect([usable.total, refused.total, refusal?.reason]).toEqual([0, 1, 'already-acknowledged']);
  });

  test('a session that ended a moment ago is in the digest', async () => {
    const { ports, ids } = await behind(3, { 1: 'ended' });
    await sendDigest(ports, SETTINGS);
    expect((await ports.controls.read('#digest')).value?.sessionIds).toEqual([ids[1]]);
  });
});

describe('of three hundred open sessions', () => {
  test('a list reads only what it shows', async () => {
    const { workflow, reads } = await behind(300, {});
    expect(await workflow.pending(APPROVER, { from: 20, most: 10 })).toMatchObject({ before: 20, total: 300 });
    expect(reads).toEqual([10]);
    const wish = { meant: 'nobody', userId: APPROVER, act: 'requestTermination' } as const;
    expect((await workflow.findSessions(wish, { from: 0, most: 10 })).usable.total).toBe(300);
    expect(reads).toEqual([10, 10]);
  });

  test('the index is asked once for both lists of one answer, where SSM has more than can be waited for', async () => {
    const { ports, memory } = await behind(300, {});
    let asked = 0;
    const outlines = () => {
      asked++;
      return ports.store.outlines();
    };
    for (let n = 0; n < 6; n++) memory.connect(`operator-${n}`);
    memory.world.sessionsPerPage = 1;
    const { workflow, reads } = opened({ ...ports.store, outlines }, {}, memory);
    const spans = { pending: { from: 0, most: 10 }, presence: { from: 0, most: 15 } };
    const { pending, presence } = await workflow.overview(APPROVER, spans);
    expect([pending.total, presence.total, presence.source]).toEqual([300, 300, 'stored-of-many']);
    expect([asked, reads.toSorted()]).toEqual([1, [10, 15]]);
  });

  test('SSM is believed as long as it returns all in five pages', async () => {
    const memory = createMemoryPorts();
    memory.world.sessionsPerPage = 2;
    const { workflow } = opened(memory.store, {}, memory);
    for (let n = 0; n < 10; n++) memory.connect(`operator-${n}`);
    expect(await workflow.who({ from: 0, most: MOST })).toMatchObject({ source: 'ssm', total: 10 });
    memory.connect('operator-10');
    expect(await workflow.who({ from: 0, most: MOST })).toMatchObject({ source: 'stored-of-many', total: 0 });
    expect(memory.faults).toEqual([]);
  });
});
