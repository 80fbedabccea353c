// The follow-ups in Japanese.
import type { followUps as en } from '../en/follow-ups.ts';
import { joinWithSpaces, type TextPart } from '../rich-text.ts';

export const followUps: typeof en = {
  theNotice: (channel, link) => [channel, ' の', link === undefined ? '通知' : { link, text: '通知' }],
  duration: (minutes) => (minutes >= 120 ? `${Math.floor(minutes / 60)}時間` : `${minutes}分間`),
  note: (note) => `メモ: ${note}`,
  reason: (reason) => `理由: ${reason}`,
  reminded: (approvers, operator, target, until, then) => [
    ...joinWithSpaces(approvers),
    approvers.length === 0 ? '' : ' 確認をお願いします。',
    operator,
    ` さんのセッション（${target}）がまだ確認されていません。`,
    {
      terminated: `${until} までに「確認する」を押してください。期限を過ぎると切断します。`,
      nothing: `${until} までに「確認する」を押してください。`,
      passed: `期限は ${until} でした。「確認する」を押してください。`,
    }[then],
  ],
  warned: (operator, target, terminateAt) => [
    operator,
    ` さん、${target} のセッションがまだ確認されていません。責任者が「確認する」を押さない場合、${terminateAt} に切断します。作業内容を保存してください。`,
  ],
  escalated: (operator, target, kind, since, within, notice, id) => [
    [`⚠️ ${within}分以内に確認されませんでした: `, ...operator, ` → ${target}、${kind}、${since}～`],
    ['自動では切断されません。責任者は ', ...notice, 'の「確認する」または「切断する」を押してください。'],
    ['セッションID: ', id],
  ],
  requested: (who, operator, target) => [
    ...callByName(who),
    'が ',
    operator,
    ` さんのセッション（${target}）の切断を要求しました。切断が完了したら、このスレッドでお知らせします。`,
  ],
  requestedByApp: {
    deadline: (operator, target) => [
      operator,
      ` さんのセッション（${target}）は期限までに確認されなかったため、切断します。切断が完了したら、このスレッドでお知らせします。`,
    ],
    'no-notice': (operator, target) => [
      operator,
      ` さんのセッション（${target}）は時間内に通知できなかったため、切断します。切断が完了したら、このスレッドでお知らせします。`,
    ],
  },
  terminated: (who, operator, target, at) => [
    operator,
    ` さんのセッション（${target}）を切断しました（${at}）。切断要求者: `,
    who,
  ],
  alreadyEnded: (who, operator, target, at) => [
    operator,
    ` さんのセッション（${target}）は、`,
    ...callByName(who),
    `が切断を要求する前（${at}）に、すでに終了していました。`,
  ],
  endedAfterFailure: (who, operator, target, at) => [
    ...toWhoAsked(who),
    '切断できていなかった ',
    operator,
    ` さんのセッション（${target}）は、${at} に終了しました。`,
  ],
  unlisted: (operator, target, since) => [
    operator,
    ` さんのセッション（${target}）は、${since} から Session Manager の一覧に表示されなくなりました。どのように終了したかは不明です。`,
  ],
  stillConnected: (who, operator, target, tries, command) => [
    [
      ...toWhoAsked(who),
      operator,
      ` さんのセッション（${target}）は、切断を ${tries}回要求しましたが、まだ接続中です。切断の要求は続けています。`,
    ],
    ['手動で切断するには、もう一度「切断する」を押すか、次のコマンドを実行してください: ', command],
  ],
  stillConnectedElsewhere: (who, operator, target, tries, command, notice) => [
    [
      '⚠️ 切断できていません: ',
      operator,
      ` さんのセッション（${target}）は、切断を ${tries}回要求しましたが、まだ接続中です（切断要求者: `,
      who,
      '）。切断の要求は続けています。',
    ],
    ['手動で切断するには、', ...notice, 'の「切断する」をもう一度押すか、次のコマンドを実行してください: ', command],
  ],
  aliveAgain: (operator, target, at) => [
    operator,
    ` さんのセッション（${target}）は、終了と判断していましたが、まだ接続中です（${at} 現在）。`,
  ],
  withdrawn: (who, former, operator, target) => [
    who,
    ' さんが ',
    operator,
    ` さんのセッション（${target}）の確認`,
    ...(former === undefined ? ['を取り消しました。'] : ['（確認者: ', former, '）を取り消しました。']),
  ],
  expired: (former, operator, target) => [
    operator,
    ` さんのセッション（${target}）の確認が失効しました。確認者の `,
    former,
    ' さんから再確認がなく、引き継ぎもありませんでした。',
  ],
  startsAnew: (until, then) =>
    ({
      terminated: `確認期限が新しく始まります。${until} までに「確認する」を押してください。期限を過ぎると切断します。`,
      nothing: `確認期限が新しく始まります。${until} までに「確認する」を押してください。`,
      passed: `新しい期限は ${until} でした。「確認する」を押してください。`,
    })[then],
  asked: (former, operator, target, duration) => [
    former,
    ' さん、',
    operator,
    ` さんは ${target} に${duration}接続しています。あなたの確認は今も有効ですか？ 「引き続き担当する」を押すか、ほかの責任者が「引き継ぐ」を押してください。`,
  ],
  expires: (until, isTerminated) =>
    `${until} までに回答がない場合、確認は失効し、改めて確認が必要になります${isTerminated ? '（確認されない場合は切断します）' : ''}。`,
  takenOver: (who, former, operator, target) => [
    who,
    ' さんが ',
    operator,
    ` さんのセッション（${target}）の確認を `,
    former,
    ' さんから引き継ぎました。',
  ],
};

/** Adds さん to a person's name, but not to this app's. */
export function callByName(who: TextPart): TextPart[] {
  return typeof who === 'string' ? [who] : [who, ' さん'];
}

function toWhoAsked(who: TextPart): TextPart[] {
  return typeof who === 'string' ? [] : [who, ' さん、'];
}
