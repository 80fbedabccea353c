// The audit function with a table, an archive and a Slack: files, nights, and the monthly report.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createAuditMessenger } from '../../../app/slack/outbound/audit-messenger.ts';
import { createAuditTexts } from '../../../app/slack/outbound/audit-texts.ts';
import { type AuditPorts, exportFor, runNight } from '../../../app/workflow/audit-export.ts';
import { unsaved } from '../aws/dynamodb/session-store-contract.ts';
import { createMemoryControls, createMemoryStore } from '../doubles/memory-store.ts';
import { acknowledged, aSession, ended, noticed, startFacts } from '../session/session-fixture.ts';
import { APPROVER, CHANNEL } from '../slack/notice-states-fixture.ts';
import { openSlack, stoppedClock } from '../slack/slack-fixture.ts';

const SETTINGS = { timeZone: 'Asia/Tokyo', monthlyReport: true };
const NEVER = new Date('9999-01-01T00:00:00.000Z');
const JOB = {
  from: '2026-10-31T15:00:00.000Z',
  to: '2026-11-30T15:00:00.000Z',
  label: '2026-11',
  format: 'csv',
  userId: APPROVER,
} as const;

async function open(now: string, locale: 'en' | 'ja' = 'en') {
  const { slack, client } = await openSlack({ scopes: ['chat:write', 'files:write'] });
  const store = createMemoryStore();
  const facts = startFacts({ reason: '<!channel> *now*' });
  await store.save(unsaved(aSession({ facts, after: [noticed, acknowledged(), ended()] })), undefined);
  const clock = stoppedClock(now);
  const folders: string[] = [];
  const ports: AuditPorts = {
    store,
    controls: createMemoryControls(),
    messenger: createAuditMessenger(client, CHANNEL),
    words: createAuditTexts({ timeZone: SETTINGS.timeZone, locale }),
    clock,
    monitor: { count: () => {}, measure: () => {}, fault: () => {} },
    async inFolder(use) {
      const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
      folders.push(folder);
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      return use(folder);
    },
  };
  const files = () => slack.messages().filter(({ file }) => file);
  return { slack, store, ports, clock, files, folders };
}

test('an exported file comes with its summary, to the person who asked', async () => {
  const { slack, ports, files } = await open('2026-12-02T00:30:00.000Z');
  await exportFor(ports, SETTINGS, JOB);
  expect(slack.messages().map(({ visibleTo, place }) => [visibleTo, place])).toEqual([
    [APPROVER, 'direct'],
    [APPROVER, 'direct'],
  ]);
  expect(slack.messages()[0]?.text).toBe(
    'Bastion sessions, 2026-11\n1 session: 1 acknowledged, 0 never acknowledged, 0 terminated\nTime to acknowledge: median 1 min 0 s, 95th percentile 1 min 0 s',
  );
  expect(files()[0]?.file?.name).toBe('bastion-2026-11.csv');
});

