// The same words in Japanese, as an operations team would write them.
import type { Text } from './text.en.ts';

export const ja: Text = {
  header: {
    waiting: '🔔 踏み台サーバへ接続しました',
    acknowledged: '✅ 踏み台サーバへの接続を確認しました',
    terminating: '✂️ 接続を切断しています',
    stillConnected: '⚠️ 切断できていません（接続中）',
    endedUnanswered: '🔔 接続は終了しました（未確認）',
    cutUnanswered: '✂️ 接続を切断しました（未確認）',
    ended: '⚪ 接続は終了しました',
    cut: '✂️ 接続を切断しました',
    lapsed: '⚪ 未確認のまま終了しました',
    denied: '⛔ 踏み台サーバへの接続が拒否されました',
  },
  trial: '試用',
  trialNote: '手元の端末での試用です。実際のサーバには接続していません。',
  acknowledge: '確認する',
  terminate: '切断する',
  confirmTitle: 'この接続を切断しますか？',
  confirmText: (operator, target) =>
    `${operator} さんの ${target} への接続を直ちに切断します。保存していない作業は失われます。`,
  confirmYes: '切断する',
  confirmNo: '切断しない',

  kind: (kind) => {
    switch (kind.type) {
      case 'shell':
        return 'シェル';
      case 'ssh':
        return kind.port === undefined || kind.port === 22 ? 'SSH' : `SSH（ポート ${kind.port}）`;
      case 'remote-desktop':
        return kind.host === undefined ? 'リモートデスクトップ' : `リモートデスクトップ（${kind.host}）`;
      case 'database':
        return `${kind.engine} へのトンネル（${[kind.host, `ポート ${kind.port}`].filter(Boolean).join('、')}）`;
      case 'port-forward': {
        const details = [kind.host, kind.port === undefined ? undefined : `ポート ${kind.port}`].filter(Boolean);
        return details.length === 0 ? 'ポート転送' : `ポート転送（${details.join('、')}）`;
      }
      case 'command':
        return kind.command === undefined ? 'コマンド実行' : `コマンド実行: ${kind.command}`;
      case 'custom':
        return `セッションドキュメント ${kind.document}`;
    }
  },

  started: (at) => `接続開始日時: ${at}`,
  answerBy: (at) => `確認期限: ${at}`,
  ended: (at) => `接続終了日時: ${at}`,
  endedHow: {
    cut: '本アプリが切断しました',
    alreadyOver: '切断を依頼した時点ですでに終了していました',
    call: (by) => `${by} による TerminateSession の呼び出しで終了しました`,
    maximumDuration: '最大接続時間に達したものと推定されます',
    unknown: '作業者による終了、または通信の切断です',
  },
  acknowledgedBy: (who, at) => ['確認者: ', who, ` （${at}）`],
  afterTermination: '（切断の依頼後）',
  fourEyesUnverified: '二者確認は未検証です（作業者本人を特定できません）。',
  terminationBy: (who, at) => ['切断の依頼者: ', who, ` （${at}）`],
  failedAfter: (tries, at) =>
    `SSM へ ${tries} 回依頼しましたが、${at} 現在も接続中です。もう一度「切断する」を押すか、AWS コンソールから終了してください。`,
  lapsedAt: (at) => `期限までに確認されなかったため、${at} に締め切りました。`,
  approvers: (who) => ['確認をお願いします: ', ...who.flatMap((part, index) => (index === 0 ? [part] : [' ', part]))],

  sourceIp: (ip) => `接続元IPアドレス: ${ip}`,
  reason: (reason) => `接続理由: ${reason}`,
  delay: (minutes) => (minutes < 1 ? '接続開始から1分以内に通知' : `接続開始から${minutes}分後に通知`),
  account: (account, region) => `アカウント: ${account}（${region}）`,
  instance: (id) => `接続先インスタンスID: ${id}`,
  session: 'セッションID: ',
  unverifiedName: 'この名前は接続者が自分で付けたもので、IAM による保証はありません',
  noCommandLog: 'トンネル接続のため、操作ログは残りません',

  attempts: (count, more, first, last) =>
    count === 1 ? `1回: ${first}` : `${count}回${more ? '超' : ''}: ${first} ～ ${last}`,
  noTarget: '接続先の指定なし',
  refusedWith: (error) => `AWS の応答: ${error}`,
  nothingToDo: '接続は行われていません。心当たりがない場合は本人に確認してください。',

  reply: {
    requested: (who, operator, target) => [
      who,
      ' さんが ',
      operator,
      ` さんの ${target} への接続の切断を依頼しました。完了したらここでお知らせします。`,
    ],
    cut: (who, operator, target, at) => [
      operator,
      ` さんの ${target} への接続を切断しました（${at}）。依頼者: `,
      who,
      ' さん',
    ],
    alreadyOver: (who, operator, target, at) => [
      operator,
      ` さんの ${target} への接続は、`,
      who,
      ` さんの依頼より前の ${at} にすでに終了していました。`,
    ],
    stillConnected: (who, operator, target, tries) => [
      who,
      ' さん、',
      operator,
      ` さんの ${target} への接続は、${tries} 回試みましたがまだ切断できていません。もう一度「切断する」を押すか、AWS コンソールの Systems Manager のセッションマネージャーから終了してください。`,
    ],
  },

  refusal: {
    unknownSession: 'このセッションは見つかりません。何も変更していません。',
    deniedAttempt: '拒否された接続のため、操作の対象となるセッションはありません。',
    wrongMessage: 'チャンネルにある、このセッションの通知のボタンを使ってください。何も変更していません。',
    noticeUnrecorded: 'この通知はまだ記録中です。1分ほど待ってからもう一度押してください。',
    otherWorkspace: 'この踏み台サーバを運用しているワークスペースのメンバーだけが操作できます。何も変更していません。',
    notAnApprover: '接続を確認できるのは承認者だけです。何も変更していません。',
    approversUnknown: '承認者の一覧を Slack から取得できませんでした。1分ほど待ってからもう一度押してください。',
    ownSession: 'ご自身の接続です。ほかの方に確認してもらってください。',
    notAllowedToTerminate: '切断できるのは承認者と作業者本人だけです。何も変更していません。',
    youAlready: (at) => [`${at} に確認済みです（あなたが確認しました）。`],
    somebodyAlready: (who, at) => [who, ` さんが先に ${at} に確認しました。`],
    alreadyTerminating: (who, at) => [who, ` さんが ${at} に切断を依頼済みです。完了を確認しています。`],
    alreadyEnded: (at) => `この接続は ${at} にすでに終了しています。切断は不要でした。`,
    lapsed: (at) => `確認の期限を過ぎたため、${at} に締め切りました。`,
    notAMember: 'ワークスペースの正規メンバー向けの機能です。',
    failed: '処理できませんでした。記録は失われていません。1分ほど待ってからもう一度押してください。',
  },

  who: {
    none: '現在、踏み台サーバに接続している人はいません。',
    title: (count) => `現在の接続: ${count}件`,
    since: (at) => `${at} から`,
    acknowledged: '確認者: ',
    unacknowledged: '未確認',
    terminating: '切断中',
    more: (count) => `… ほか ${count}件`,
    live: (at) => `SSM の情報（${at} 現在）`,
    stored: (at) => `SSM から応答がないため、保存済みの情報（${at} 現在）です。最新でない場合があります。`,
  },

  help: {
    title: '/bastion でできること',
    lines: [
      ['/bastion who', '現在の接続者を表示します'],
      ['/bastion help', 'この説明を表示します'],
    ],
    buttons: '「確認する」「切断する」は、チャンネルの各通知にあるボタンです。',
  },
};
