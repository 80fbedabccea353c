// One figure of the app under load, and the check against its target.

export interface LoadFigure {
  /** The loaded part, e.g. "passes" */
  readonly part: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** e.g. "at most 55"; absent without a target */
  readonly wanted?: string;
  readonly holds?: boolean;
}

/** The figures of one part, each with or without a target. */
export function figuresOf(part: string) {
  return {
    plain: (name: string, value: number, unit: string): LoadFigure => ({ part, name, value, unit }),
    atMost: (name: string, value: number, unit: string, most: number): LoadFigure => ({
      part,
      name,
      value,
      unit,
      wanted: `at most ${most.toLocaleString('en')}`,
      // A figure without a measurement misses its target, because no comparison with NaN holds.
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

/** @returns a table with one line a figure */
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
