// Which entries are in the file of a range, and in which order.
import { expect, test } from 'vitest';
import { formatExport, readStreamsOfPeriod } from '../../../../app/audit/exports/format-export.ts';
import type { Period } from '../../../../app/audit/exports/period.ts';
import { type Format, parseRange } from '../../../../app/audit/exports/range.ts';
import { sessionCalled, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import { createMemoryStore } from '../../doubles/memory-store.ts';
import { deniedAttempts, deniedFacts } from '../../session/session-fixture.ts';

/** The 24th in Tokyo. */
const PERIOD = { from: '2026-11-23T15:00:00.000Z', to: '2026-11-24T15:00:00.000Z' };

async function fileOf(format: Format, change?: (store: ReturnType<typeof createMemoryStore>) => void) {
  const store = createMemoryStore();
  const at = (id: string, startedAt: string) => store.save(unsaved(sessionCalled(id, { startedAt })), undefined);
  await at('just-before', '2026-11-23T14:59:59.999Z');
  await at('first', '2026-11-23T15:00:00.000Z');
  await at('last', '2026-11-24T14:59:59.999Z');
  await at('just-after', '2026-11-24T15:00:00.000Z');
  await store.save(unsaved(deniedAttempts([deniedFacts({ attemptedAt: '2026-11-24T01:00:00.000Z' })])), undefined);
  change?.(store);
  let text = '';
  for await (const chunk of formatExport(store, { period: PERIOD, format, timeZone: 'Asia/Tokyo' })) text += chunk;
  return text;
}
const idsIn = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).id);

test('an exported day is that of the time zone, to the millisecond, by the start', async () => {
  expect(idsIn(await fileOf('jsonl'))).toEqual(['first', expect.stringMatching(/^denied:/), 'last']);
});

test('an export as CSV has the header and one row for each stream', async () => {
  expect((await fileOf('csv')).split('\r\n')).toHaveLength(5);
});

test('an item that cannot be read has its place in the export', async () => {
  const text = await fileOf('jsonl', (store) =>
    store.overwrite('first', { ...store.items().get('first'), events: [] }),
  );
  expect(idsIn(text)).toHaveLength(3);
  expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ type: 'unreadable', id: 'first' });
});

/** Ids of what is told of a period, of sessions that have their start for an id. */
async function textOf(period: Period, starts: readonly string[], unreadable: readonly string[] = []) {
  const store = createMemoryStore();
  for (const startedAt of starts) await store.save(unsaved(sessionCalled(startedAt, { startedAt })), undefined);
  for (const id of unreadable) store.overwrite(id, { ...store.items().get(id), events: [] });
  const ids: string[] = [];
  for await (const { id } of readStreamsOfPeriod(store, period)) ids.push(id);
  return ids;
}

test('a day that begins in the UTC day before is exported whole, also where it has no midnight', async () => {
  const period = parseRange('2026-04-24', new Date('2026-11-24T00:00:00.000Z'), 'Africa/Cairo');
  if ('fault' in period) throw new Error(period.fault);
  const before = ['2026-04-23T21:30:00.000Z', '2026-04-23T21:59:59.999Z'];
  const within = ['2026-04-23T22:00:00.000Z', '2026-04-24T00:00:00.000Z', '2026-04-24T20:59:59.999Z'];
  expect(await textOf(period, [...before, ...within, '2026-04-24T21:00:00.000Z'])).toEqual(within);
});

test('an export that ends at midnight UTC does not reach into the next day, not even for unreadable items', async () => {
  const period = { from: '2026-11-24T00:00:00.000Z', to: '2026-11-25T00:00:00.000Z' };
  const [within, after] = ['2026-11-24T23:59:59.999Z', '2026-11-25T00:00:00.000Z'];
  expect(await textOf(period, [within, after], [after])).toEqual([within]);
  expect(await textOf({ ...period, to: '2026-11-25T00:00:00.001Z' }, [within, after], [after])).toEqual([
    within,
    after,
  ]);
});

test('an export of an empty range is empty', async () => {
  const at = '2026-11-24T10:00:00.000Z';
  expect(await textOf({ from: at, to: at }, [at, '2026-11-24T11:00:00.000Z'], [at])).toEqual([]);
});

test('an export of weeks in which the machine may change its clocks has each day once, in its order', async () => {
  const starts = Array.from({ length: 40 }, (_, days) =>
    new Date(Date.parse('2026-03-01T23:30:00.000Z') + days * 86_400_000).toISOString(),
  );
  expect(await textOf({ from: '2026-03-01T00:00:00.000Z', to: '2026-04-10T00:00:00.000Z' }, starts)).toEqual(starts);
});
