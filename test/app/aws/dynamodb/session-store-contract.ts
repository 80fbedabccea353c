// The contract of every session store, in memory or in DynamoDB.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StoredItemError } from '../../../../app/aws/dynamodb/session-item.ts';
import { TABLE } from '../../../../app/aws/table.ts';
import type { SessionStore, StoredStream } from '../../../../app/ports.ts';
import { canonicalize } from '../../../../app/session/hash-chain.ts';
import type { Outline, Session, Stream } from '../../../../app/session/session.ts';
import type { Delivery } from '../../../../app/session/stored-state.ts';
import { runs } from '../../../runs.ts';
import { anySession, anyStream } from '../../session/any-stream.ts';
import {
  acknowledged,
  aSession,
  at,
  deniedAttempts,
  deniedFacts,
  noticed,
  ssmFacts,
  started,
  startFacts,
} from '../../session/session-fixture.ts';

export interface OpenedStore {
  readonly store: SessionStore;
  /** Somebody writes the table by hand. */
  overwrite(id: string, change: (item: Record<string, unknown>) => Record<string, unknown>): Promise<void>;
}

const DELIVERY: Delivery = { followUps: {} };

export function unsaved(stream: Stream, delivery = DELIVERY): StoredStream {
  return { stream, delivery, version: 0 };
}

export function sessionCalled(sessionId: string, over: Parameters<typeof startFacts>[0] = {}): Stream {
  return aSession({ facts: startFacts({ sessionId, ...over }) });
}

/** The attributes of a session that an index can hold. */
export function outlineOf(session: Session): Outline {
  const { type, id, operator, startedAt, noticed, acknowledged, termination, ended, ...rest } = session;
  const { vouched, reopened, resumedAt, warned, postponedUntil, lapsedAt } = rest;
  const [given, first, end, request] = [acknowledged, vouched, reopened, termination].map(dropNote);
  return {
    ...{ type, id, operator, startedAt, noticed, acknowledged: given, termination: request, ended },
    ...{ vouched: first, reopened: end, resumedAt, warned, postponedUntil, lapsedAt },
  } as Outline;
}

/** An index holds none of people's words. */
function dropNote(act: { readonly note?: string | undefined } | undefined): object | undefined {
  const { note, ...rest } = act ?? {};
  return act && rest;
}

/** Ids of one UTC day. */
export async function idsOn(store: SessionStore, day: string, newest?: number): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of store.startedOn(day, newest)) ids.push(...page);
  return ids;
}

/** @throws Error when somebody else wrote first */
export async function saved(store: SessionStore, stored: StoredStream, dueAt?: string): Promise<StoredStream> {
  const written = await store.save(stored, dueAt);
  if (written === 'conflict') throw new Error(`${stored.stream.id} was written by somebody else`);
  return written;
}

