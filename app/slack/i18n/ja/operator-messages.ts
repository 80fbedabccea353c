// The direct messages to the operator in Japanese.
import type { operatorMessages as en } from '../en/operator-messages.ts';
import { callByName } from './follow-ups.ts';

export const operatorMessages: typeof en = {
  noticed: (target, kind, since) => `あなたの ${target} のセッション（${kind}、${since}～）を通知しました。`,
  deadline: (until, then) =>
    ({
      terminated: `そのまま作業を続けられます。確認期限は ${until} です。責任者が確認しない場合は、切断の前にここで警告します。`,
      nothing: `そのまま作業を続けられます。責任者による確認の期限は ${until} です。`,
      passed: `そのまま作業を続けられます。確認期限（${until}）を過ぎたため、責任者に再度お願いしています。`,
    })[then],
  acknowledgedAlready: (who) => [who, ' さんがすでに確認しました。そのまま作業を続けられます。'],
  ended: (at) => `このセッションは ${at} に終了しました。`,
  unlisted: (at) => `このセッションは ${at} から Session Manager の一覧に表示されていません。`,
  terminating: '切断が要求されています。すぐに作業内容を保存してください。',
  pleaseSayWhy:
    '接続理由を一度だけ記入してください。責任者は通知で確認できるため、個別にお尋ねすることがなくなります。',
  acknowledged: (who, target, at) => [
    who,
    ` さんが、あなたの ${target} のセッションを確認しました（${at}）。そのまま作業を続けられます。`,
  ],
  postponed: (target, until) =>
    `あなたの ${target} のセッションはまだ確認されていませんが、警告または責任者の対応が間に合わない状況でした。${until} より前に切断することはありません。`,
  escalated: (target, isTold) =>
    `あなたの ${target} のセッションは期限までに確認されませんでした。${isTold ? '当番のチャンネルに連絡しました。' : ''}自動では切断されないため、そのまま作業を続けられます。`,
  askApprover: (notice) => ['責任者に ', ...notice, 'の「確認する」を押すよう依頼してください。'],
  warned: (target, kind, since, terminateAt) =>
    `あなたの ${target} のセッション（${kind}、${since}～）がまだ確認されていません。このまま確認されない場合、${terminateAt} に切断します。`,
  saveWork: (notice) => ['責任者に ', ...notice, 'の「確認する」を押すよう依頼し、作業内容を保存してください。'],
  session: (id) => ['セッションID: ', id],
  requested: (who, target) => [
    ...callByName(who),
    `が、あなたの ${target} のセッションの切断を要求しました。まもなく切断されます。`,
  ],
  requestedByApp: {
    deadline: (target) => `あなたの ${target} のセッションは期限までに確認されなかったため、切断します。`,
    'no-notice': (target) => `あなたの ${target} のセッションは時間内に通知できなかったため、切断します。`,
  },
  withdrawn: (who, target) => [who, ` さんが、あなたの ${target} のセッションの確認を取り消しました。`],
  expired: (target) => `あなたの ${target} のセッションの確認は、責任者から再確認がなかったため失効しました。`,
  more: (notice) => ['詳細: ', ...notice],
};
