// The App Home in Japanese.
import type { HomeText } from '../en/home.ts';
import { formatMinutes } from '../format-minutes.ts';
import { joinWithSpaces } from '../rich-text.ts';

const duration = (minutes: number) => formatMinutes(minutes, { hour: '時間', minute: '分', second: '秒', between: '' });
const hours = (count: number) => duration(count * 60);

export const home: HomeText = {
  toAcknowledge: (count) => (count === 0 ? '✅ 未確認のセッションはありません' : `🔔 未確認のセッション: ${count}件`),
  ownUnacknowledged: (count) =>
    count === 0 ? '✅ ご自身の未確認のセッションはありません' : `🔔 ご自身の未確認のセッション: ${count}件`,
  live: (count) => `👥 現在の接続: ${count}件`,
  own: '🧑‍💻 ご自身のセッション',
  past: '🕘 最近のセッション',
  rulesTitle: '⚙️ この環境の設定',

  nothingToDo: (channel) => ['対応が必要なものはありません。新しいセッションは ', channel, ' に通知されます。'],
  nobodyLive: '現在、踏み台サーバーに接続している人はいません。',
  noOwn: (days) => `直近${days}日間に、ご自身のセッションはありません。`,
  noPast: (days) => `直近${days}日間に、終了または確認されたセッションはありません。`,
  askApprovers: (who) => ['責任者の確認が必要です: ', ...joinWithSpaces(who)],
  more: (count, command) => [`ほか ${count}件: `, { code: command }],
  moreIn: (command) => ['これより前のセッション: ', { code: command }],

  since: (at) => `${at}～`,
  ticket: (ticket) => `チケット: ${ticket}`,
  ended: (at) => `${at} に終了`,
  unlisted: (at) => `${at} から Session Manager の一覧に表示なし`,
  acknowledgeUntil: (at) => `確認の受付期限: ${at}`,
  together: (one, other) => `${one}。${other}`,
  stillLive: '接続中',
  terminating: '切断中',
  unnoticed: '未通知',
  asked: '再確認を依頼中',

  rules: {
    approvers: (who, more) => ['責任者: ', ...joinWithSpaces(who), more > 0 ? ` ほか${more}名` : ''],
    nobody: '責任者: 設定されていません',
    auditors: (who, more) => ['監査担当者: ', ...joinWithSpaces(who), more > 0 ? ` ほか${more}名` : ''],
    notices: (channel) => ['通知先: ', channel],
    escalation: (channel) => ['エスカレーション先: ', channel],
    deadline: (within, reminder) =>
      reminder < within
        ? `確認期限: 通知から${duration(within)}（${duration(reminder)}後にリマインド）`
        : `確認期限: 通知から${duration(within)}`,
    terminates: (warnBefore) => `期限を過ぎた場合: 切断します（${duration(warnBefore)}前に作業者に警告）`,
    escalates: '期限を過ぎた場合: エスカレーションします（切断はしません）',
    reminds: '期限を過ぎた場合: 通知に表示します（切断はしません）',
    terminatesUnannounced: (within) => `${duration(within)}以内に通知できないセッションは切断します`,
    lapses: (after) => `終了したセッションは、${hours(after)}以内であれば確認できます`,
    confirms: (every) => `接続中のセッションは、${hours(every)}ごとに再確認を依頼します`,
    fourEyes: {
      record: 'ご自身のセッションは確認できません',
      require:
        'ご自身のセッションは確認できません。作業者の Slack アカウントを検証できていない場合は、責任者2人の確認が必要です',
    },
    asksWhy: '接続した人に、接続理由を尋ねます',
    reaction: (name) => ['通知へのリアクション ', { code: `:${name}:` }, ' でも確認できます'],
    commands: (commands) => ['コマンド: ', ...joinWithSpaces(commands.map((command) => ({ code: command })))],
  },

  published: (at) => `${at} 現在。このタブを開き直すと最新の情報になります。`,

  guest: 'このページを利用できるのは、ワークスペースのフルメンバーだけです（ゲストは利用できません）。',
  stranger: 'このページを利用できるのは、この踏み台サーバーを運用しているワークスペースのメンバーだけです。',
  unknown: 'アカウントの情報を Slack から取得できませんでした。1分ほど待ってから、このタブを開き直してください。',
  failed:
    'セッションを読み込めませんでした。1分ほど待ってからこのタブを開き直すか、チャンネルの通知から操作してください。',
};
