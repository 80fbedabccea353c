// The people who get a file, and its range.
import { expect, test } from 'vitest';
import { requestExport } from '../../../app/workflow/request-export.ts';
import type { WorkflowSettings } from '../../../app/workflow/settings.ts';
import { APPROVER, createMemoryPorts, OPERATOR, SETTINGS } from '../doubles/memory-ports.ts';

async function ask(words: string, userId = APPROVER, over: Partial<WorkflowSettings> = {}) {
  const memory = createMemoryPorts();
  const outcome = await requestExport(memory.ports, { ...SETTINGS, ...over }, { words, userId });
  return { outcome, jobs: memory.jobs };
}
const refused = (reason: string) => ({ outcome: { outcome: 'refused', reason }, jobs: [] });

test('a month is exported as CSV where nothing else is said', async () => {
  expect(await ask('2026-10')).toEqual({
    outcome: { outcome: 'started', label: '2026-10', format: 'csv' },
    jobs: [
      {
        from: '2026-09-30T15:00:00.000Z',
        to: '2026-10-31T15:00:00.000Z',
        label: '2026-10',
        format: 'csv',
        userId: APPROVER,
      },
    ],
  });
});

test('the format of an export may be given, in capital letters too', async () => {
  expect((await ask('yesterday JSONL')).jobs).toMatchObject([{ label: '2026-11-23', format: 'jsonl' }]);
});

test.each([
  ['', 'unknown'],
  ['everything', 'unknown'],
  ['2026-10 xlsx', 'format'],
  ['2026-10 csv jsonl', 'format'],
  ['2026-11-15..2026-11-01', 'reversed'],
  ['2030-01', 'not-yet'],
])('the request %j is refused as %s, and nothing is started', async (words, reason) => {
  expect(await ask(words)).toEqual(refused(reason));
});

test('only approvers may export, where no auditor is named', async () => {
  expect(await ask('2026-10', OPERATOR)).toEqual(refused('not-an-auditor'));
});

test('only auditors may export, where they are named', async () => {
  const auditorUsers = ['U0AUDITOR'];
  expect((await ask('2026-10', 'U0AUDITOR', { auditorUsers })).jobs).toHaveLength(1);
  expect(await ask('2026-10', APPROVER, { auditorUsers })).toEqual(refused('not-an-auditor'));
});

test('an export that cannot be started is reported, and is a fault', async () => {
  const memory = createMemoryPorts();
  const words = { words: '2026-10', userId: APPROVER };
  const exporting = (start: typeof memory.ports.exporter.start) =>
    requestExport({ ...memory.ports, exporter: { start } }, SETTINGS, words);
  expect(await exporting(async () => 'not-set-up')).toEqual(refused('not-set-up').outcome);
  expect(await exporting(() => Promise.reject(new Error('throttled')))).toEqual(refused('not-started').outcome);
  expect(memory.faults).toContain('export start failed');
});
