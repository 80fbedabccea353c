// Summarises the rows of a range: number of sessions, their outcomes, and the time to acknowledge.
import { toLocalDay } from '../../lib/days.ts';
import { type Event, VIAS } from '../../session/event.ts';
import type { Session } from '../../session/session.ts';
import { measureResponse } from '../exports/acknowledgements.ts';
import { type ExportRow, isOpen } from '../stream-line.ts';

export const SESSION_OUTCOMES = ['acknowledged', 'terminated', 'unacknowledged'] as const;
/** Terminated takes precedence over acknowledged: it is the outcome that nobody wants. */
export type SessionOutcome = (typeof SESSION_OUTCOMES)[number];

/** 'unrecorded' for what earlier releases stored. */
export const WAYS = [...VIAS, 'unrecorded'] as const;
export type Way = (typeof WAYS)[number];

export const TURNS = ['withNote', 'byTwo', 'reconfirmed', 'takenOver', 'withdrawn', 'expired'] as const;
export type Turn = (typeof TURNS)[number];

export interface Summary {
  readonly sessions: number;
  readonly acknowledged: number;
  /** Ended, and nobody acknowledged it in time */
  readonly lapsed: number;
  /** Terminated by this program */
  readonly terminated: number;
  /** Live, or ended and still unacknowledged */
  readonly open: number;
  readonly deniedAttempts: number;
  readonly unreadable: number;
  /** Sessions whose operator said why, to StartSession or in Slack */
  readonly reasoned: number;
  /** Acknowledgements given, by how: also those that no longer stand, or were taken over */
  readonly given: Readonly<Record<Way, number>>;
  /** Frequency of what else became of acknowledgements */
  readonly turns: Readonly<Record<Turn, number>>;
  /** Of `measureResponse`; undefined if nothing was acknowledged */
  readonly medianSeconds: number | undefined;
  readonly p95Seconds: number | undefined;
  /** Acknowledgements within each of ACKNOWLEDGE_STEPS_SECONDS, and later ones at the end */
  readonly answers: readonly number[];
  /** By local day, e.g. "2026-11-24", in order; without the days that have no session */
  readonly days: readonly (readonly [day: string, counts: Readonly<Record<SessionOutcome, number>>])[];
}

/** In seconds: one minute, 5 minutes, 15 minutes, one hour. */
export const ACKNOWLEDGE_STEPS_SECONDS = [60, 300, 900, 3_600] as const;

export interface SummaryBuilder {
  add(row: ExportRow): void;
  /** Rows so far */
  count(): number;
  sum(): Summary;
}

/**
 * Keeps one number for each acknowledgement, and one row for each day.
 * @param timeZone IANA name
 */
export function createSummary(timeZone: string): SummaryBuilder {
  const counts = {
    sessions: 0,
    acknowledged: 0,
    lapsed: 0,
    terminated: 0,
    open: 0,
    deniedAttempts: 0,
    unreadable: 0,
    reasoned: 0,
  };
  const given: Record<Way, number> = {
    notice: 0,
    'private-card': 0,
    digest: 0,
    home: 0,
    reaction: 0,
    'follow-up': 0,
    unrecorded: 0,
  };
  const turns: Record<Turn, number> = { withNote: 0, byTwo: 0, reconfirmed: 0, takenOver: 0, withdrawn: 0, expired: 0 };
  let counted = 0;
  const seconds: number[] = [];
  const days = new Map<string, Record<SessionOutcome, number>>();

  function addSession(session: Session): void {
    const { acknowledged, lapsedAt, ended, startedAt, reason, said } = session;
    counts.sessions += 1;
    if (acknowledged !== undefined) counts.acknowledged += 1;
    if (lapsedAt !== undefined) counts.lapsed += 1;
    if (ended?.how.cause === 'terminated') counts.terminated += 1;
    if (isOpen(session)) counts.open += 1;
    if ((said?.reason ?? reason) !== undefined) counts.reasoned += 1;
    const response = measureResponse(session);
    if (response !== undefined) seconds.push(response);
    for (const event of session.events) {
      if (event.type === 'acknowledged') given[event.via ?? 'unrecorded'] += 1;
      for (const turn of TURNS) if (IS_TURN[turn](event)) turns[turn] += 1;
    }
    const day = toLocalDay(new Date(startedAt), timeZone);
    const row = days.get(day) ?? { acknowledged: 0, terminated: 0, unacknowledged: 0 };
    row[judgeOutcome(session)] += 1;
    days.set(day, row);
  }

  return {
    add(row) {
      counted += 1;
      if (row.type === 'session') addSession(row);
      else if (row.type === 'denied') counts.deniedAttempts += row.count;
      else counts.unreadable += 1;
    },
    count: () => counted,
    sum() {
      const sorted = seconds.toSorted((a, b) => a - b);
      return {
        ...counts,
        given: { ...given },
        turns: { ...turns },
        medianSeconds: findPercentile(sorted, 50),
        p95Seconds: findPercentile(sorted, 95),
        answers: countAnswers(sorted),
        days: [...days].sort(([a], [b]) => (a < b ? -1 : 1)),
      };
    },
  };
}

const IS_TURN: Readonly<Record<Turn, (event: Event) => boolean>> = {
  withNote: (event) => event.type === 'acknowledged' && event.note !== undefined,
  byTwo: (event) => event.type === 'acknowledged' && event.vouchedBy !== undefined,
  reconfirmed: (event) => event.type === 'reconfirmed' && event.takenOverFrom === undefined,
  takenOver: (event) => event.type === 'reconfirmed' && event.takenOverFrom !== undefined,
  withdrawn: (event) => event.type === 'acknowledgementWithdrawn',
  expired: (event) => event.type === 'acknowledgementExpired',
};

function judgeOutcome({ acknowledged, ended }: Session): SessionOutcome {
  if (ended?.how.cause === 'terminated') return 'terminated';
  return acknowledged ? 'acknowledged' : 'unacknowledged';
}

/**
 * Nearest rank, so the result is one of the numbers.
 * @see https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 */
export function findPercentile(sorted: readonly number[], percent: number): number | undefined {
  return sorted[Math.ceil((percent / 100) * sorted.length) - 1];
}

function countAnswers(sorted: readonly number[]): number[] {
  const bounds = [0, ...ACKNOWLEDGE_STEPS_SECONDS, Number.POSITIVE_INFINITY];
  return bounds.slice(1).map((to, index) => {
    const from = bounds[index] ?? 0;
    return sorted.filter((value) => value <= to && (index === 0 || value > from)).length;
  });
}
