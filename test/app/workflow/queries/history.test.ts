// Whose sessions of the last days are told to whom, and how many are read for it.
import { expect, test } from 'vitest';
import { findHistory, MAX_HISTORY_DAYS } from '../../../../app/workflow/queries/history.ts';
import { sessionCalled, unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import { APPROVER, createMemoryPorts, OPERATOR, SETTINGS } from '../../doubles/memory-ports.ts';

const DAY = 86_400_000;
const OTHER = { id: 'i-0fedcba9876543210', name: 'bastion-windows' };
const settings = { ...SETTINGS, targets: { 'i-0123456789abcdef0': 'bastion-1', [OTHER.id]: OTHER.name } };

async function openHistory() {
  const memory = createMemoryPorts();
  const start = async (id: string, daysAgo: number, over: Parameters<typeof sessionCalled>[1] = {}) => {
    const startedAt = new Date(memory.ports.clock.now().getTime() - daysAgo * DAY).toISOString();
    await memory.ports.store.save(unsaved(sessionCalled(id, { startedAt, ...over })), undefined);
  };
  const operator = (name: string, slackUser?: string) => ({ operator: { name, verified: true, slackUser } });
  await start('today', 0.01, operator('operator', OPERATOR));
  await start('on-windows', 1, { ...operator('operator-2', 'U0OPERATOR2'), target: OTHER });
  await start('older', 6, operator('operator', OPERATOR));
  await start('long-ago', 20, operator('operator', OPERATOR));
  return {
    memory,
    start,
    ask: async (about = '', days = 7, userId = APPROVER) => {
      const found = await findHistory(memory.ports, settings, { userId, about, days });
      return { ...found, sessions: found.sessions.map(({ id }) => id) };
    },
  };
}

test('approvers see the sessions of everybody, newest first', async () => {
  const { ask } = await openHistory();
  expect(await ask()).toEqual({ all: true, days: 7, sessions: ['today', 'on-windows', 'older'], more: false });
  expect((await ask('', 30)).sessions).toEqual(['today', 'on-windows', 'older', 'long-ago']);
});

test('auditors see the sessions of everybody', async () => {
  const { memory } = await openHistory();
  const auditing = { ...settings, auditorUsers: ['U0AUDITOR'] };
  const found = await findHistory(memory.ports, auditing, { userId: 'U0AUDITOR', about: '', days: 7 });
  expect([found.all, found.sessions.length]).toEqual([true, 3]);
});

test.each([
  ['', ['on-windows']],
  ['operator', []],
  ['@operator', []],
  [OTHER.name, ['on-windows']],
])('other people see their own sessions alone, whatever they ask for: %j', async (about, ids) => {
  const { ask } = await openHistory();
  expect(await ask(about, 7, 'U0OPERATOR2')).toMatchObject({ all: false, sessions: ids });
});

test.each([
  ['operator', 7, ['today', 'older']],
  ['@operator', 30, ['today', 'older', 'long-ago']],
  [`<@${OPERATOR}>`, 7, ['today', 'older']],
  [`<@${OPERATOR}|operator>`, 7, ['today', 'older']],
  ['bastion-windows', 7, ['on-windows']],
  [OTHER.id, 7, ['on-windows']],
  ['Operator', 7, ['today', 'older']],
  ['@OPERATOR-2', 7, ['on-windows']],
  ['ｏｐｅｒａｔｏｒ', 7, ['today', 'older']],
  ['BASTION-Windows', 7, ['on-windows']],
  [OTHER.id.toUpperCase(), 7, ['on-windows']],
  ['operator-', 7, []],
  ['nobody', 7, []],
  ['<!channel>', 7, []],
])('the history %j of %i days is what it says', async (about, days, ids) => {
  const { ask } = await openHistory();
  expect((await ask(about, days)).sessions).toEqual(ids);
});

test('the days of a history have an upper bound', async () => {
  const { ask } = await openHistory();
  expect((await ask('', 9_999)).days).toBe(MAX_HISTORY_DAYS);
});

test('a history reads two hundred sessions, and says that there are more', async () => {
  const { memory, start, ask } = await openHistory();
  for (let n = 0; n < 210; n++) await start(`many-${n}`, 0.02);
  let read = 0;
  const { readMany } = memory.ports.store;
  memory.ports.store.readMany = (ids) => {
    read += ids.length;
    return readMany(ids);
  };
  const found = await ask();
  expect([found.more, found.sessions.length, read]).toEqual([true, 200, 200]);
});

test('the days of a history go back over a night in which the machine changed its clocks', async () => {
  const { memory, start } = await openHistory();
  // The month before the 2nd of April has a night without an hour in it, in Berlin and in New York.
  const ahead = Date.parse('2027-04-02T01:00:00.000Z') - memory.ports.clock.now().getTime();
  memory.pass(ahead / 60_000);
  for (let daysAgo = 0; daysAgo < 31; daysAgo++) await start(`spring-${daysAgo}`, daysAgo + 0.01);
  const found = await findHistory(memory.ports, settings, { userId: APPROVER, about: '', days: 31 });
  expect(found.sessions.map(({ id }) => id)).toEqual(Array.from({ length: 31 }, (_, daysAgo) => `spring-${daysAgo}`));
});
