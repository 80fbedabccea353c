// In which order Slack is told: as a pure function of what waits, what is under way, and what Slack takes.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PostRoute } from '../../../../app/ports.ts';
import {
  compareUrgency,
  createLines,
  pickNext,
  type Rank,
  type Waiting,
  waitingOf,
} from '../../../../app/workflow/watchdog/delivery-queue.ts';
import { aSession, DEADLINES, noticed, OPERATOR, reminded } from '../../session/session-fixture.ts';

const RANKS: readonly Rank[] = ['notice', 'denied', 'warning', 'button', 'reminder', 'rest'];
const WAYS: readonly PostRoute[] = ['channel', 'edits', 'escalation', 'operator:U0OPERATOR1', 'operator:U0OPERATOR2'];

const waiting = (id: string, rank: Rank, by = '1', needs: readonly PostRoute[] = ['channel']): Waiting => ({
  id,
  rank,
  by,
  needs: rank === 'notice' || rank === 'denied' ? ['channel'] : needs,
});

const anyWaiting: fc.Arbitrary<Waiting> = fc
  .record({
    id: fc.stringMatching(/^[a-z]{6}$/),
    rank: fc.constantFrom(...RANKS),
    by: fc.stringMatching(/^2026-11-24T0[0-9]$/),
    needs: fc.uniqueArray(fc.constantFrom(...WAYS)),
  })
  .map(({ id, rank, by, needs }) => waiting(id, rank, by, needs));
const anyQueue = fc.uniqueArray(anyWaiting, { selector: ({ id }) => id, maxLength: 40 });
const open = { underWay: [], isPaced: () => false, isClosed: () => false };

describe('the order of the queue', () => {
  test('the order of the queue is notices, denied attempts, warnings, buttons that are to go, reminders, and the rest', () => {
    const queue = RANKS.map((rank, index) => waiting(`s${index}`, rank, String(9 - index)));
    expect(queue.toReversed().sort(compareUrgency)).toEqual(queue);
  });

  test('the order of the queue within a rank is that of the start, the deadline or the event', () => {
    const [early, late] = [waiting('b', 'warning', '2026-11-24T01:00'), waiting('a', 'warning', '2026-11-24T01:01')];
    expect([late, early].sort(compareUrgency)).toEqual([early, late]);
  });

  test('the order of the queue does not depend on what comes first', () => {
    fc.assert(
      fc.property(anyQueue, (queue) => {
        const sorted = queue.toSorted(compareUrgency);
        expect(queue.toReversed().sort(compareUrgency)).toEqual(sorted);
        const ranks = sorted.map(({ rank }) => RANKS.indexOf(rank));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('the next delivery', () => {
  test('the next delivery is the first that is free, and never one that needs a closed route', () => {
    const anyTraffic = fc.record({
      closed: fc.uniqueArray(fc.constantFrom(...WAYS)),
      paced: fc.uniqueArray(fc.constantFrom(...WAYS)),
    });
    fc.assert(
      fc.property(anyQueue, anyTraffic, fc.array(anyWaiting, { maxLength: 7 }), (unsorted, traffic, underWay) => {
        const queue = unsorted.sort(compareUrgency);
        const isClosed = (way: PostRoute) => traffic.closed.includes(way);
        const isPaced = (way: PostRoute) => traffic.paced.includes(way);
        const next = pickNext(queue, { underWay, isPaced, isClosed });
        for (const way of next?.needs ?? []) expect(isClosed(way)).toBe(false);
        // Whatever stands before it cannot be begun either alone.
        const before = queue.slice(0, next ? queue.indexOf(next) : queue.length);
        for (const one of before) expect(pickNext([one], { underWay, isPaced, isClosed })).toBeUndefined();
      }),
    );
  });

  test('the next delivery is one notice at a time, so that they stand in the channel in their order', () => {
    const queue = [waiting('b', 'notice'), waiting('c', 'reminder', '1', ['edits', 'channel'])];
    expect(pickNext(queue, { ...open, underWay: [waiting('a', 'notice', '0')] })?.id).toBe('c');
  });

  test('the next delivery is one message at a time in a paced channel, and meanwhile whatever needs no turn in it', () => {
    const queue = [
      waiting('b', 'notice'),
      waiting('c', 'warning', '1', ['edits', 'channel', 'operator:U0OPERATOR1']),
      waiting('d', 'button', '1', ['edits']),
    ];
    const underWay = [waiting('a', 'notice', '0')];
    expect(pickNext(queue, { ...open, isPaced: (way) => way === 'channel', underWay })?.id).toBe('d');
  });

  test('the next delivery is one direct message at a time for one person', () => {
    const [one, other] = ['operator:U0OPERATOR1', 'operator:U0OPERATOR2'] as const;
    const queue = [waiting('b', 'warning', '1', [one]), waiting('c', 'warning', '2', [other])];
    expect(pickNext(queue, { ...open, underWay: [waiting('a', 'warning', '0', [one])] })?.id).toBe('c');
  });

  test('the next delivery is nothing while all routes are closed', () => {
    const queue = [waiting('a', 'button', '1', ['edits']), waiting('b', 'rest', '1', ['edits'])];
    expect(pickNext(queue, { ...open, isClosed: (way) => way === 'edits' })).toBeUndefined();
  });
});

describe('the lines', () => {
  test('the lines of the queue begin eight at once, in their order, and each once', async () => {
    const lines = createLines();
    for (let index = 19; index >= 0; index--)
      lines.add(waiting(String(index).padStart(2, '0'), 'button', '1', ['edits']));
    const { promise, resolve } = Promise.withResolvers<void>();
    const begun: string[] = [];
    const beginAll = () => {
      for (let next = lines.begin(open); next; next = lines.begin(open)) {
        begun.push(next.id);
        lines.follow(next, promise);
      }
    };
    beginAll();
    expect(begun).toEqual(['00', '01', '02', '03', '04', '05', '06', '07']);
    resolve();
    await lines.allEnded();
    beginAll();
    expect(begun).toHaveLength(16);
    expect(new Set(begun).size).toBe(16);
  });

  test('the lines of the queue know a stream once, as it was added last', () => {
    const lines = createLines();
    lines.add(waiting('a', 'rest'));
    lines.add(waiting('a', 'warning'));
    expect(lines.waiting().map(({ rank }) => rank)).toEqual(['warning']);
  });
});

test('an escalation waits for a direct message only where the operator gets one', () => {
  const stored = { stream: aSession({ after: [noticed, reminded] }) };
  const undelivered = { due: [{ type: 'escalated' }], owed: [], isOld: false, isForgotten: false } as const;
  const needsWhere = (tellOperator: boolean) => {
    const audiences = { escalationChannel: 'C0ONCALL01', warnOnHost: false, askReason: true, tellOperator };
    return waitingOf(stored, undelivered, { deadlines: DEADLINES, audiences })?.needs;
  };
  expect(needsWhere(true)).toEqual(['edits', 'escalation', `operator:${OPERATOR}`]);
  expect(needsWhere(false)).toEqual(['edits', 'escalation']);
});
