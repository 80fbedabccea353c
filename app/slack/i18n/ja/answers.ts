// What one person alone is told, and the daily list, in Japanese.
import type { Text } from '../en/texts.ts';

export const answers: Pick<Text, 'refusal' | 'list' | 'who' | 'pending' | 'command' | 'digest' | 'help'> = {
  refusal: {
    unknownSession: 'このセッションの記録が見つかりません。変更は行っていません。',
    deniedAttempt: '拒否された接続のため、操作の対象となるセッションはありません。',
    wrongMessage: 'チャンネルにある、このセッションの通知のボタンから操作してください。変更は行っていません。',
    oldDigest:
      'この一覧は古いものです。最新の一覧、または /bastion pending から操作してください。変更は行っていません。',
    oldCard: 'このカードは期限切れです。/bastion pending でもう一度表示してください。変更は行っていません。',
    noticeUnrecorded: 'この通知はまだ記録中です。1分ほど待ってから、もう一度押してください。',
    otherWorkspace: 'この踏み台サーバを運用しているワークスペースのメンバーだけが操作できます。変更は行っていません。',
    workspaceUnknown:
      '所属するワークスペースを Slack から確認できませんでした。変更は行っていません。1分ほど待ってから、もう一度お試しください。',
    notAnApprover: '接続を確認できるのは承認者だけです。変更は行っていません。',
    approversUnknown: '承認者の一覧を Slack から取得できませんでした。1分ほど待ってから、もう一度押してください。',
    ownSession: 'ご自身の接続です。ほかの方に確認を依頼してください。',
    notAllowedToTerminate: '切断できるのは承認者と作業者本人だけです。変更は行っていません。',
    youAlready: (at) => [`すでにあなたが ${at} に確認済みです。`],
    somebodyAlready: (who, at) => [who, ` さんが先に確認しました（${at}）。`],
    alreadyTerminating: (who, at) => [
      who,
      `${typeof who === 'string' ? '' : ' さん'}が ${at} に切断を依頼済みです。切断の完了を確認しています。`,
    ],
    alreadyEnded: (at) => `この接続は ${at} にすでに終了しています。切断の必要はありません。`,
    lapsed: (at) => `確認期限を過ぎたため、${at} に確認の受付を締め切りました。`,
    notAMember: 'この機能を利用できるのは、ワークスペースのフルメンバーだけです（ゲストは利用できません）。',
    failed: '処理を完了できませんでした。通知に反映されていない場合は、1分ほど待ってから、もう一度お試しください。',
  },

  list: {
    showMore: '続きを表示',
    showFirst: '最初に戻る',
    part: (first, last, count) => `${count}件中 ${first}～${last}件目`,
    expired: (command) => ['この一覧は期限切れです。', { code: command }, ' でもう一度表示してください。'],
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
    stored: (at) => `SSM から応答がないため、${at} 時点の SSM の情報です。最新でない場合があります。`,
    storedOfMany: (at) =>
      `接続が多く、SSM の一覧をすべて取得できないため、${at} 時点の SSM の情報です。最新でない場合があります。`,
    neverAsked: 'SSM から応答がなく、これまでに取得した情報もないため、保存済みの情報です。',
  },

  pending: {
    none: '確認待ちの接続はありません。',
    title: (count) => `確認待ちの接続: ${count}件`,
    session: (operator, target, kind, since, states) => [
      { bold: operator },
      ` → ${target}、${kind}、${since} から、${states.join('、')}`,
    ],
    live: '接続中',
    terminating: '切断中',
    unannounced: '未通知',
    ended: (at) => `${at} に終了`,
    gone: (at) => `${at} から SSM の一覧になし`,
    answerBy: (at) => `確認期限: ${at}`,
    answerByOrCut: (at) => `確認期限: ${at}（期限を過ぎると切断）`,
    escalatedAt: (at) => `${at} にエスカレーション済み`,
    deadlinePassed: (at) => `確認期限切れ（${at}）`,
    lapses: (at) => `確認の受付期限: ${at}`,
    more: (count) => `ほか ${count}件`,
    ownOnly: 'ご自身の接続だけを表示しています。すべての接続を見られるのは承認者と監査担当者です。',
  },

  command: {
    which:
      'どのセッションですか？ セッションIDかその先頭部分、または作業者名を指定してください。/bastion pending で一覧を表示できます。',
    unknown: (meant) => [
      { code: meant },
      ' に当てはまる未完了の接続はありません。/bastion pending で一覧を表示できます。',
    ],
    several: (count, meant) => [{ code: meant }, ` に当てはまる接続が ${count}件あります。いずれかを選んでください。`],
    noneToAcknowledge: (meant) => [{ code: meant }, ' に当てはまる接続のうち、確認できるものはありません。'],
    noneToTerminate: (meant) => [{ code: meant }, ' に当てはまる接続のうち、切断できるものはありません。'],
    acknowledged: (operator, target) => `${operator} さんの ${target} への接続を確認しました。`,
    requested: (operator, target) =>
      `${operator} さんの ${target} への接続の切断を依頼しました。切断が完了したら、通知に表示します。`,
  },

  digest: {
    header: (count) => `📋 未確認のまま終了した接続: ${count}件`,
    inOneLine: (header, date, waiting) => `${header}（${date}）。確認待ち: ${waiting}件`,
    date: (date) => `${date} 時点の一覧`,
    hint: 'ボタンを押すと、ご自身の接続を除くすべてを確認します',
    session: (operator, target, kind, from, to, how) => [
      '• ',
      { bold: operator },
      ` → ${target}、${kind}、${from} ～ ${to}、${how}`,
    ],
    how: {
      cut: 'このアプリから切断',
      alreadyOver: '切断の依頼前に終了',
      call: (by) => `${by} による TerminateSession の呼び出しで終了`,
      maximumDuration: '最大セッション時間で終了（推定）',
      unknown: '終了の理由は不明',
      inTheEnd: '切断に一度失敗した後に終了',
      gone: 'どのように終了したかは不明',
    },
    live: '接続中（終了していませんでした）',
    now: '現在',
    acknowledged: (who, at) => [who, ` さんが確認（${at}）`],
    lapsed: (at) => `未確認のまま ${at} に締め切り`,
    waiting: '未確認',
    more: (count) => `ほか ${count}件は /bastion pending で表示できます。`,
    acknowledgeAll: '一覧をすべて確認する',
    done: (acknowledged, own, already) =>
      [
        `${acknowledged}件を確認しました。`,
        own > 0 && `${own}件はご自身の接続です。ほかの方に確認を依頼してください。`,
        already > 0 && `${already}件はすでに対応済みでした。`,
      ]
        .filter(Boolean)
        .join(''),
  },

  help: {
    title: '/bastion でできること',
    unknown: (word) => [{ code: word }, ' というコマンドはありません。'],
    suggestion: (command) => ['もしかして: ', { code: command }],
    lines: [
      ['/bastion', '確認待ちの接続と、現在接続している人を表示します'],
      ['/bastion pending', '確認待ちの接続を期限の近い順に表示します'],
      ['/bastion who', '現在接続している人を表示します'],
      ['/bastion history', '直近7日間の接続を表示します（作業者名または接続先、日数を付けられます）'],
      ['/bastion acknowledge <session>', '接続のカードを表示し、確認できるようにします'],
      ['/bastion terminate <session>', '接続のカードを表示し、切断できるようにします'],
      [
        '/bastion export <days>',
        '指定した月または日付の接続記録をファイルで送ります（監査担当者用、csv または jsonl）',
      ],
      ['/bastion help', 'この説明を表示します'],
    ],
    session: '<session> には、セッションIDかその先頭部分、または作業者名を指定します。',
    buttons: '「確認する」「切断する」は、チャンネルの各通知にあるボタンです。',
  },
};