export function storeContract(open: () => Promise<OpenedStore>): void {
  describe('a write', () => {
    test('a write of a new stream is its first version', async () => {
      const { store } = await open();
      const stream = aSession();
      expect(await store.save(unsaved(stream), at(1))).toEqual({ stream, delivery: DELIVERY, version: 1 });
      expect(await store.read(stream.id)).toEqual({ stream, delivery: DELIVERY, version: 1 });
    });

    test('a write of a stream that is there already is a conflict, and changes nothing', async () => {
      const { store } = await open();
      const first = await saved(store, unsaved(aSession({ after: [noticed] })));
      expect(await store.save(unsaved(aSession()), undefined)).toBe('conflict');
      expect(await store.read(first.stream.id)).toEqual(first);
    });

    test('a write over the version that was read is the next version', async () => {
      const { store } = await open();
      const first = await saved(store, unsaved(aSession()));
      const second = await saved(store, { ...first, stream: aSession({ after: [noticed] }) });
      expect(second.version).toBe(2);
      expect(await store.read(second.stream.id)).toEqual(second);
    });

    test.each([1, 3])('a write over version %i when the table holds 2 is a conflict', async (version) => {
      const { store } = await open();
      const second = await saved(store, await saved(store, unsaved(aSession())));
      expect(await store.save({ ...second, version }, undefined)).toBe('conflict');
      expect(await store.read(second.stream.id)).toEqual(second);
    });

    test('a write over a version of a stream that does not exist is a conflict', async () => {
      const { store } = await open();
      expect(await store.save({ ...unsaved(aSession()), version: 1 }, undefined)).toBe('conflict');
      expect(await store.read(aSession().id)).toBeUndefined();
    });

    test.each([0, 1])('one of twenty simultaneous writes over version %i succeeds', async (version) => {
      const { store } = await open();
      if (version === 1) await saved(store, unsaved(aSession()));
      const writers = Array.from({ length: 20 }, (_, n) => ({
        stream: aSession({ after: [noticed] }),
        delivery: { followUps: { [`${n}:thread`]: { attempts: 1, deliveredAt: at(n) } } },
        version,
      }));
      const outcomes = await Promise.all(writers.map((stored) => store.save(stored, undefined)));
      const [winner, ...others] = outcomes.filter((outcome) => outcome !== 'conflict');
      expect(others).toEqual([]);
      expect(await store.read(aSession().id)).toEqual(winner);
    });

    test('a write keeps the lease and the shown state, and removes them when they are gone', async () => {
      const { store } = await open();
      const lease = { owner: 'writer', until: at(2), takeovers: 1 };
      const shown = {
        shownHash: 'a hash',
        shownAt: at(1),
        followUps: { '3:thread': { attempts: 1, deliveredAt: at(1) } },
      };
      const delivery = { ...shown, retryAt: at(3), refusals: 2, lease };
      const first = await saved(store, unsaved(aSession(), delivery));
      expect((await store.read(first.stream.id))?.delivery).toEqual(delivery);
      await saved(store, { ...first, delivery: DELIVERY });
      expect((await store.read(first.stream.id))?.delivery).toEqual(DELIVERY);
    });
  });

  describe('a read', () => {
    test('a read of a missing stream is nothing', async () => {
      const { store } = await open();
      expect(await store.read('nobody-0')).toBeUndefined();
      expect(await store.readMany(['nobody-0'])).toEqual({ found: [], faults: [] });
      expect(await store.readMany([])).toEqual({ found: [], faults: [] });
    });

    test('a read of many streams is in the order that was asked for, without the missing, each once', async () => {
      const { store } = await open();
      const ids = Array.from({ length: 130 }, (_, n) => `operator-${n}`);
      await Promise.all(ids.map((id) => saved(store, unsaved(sessionCalled(id)))));
      const asked = ['nobody-0', ...ids.toReversed(), ...ids.slice(0, 5)];
      const { found } = await store.readMany(asked);
      expect(found.map(({ stream }) => stream.id)).toEqual(ids.toReversed());
    });

    test.each(['constructor', 'prototype', '__proto__'])('a read gives back parameters called %s', async (name) => {
      const { store } = await open();
      const parameters = JSON.parse(`{"${name}":["secret"],"x":["1"]}`);
      const stream = aSession({
        facts: ssmFacts(),
        after: [noticed, started(startFacts({ parameters }))],
      });
      const first = sessionCalled('other-0', { parameters });
      for (const one of [stream, first]) {
        const stored = await saved(store, unsaved(one));
        const read = await store.read(one.id);
        expect(read).toEqual(stored);
        expect(canonicalize(read?.stream)).toBe(canonicalize(stored.stream));
        expect((await store.readMany([one.id])).faults).toEqual([]);
      }
    });

    test('a read gives back any stream as it was written', async () => {
      const { store } = await open();
      await fc.assert(
        fc.asyncProperty(anyStream, async (stream) => {
          const version = (await store.read(stream.id))?.version ?? 0;
          const stored = await saved(store, { stream, delivery: DELIVERY, version });
          expect(await store.read(stream.id)).toEqual(stored);
        }),
        { numRuns: runs(40, 15) },
      );
    });

    test.each<[string, (item: Record<string, unknown>) => Record<string, unknown>]>([
      ['has no events', (item) => ({ ...item, events: [] })],
      ['has no version', ({ version: _, ...item }) => item],
      ['has an event too many', (item) => ({ ...item, events: [item.events, item.events].flat() })],
      ['has the events of another', (item) => ({ ...item, events: sessionCalled('other-0').events })],
      ['was acknowledged by somebody else', (item) => changed(item, 2, { by: 'U0OTHER' })],
      ['has an acknowledgement at another time', (item) => changed(item, 2, { at: at(9) })],
      ['has an event with something beside it', (item) => changed(item, 2, { note: 'added' })],
      ['has an operator with something beside the name', (item) => changed(item, 0, { operator: oddOperator })],
      ['has an event of no known type', (item) => changed(item, 2, { type: 'approved' })],
    ])('a read of an item that %s is a fault that names it', async (_, change) => {
      const { store, overwrite } = await open();
      const { stream } = await saved(store, unsaved(aSession({ after: [noticed, acknowledged()] })));
      await overwrite(stream.id, change);
      await expect(store.read(stream.id)).rejects.toThrow(StoredItemError);
      const other = await saved(store, unsaved(sessionCalled('other-1')));
      const { found, faults } = await store.readMany([stream.id, other.stream.id]);
      expect(found).toEqual([other]);
      expect(faults).toEqual([expect.objectContaining({ message: expect.stringContaining(stream.id) })]);
    });
  });

  describe('the open streams', () => {
    test('the open streams are those with something due, soonest first', async () => {
      const { store } = await open();
      for (const [id, due] of [
        ['a-0', at(9)],
        ['b-0', at(3)],
        ['c-0', undefined],
        ['d-0', at(5)],
      ] as const) {
        await saved(store, unsaved(sessionCalled(id)), due);
      }
      expect(await store.open()).toEqual(['b-0', 'd-0', 'a-0']);
    });

    test('a stream is open while something is due', async () => {
      const { store } = await open();
      const first = await saved(store, unsaved(aSession()), at(1));
      expect(await store.open()).toEqual([first.stream.id]);
      const second = await saved(store, first, undefined);
      expect(await store.open()).toEqual([]);
      await saved(store, second, at(2));
      expect(await store.open()).toEqual([first.stream.id]);
    });

    test('denied attempts are among the open streams', async () => {
      const { store } = await open();
      const { stream } = await saved(store, unsaved(deniedAttempts()), at(1));
      expect(await store.open()).toEqual([stream.id]);
    });
  });

  describe('the outlines', () => {
    test('the outlines are of the open sessions, soonest first, and of no denied attempts', async () => {
      const { store } = await open();
      for (const [stream, due] of [
        [sessionCalled('a-0'), at(9)],
        [sessionCalled('b-0'), at(3)],
        [sessionCalled('c-0'), undefined],
        [deniedAttempts(), at(1)],
      ] as const) {
        await saved(store, unsaved(stream), due);
      }
      const { outlines, unknown } = await store.outlines();
      expect(outlines.map(({ id }) => id)).toEqual(['b-0', 'a-0']);
      expect(unknown).toEqual([]);
    });

    test('an outline of any session says what the session says when it is read', async () => {
      const { store } = await open();
      await fc.assert(
        fc.asyncProperty(anySession, async (stream) => {
          const version = (await store.read(stream.id))?.version ?? 0;
          await saved(store, { ...unsaved(stream), version }, at(1));
          expect(await store.outlines()).toEqual({ outlines: [outlineOf(stream)], unknown: [] });
        }),
        { numRuns: runs(60, 20) },
      );
    });

    test.each<[string, Record<string, unknown>]>([
      ['nothing but its keys', Object.fromEntries(TABLE.indexes.outline.projects.map((name) => [name, undefined]))],
      ['an acknowledgement of another shape', { acknowledged: true }],
      ['an end that names no time', { ended: { status: 'Terminated', how: { cause: 'unknown' } } }],
      ['no operator', { operatorIdentity: undefined }],
      ['a start that is no time', { startedOn: undefined, startedAt: 'yesterday' }],
      ['another type', { type: 'denied' }],
    ])('an outline of an item of which the index holds %s says that the item has to be read', async (_, change) => {
      const { store, overwrite } = await open();
      const { stream } = await saved(store, unsaved(aSession({ after: [noticed] })), at(1));
      await saved(store, unsaved(sessionCalled('other-0')), at(2));
      await overwrite(stream.id, (item) => JSON.parse(JSON.stringify({ ...item, ...change })));
      const { outlines, unknown } = await store.outlines();
      expect(outlines.map(({ id }) => id)).toEqual(['other-0']);
      expect(unknown).toEqual([stream.id]);
    });
  });

  test('a day has its streams in the order of their start, ended or not', async () => {
    const { store } = await open();
    await saved(store, unsaved(sessionCalled('late-0', { startedAt: '2026-11-24T23:59:59.999Z' })));
    await saved(store, unsaved(sessionCalled('early-0', { startedAt: '2026-11-24T00:00:00.000Z' })), at(1));
    await saved(store, unsaved(sessionCalled('next-0', { startedAt: '2026-11-25T00:00:00.000Z' })));
    const { stream } = await saved(store, unsaved(deniedAttempts([deniedFacts({ attemptedAt: at(2) })])));
    expect(await idsOn(store, '2026-11-24')).toEqual(['early-0', stream.id, 'late-0']);
    expect(await idsOn(store, '2026-11-26')).toEqual([]);
  });

  test('a day has its newest streams first, and no more than are asked for', async () => {
    const { store } = await open();
    for (const [id, after] of [
      ['a-0', 1],
      ['b-0', 3],
      ['c-0', 2],
    ] as const) {
      await saved(store, unsaved(sessionCalled(id, { startedAt: at(after) })));
    }
    expect(await idsOn(store, '2026-11-24', 2)).toEqual(['b-0', 'c-0']);
    expect(await idsOn(store, '2026-11-24', 10)).toEqual(['b-0', 'c-0', 'a-0']);
    expect(await idsOn(store, '2026-11-26', 10)).toEqual([]);
  });

  test('a person has their streams, newest first', async () => {
    const { store } = await open();
    for (const [id, name, after] of [
      ['a-0', 'operator-2', 1],
      ['b-0', 'operator-2', 3],
      ['c-0', 'operator-3', 2],
      ['d-0', 'operator-2', 2],
    ] as const) {
      await saved(store, unsaved(sessionCalled(id, { operator: { name, verified: true }, startedAt: at(after) })));
    }
    expect(await store.byOperator('operator-2')).toEqual(['b-0', 'd-0', 'a-0']);
    expect(await store.byOperator('operator-2', 2)).toEqual(['b-0', 'd-0']);
    expect(await store.byOperator('nobody')).toEqual([]);
  });
}

const oddOperator = { ...startFacts().operator, note: 'added' };

function changed(item: Record<string, unknown>, index: number, change: object): Record<string, unknown> {
  const events = [item.events].flat();
  return { ...item, events: events.with(index, Object.assign({}, events[index], change)) };
}
