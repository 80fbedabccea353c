// UTC days, by which entries are filed and sealed, e.g. "2026-11-24".
import { addDays } from 'date-fns';

export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}

/** @param by may be negative */
export function nextDay(day: string, by = 1): string {
  return dayOf(addDays(new Date(day), by));
}
