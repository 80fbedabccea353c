// Modals, and the questions that are answered by them or in their thread, in Japanese.

import type { ModalTexts } from '../modal-texts.ts';

export const modals: ModalTexts = {
  say_why: { title: '接続の理由', submit: '送信する' },
  acknowledge_with_note: { title: 'メモを付けて確認する', submit: '確認する' },
  terminate_with_reason: { title: '理由を付けて切断する', submit: '切断する' },
  withdraw_acknowledgement: { title: '確認を取り消す', submit: '取り消す' },
  cancel: 'キャンセル',
  session: (id) => `セッション: ${id}`,
  reason: '理由',
  reasonHint: 'セッションの通知に表示され、記録に残ります。',
  ticket: 'チケット',
  note: 'メモ',
  noteHint: 'セッションの通知に表示され、記録に残ります。',
  terminateReason: '理由',
  terminateHint: 'セッションを直ちに切断します。保存していない作業内容は失われます。理由は記録に残ります。',
  withdrawHint:
    'ご自身の確認を取り消す場合は不要です。ほかの責任者の確認を取り消すには、メモが必要です。リマインド、警告、期限は改めて始まります。',
  outdated: 'このフォームは古いものです。通知からもう一度開いてください。変更は行っていません。',
  notOpened: 'フォームを開けませんでした。もう一度お試しください。',
  noteRequired: '内容を入力してください。変更は行っていません。',
  tooLong: (most) => `${most}文字以内で入力してください。変更は行っていません。`,
  somebody: 'ほかの方',
  stillMine: (who, at) => [who, ` さんが引き続き担当します（${at}）。`],
  takenOver: (who, former, at) => [who, ' さんが ', former, ` さんから引き継ぎました（${at}）。`],
};
