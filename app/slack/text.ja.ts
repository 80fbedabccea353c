// The same words in Japanese, as an operations team would write them.
import { spaced } from './parts.ts';
import type { Text } from './text.en.ts';

export const ja: Text = {
  header: {
    waiting: '🔔 踏み台サーバへ接続しました',
    acknowledged: '✅ 踏み台サーバへの接続を確認しました',
    terminating: '✂️ 接続を切断しています',
    terminatingUnanswered: '✂️ 接続を切断しています（未確認）',
    stillConnected: '⚠️ 切断できていません（接続中）',
    endedUnanswered: '🔔 接続が終了しました（未確認）',
    cutUnanswered: '✂️ 接続を切断しました（未確認）',
    ended: '⚪ 接続が終了しました',
    cut: '✂️ 接続を切断しました',
    lapsed: '⚪ 接続が未確認のまま終了しました',
    denied: '⛔ 踏み台サーバへの接続が拒否されました',
    failed: '⛔ 踏み台サーバへの接続に失敗しました',
  },
  inOneLine: (header, operator, target, kind, times) =>
    `${header}: ${operator} → ${target}、${kind}。${times.join('、')}`,
  deniedInOneLine: (header, operator, target, attempts) => `${header}: ${operator} → ${target}。${attempts}`,
  trial: '【テスト】',
  trialNote: '手元の環境からのテスト通知です。実際のサーバへの接続ではありません。',
  acknowledge: '確認する',
  terminate: '切断する',
  confirmTitle: 'この接続を切断しますか？',
  confirmText: (operator, target) =>
    `${operator} さんの ${target} への接続を直ちに切断します。保存していない作業内容は失われます。`,
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
        return `セッションドキュメント: ${kind.document}`;
    }
  },

  started: (at) => `接続開始日時: ${at}`,
  answerBy: (at) => `確認期限: ${at}`,
  ended: (at) => `接続終了日時: ${at}`,
  endedHow: {
    cut: 'このアプリから切断しました。',
    alreadyOver: '切断を依頼した時点で、すでに終了していました。',
    call: (by) => `${by} による TerminateSession の呼び出しで終了しました。`,
    maximumDuration: '最大セッション時間に達して終了したものと推定されます。',
    unknown: '終了の理由は不明です（作業者による終了、無操作、通信の切断など）。',
  },
  acknowledgedBy: (who, at) => ['確認者: ', who, `（${at}）`],
  afterTermination: '（切断の依頼後）',
  fourEyesUnverified: '二者確認は未検証です（作業者本人を特定できていません）。',
  terminationBy: (who, at) => ['切断依頼者: ', who, `（${at}）`],
  failedAfter: (tries, at) =>
    `SSM に切断を ${tries} 回要求しましたが、${at} 現在も接続中です。もう一度「切断する」を押すか、AWS マネジメントコンソールから終了してください。`,
  lapsedAt: (at) => `期限までに確認されなかったため、${at} に確認の受付を締め切りました。`,
  approvers: (who) => [...spaced(who), ' 確認をお願いします。'],

  sourceIp: (ip) => `接続元IPアドレス: ${ip}`,
  reason: (reason) => `接続理由: ${reason}`,
  delay: (minutes) => (minutes < 1 ? '接続開始から1分以内に通知' : `接続開始から${minutes}分後に通知`),
  account: (account, region) => `AWSアカウント: ${account}（${region}）`,
  instance: (id) => `接続先インスタンスID: ${id}`,
  session: 'セッションID',
  unverifiedName: '作業者名は接続時に本人が付けたもので、IAM では保証されていません',
  noCommandLog: 'トンネル接続のため、操作ログは記録されません',

  attempts: (count, more, first, last) =>
    count === 1 ? `拒否: 1回（${first}）` : `拒否: ${count}回${more ? '超' : ''}（${first} ～ ${last}）`,
  noTarget: '接続先不明',
  refusedWith: (error) => `AWS の応答: ${error}`,
  nothingToDo: '接続は行われていません。心当たりがない場合は、本人に確認してください。',

  reply: {
    requested: (who, operator, target) => [
      who,
      ' さんが ',
      operator,
      ` さんの ${target} への接続の切断を依頼しました。切断が完了したら、このスレッドでお知らせします。`,
    ],
    cut: (who, operator, target, at) => [
      operator,
      ` さんの ${target} への接続を切断しました（${at}）。切断依頼者: `,
      who,
    ],
    alreadyOver: (who, operator, target, at) => [
      operator,
      ` さんの ${target} への接続は、`,
      who,
      ` さんが切断を依頼する前（${at}）に、すでに終了していました。`,
    ],
    overInTheEnd: (who, operator, target, at) => [
      who,
      ' さん、切断できていなかった ',
      operator,
      ` さんの ${target} への接続は、${at} に終了しました。`,
    ],
    stillConnected: (who, operator, target, tries) => [
      who,
      ' さん、',
      operator,
      ` さんの ${target} への接続は、切断を ${tries} 回要求しましたが、まだ接続中です。もう一度「切断する」を押すか、AWS マネジメントコンソールの Systems Manager「セッションマネージャー」から終了してください。`,
    ],
  },

  refusal: {
    unknownSession: 'このセッションの記録が見つかりません。変更は行っていません。',
    deniedAttempt: '拒否された接続のため、操作の対象となるセッションはありません。',
    wrongMessage: 'チャンネルにある、このセッションの通知のボタンから操作してください。変更は行っていません。',
    noticeUnrecorded: 'この通知はまだ記録中です。1分ほど待ってから、もう一度押してください。',
    otherWorkspace: 'この踏み台サーバを運用しているワークスペースのメンバーだけが操作できます。変更は行っていません。',
    notAnApprover: '接続を確認できるのは承認者だけです。変更は行っていません。',
    approversUnknown: '承認者の一覧を Slack から取得できませんでした。1分ほど待ってから、もう一度押してください。',
    ownSession: 'ご自身の接続です。ほかの方に確認を依頼してください。',
    notAllowedToTerminate: '切断できるのは承認者と作業者本人だけです。変更は行っていません。',
    youAlready: (at) => [`すでにあなたが ${at} に確認済みです。`],
    somebodyAlready: (who, at) => [who, ` さんが先に確認しました（${at}）。`],
    alreadyTerminating: (who, at) => [who, ` さんが ${at} に切断を依頼済みです。切断の完了を確認しています。`],
    alreadyEnded: (at) => `この接続は ${at} にすでに終了しています。切断の必要はありません。`,
    lapsed: (at) => `確認期限を過ぎたため、${at} に確認の受付を締め切りました。`,
    notAMember: 'この機能を利用できるのは、ワークスペースのフルメンバーだけです（ゲストは利用できません）。',
    failed: '処理を完了できませんでした。通知に反映されていない場合は、1分ほど待ってから、もう一度お試しください。',
  },

  who: {
    none: '現在、踏み台サーバに接続している人はいません。',
    title: (count) => `現在の接続: ${count}件`,
    session: (operator, target, kind, since, states) => [
      '• ',
      { bold: operator },
      ` → ${target}、${kind}、${since} から`,
      ...states.flatMap((state) => ['、', ...state]),
    ],
    acknowledgedBy: (who) => ['確認者: ', who],
    unacknowledged: '未確認',
    terminating: '切断中',
    more: (count) => `ほか ${count}件`,
    live: (at) => `SSM の情報（${at} 現在）`,
    stored: (at) => `SSM から応答がないため、保存済みの情報（${at} 現在）です。最新でない場合があります。`,
  },

  help: {
    title: '/bastion でできること',
    lines: [
      ['/bastion who', '現在接続している人を表示します'],
      ['/bastion help', 'この説明を表示します'],
    ],
    buttons: '「確認する」「切断する」は、チャンネルの各通知にあるボタンです。',
  },
};
