// Checks cron expressions in AWS's form: six fields, with "?" for either day of month or day of week.

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html */
interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  /** Names for the numbers, beginning with `least` */
  readonly names?: readonly string[];
  /** Forms other than numbers, ranges and steps; each group matches a number of the field */
  readonly alone?: RegExp;
  /** The same forms, for messages */
  readonly forms?: string;
}

const FIELDS: readonly Field[] = [
  { name: 'minutes', least: 0, most: 59 },
  { name: 'hours', least: 0, most: 23 },
  { name: 'day of month', least: 1, most: 31, alone: /^(?:L|LW|L-(\d+)|(\d+)W|\?)$/, forms: '?, L, LW, L-2 or 15W' },
  {
    name: 'month',
    least: 1,
    most: 12,
    names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  },
  {
    name: 'day of week',
    least: 1,
    most: 7,
    names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    alone: /^(?:L|(\w+)L|(\w+)#[1-5]|\?)$/,
    forms: '?, L, FRIL or TUE#2',
  },
  { name: 'year', least: 1970, most: 2199 },
];
const [MINUTES, DAY_OF_MONTH, MONTH, DAY_OF_WEEK] = [0, 2, 3, 4];
const EXAMPLE = 'e.g. "cron(0 3 ? * SUN *)"';

/**
 * @param text e.g. "cron(0 3 ? * SUN *)"
 * @returns the fault of a cron expression, or undefined
 */
export function cronFault(text: string): string | undefined {
  const fields = fieldsOf(text);
  if (fields.length !== FIELDS.length || fields.includes(''))
    return `must be a cron expression of six fields with one space between them, ${EXAMPLE}`;
  for (const [at, field] of FIELDS.entries()) {
    const written = fields[at] ?? '';
    if (!isValidField(written, field)) return `has "${written}" for ${field.name}, which takes ${formsOf(field)}`;
  }
  const open = [DAY_OF_MONTH, DAY_OF_WEEK].filter((at) => fields[at] === '?').length;
  return open === 1 ? undefined : `must have "?" for day of month or for day of week, and not for both, ${EXAMPLE}`;
}

/** Shortest interval between two runs of an association, in minutes. */
const ASSOCIATION_MINUTES = 30;

/**
 * @param text the schedule of a State Manager association, which allows no months and at most two runs an hour
 * @returns the fault of the schedule, or undefined
 */
export function associationCronFault(text: string): string | undefined {
  const fault = cronFault(text);
  if (fault !== undefined) return fault;
  const fields = fieldsOf(text);
  if (fields[MONTH] !== '*') return 'must have "*" for month: State Manager accepts nothing else here';
  const minutes = numbersIn(fields[MINUTES] ?? '', FIELDS[MINUTES]);
  const isTooFrequent = minutes.some((one) =>
    minutes.some((other) => one !== other && (other - one + 60) % 60 < ASSOCIATION_MINUTES),
  );
  return isTooFrequent
    ? `must not run more often than every ${ASSOCIATION_MINUTES} minutes: State Manager does not allow it`
    : undefined;
}

function fieldsOf(text: string): readonly string[] {
  return /^cron\((.*)\)$/.exec(text)?.[1]?.split(' ') ?? [];
}

function isValidField(written: string, field: Field): boolean {
  const alone = field.alone?.exec(written.toUpperCase());
  if (alone) return alone.slice(1).every((one) => one === undefined || numberOf(one, field) !== undefined);
  return written
    .split(',')
    .every((part) => rangeOf(part, field) !== undefined && (part[0] !== '*' || part === written));
}

interface Range {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** @returns undefined for text that is not a range, and for a range whose first number is the larger one */
function rangeOf(part: string, field: Field): Range | undefined {
  const [, range = '', stepped] = /^([^/]*)(?:\/(\d{1,4}))?$/.exec(part) ?? [];
  const step = stepped === undefined ? 1 : Number(stepped);
  if (step < 1 || step > field.most) return undefined;
  if (range === '*') return { from: field.least, to: field.most, step };
  const [first = '', last, ...more] = range.split('-');
  const from = numberOf(first, field);
  const end = stepped === undefined ? from : field.most;
  const to = last === undefined ? end : numberOf(last, field);
  return from === undefined || to === undefined || to < from || more.length > 0 ? undefined : { from, to, step };
}

function numberOf(text: string, { least, most, names = [] }: Field): number | undefined {
  const named = names.indexOf(text.toUpperCase());
  const number = named >= 0 ? named + least : /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
}

function numbersIn(written: string, field: Field | undefined): readonly number[] {
  if (field === undefined) return [];
  return written.split(',').flatMap((part) => {
    const { from = 0, to = -1, step = 1 } = rangeOf(part, field) ?? {};
    return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, at) => from + at * step);
  });
}

function formsOf({ least, most, names, forms }: Field): string {
  const named = names ? ` or ${names[0]} to ${names.at(-1)}` : '';
  return `${least} to ${most}${named}, lists, ranges upward, steps, *${forms ? `, and alone ${forms}` : ''}`;
}
