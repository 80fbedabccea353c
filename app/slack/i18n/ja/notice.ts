// The words of a notice about who acknowledges, why, and back again, in Japanese.
import type { Text } from '../en/texts.ts';

export const notice: Text['notice'] = {
  unverified: '（名前は未検証）',
  said: (reason) => `作業者が伝えた接続理由: ${reason}`,
  saidByYou: (reason) => `接続理由: ${reason}`,
  saidWhen: (ticket, at) => (ticket === undefined ? `記入日時: ${at}` : `チケット: ${ticket}（記入日時: ${at}）`),
  acknowledgementNote: (note) => `確認者のメモ: ${note}`,
  terminationNote: (note) => `切断の理由: ${note}`,
  withdrawalNote: (note) => `取り消しの理由: ${note}`,
  vouchedBy: (who, at) => ['1人目の確認者: ', who, `（${at}）。もう1人の責任者の確認が必要です`],
  afterVouching: (who) => ['、1人目の確認者: ', who],
  takenOverFrom: (who) => ['、引き継ぎ元: ', who],
  confirmedAt: (at) => `、再確認: ${at}`,
  askedAt: (at) => `スレッドで再確認を依頼しています（${at}）`,
  withdrawn: (who, at) => [who, ` さんが確認を取り消しました（${at}）`],
  withdrawnFor: (who, former, at) => [who, ' さんが ', former, ` さんの確認を取り消しました（${at}）`],
  expired: (former, at) => [former, ` さんの確認は、再確認がなかったため、${at} に失効しました`],
  sessionLog: 'セッションのログを開く',
  rowLink: (link) => ['、', { link, text: '通知' }],

  menu: {
    note: 'メモを付けて確認する…',
    reason: '理由を付けて切断する…',
    withdraw: '確認を取り消す…',
  },
  stillMine: '引き続き担当する',
  takeOver: '引き継ぐ',
  sayWhy: '接続理由を伝える',
  label: {
    acknowledge: (operator, target) => `${operator} さんのセッション（${target}）を確認する`,
    terminate: (operator, target) => `${operator} さんのセッション（${target}）を切断する`,
    stillMine: (operator, target) => `${operator} さんのセッション（${target}）を引き続き担当する`,
    takeOver: (operator, target) => `${operator} さんのセッション（${target}）を引き継ぐ`,
    sayWhy: (operator, target) => `${operator} さんのセッション（${target}）の接続理由を伝える`,
  },
};
