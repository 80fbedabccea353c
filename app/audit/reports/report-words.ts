// The texts that each language of the monthly report has.
import type { SessionOutcome, Summary, Turn, Way } from './summary.ts';

export interface ReportTexts {
  readonly title: (month: string) => string;
  readonly figures: Readonly<Record<Figure, string>>;
  readonly outcomes: Readonly<Record<SessionOutcome, string>>;
  readonly perDay: string;
  readonly answers: string;
  /** One for each of ACKNOWLEDGE_STEPS_SECONDS, and one for later acknowledgements */
  readonly steps: readonly string[];
  readonly given: string;
  readonly ways: Readonly<Record<Way, string>>;
  readonly turns: Readonly<Record<Turn, string>>;
  /** e.g. "2 (67%)" */
  readonly share: (count: number, all: number) => string;
  readonly none: string;
  readonly made: (at: string, timeZone: string) => string;
  readonly duration: (seconds: number | undefined) => string;
}

export const FIGURES = [
  'sessions',
  'acknowledged',
  'lapsed',
  'terminated',
  'open',
  'reasoned',
  'deniedAttempts',
  'unreadable',
  'medianSeconds',
  'p95Seconds',
] as const satisfies readonly (keyof Summary)[];
export type Figure = (typeof FIGURES)[number];

/** @returns e.g. "67%"; of nothing nothing is a share */
export function formatPercent(count: number, all: number): string {
  return `${all === 0 ? 0 : Math.round((count / all) * 100)}%`;
}

export function formatDuration(seconds: number, hour: string, minute: string, second: string): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  if (hours > 0) return `${hours}${hour} ${minutes}${minute}`;
  return minutes > 0 ? `${minutes}${minute} ${rest}${second}` : `${rest}${second}`;
}
