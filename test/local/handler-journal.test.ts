// The journal of the handlers has what a person caused, and every fault; what comes by itself would displace it.
import { expect, test } from 'vitest';
import { createHandlerJournal } from '../../local/handler-journal.ts';

const run = (functionName: string, event: unknown, error?: Error) => ({
  functionName,
  event,
  at: new Date('2026-11-24T08:00:00.000Z'),
  millis: 1,
  ...(error && { error }),
});

function open() {
  const faults: string[] = [];
  const journal = createHandlerJournal({ onChange: () => {}, onFault: (handler) => void faults.push(handler) });
  return { journal, faults, handlers: () => journal.latest().map(({ handler }) => handler) };
}

test('a click and the confirmation of a termination are in the journal', () => {
  const { journal, handlers } = open();
  journal.add(run('slack', { headers: { 'x-slack-signature': 'v0=00' } }));
  journal.add(run('watchdog', { sessionId: 'operator-0' }));
  expect(handlers()).toEqual(['watchdog', 'slack']);
});

test('a pass of the watchdog and its question to the endpoint are not', () => {
  const { journal, handlers } = open();
  journal.add(run('watchdog', {}));
  journal.add(run('slack', { headers: { host: '127.0.0.1' } }));
  expect(handlers()).toEqual([]);
});

test('a fault is in the journal, whoever caused it', () => {
  const { journal, faults, handlers } = open();
  journal.add(run('slack', { headers: {} }, new Error('it failed')));
  journal.add(run('watchdog', {}, new Error('it failed')));
  expect([handlers(), faults]).toEqual([
    ['watchdog', 'slack'],
    ['slack', 'watchdog'],
  ]);
});
