// The figures of one day for the daily line: how many sessions, and how soon they were announced.
import { readStreamsOfPeriod } from '../../audit/exports/format-export.ts';
import { findPercentile } from '../../audit/reports/summary.ts';
import type { DayFigures } from '../../checks/ports.ts';
import { addDays, findStartOfDay } from '../../lib/days.ts';
import type { SessionStore } from '../../ports.ts';
import type { WorkflowSettings } from '../settings.ts';

/**
 * @param day in the team's zone, e.g. "2026-11-24"
 * @param isOver true once there is no more time
 * @returns undefined if the time did not suffice
 * @throws {Error} if the table cannot be read
 */
export async function countDay(
  store: SessionStore,
  { timeZone, noticeWithinMinutes }: Pick<WorkflowSettings, 'timeZone' | 'noticeWithinMinutes'>,
  day: string,
  isOver: () => boolean,
): Promise<DayFigures | undefined> {
  const period = { from: findStartOfDay(day, timeZone), to: findStartOfDay(addDays(day, 1), timeZone) };
  const seconds: number[] = [];
  let sessions = 0;
  for await (const row of readStreamsOfPeriod(store, period)) {
    if (isOver()) return undefined;
    if (row.type !== 'session') continue;
    sessions += 1;
    const { noticed, startedAt } = row;
    if (noticed) seconds.push(Math.max(0, Math.round((Date.parse(noticed.at) - Date.parse(startedAt)) / 1000)));
  }
  const inTime = seconds.filter((one) => one <= noticeWithinMinutes * 60).length;
  seconds.sort((a, b) => a - b);
  return { sessions, missed: sessions - inTime, p99Seconds: findPercentile(seconds, 99) };
}
