// An export in a spreadsheet: every cell as it was typed, and nothing that it would compute.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COLUMN_NAMES, formatCsvHeader, formatCsvRow } from '../../../../app/audit/exports/csv.ts';
import { toLocalIso } from '../../../../app/lib/days.ts';
import type { Session } from '../../../../app/session/session.ts';
import { EXPORTS, textOf } from '../../../golden/forms.ts';
import { goldenEntries } from '../../../golden/stories.ts';
import { ZONES } from '../../lib/clock-changes.ts';
import { anyStream } from '../../session/any-stream.ts';
import {
  APPROVER,
  acknowledged,
  actor,
  aSession,
  at,
  deniedAttempts,
  deniedFacts,
  ended,
  noticed,
  OPERATOR,
  reminded,
  SECOND_APPROVER,
  startFacts,
  terminateCall,
  when,
  withdrawn,
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

function goldenSession(name: string): Session {
  const entry = goldenEntries().find((golden) => golden.name === name)?.entry;
  if (entry?.type !== 'session') throw new Error(`no golden session has the name "${name}"`);
  return entry;
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
      when(2, { type: 'giveReason', userId: OPERATOR, reason: 'Rebuild an index', ticket: 'OPS-17' }),
      when(6, reminded),
      when(7, { type: 'acknowledge', actor: actor(APPROVER), note: 'Known', fourEyes: 'record' }),
      when(8, { type: 'requestTermination', actor: actor(SECOND_APPROVER), note: 'Wrong server' }),
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
    terminated_by: 'U0SECOND',
    terminated: '2026-11-24T17:08:00+09:00',
    ended: '2026-11-24T17:09:00+09:00',
    duration_seconds: '540',
    how: 'terminated',
    status: 'terminated',
    session_id: session.id,
    chain_head: session.events.at(-1)?.hash,
    operator_reason: 'Rebuild an index',
    operator_ticket: 'OPS-17',
    reasoned: '2026-11-24T17:02:00+09:00',
    acknowledged_via: 'notice',
    acknowledgement_note: 'Known',
    vouched_by: '',
    vouching_note: '',
    taken_over_from: '',
    last_confirmed: '',
    response_seconds: '360',
    withdrawals: '0',
    withdrawn_by: '',
    withdrawn: '',
    withdrawal_note: '',
    expirations: '0',
    terminated_via: 'notice',
    termination_note: 'Wrong server',
  });
});

test('a reminder stays in its row after the acknowledgement that followed is withdrawn, and the latest counts', () => {
  const after = [noticed, when(6, reminded), when(7, acknowledged()), when(8, withdrawn())];
  expect(cellsOf(aSession({ after })).reminded).toBe('2026-11-24T17:06:00+09:00');
  expect(cellsOf(aSession({ after: [...after, when(14, reminded)] })).reminded).toBe('2026-11-24T17:14:00+09:00');
});

test('an export of an earlier release begins with the columns that it had', () => {
  const [header = ''] = textOf('0.1', EXPORTS[0].file).split('\r\n');
  expect(formatCsvHeader().startsWith(`${header},`)).toBe(true);
});

/** Beside each life of test/golden/acknowledgements.ts the cells that tell of it; minutes count from the start. */
test.each<[string, Record<string, string | number>]>([
  [
    'acknowledged by way of reaction',
    { acknowledged_by: APPROVER, acknowledged_via: 'reaction', response_seconds: 120 },
  ],
  [
    'vouched for with a note',
    { acknowledged_by: '', vouched_by: SECOND_APPROVER, vouching_note: 'Agreed in the stand-up' },
  ],
  ['vouched for and withdrawn', { vouched_by: '', withdrawals: 1, withdrawn_by: SECOND_APPROVER }],
  [
    'acknowledged by two',
    {
      acknowledged_by: APPROVER,
      acknowledgement_note: '',
      vouched_by: SECOND_APPROVER,
      vouching_note: 'Agreed in the stand-up',
      four_eyes: 'verified',
    },
  ],
  [
    'acknowledged by two and taken over',
    { acknowledged_by: SECOND_APPROVER, vouched_by: APPROVER, vouching_note: '', taken_over_from: APPROVER },
  ],
  [
    'withdrawn by another approver with a note',
    {
      acknowledged_by: '',
      acknowledged: '',
      acknowledged_via: '',
      four_eyes: '',
      seconds_from_notice: '',
      response_seconds: '',
      withdrawals: 1,
      withdrawn_by: SECOND_APPROVER,
      withdrawal_note: 'They are on leave',
    },
  ],
  // Acknowledged again two minutes after the withdrawal, six after the notice.
  [
    'withdrawn and acknowledged again',
    {
      acknowledged_by: SECOND_APPROVER,
      acknowledgement_note: 'Agreed in the stand-up',
      seconds_from_notice: 360,
      response_seconds: 120,
      withdrawals: 1,
    },
  ],
  ['withdrawn twice', { withdrawals: 2, withdrawn_by: SECOND_APPROVER, withdrawal_note: 'Agreed in the stand-up' }],
  ['reason given after its end', { operator_reason: 'Rebuild an index', operator_ticket: '', reason: '' }],
  ['reconfirmed by its giver', { acknowledgement_note: 'Agreed in the stand-up', response_seconds: 120 }],
  [
    'taken over',
    {
      acknowledged_by: SECOND_APPROVER,
      taken_over_from: APPROVER,
      acknowledged_via: 'follow-up',
      seconds_from_notice: 484 * 60,
      response_seconds: 120,
      last_confirmed: '',
    },
  ],
  ['expired', { acknowledged_by: '', expirations: 1, withdrawals: 0 }],
  [
    'expired and acknowledged in the thread',
    { acknowledged_by: SECOND_APPROVER, expirations: 1, response_seconds: 180 },
  ],
  ['termination requested with a reason', { terminated_via: 'notice', termination_note: 'Wrong server' }],
  ['termination requested at the deadline', { terminated_by: 'app', terminated_via: '', termination_note: '' }],
])('the columns tell what became of an acknowledgement: %s', (name, cells) => {
  const expected = Object.fromEntries(Object.entries(cells).map(([column, cell]) => [column, String(cell)]));
  expect(cellsOf(goldenSession(name))).toMatchObject(expected);
});

test.each([
  ['reconfirmed by its giver', 'last_confirmed', 'reconfirmed'],
  ['withdrawn by its giver', 'withdrawn', 'acknowledgementWithdrawn'],
  ['reason given', 'reasoned', 'reasoned'],
])('a session that was %s has the time in the column %s', (name, column, type) => {
  const session = goldenSession(name);
  const at = session.events.find((event) => event.type === type)?.at ?? '';
  expect(cellsOf(session)[column]).toBe(toLocalIso(new Date(at), ZONE));
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

test('what people type in Slack computes nothing', () => {
  const session = goldenSession('acknowledged with a note that files and screens could misread');
  const { acknowledgement_note, operator_reason, operator_ticket } = cellsOf(session);
  expect(acknowledgement_note).toMatch(/^'=HYPERLINK/);
  expect(operator_reason).toMatch(/^'=HYPERLINK/);
  expect(operator_ticket).toBe("'=1+1");
});

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
