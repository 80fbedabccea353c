// The texts of the monthly report, in every language.
import type { Locale } from '../../lib/locale.ts';
import type { SessionOutcome, Summary } from './summary.ts';

export interface ReportTexts {
  readonly title: (month: string) => string;
  readonly figures: Readonly<Record<Figure, string>>;
  readonly outcomes: Readonly<Record<SessionOutcome, string>>;
  readonly perDay: string;
  readonly answers: string;
  /** One for each of ACKNOWLEDGE_STEPS_SECONDS, and one for later acknowledgements */
  readonly steps: readonly string[];
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
  'deniedAttempts',
  'unreadable',
  'medianSeconds',
  'p95Seconds',
] as const satisfies readonly (keyof Summary)[];
export type Figure = (typeof FIGURES)[number];

const en: ReportTexts = {
  title: (month) => `Bastion sessions, ${month}`,
  figures: {
    sessions: 'Sessions',
    acknowledged: 'Acknowledged',
    lapsed: 'Never acknowledged',
    terminated: 'Terminated',
    open: 'Still open',
    deniedAttempts: 'Denied attempts',
    unreadable: 'Unreadable records',
    medianSeconds: 'Time to acknowledge, median',
    p95Seconds: 'Time to acknowledge, 95th percentile',
  },
  outcomes: { acknowledged: 'acknowledged', terminated: 'terminated', unacknowledged: 'unacknowledged' },
  perDay: 'Sessions per day',
  answers: 'Time from notice to acknowledgement',
  steps: ['1 min or less', 'up to 5 min', 'up to 15 min', 'up to 1 h', 'longer'],
  none: 'No sessions in this month.',
  made: (at, timeZone) => `Generated ${at} (${timeZone}).`,
  duration: (seconds) => (seconds === undefined ? 'none' : formatDuration(seconds, ' h', ' min', ' s')),
};

const ja: ReportTexts = {
  title: (month) => `踏み台サーバー セッションレポート ${month}`,
  figures: {
    sessions: 'セッション数',
    acknowledged: '確認済み',
    lapsed: '未確認のまま期限切れ',
    terminated: '切断',
    open: '未完了',
    deniedAttempts: '拒否された接続',
    unreadable: '読み取れない記録',
    medianSeconds: '確認までの時間（中央値）',
    p95Seconds: '確認までの時間（95パーセンタイル）',
  },
  outcomes: { acknowledged: '確認済み', terminated: '切断', unacknowledged: '未確認' },
  perDay: '日別のセッション数',
  answers: '通知から確認までの時間',
  steps: ['1分以内', '5分以内', '15分以内', '1時間以内', '1時間超'],
  none: 'この月のセッションはありませんでした。',
  made: (at, timeZone) => `作成日時: ${at}（${timeZone}）`,
  duration: (seconds) => (seconds === undefined ? 'なし' : formatDuration(seconds, '時間', '分', '秒')),
};

export const REPORT_TEXTS: Readonly<Record<Locale, ReportTexts>> = { en, ja };

function formatDuration(seconds: number, hour: string, minute: string, second: string): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  if (hours > 0) return `${hours}${hour} ${minutes}${minute}`;
  return minutes > 0 ? `${minutes}${minute} ${rest}${second}` : `${rest}${second}`;
}
