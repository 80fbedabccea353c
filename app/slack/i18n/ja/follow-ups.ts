// The follow-ups in Japanese.
import type { Text } from '../en/texts.ts';
import { joinWithSpaces, type TextPart } from '../rich-text.ts';

export const followUps: Text['followUps'] = {
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
  warnedAlone: (target, kind, since, terminateAt, notice, id) => [
    [
      `あなたの ${target} のセッション（${kind}、${since}～）がまだ確認されていません。このまま確認されない場合、${terminateAt} に切断します。`,
    ],
    ['責任者に ', notice, ' の通知の「確認する」を押すよう依頼し、作業内容を保存してください。'],
    ['セッションID: ', id],
  ],
  escalated: (operator, target, kind, since, within, notice, id) => [
    [`⚠️ ${within}分以内に確認されませんでした: `, operator, ` → ${target}、${kind}、${since}～`],
    ['自動では切断されません。責任者は ', notice, ' の通知の「確認する」または「切断する」を押してください。'],
    ['セッションID: ', id],
  ],
  requested: (who, operator, target) => [
    ...named(who),
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
    ...named(who),
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
    [
      '手動で切断するには、',
      notice,
      ' の通知の「切断する」をもう一度押すか、次のコマンドを実行してください: ',
      command,
    ],
  ],
  aliveAgain: (operator, target, at) => [
    operator,
    ` さんのセッション（${target}）は、終了と判断していましたが、まだ接続中です（${at} 現在）。`,
  ],
};

/** Adds さん to a person's name, but not to this app's. */
function named(who: TextPart): TextPart[] {
  return typeof who === 'string' ? [who] : [who, ' さん'];
}

function toWhoAsked(who: TextPart): TextPart[] {
  return typeof who === 'string' ? [] : [who, ' さん、'];
}
