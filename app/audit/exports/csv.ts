// A session as one row for a spreadsheet. The columns are a contract: docs/audit.md explains each.
import { stringify } from 'csv-stringify/sync';
import { toLocalIso } from '../../lib/days.ts';
import { createUnknownMemberError } from '../../lib/unknown-member.ts';
import type { EndCause } from '../../session/event.ts';
import type { DeniedAttempts, Session } from '../../session/session.ts';
import { type ExportRow, getChainHead } from '../stream-line.ts';
import { findVoucher, listEvents, measureResponse } from './acknowledgements.ts';
import { measureSeconds } from './period.ts';

type Cell = string | number | undefined;

/** Reads one cell of a session; undefined for an empty one. */
type Column = readonly [name: string, cell: (session: Session, time: (iso?: string) => Cell) => Cell];

const COLUMNS = [
  ['operator', ({ operator }) => operator.name],
  ['principal_arn', ({ principal }) => principal.arn],
  ['account', ({ accountId }) => accountId],
  ['region', ({ region }) => region],
  ['target', ({ target }) => target.name],
  ['target_id', ({ target }) => target.id],
  ['kind', ({ kind }) => kind.type],
  ['source_ip', ({ sourceIp }) => sourceIp],
  ['reason', ({ reason }) => reason],
  ['started', ({ startedAt }, time) => time(startedAt)],
  ['noticed', ({ noticed }, time) => time(noticed?.at)],
  ['notice_delay_seconds', ({ startedAt, noticed }) => measureIfBoth(startedAt, noticed?.at)],
  ['acknowledged_by', ({ acknowledged }) => acknowledged?.by],
  ['acknowledged', ({ acknowledged }, time) => time(acknowledged?.at)],
  ['seconds_from_start', ({ startedAt, acknowledged }) => measureIfBoth(startedAt, acknowledged?.at)],
  ['seconds_from_notice', ({ noticed, acknowledged }) => measureIfBoth(noticed?.at, acknowledged?.at)],
  ['four_eyes', ({ acknowledged }) => acknowledged?.fourEyes],
  ['reminded', (session, time) => time(listEvents(session, 'reminded').at(-1)?.at)],
  ['lapsed', ({ lapsedAt }, time) => time(lapsedAt)],
  ['terminated_by', ({ termination }) => termination?.by],
  ['terminated', ({ termination }, time) => time(termination?.at)],
  ['ended', ({ ended }, time) => time(ended?.at)],
  ['duration_seconds', ({ startedAt, ended }) => measureIfBoth(startedAt, ended?.at)],
  ['how', ({ ended }) => (ended ? formatEndCause(ended.how) : undefined)],
  ['status', ({ ended }) => ended?.status.toLowerCase() ?? 'live'],
  ['session_id', ({ id }) => id],
  ['chain_head', (session) => getChainHead(session)],
  ['operator_reason', ({ said }) => said?.reason],
  ['operator_ticket', ({ said }) => said?.ticket],
  ['reasoned', ({ said }, time) => time(said?.at)],
  ['acknowledged_via', ({ acknowledged }) => acknowledged?.via],
  ['acknowledgement_note', ({ acknowledged }) => acknowledged?.note],
  ['vouched_by', (session) => findVoucher(session)?.by],
  ['vouching_note', (session) => findVoucher(session)?.note],
  ['taken_over_from', ({ acknowledged }) => acknowledged?.takenOverFrom],
  ['last_confirmed', ({ acknowledged }, time) => time(acknowledged?.confirmedAt)],
  ['response_seconds', (session) => measureResponse(session)],
  ['withdrawals', (session) => listEvents(session, 'acknowledgementWithdrawn').length],
  ['withdrawn_by', (session) => findWithdrawal(session)?.by],
  ['withdrawn', (session, time) => time(findWithdrawal(session)?.at)],
  ['withdrawal_note', (session) => findWithdrawal(session)?.note],
  ['expirations', (session) => listEvents(session, 'acknowledgementExpired').length],
  ['terminated_via', ({ termination }) => termination?.via],
  ['termination_note', ({ termination }) => termination?.note],
] as const satisfies readonly Column[];

/** The last one: an acknowledgement can be withdrawn, given again, and withdrawn again. */
function findWithdrawal(session: Session) {
  return listEvents(session, 'acknowledgementWithdrawn').at(-1);
}

type Name = (typeof COLUMNS)[number][0];

/** The names of the columns, in order. */
export const COLUMN_NAMES: readonly Name[] = COLUMNS.map(([name]) => name);

/** Spreadsheets read a file as UTF-8 only if it begins with this. */
const BYTE_ORDER_MARK = '\uFEFF';

/** The first line of every file. */
export function formatCsvHeader(): string {
  return BYTE_ORDER_MARK + formatLineOfCells(COLUMN_NAMES);
}

/**
 * Formats a session, a row of denied attempts (status "denied") or an unreadable item (status "unreadable").
 * @param timeZone IANA name: times are local, with their offset, e.g. "2026-11-24T17:05:00+09:00"
 */
export function formatCsvRow(row: ExportRow, timeZone: string): string {
  const time = (iso?: string) => iso && toLocalIso(new Date(iso), timeZone);
  if (row.type === 'session') return formatLineOfCells(COLUMNS.map(([, cell]) => cell(row, time)));
  const cells =
    row.type === 'denied' ? formatDeniedCells(row, time) : { status: 'unreadable', session_id: row.id, how: row.why };
  return formatLineOfCells(COLUMN_NAMES.map((name) => cells[name]));
}

function formatDeniedCells(attempts: DeniedAttempts, time: (iso?: string) => Cell): Partial<Record<Name, Cell>> {
  const { first, last, count, more, noticed } = attempts;
  return {
    operator: first.operator.name,
    principal_arn: first.principal.arn,
    account: first.accountId,
    region: first.region,
    target: last.target?.name,
    target_id: last.target?.id,
    source_ip: last.sourceIp,
    reason: last.errorMessage,
    started: time(first.attemptedAt),
    noticed: time(noticed?.at),
    notice_delay_seconds: measureIfBoth(first.attemptedAt, noticed?.at),
    ended: time(last.attemptedAt),
    how: `${last.errorCode}, ${more ? 'more than ' : ''}${count} ${count === 1 && !more ? 'attempt' : 'attempts'}`,
    status: 'denied',
    session_id: attempts.id,
    chain_head: getChainHead(attempts),
  };
}

/**
 * RFC 4180. An apostrophe turns a text that a spreadsheet would take for a formula back into text.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function formatLineOfCells(cells: readonly Cell[]): string {
  return stringify([cells.map((cell) => cell ?? '')], {
    record_delimiter: 'windows',
    escape_formulas: true,
    // By default the library does not quote a lone line feed.
    quoted_match: /[\r\n]/,
  });
}

function measureIfBoth(from: string | undefined, to: string | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : measureSeconds(from, to);
}

function formatEndCause(how: EndCause): string {
  switch (how.cause) {
    case 'terminate-call':
      return `terminate-call by ${how.by}`;
    case 'terminated':
    case 'maximum-duration':
    case 'unknown':
      return how.cause;
    default:
      throw createUnknownMemberError('the end', how);
  }
}
