// Private answers, lists and the digest in Japanese.

import type { Text } from '../en/texts.ts';

export const answers: Pick<Text, 'check' | 'refusal' | 'list' | 'who' | 'pending' | 'command' | 'digest'> = {
  check: {
    started: 'チェックを実行しています。30秒以内に、ここに結果をお知らせします。',
    'not-an-approver': 'チェックを実行できるのは責任者だけです。',
    'approvers-unknown': '責任者の一覧を Slack から取得できませんでした。1分ほど待ってから、もう一度お試しください。',
    'not-started': 'チェックを開始できませんでした。1分ほど待ってから、もう一度お試しください。',
  },
  refusal: {
    unknownSession: 'このセッションの記録が見つかりません。変更は行っていません。',
    deniedAttempt: '接続が拒否されたため、操作の対象となるセッションはありません。',
    wrongMessage: 'チャンネルにある、このセッションの通知のボタンから操作してください。変更は行っていません。',
    oldDigest:
      'この一覧は古いものです。最新の一覧、または /bastion pending から操作してください。変更は行っていません。',
    oldPrivateCard:
      '表示内容の有効期限が切れました。/bastion pending でもう一度表示してください。変更は行っていません。',
    noticeUnrecorded: 'この通知はまだ記録中です。1分ほど待ってから、もう一度押してください。',
    otherWorkspace:
      'この踏み台サーバーを運用しているワークスペースのメンバーだけが操作できます。変更は行っていません。',
    workspaceUnknown:
      '所属するワークスペースを Slack から確認できませんでした。変更は行っていません。1分ほど待ってから、もう一度お試しください。',
    notAnApprover: 'セッションを確認できるのは責任者だけです。変更は行っていません。',
    approversUnknown: '責任者の一覧を Slack から取得できませんでした。1分ほど待ってから、もう一度お試しください。',
    ownSession: 'ご自身のセッションです。ほかの方に確認を依頼してください。',
    notAllowedToTerminate: '切断できるのは責任者と作業者本人だけです。変更は行っていません。',
    youAlready: (at) => [`すでにあなたが ${at} に確認済みです。`],
    somebodyAlready: (who, at) => [who, ` さんが先に確認しました（${at}）。`],
    alreadyTerminating: (who, at) => [
      who,
      `${typeof who === 'string' ? '' : ' さん'}が ${at} に切断を要求済みです。切断の完了を待っています。`,
    ],
    alreadyEnded: (at) => `このセッションは ${at} にすでに終了しています。切断の必要はありません。`,
    alreadyVouched: (at) =>
      `すでに1人目として ${at} に記録済みです。作業者の Slack アカウントを検証できていないため、もう1人の責任者の確認が必要です。`,
    nothingToWithdraw: '取り消せる確認がありません。変更は行っていません。',
    noteRequired: '理由を短く記入してください。変更は行っていません。',
    wordsTooLong: '長すぎます。500文字以内（チケットは100文字以内）に短くして、もう一度送信してください。',
    recordFull:
      'このセッションの記録がいっぱいになりました。メモや理由の追加、確認の取り消しと引き継ぎはできません。責任者によるメモなしの確認と、切断は引き続きできます。',
    notTheOperator: '接続理由を伝えられるのは作業者本人だけです。責任者はメモを付けて確認できます。',
    alreadyReasoned: (at) => `接続理由は ${at} に記入済みです。通知に表示されています。`,
    notAcknowledger: (who, at) => [
      who,
      ` さんが ${at} に確認したセッションです。代わりに担当する場合は「引き継ぐ」を押してください。`,
    ],
    terminationRequested: (who, at) => [
      who,
      `${typeof who === 'string' ? '' : ' さん'}が ${at} に切断を要求したため、確認は変更できません。`,
    ],
    sessionOver: (at) => `このセッションは ${at} に終了したため、確認は変更できません。`,
    reasonTooLate: (at) =>
      `このセッションは ${at} に終了しました。日数が経ったため、接続理由は記録できません。責任者に直接伝えてください。`,
    lapsed: (at) => `確認されないまま期限が切れたため、${at} に確認の受付を締め切りました。`,
    notAMember: 'この機能を利用できるのは、ワークスペースのフルメンバーだけです（ゲストは利用できません）。',
    failed: '処理を完了できませんでした。通知に反映されていない場合は、1分ほど待ってから、もう一度お試しください。',
  },

  list: {
    showMore: '続きを表示',
    showFirst: '最初に戻る',
    part: (first, last, count) => `${count}件中 ${first}～${last}件目`,
    range: (from, to) => `${from}～${to}`,
    now: '現在',
    zone: (zone) => `タイムゾーン: ${zone}`,
    expired: (command) => ['この一覧の有効期限が切れました。', { code: command }, ' でもう一度表示してください。'],
  },

  who: {
    none: '現在、踏み台サーバーに接続している人はいません。',
    title: (count) => `接続中のセッション: ${count}件`,
    session: (operator, target, kind, since, states) => [
      ...operator,
      ` → ${target}、${kind}、${since}～`,
      ...states.flatMap((state) => ['、', ...state]),
    ],
    acknowledgedBy: (who) => ['確認者: ', who],
    vouchedBy: (who) => ['1人目の確認者: ', who],
    unacknowledged: '未確認',
    terminating: '切断中',
    more: (count) => `ほか ${count}件`,
    live: (at) => `Session Manager の情報（${at} 現在）`,
    stored: (at) => `Session Manager から応答がないため、${at} 時点の情報です。最新でない場合があります。`,
    storedOfMany: (at) =>
      `セッションが多く、Session Manager の一覧をすべて取得できないため、${at} 時点の情報です。最新でない場合があります。`,
    neverAsked:
      'Session Manager から応答がなく、これまでに取得した情報もないため、保存済みの記録です。最新でない場合があります。',
  },

  pending: {
    none: '未確認のセッションはありません。',
    title: (count) => `未確認のセッション: ${count}件`,
    session: (operator, target, kind, since, states) => [
      ...operator,
      ` → ${target}、${kind}、${since}～、${states.join('、')}`,
    ],
    live: '接続中',
    terminating: '切断中',
    unnoticed: '未通知',
    ended: (at) => `${at} に終了`,
    unlisted: (at) => `${at} から Session Manager の一覧に表示なし`,
    acknowledgeBy: (at) => `確認期限: ${at}`,
    acknowledgeByOrTerminate: (at) => `確認期限: ${at}（過ぎると切断）`,
    escalatedAt: (at) => `${at} にエスカレーション済み`,
    deadlinePassed: (at) => `確認期限を過ぎています（期限: ${at}）`,
    lapses: (at) => `確認の受付期限: ${at}`,
    more: (count) => `ほか ${count}件`,
    ownOnly: 'ご自身のセッションだけを表示しています。すべてのセッションを見られるのは責任者と監査担当者です。',
  },

  command: {
    which:
      'セッションを指定してください。セッションIDかその先頭部分、または作業者名で指定できます。/bastion pending で一覧を表示できます。',
    unknown: (meant) => [
      { code: meant },
      ' に該当するセッションは見つかりません。/bastion pending で一覧を表示できます。',
    ],
    several: (count, meant) => [
      { code: meant },
      ` に該当するセッションが ${count}件あります。いずれかを選んでください。`,
    ],
    noneToAcknowledge: (meant) => [{ code: meant }, ' に該当するセッションのうち、確認できるものはありません。'],
    noneToTerminate: (meant) => [{ code: meant }, ' に該当するセッションのうち、切断できるものはありません。'],
    acknowledged: (operator, target) => `${operator} さんのセッション（${target}）を確認しました。`,
    requested: (operator, target) =>
      `${operator} さんのセッション（${target}）の切断を要求しました。切断が完了したら、通知に表示します。`,
  },

  digest: {
    header: (count) => `📋 未確認のまま終了したセッション: ${count}件`,
    inOneLine: (header, date, unacknowledged) => `${header}（${date}）。未確認: ${unacknowledged}件`,
    date: (date) => `${date} 時点の一覧`,
    hint: 'ボタンを押すと、ご自身のセッションを除くすべてを確認します',
    session: (operator, target, kind, times, how) => [...operator, ` → ${target}、${kind}、${times}、${how}`],
    how: {
      terminated: 'このアプリから切断',
      alreadyEnded: '切断の要求前に終了',
      call: (by) => `${by} による TerminateSession の呼び出しで終了`,
      maximumDuration: '最大セッション時間に達して終了（推定）',
      unknown: '終了の理由は不明',
      afterFailure: '切断に失敗した後に終了',
      unlisted: 'Session Manager の一覧に表示なし',
    },
    live: '接続中',
    acknowledged: (who, at) => [who, ` さんが確認（${at}）`],
    lapsed: (at) => `未確認のまま ${at} に期限切れ`,
    unacknowledged: '未確認',
    more: (count) => `ほか ${count}件は /bastion pending で表示できます。`,
    acknowledgeAll: '一覧をすべて確認する',
    done: ({ acknowledged, vouched, own, already }) =>
      [
        `${acknowledged}件を確認しました。`,
        vouched > 0 && `${vouched}件は、もう1人の責任者の確認が必要です。`,
        own > 0 && `${own}件はご自身のセッションです。ほかの方に確認を依頼してください。`,
        already > 0 && `${already}件はすでに対応済みでした。`,
      ]
        .filter(Boolean)
        .join(''),
  },
};
