// A team's own day and hour, wherever it is.

/** How late it is for people of a time zone. */
export interface LocalTime {
  /** e.g. "2026-11-24" */
  readonly date: string;
  /** e.g. "09:00" */
  readonly time: string;
}

/** A format is dear to make, and each look at the clock asks for one. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @param timeZone IANA name */
export function localTime(now: Date, timeZone: string): LocalTime {
  const format = formats.get(timeZone) ?? formatOf(timeZone);
  formats.set(timeZone, format);
  const parts = format.formatToParts(now);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, time: `${part('hour')}:${part('minute')}` };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
}
