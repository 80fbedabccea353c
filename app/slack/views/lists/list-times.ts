// How a list says its times: the day once above its rows, the zone once below them, and in a row the time of day alone.
import { toLocalDay } from '../../../lib/days.ts';
import { findZoneName, formatTime } from '../../i18n/format-time.ts';
import { type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { FULL_FORMAT, renderTime, TIME_FORMAT } from '../../i18n/reader-time.ts';

interface Started {
  readonly startedAt: string;
}

export interface Row<T> {
  readonly session: T;
  /** The heading above it, e.g. "2026/11/24"; undefined where the row above has the same day, and in readers' times */
  readonly day: string | undefined;
}

export interface ListTimes<T extends Started> {
  readonly rows: readonly Row<T>[];
  /** The zone of all times that name none, e.g. "JST"; undefined without rows, and in readers' times */
  readonly zone: string | undefined;
  /** Of the row that started then: without its day, e.g. "17:05"; with another one, e.g. "2026/11/25 00:10" */
  timeIn(row: Started, iso: string): string;
  /** From the start of a row to its end, or to now, e.g. "11:33–11:35" */
  rangeOf(row: Started, end: string | undefined): string;
}

/** @param sessions those that are shown, in their order */
export function createListTimes<T extends Started>(sessions: readonly T[], options: MessageOptions): ListTimes<T> {
  const { timeZone } = options;
  const [first] = sessions;
  const isTeams = options.times === 'team';
  const zone = isTeams && first !== undefined ? findZoneName(first.startedAt, timeZone) : undefined;
  const { list } = selectTexts(options);

  function timeIn({ startedAt }: Started, iso: string): string {
    if (!isTeams) return readersTime(startedAt, iso, options);
    const [date = '', time = '', name = ''] = formatTime(iso, options).split(' ');
    const isSameDay = dayOf(iso, timeZone) === dayOf(startedAt, timeZone);
    // Where clocks were changed the zone has two names, and an hour may come twice.
    return [isSameDay ? '' : date, time, name === zone ? '' : name].filter((word) => word !== '').join(' ');
  }

  return {
    rows: sessions.map((session, index) => {
      const day = isTeams ? dayOf(session.startedAt, timeZone) : undefined;
      const above = sessions[index - 1];
      const isRepeated = above !== undefined && day === dayOf(above.startedAt, timeZone);
      return { session, day: isRepeated ? undefined : day };
    }),
    zone,
    timeIn,
    rangeOf(row, end) {
      const from = isTeams ? timeIn(row, row.startedAt) : renderTime(row.startedAt, options);
      if (end === undefined) return list.range(from, list.now);
      return isOneMinute(row.startedAt, end) ? from : list.range(from, timeIn(row, end));
    },
  };
}

/** e.g. "2026/11/24" */
function dayOf(iso: string, timeZone: string): string {
  return toLocalDay(new Date(iso), timeZone).replaceAll('-', '/');
}

function isOneMinute(one: string, other: string): boolean {
  return Math.floor(Date.parse(one) / 60_000) === Math.floor(Date.parse(other) / 60_000);
}

/**
 * Within this time after the start, a time of day means one day only: a day of a clock change has at least 22 hours. In
 * an hour that clocks repeat it stays ambiguous, because a date element shows no zone.
 */
const UNAMBIGUOUS_MILLIS = 21 * 3_600_000;

/** Which day it is differs from reader to reader, so the start has its date, and what comes soon after it the time of day. */
function readersTime(startedAt: string, iso: string, options: MessageOptions): string {
  const after = Date.parse(iso) - Date.parse(startedAt);
  if (after <= 0 || after > UNAMBIGUOUS_MILLIS) return renderTime(iso, options, { format: FULL_FORMAT });
  return renderTime(iso, options, { format: TIME_FORMAT });
}

/** The message in readers' times, with the text that it has in the team's. */
export function renderWithTeamText(options: MessageOptions, render: (options: MessageOptions) => Message): Message {
  const message = render(options);
  return options.times === 'team' ? message : { ...message, text: render({ ...options, times: 'team' }).text };
}
