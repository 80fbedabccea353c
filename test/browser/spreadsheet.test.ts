// An export in LibreOffice, as an auditor opens it.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { formatCsvHeader, formatCsvRow } from '../../app/audit/exports/csv.ts';
import { APPROVER, actor, aSession, noticed, OPERATOR, startFacts } from '../app/session/session-fixture.ts';

const ZONE = 'Asia/Tokyo';

const TYPED = [
  '障害対応のため接続します',
  '=HYPERLINK("http://example.com";"click")',
  '=1+1',
  '+1+1',
  '-1+1',
  '@SUM(1;1)',
  '\t=1+1',
  '＝1+1',
  'a "quote", a comma; and\na line',
  '😀 é',
];

test('LibreOffice shows typed texts literally, Japanese included, and computes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const sessions = TYPED.map((reason, index) => {
    // Equal neighbours would be one cell of the file.
    const ticket = `${reason}!`;
    const note = reason;
    return aSession({
      facts: startFacts({ sessionId: `operator-${index}`, reason }),
      after: [
        noticed,
        { type: 'giveReason', userId: OPERATOR, reason, ticket },
        { type: 'acknowledge', actor: actor(APPROVER), note, fourEyes: 'record' },
        { type: 'withdraw', actor: actor(APPROVER), note },
        { type: 'acknowledge', actor: actor(APPROVER), note, fourEyes: 'record' },
        { type: 'requestTermination', actor: actor(APPROVER), note },
      ],
    });
  });
  writeFileSync(
    join(folder, 'export.csv'),
    formatCsvHeader() + sessions.map((session) => formatCsvRow(session, ZONE)).join(''),
  );
  // Opens CSV in UTF-8 with commas and saves a spreadsheet, which distinguishes formulas from texts.
  await promisify(execFile)(
    'soffice',
    [
      `-env:UserInstallation=file://${folder}/profile`,
      '--headless',
      '--infilter=CSV:44,34,UTF8,1,,0,false,true,false,false,false,-1',
      '--convert-to',
      'fods',
      '--outdir',
      folder,
      join(folder, 'export.csv'),
    ],
    { timeout: 110_000 },
  );
  const sheet = readFileSync(join(folder, 'export.fods'), 'utf8');
  expect(sheet).not.toMatch(/table:formula=/);
  for (const reason of TYPED) {
    // The file has elements for tabs and line ends.
    const shown = reason.split(/[\t\n]/).at(-1) ?? '';
    const cells = sheet.split(shown.replaceAll('&', '&amp;').replaceAll('"', '&quot;')).length - 1;
    // In StartSession's reason, the operator's own and its ticket, and the notes of acknowledgement, withdrawal and termination.
    expect(cells, reason).toBeGreaterThanOrEqual(6);
  }
});
