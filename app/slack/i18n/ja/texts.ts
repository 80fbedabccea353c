// The same texts in Japanese, as an operations team would write them.
import { createUnknownMemberError } from '../../../lib/unknown-member.ts';
import type { Text } from '../en/texts.ts';
import { joinWithSpaces } from '../rich-text.ts';
import { acts } from './acts.ts';
import { answers } from './answers.ts';
import { audit } from './audit.ts';
import { notice } from './notice.ts';

export const ja: Text = {
  app: 'このアプリ',
  header: {
    unacknowledged: '🔔 踏み台サーバーへの接続が開始されました',
    withdrawn: '🔔 確認が取り消されました',
    expired: '🔔 確認が失効しました',
    acknowledged: '✅ セッションが確認されました',
    terminating: '✂️ セッションを切断しています',
    terminatingUnacknowledged: '✂️ セッションを切断しています（未確認）',
    stillConnected: '⚠️ 切断できていません（接続中）',
    endedUnacknowledged: '🔔 セッションが終了しました（未確認）',
    terminatedUnacknowledged: '✂️ セッションを切断しました（未確認）',
    ended: '⚪ セッションが終了しました',
    terminated: '✂️ セッションを切断しました',
    lapsed: '⚪ セッションは未確認のまま終了しました（確認の受付終了）',
    unlisted: '⚪ Session Manager の一覧に表示されなくなりました',
    unlistedUnacknowledged: '🔔 Session Manager の一覧に表示されなくなりました（未確認）',
    denied: '⛔ 踏み台サーバーへの接続が拒否されました',
    failed: '⛔ 踏み台サーバーへの接続に失敗しました',
  },
  inOneLine: (header, operator, target, kind, times) => [
    `${header}: `,
    ...operator,
    ` → ${target}、${kind}。${times.join('、')}`,
  ],
  deniedInOneLine: (header, operator, target, attempts) => `${header}: ${operator} → ${target}。${attempts}`,
  trial: '【テスト】',
  trialNote: '手元の環境からのテスト通知です。実際のサーバーへの接続ではありません。',
  repeated: '【重複の可能性】',
  repeatedNote:
    '同じメッセージがすでに届いている可能性があります。このアプリにはチャンネルを読む権限がないため、確認できません。',
  acknowledge: '確認する',
  terminate: '切断する',
  confirmTitle: 'このセッションを切断しますか？',
  confirmText: (operator, target) =>
    `${operator} さんのセッション（${target}）を直ちに切断します。保存していない作業内容は失われます。`,
  confirmYes: '切断する',
  confirmNo: 'キャンセル',

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
      case 'unknown':
        return 'ドキュメント不明のセッション';
      default:
        throw createUnknownMemberError('the kind', kind);
    }
  },

  started: (at) => `接続開始日時: ${at}`,
  acknowledgeBy: (at) => `確認期限: ${at}`,
  acknowledgeByOrTerminate: (at) => `確認期限: ${at}（期限を過ぎると切断します）`,
  escalatedAt: (at) => `期限までに確認されなかったため、エスカレーションしました: ${at}`,
  deadlinePassed: (at) => `期限までに確認されませんでした（確認期限: ${at}）`,
  postponed: (at) => `警告または責任者の対応が間に合わない状況だったため、切断を ${at} まで延期しました。`,
  ended: (at) => `接続終了日時: ${at}`,
  unlistedSince: (at) => `Session Manager の一覧に表示されなくなった日時: ${at}`,
  endedHow: {
    terminated: 'このアプリから切断しました。',
    alreadyEnded: '切断を要求した時点で、すでに終了していました。',
    call: (by) => `${by} による TerminateSession の呼び出しで終了しました。`,
    maximumDuration: '最大セッション時間に達して終了したものと推定されます。',
    unknown: '終了の理由は不明です（作業者による終了、無操作タイムアウト、通信の切断など）。',
    afterFailure: '切断の要求に繰り返し失敗した後、終了しました。',
    unlisted: 'Session Manager の一覧に表示されなくなりました。どのように終了したかは不明です。',
  },
  acknowledgedBy: (who, at) => ['確認者: ', who, `（${at}）`],
  afterTermination: '（切断の要求後）',
  fourEyesUnverified: '作業者と確認者が別人であることは未検証です（作業者の Slack アカウントを検証できていません）。',
  terminationBy: (who, at) => ['切断要求者: ', who, `（${at}）`],
  terminationByApp: {
    deadline: (at) => `期限までに確認されなかったため、このアプリが切断を要求しました（${at}）。`,
    'no-notice': (at) => `時間内に通知できなかったため、このアプリが切断を要求しました（${at}）。`,
  },
  aliveAgain: (at) => `終了と判断していましたが、まだ接続中です（${at} に Session Manager で検出）。`,
  failedAfter: (tries, at) =>
    `切断を ${tries}回要求しましたが、${at} 現在も接続中です。もう一度「切断する」を押すか、AWS マネジメントコンソールから終了してください。`,
  lapsedAt: (at) => `確認されないまま期限が切れたため、${at} に確認の受付を締め切りました。`,
  approvers: (who) => [...joinWithSpaces(who), ' 確認をお願いします。'],

  sourceIp: (ip) => `接続元IPアドレス: ${ip}`,
  reason: (reason) => `接続理由: ${reason}`,
  late: (minutes) => `通知の遅延: 接続開始から${minutes}分後に通知`,
  foundBySsm: 'DescribeSessions で検出しました（CloudTrail の記録はまだ届いていません）',
  account: (account, region) => `AWSアカウント: ${account}（${region}）`,
  instance: (id) => `接続先インスタンスID: ${id}`,
  session: 'セッションID',
  unverifiedName: '作業者名は接続時に本人が付けたもので、IAM では検証されていません',
  noCommandLog: 'この種類のセッションでは、操作ログは記録されません',

  attempts: (count, more, first, last) =>
    count === 1
      ? `試行: 1回（${first}）`
      : `試行: ${count}回${more ? '超' : ''}（${first === last ? first : `${first}～${last}`}）`,
  noTarget: '接続先不明',
  refusedWith: (error) => `AWS の応答: ${error}`,
  nothingToDo: '接続は行われていません。心当たりがない場合は、作業者本人に確認してください。',

  acts,
  notice,
  audit,
  ...answers,
};
