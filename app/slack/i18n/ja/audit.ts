// The texts of exports, history and the monthly report in Japanese.
import type { AuditText } from '../en/audit.ts';

export const audit: AuditText = {
  refusal: {
    'not-an-auditor': 'セッションの記録を出力できるのは監査担当者だけです。ファイルは作成していません。',
    'approvers-unknown': '責任者の一覧を Slack から取得できませんでした。1分ほど待ってから、もう一度お試しください。',
    'not-set-up': 'この環境では出力が設定されていません。管理者に AUDIT_EXPORT_FUNCTION の設定を依頼してください。',
    'not-started': '出力を開始できませんでした。1分ほど待ってから、もう一度お試しください。',
    format: '期間と形式（csv または jsonl）を1つずつ指定してください。例: /bastion export 2026-11 csv',
    unknown:
      '期間を指定してください。例: /bastion export 2026-11、/bastion export 2026-11-01..2026-11-15、yesterday、last-month',
    'no-such-day': 'その日付は存在しません。',
    reversed: '期間の終わりが始まりより前になっています。',
    'too-long': '期間が400日を超えています。分けて出力してください。',
    'too-early': 'セッションの記録が存在しない時期です。',
    'not-yet': '未来の期間は出力できません。',
  },
  started: (label, format) => [
    { bold: label },
    ` のファイル（${format}）を作成しています。ダイレクトメッセージでお送りします。`,
  ],
  file: (label) => `踏み台サーバーのセッションの記録 ${label}`,
  failed: (label) =>
    `${label} の出力に失敗しました。ファイルは送信していません。もう一度お試しいただき、繰り返し失敗する場合は管理者に連絡してください。`,
  withoutFile: (label) =>
    `このアプリにはファイルを送信する権限（files:write）がないため、ファイルを添付していません。管理者が権限を追加するか、npm run audit -- export ${label} でファイルを作成できます。`,
  report: (month) => `${month} の踏み台サーバー セッションレポート`,
  nothing: 'この期間のセッションはありませんでした。',
  figures: (sessions, acknowledged, lapsed, terminated) =>
    `セッション ${sessions}件: 確認済み ${acknowledged}件、未確認のまま期限切れ ${lapsed}件、切断 ${terminated}件`,
  denied: (attempts) => `拒否された接続 ${attempts}回`,
  times: (median, p95) => `確認までの時間: 中央値 ${median}、95パーセンタイル ${p95}`,
  unreadable: (count) => `⚠️ 読み取れない記録が ${count}件あります。保管されている記録を検証してください。`,

  history: {
    title: (count, days, about) => [
      ...(about === undefined ? [] : [about, ' の']),
      `直近${days}日間のセッション${count === 0 ? 'はありません。' : `: ${count}件`}`,
    ],
    session: (operator, target, kind, times, states) => [
      ...operator,
      ` → ${target}、${kind}、${times}`,
      ...states.flatMap((state) => ['、', ...state]),
    ],
    acknowledgedBy: (who, at) => [who, ` さんが ${at} に確認`],
    lapsed: '未確認のまま期限切れ',
    unacknowledged: '未確認',
    terminated: '切断',
    more: (count) => `ほか ${count}件は /bastion export で出力できます。`,
    partly:
      '直近のセッションだけを検索しました。ほかにもある可能性があります。すべての記録は /bastion export で出力できます。',
    most: (days) => `表示できるのは${days}日間までです。すべての記録は /bastion export で出力できます。`,
    usage: '/bastion history [@作業者名または接続先] [日数]（例: /bastion history @operator 7）',
  },
};
