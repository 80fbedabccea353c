// The texts of exports, history and the monthly report in English.
import type { TextPart } from '../rich-text.ts';

export const audit = {
  refusal: {
    'not-an-auditor': 'Only auditors can export sessions. Nothing was exported.',
    'approvers-unknown': 'I couldn’t get the approver list from Slack. Please try again in a minute.',
    'not-set-up': 'Exports are not set up here. Ask an administrator of this app to set AUDIT_EXPORT_FUNCTION.',
    'not-started': 'The export could not be started. Please try again in a minute.',
    format: 'Give one period and one format, csv or jsonl, e.g. /bastion export 2026-11 csv',
    unknown:
      'Which period? e.g. /bastion export 2026-11, /bastion export 2026-11-01..2026-11-15, yesterday, last-month',
    'no-such-day': 'That is not a valid date.',
    reversed: 'The period ends before it begins.',
    'too-long': 'The period is longer than 400 days. Please export it in parts.',
    'too-early': 'The period begins before any session was recorded.',
    'not-yet': 'The period is in the future.',
  },
  started: (label: string, format: string): TextPart[] => [
    'Preparing ',
    { bold: label },
    ` (${format}). I’ll send it to you as a direct message.`,
  ],
  file: (label: string) => `Bastion sessions, ${label}`,
  failed: (label: string) =>
    `The export of ${label} failed, and nothing was sent. Please try again. If it fails again, contact an administrator of this app.`,
  withoutFile: (label: string) =>
    `The file is not attached: this app may not send files (scope files:write). An administrator can grant it, or create the file with npm run audit -- export ${label}.`,
  report: (month: string) => `Bastion session report, ${month}`,
  nothing: 'No sessions in this period.',
  figures: (sessions: number, acknowledged: number, lapsed: number, terminated: number) =>
    `${sessions} ${sessions === 1 ? 'session' : 'sessions'}: ${acknowledged} acknowledged, ${lapsed} never acknowledged, ${terminated} terminated`,
  denied: (attempts: number) => `${attempts} denied ${attempts === 1 ? 'attempt' : 'attempts'}`,
  times: (median: string, p95: string) => `Time to acknowledge: median ${median}, 95th percentile ${p95}`,
  unreadable: (count: number) => `⚠️ ${count} ${count === 1 ? 'record' : 'records'} cannot be read: verify the archive.`,

  history: {
    title: (count: number, days: number, about: TextPart | undefined): TextPart[] => [
      `${count === 0 ? 'No' : count} ${count === 1 ? 'session' : 'sessions'}`,
      ...(about === undefined ? [] : [' for ', about]),
      ` in the last ${days === 1 ? 'day' : `${days} days`}${count === 0 ? '.' : ''}`,
    ],
    session: (
      operator: readonly TextPart[],
      target: string,
      kind: string,
      times: string,
      states: readonly (readonly TextPart[])[],
    ): TextPart[] => [...operator, ` → ${target}, ${kind}, ${times}`, ...states.flatMap((state) => [', ', ...state])],
    acknowledgedBy: (who: TextPart, at: string): TextPart[] => ['acknowledged by ', who, ` ${at}`],
    lapsed: 'never acknowledged',
    unacknowledged: 'unacknowledged',
    terminated: 'terminated',
    more: (count: number) => `… and ${count} more: /bastion export has them all.`,
    partly: 'Only the latest sessions were searched; there may be more. /bastion export has them all.',
    most: (days: number) => `At most ${days} days are shown here. /bastion export has them all.`,
    usage: '/bastion history [@name or target] [days], e.g. /bastion history @operator 7',
  },
};

export type AuditText = typeof audit;
