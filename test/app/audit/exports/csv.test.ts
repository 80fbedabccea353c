// An export in a spreadsheet: every cell as it was typed, and nothing that it would compute.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMN_NAMES, formatCsvHeader, formatCsvRow } from '../../../../app/audit/exports/csv.ts';
import { ZONES } from '../../lib/clock-changes.ts';
import { anyStream } from '../../session/any-stream.ts';
import {
  acknowledged,
  aSession,
  at,
  deniedAttempts,
  deniedFacts,
  ended,
  noticed,
  reminded,
  startFacts,
  terminateCall,
  terminationRequested,
  when,
} from '../../session/session-fixture.ts';

const ZONE = 'Asia/Tokyo';

/** RFC 4180, read by the letter. */
function parse(text: string): string[][] {
  const rows: string[][] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(field)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

function cellsOf(row: Parameters<typeof formatCsvRow>[0], timeZone = ZONE): Record<string, string> {
  const [cells = []] = parse(formatCsvRow(row, timeZone));
  return Object.fromEntries(COLUMN_NAMES.map((name, index) => [name, cells[index] ?? '']));
}

test('the header names the columns that the documentation explains', () => {
  const [names] = parse(formatCsvHeader().replace('\uFEFF', ''));
  expect(names).toEqual(COLUMN_NAMES);
  expect(formatCsvHeader().startsWith('\uFEFF')).toBe(true);
  const explained = readFileSync(new URL('../../../../docs/audit.md', import.meta.url), 'utf8')
    .split('\n')
    .flatMap((line) => /^\| `([a-z_]+)` \|/.exec(line)?.[1] ?? []);
  expect(explained).toEqual(COLUMN_NAMES);
});

test('a session that was acknowledged and terminated fills each column', () => {
  const session = aSession({
    after: [
      noticed,
      when(6, reminded),
      when(7, acknowledged()),
      when(8, terminationRequested()),
      when(9, ended(at(9))),
    ],
  });
  expect(cellsOf(session)).toEqual({
    operator: 'operator',
    principal_arn: 'arn:aws:iam::111122223333:user/operator',
    account: '111122223333',
    region: 'ap-northeast-1',
    target: 'bastion-1',
    target_id: 'i-0123456789abcdef0',
    kind: 'database',
    source_ip: '203.0.113.7',
    reason: 'Look at the slow query',
    started: '2026-11-24T17:00:00+09:00',
    noticed: '2026-11-24T17:01:00+09:00',
    notice_delay_seconds: '60',
    acknowledged_by: 'U0APPROVER',
    acknowledged: '2026-11-24T17:07:00+09:00',
    seconds_from_start: '420',
    seconds_from_notice: '360',
    four_eyes: 'verified',
    reminded: '2026-11-24T17:06:00+09:00',
    lapsed: '',
    terminated_by: 'U0APPROVER',
    terminated: '2026-11-24T17:08:00+09:00',
    ended: '2026-11-24T17:09:00+09:00',
    duration_seconds: '540',
    how: 'terminated',
    status: 'terminated',
    session_id: session.id,
    chain_head: session.events.at(-1)?.hash,
  });
});

test('a live session has empty cells where nothing is known', () => {
  expect(cellsOf(aSession())).toMatchObject({ status: 'live', noticed: '', acknowledged_by: '', ended: '', how: '' });
});

test('the caller of TerminateSession has a column', () => {
  const after = [noticed, terminateCall('arn:aws:iam::111122223333:user/operator', at(2)), ended(at(3))];
  expect(cellsOf(aSession({ after })).how).toBe('terminate-call by arn:aws:iam::111122223333:user/operator');
});

test('denied attempts are a row of their own, with their number', () => {
  const attempts = deniedAttempts([deniedFacts(), deniedFacts({ attemptedAt: at(3) })]);
  expect(cellsOf(attempts)).toMatchObject({
    status: 'denied',
    how: 'AccessDenied, 2 attempts',
    session_id: attempts.id,
  });
});

test('an item that cannot be read is a row as well', () => {
  expect(cellsOf({ type: 'unreadable', id: 'operator-0', why: 'its chain is broken' })).toMatchObject({
    session_id: 'operator-0',
    status: 'unreadable',
    how: 'its chain is broken',
  });
});

test.each(['\n', '\r', 'two\nlines', 'two\r\nlines', 'a "quote"', 'a, comma'])(
  'typed text stays in its cell: %j',
  (reason) => {
    const row = formatCsvRow(aSession({ facts: startFacts({ reason }) }), ZONE);
    expect(parse(row)).toHaveLength(1);
    expect(cellsOf(aSession({ facts: startFacts({ reason }) })).reason?.replace(/^'/, '')).toBe(reason);
  },
);

test('no cell of any stream begins a formula, and every row has every column', () => {
  fc.assert(
    fc.property(anyStream, (stream) => {
      const [cells, ...more] = parse(formatCsvRow(stream, ZONE));
      expect(more).toEqual([]);
      expect(cells).toHaveLength(COLUMN_NAMES.length);
      for (const cell of cells ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    }),
  );
});

test.each([
  ['UTC', '2026-03-29T01:30:00.000Z', '2026-03-29T01:30:00Z'],
  ['UTC', '2026-03-29T02:30:00.000Z', '2026-03-29T02:30:00Z'],
  ['UTC', '2026-03-08T02:30:00.000Z', '2026-03-08T02:30:00Z'],
  ['UTC', '2026-09-27T03:00:00.000Z', '2026-09-27T03:00:00Z'],
  ['Asia/Tokyo', '2026-03-28T17:30:00.000Z', '2026-03-29T02:30:00+09:00'],
  ['Africa/Cairo', '2026-04-23T22:00:00.000Z', '2026-04-24T01:00:00+03:00'],
  ['Europe/Berlin', '2026-10-25T00:30:00.000Z', '2026-10-25T02:30:00+02:00'],
  ['Europe/Berlin', '2026-10-25T01:30:00.000Z', '2026-10-25T02:30:00+01:00'],
  ['America/St_Johns', '2026-01-15T12:00:00.000Z', '2026-01-15T08:30:00-03:30'],
])('a time in %s %s is written as %s, wherever the file is made', (timeZone, startedAt, written) => {
  expect(cellsOf(aSession({ facts: startFacts({ startedAt }) }), timeZone).started).toBe(written);
});

test('every written time is the moment that it was, in every zone', () => {
  const anyTime = fc.date({ min: new Date('2018-09-11'), max: new Date('2035-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(anyTime, fc.constantFrom(...ZONES), (time, timeZone) => {
      const startedAt = time.toISOString();
      const { started = '' } = cellsOf(aSession({ facts: startFacts({ startedAt }) }), timeZone);
      expect(new Date(started).toISOString()).toBe(startedAt.replace(/\.\d{3}Z$/, '.000Z'));
    }),
  );
});