test('an export of an empty range is a file with headers, and a sentence', async () => {
  const { slack, ports, files } = await open('2026-12-02T00:30:00.000Z', 'ja');
  await exportFor(ports, SETTINGS, { ...JOB, from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' });
  expect(slack.messages()[0]?.text).toContain('この期間のセッションはありませんでした。');
  expect(
    Buffer.from(files()[0]?.file?.base64 ?? '', 'base64')
      .toString()
      .split('\r\n'),
  ).toHaveLength(2);
});

test.each(['files.getUploadURLExternal', 'files.completeUploadExternal'])(
  'a failed %s is reported to the person who asked',
  async (method) => {
    const { slack, ports, files } = await open('2026-12-02T00:30:00.000Z');
    slack.fault(method, 'server-error');
    await expect(exportFor(ports, SETTINGS, JOB)).rejects.toThrow('the export of 2026-11 was not sent');
    expect(slack.messages().at(-1)?.text).toMatch(/^The export of 2026-11 failed/);
    expect(files()).toEqual([]);
  },
);

test('a table that cannot be read leaves no file on the disk', async () => {
  const { slack, ports, folders } = await open('2026-12-02T00:30:00.000Z');
  const store = { ...ports.store, readMany: () => Promise.reject(new Error('throttled')) };
  await expect(exportFor({ ...ports, store }, SETTINGS, JOB)).rejects.toThrow('was not sent');
  expect(existsSync(join(folders[0] ?? '', 'bastion-2026-11.csv'))).toBe(false);
  expect(slack.messages()).toHaveLength(1);
});

test('the report of a month is posted in the channel on the first day of the next, once', async () => {
  const { slack, ports, files } = await open('2026-12-01T00:30:00.000Z');
  await runNight(ports, SETTINGS, NEVER);
  await runNight(ports, SETTINGS, NEVER);
  expect(files().map(({ channel, place }) => [channel, place])).toEqual([[CHANNEL, 'channel']]);
  expect(slack.messages()[0]?.text).toMatch(/^Bastion session report, 2026-11\n1 session/);
  expect(Buffer.from(files()[0]?.file?.base64 ?? '', 'base64').toString()).toContain(
    '<h1>Bastion sessions, 2026-11</h1>',
  );
});

test('the report of a month is posted on no other day, and not where nobody wants it', async () => {
  const { slack, ports, clock } = await open('2026-12-01T00:30:00.000Z');
  await runNight(ports, { ...SETTINGS, monthlyReport: false }, NEVER);
  clock.pass(86_400_000);
  await runNight(ports, SETTINGS, NEVER);
  expect(slack.messages()).toEqual([]);
});

test('a report that Slack did not take is posted by the next try', async () => {
  const { slack, ports, files } = await open('2026-12-01T00:30:00.000Z');
  slack.fault('files.completeUploadExternal', 'server-error');
  await expect(runNight(ports, SETTINGS, NEVER)).rejects.toThrow();
  await runNight(ports, SETTINGS, NEVER);
  expect(files()).toHaveLength(1);
});

test('a seal that fails keeps no report waiting, and is a fault', async () => {
  const { ports, files, clock } = await open('2026-12-01T00:30:00.000Z');
  const refusing = () => Promise.reject(new Error('the bucket refuses'));
  const archive = { list: refusing, read: refusing, put: refusing, changes: refusing };
  const signer = { sign: refusing, publicKey: refusing };
  const { store, monitor } = ports;
  const sealing = { store, archive, signer, clock, monitor, table: 'sessions', targets: '*' as const };
  await expect(runNight({ ...ports, sealing }, SETTINGS, NEVER)).rejects.toThrow('the bucket refuses');
  expect(files()).toHaveLength(1);
});

test.each([
  ['UTC', '2026-11', '2026-12-01T00:30:00.000Z'],
  ['Pacific/Kiritimati', '2026-11', '2026-12-01T00:30:00.000Z'],
  // The day begins later there than the night's run.
  ['America/New_York', '2026-11', '2026-12-02T00:30:00.000Z'],
  ['Pacific/Pago_Pago', '2026-12', '2027-01-02T00:30:00.000Z'],
  // It has no midnight, and begins at 01:00.
  ['America/Asuncion', '2023-09', '2023-10-02T00:30:00.000Z'],
])('in %s the report of %s is posted by the night of %s alone', async (timeZone, month, at) => {
  const { ports, clock, files } = await open(at);
  clock.pass(-4 * 86_400_000);
  const posted: string[] = [];
  for (let nights = 0; nights < 8; nights++) {
    const before = files().length;
    await runNight(ports, { ...SETTINGS, timeZone }, NEVER);
    if (files().length > before) posted.push(`${files().at(-1)?.file?.name} ${clock.now().toISOString()}`);
    clock.pass(86_400_000);
  }
  expect(posted).toEqual([`bastion-${month}.html ${at}`]);
});

test('the report of a month ends where the next one begins, late where this has no midnight', async () => {
  const { store, ports, files } = await open('2023-10-02T00:30:00.000Z');
  for (const startedAt of ['2023-10-01T03:59:59.999Z', '2023-10-01T04:00:00.000Z']) {
    const facts = startFacts({ sessionId: `at-${startedAt}`, startedAt });
    await store.save(unsaved(aSession({ facts, after: [] })), undefined);
  }
  await runNight(ports, { ...SETTINGS, timeZone: 'America/Asuncion' }, NEVER);
  const page = Buffer.from(files()[0]?.file?.base64 ?? '', 'base64').toString();
  expect(page).toContain('<h1>Bastion sessions, 2023-09</h1>');
  expect(page).toMatch(/<g><title>2023-09-30: [^<]*1</);
  expect(page).not.toContain('2023-10-01');
});
