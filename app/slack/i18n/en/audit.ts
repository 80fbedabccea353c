// The words of the audit in Slack, in English: exports, history, and the monthly report.
import type { TextPart } from '../rich-text.ts';

export const audit = {
  refusal: {
    'not-an-auditor': 'Only auditors can export sessions. Nothing was made.',
    'approvers-unknown': 'Slack did not tell me just now who the approvers are. Please try again in a minute.',
    'not-set-up': 'Exports are not set up here: ask whoever deployed this app to set AUDIT_EXPORT_FUNCTION.',
    'not-started': 'The export could not be started. Please try again in a minute.',
    format: 'Give one range and a format: csv or jsonl, e.g. /bastion export 2026-11 csv',
    unknown:
      'Which days? Give a month, a day, or two days: /bastion export 2026-11, /bastion export 2026-11-01..2026-11-15, yesterday, last-month',
    'no-such-day': 'There is no such day in the calendar.',
    reversed: 'The range ends before it begins.',
    'too-long': 'The range is longer than 400 days. Please export it in parts.',
    'too-early': 'The range begins before there was any session.',
    'not-yet': 'The range lies in the future.',
  },
  started: (label: string, format: string): TextPart[] => [
    'The file of ',
    { bold: label },
    ` (${format}) is being made. It comes to you by direct message.`,
  ],
  file: (label: string) => `Bastion sessions, ${label}`,
  failed: (label: string) =>
    `The export of ${label} failed: nothing was sent. Please ask for it again; if it fails again, tell whoever looks after this app.`,
  report: (month: string) => `Report of ${month}: bastion sessions`,
  nothing: 'Nothing happened in this time.',
  figures: (sessions: number, acknowledged: number, lapsed: number, cut: number) =>
    `${sessions} ${sessions === 1 ? 'session' : 'sessions'}: ${acknowledged} acknowledged, ${lapsed} never acknowledged, ${cut} cut`,
  denied: (attempts: number) => `${attempts} denied ${attempts === 1 ? 'attempt' : 'attempts'}`,
  times: (median: string, p95: string) => `Time to acknowledge: median ${median}, 95th percentile ${p95}`,
  unreadable: (count: number) => `⚠️ ${count} records cannot be read: verify the archive.`,

  history: {
    title: (count: number, days: number, about: TextPart | undefined): TextPart[] => [
      `${count === 0 ? 'No' : count} ${count <= 1 ? 'session' : 'sessions'}`,
      ...(about === undefined ? [] : [' of ', about]),
      ` in the last ${days === 1 ? 'day' : `${days} days`}${count === 0 ? '.' : ''}`,
    ],
    session: (
      operator: string,
      target: string,
      kind: string,
      times: string,
      states: readonly (readonly TextPart[])[],
    ): TextPart[] => [
      { bold: operator },
      ` → ${target}, ${kind}, ${times}`,
      ...states.flatMap((state) => [', ', ...state]),
    ],
    live: 'live',
    acknowledgedBy: (who: TextPart, at: string): TextPart[] => ['acknowledged by ', who, ` ${at}`],
    lapsed: 'never acknowledged',
    waiting: 'not acknowledged yet',
    cut: 'cut',
    more: (count: number) => `… and ${count} more: /bastion export has all of them.`,
    partly: 'There may be more: only the latest were looked at. /bastion export has all of them.',
    most: (days: number) => `At most ${days} days are shown here; /bastion export has all of them.`,
    usage: '/bastion history [@name or target] [days], e.g. /bastion history @operator 7',
  },
};

export type AuditText = typeof audit;
