// Which entries are in the file of a range, and in which order.
import { expect, test } from 'vitest';
import { exported } from '../../../app/audit/export.ts';
import type { Format } from '../../../app/audit/range.ts';
import { createMemoryStore } from '../memory-store.ts';
import { deniedAttempts, deniedFacts } from '../session/a-session.ts';
import { sessionCalled, unsaved } from '../store-contract.ts';

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
  for await (const chunk of exported(store, { period: PERIOD, format, timeZone: 'Asia/Tokyo' })) text += chunk;
  return text;
}
const idsIn = (text: string): string[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).id);

test('a day is that of the time zone, to the millisecond, by the start', async () => {
  expect(idsIn(await fileOf('jsonl'))).toEqual(['first', expect.stringMatching(/^denied:/), 'last']);
});

test('as CSV it has the header and one row for each', async () => {
  expect((await fileOf('csv')).split('\r\n')).toHaveLength(5);
});

test('what cannot be read is told in its place', async () => {
  const text = await fileOf('jsonl', (store) =>
    store.overwrite('first', { ...store.items().get('first'), events: [] }),
  );
  expect(idsIn(text)).toHaveLength(3);
  expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ type: 'unreadable', id: 'first' });
});
