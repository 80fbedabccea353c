// One figure of the app under load: what came out, and whether that is what was wanted.

export interface LoadFigure {
  /** What was loaded, e.g. "passes" */
  readonly part: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** e.g. "at most 55"; absent where nothing is wanted */
  readonly wanted?: string;
  readonly holds?: boolean;
}

/** The figures of one part, each with or without a wish. */
export function figuresOf(part: string) {
  return {
    plain: (name: string, value: number, unit: string): LoadFigure => ({ part, name, value, unit }),
    atMost: (name: string, value: number, unit: string, most: number): LoadFigure => ({
      part,
      name,
      value,
      unit,
      wanted: `at most ${most.toLocaleString('en')}`,
      // What was not measured holds nothing: NaN is not at most anything.
      holds: value <= most,
    }),
    atLeast: (name: string, value: number, unit: string, least: number): LoadFigure => ({
      part,
      name,
      value,
      unit,
      wanted: `at least ${least.toLocaleString('en')}`,
      holds: value >= least,
    }),
    none: (name: string, value: number): LoadFigure => ({
      part,
      name,
      value,
      unit: '',
      wanted: 'none',
      holds: value === 0,
    }),
  };
}

/** As a table, one line a figure. */
export function tableOf(figures: readonly LoadFigure[]): string {
  const rows = figures.map(({ part, name, value, unit, wanted = '', holds }) => [
    part,
    name,
    shown(value),
    unit,
    wanted,
    holds === undefined ? '' : holds ? 'holds' : 'DOES NOT HOLD',
  ]);
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 2 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function shown(value: number): string {
  if (Number.isNaN(value)) return '–';
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
