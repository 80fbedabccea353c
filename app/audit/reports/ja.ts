// The monthly report in Japanese.
import { formatDuration, formatPercent, type ReportTexts } from './report-words.ts';

export const jaReport: ReportTexts = {
  title: (month) => `踏み台サーバー セッションレポート ${month}`,
  figures: {
    sessions: 'セッション数',
    acknowledged: '確認済み',
    lapsed: '未確認のまま期限切れ',
    terminated: '切断',
    open: '未完了',
    reasoned: '理由の記入',
    deniedAttempts: '拒否された接続',
    unreadable: '読み取れない記録',
    medianSeconds: '確認までの時間（中央値）',
    p95Seconds: '確認までの時間（95パーセンタイル）',
  },
  outcomes: { acknowledged: '確認済み', terminated: '切断', unacknowledged: '未確認' },
  perDay: '日別のセッション数',
  answers: '通知から確認までの時間',
  steps: ['1分以内', '5分以内', '15分以内', '1時間以内', '1時間超'],
  given: '確認の方法',
  ways: {
    notice: '通知のボタン',
    'private-card': '本人だけに見えるカード',
    digest: '未確認セッションの一覧',
    home: 'アプリのホーム',
    reaction: 'リアクション',
    'follow-up': 'スレッドのボタン',
    unrecorded: '記録なし',
  },
  turns: {
    withNote: 'メモ付き',
    byTwo: '責任者2名による確認',
    reconfirmed: '再確認',
    takenOver: '引き継ぎ',
    withdrawn: '取り消し',
    expired: '再確認されず失効',
  },
  share: (count, all) => `${count}件（${formatPercent(count, all)}）`,
  none: 'この月のセッションはありませんでした。',
  made: (at, timeZone) => `作成日時: ${at}（${timeZone}）`,
  duration: (seconds) => (seconds === undefined ? 'なし' : formatDuration(seconds, '時間', '分', '秒')),
};
