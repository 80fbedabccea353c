// Answers to one person: refusals with their reasons, who is connected, and help.
import { describe, expect, test } from 'vitest';
import { renderRefusal } from '../../../../app/slack/views/answers.ts';
import { createCardTokens } from '../../../../app/slack/views/card-token.ts';
import { renderHelp } from '../../../../app/slack/views/help.ts';
import { renderWho, WHO_LISTED } from '../../../../app/slack/views/lists/who.ts';
import { sliceOf } from '../../../../app/workflow/queries/list-slice.ts';
import type { Presence } from '../../../../app/workflow/queries/who.ts';
import { APPROVER, aSession, MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA, startFacts } from '../notice-states-fixture.ts';
import { stoppedClock } from '../slack-fixture.ts';
import { draw } from '../views-fixture.ts';

const at = '2026-11-24T08:10:00.000Z';
const AT = '2026/11/24 17:10 JST';
const by = APPROVER;
const clock = stoppedClock(at);
const READER = { userId: by, now: clock.now(), cardTokens: createCardTokens('a secret', clock) };

const REFUSALS = [
  [
    { reason: 'unknown-session' },
    'This session is not on record. No change was made.',
    'このセッションの記録が見つかりません。変更は行っていません。',
  ],
  [
    { reason: 'denied-attempt' },
    'This was a denied attempt. There is no session to act on.',
    '接続が拒否されたため、操作の対象となるセッションはありません。',
  ],
  [
    { reason: 'wrong-message' },
    'Please use the buttons on the session’s own notice in its channel. No change was made.',
    'チャンネルにある、このセッションの通知のボタンから操作してください。変更は行っていません。',
  ],
  [
    { reason: 'old-digest' },
    'This list is out of date. Please use the latest list or /bastion pending. No change was made.',
    'この一覧は古いものです。最新の一覧、または /bastion pending から操作してください。変更は行っていません。',
  ],
  [
    { reason: 'notice-unrecorded' },
    'This notice is still being recorded. Please press again in a minute.',
    'この通知はまだ記録中です。1分ほど待ってから、もう一度押してください。',
  ],
  [
    { reason: 'not-an-approver' },
    'Only approvers can acknowledge a session. No change was made.',
    'セッションを確認できるのは責任者だけです。変更は行っていません。',
  ],
  [
    { reason: 'approvers-unknown' },
    'I couldn’t get the approver list from Slack. Please try again in a minute.',
    '責任者の一覧を Slack から取得できませんでした。1分ほど待ってから、もう一度お試しください。',
  ],
  [
    { reason: 'own-session' },
    'This is your own session. Somebody else has to acknowledge it.',
    'ご自身のセッションです。ほかの方に確認を依頼してください。',
  ],
  [
    { reason: 'not-allowed-to-terminate' },
    'Only approvers or the operator of the session can terminate it. No change was made.',
    '切断できるのは責任者と作業者本人だけです。変更は行っていません。',
  ],
  [
    { reason: 'already-acknowledged', by, at, yours: true },
    `You already acknowledged this session at ${AT}.`,
    `すでにあなたが ${AT} に確認済みです。`,
  ],
  [
    { reason: 'already-acknowledged', by, at, yours: false },
    `@${by} already acknowledged this session at ${AT}.`,
    `@${by} さんが先に確認しました（${AT}）。`,
  ],
  [
    { reason: 'already-terminating', by, at },
    `Termination was already requested by @${by} at ${AT}. I’m waiting for Session Manager to confirm it.`,
    `@${by} さんが ${AT} に切断を要求済みです。切断の完了を待っています。`,
  ],
  [
    { reason: 'already-terminating', by: 'app', at },
    `Termination was already requested by bastion-ack at ${AT}. I’m waiting for Session Manager to confirm it.`,
    `このアプリが ${AT} に切断を要求済みです。切断の完了を待っています。`,
  ],
  [
    { reason: 'already-ended', at },
    `This session already ended at ${AT}. There is nothing to terminate.`,
    `このセッションは ${AT} にすでに終了しています。切断の必要はありません。`,
  ],
  [
    { reason: 'lapsed', at },
    `This session can no longer be acknowledged. The time for it ran out at ${AT}.`,
    `確認されないまま期限が切れたため、${AT} に確認の受付を締め切りました。`,
  ],
  [
    { reason: 'already-vouched', at },
    `You already pressed at ${AT}. A second approver must press too, because the operator’s Slack account is not verified.`,
    `すでに1人目として ${AT} に記録済みです。作業者の Slack アカウントを検証できていないため、もう1人の責任者の確認が必要です。`,
  ],
  [
    { reason: 'nothing-to-withdraw' },
    'No acknowledgement stands, so there is nothing to take back. No change was made.',
    '取り消せる確認がありません。変更は行っていません。',
  ],
  [
    { reason: 'note-required' },
    'Please say why in a few words. No change was made.',
    '理由を短く記入してください。変更は行っていません。',
  ],
  [
    { reason: 'words-too-long' },
    'That is too long: at most 500 characters, and 100 for a ticket. Please shorten it and send it again.',
    '長すぎます。500文字以内（チケットは100文字以内）に短くして、もう一度送信してください。',
  ],
  [
    { reason: 'record-full' },
    'The record of this session is full. It takes no more words, and its acknowledgement can no longer be taken back or taken over. An approver can still acknowledge it without a note, and it can still be terminated.',
    'このセッションの記録がいっぱいになりました。メモや理由の追加、確認の取り消しと引き継ぎはできません。責任者によるメモなしの確認と、切断は引き続きできます。',
  ],
  [
    { reason: 'not-the-operator' },
    'Only the operator can say why they are connected. Approvers can acknowledge with a note.',
    '接続理由を伝えられるのは作業者本人だけです。責任者はメモを付けて確認できます。',
  ],
  [
    { reason: 'already-reasoned', at },
    `You already gave a reason at ${AT}. The notice shows it.`,
    `接続理由は ${AT} に記入済みです。通知に表示されています。`,
  ],
  [
    { reason: 'not-acknowledger', by, at },
    `@${by} acknowledged this session at ${AT}. To be responsible for it in their place, press Take over.`,
    `@${by} さんが ${AT} に確認したセッションです。代わりに担当する場合は「引き継ぐ」を押してください。`,
  ],
  [
    { reason: 'termination-requested', by, at },
    `The acknowledgement stays as it is: @${by} requested termination at ${AT}.`,
    `@${by} さんが ${AT} に切断を要求したため、確認は変更できません。`,
  ],
  [
    { reason: 'termination-requested', by: 'app', at },
    `The acknowledgement stays as it is: bastion-ack requested termination at ${AT}.`,
    `このアプリが ${AT} に切断を要求したため、確認は変更できません。`,
  ],
  [
    { reason: 'session-over', at },
    `The acknowledgement stays as it is: the session ended at ${AT}.`,
    `このセッションは ${AT} に終了したため、確認は変更できません。`,
  ],
  [
    { reason: 'reason-too-late', at },
    `This session ended at ${AT}, too long ago for its record to take a reason. Please tell an approver.`,
    `このセッションは ${AT} に終了しました。日数が経ったため、接続理由は記録できません。責任者に直接伝えてください。`,
  ],
] as const;

describe('a refusal says why', () => {
  test.each(REFUSALS)('a refusal says why: %o', (refusal, english, japanese) => {
    expect(draw(renderRefusal(refusal, MESSAGE_OPTIONS))).toEqual([english]);
    expect(draw(renderRefusal(refusal, MESSAGE_OPTIONS_JA))).toEqual([japanese]);
    expect(renderRefusal(refusal, MESSAGE_OPTIONS).text).toBe(english.replace(`@${by}`, `<@${by}>`));
  });
});

const presence = (sessions: Presence['sessions'], source: Presence['source'] = 'ssm'): Presence => ({
  source,
  at,
  ...sliceOf(sessions, { from: 0, most: WHO_LISTED }),
});

describe('who is on', () => {
  test('who is on says that nobody is', () => {
    expect(draw(renderWho(presence([]), READER, MESSAGE_OPTIONS))).toEqual([
      '*Nobody is connected to a bastion.*',
      `· According to Session Manager, ${AT}`,
    ]);
    expect(draw(renderWho(presence([]), READER, MESSAGE_OPTIONS_JA))).toEqual([
      '*現在、踏み台サーバーに接続している人はいません。*',
      `· Session Manager の情報（${AT} 現在）`,
    ]);
  });

  test('who is on lists each session on a line of its own, with who acknowledged', () => {
    const tunnel = startFacts({ kind: { type: 'database', engine: 'PostgreSQL', port: 5432, host: 'db.internal' } });
    const sessions = [
      aSession('unacknowledged'),
      aSession('acknowledged', tunnel),
      aSession('terminatingAcknowledged'),
      aSession('stillConnected'),
    ];
    expect(draw(renderWho(presence(sessions), READER, MESSAGE_OPTIONS))).toEqual([
      '*4 open sessions*',
      '*2026/11/24*',
      '🔔 *operator* → bastion-1, Shell, since 17:00, unacknowledged',
      `✅ *operator* → bastion-1, PostgreSQL tunnel to db.internal, port 5432, since 17:00, acknowledged by @${by}`,
      `✂️ *operator* → bastion-1, Shell, since 17:00, acknowledged by @${by}, being terminated`,
      '⚠️ *operator* → bastion-1, Shell, since 17:00, unacknowledged',
      `· According to Session Manager, ${AT}`,
    ]);
    expect(draw(renderWho(presence(sessions), READER, MESSAGE_OPTIONS_JA)).slice(0, 5)).toEqual([
      '*接続中のセッション: 4件*',
      '*2026/11/24*',
      '🔔 *operator* → bastion-1、シェル、17:00～、未確認',
      `✅ *operator* → bastion-1、PostgreSQL へのトンネル（db.internal、ポート 5432）、17:00～、確認者: @${by}`,
      `✂️ *operator* → bastion-1、シェル、17:00～、確認者: @${by}、切断中`,
    ]);
  });

  test('who is on shows a session that Session Manager lists as live, although its end is recorded', () => {
    expect(draw(renderWho(presence([aSession('endedAcknowledged')]), READER, MESSAGE_OPTIONS))[2]).toMatch(
      /^✅ \*operator\*/,
    );
  });

  test('who is on says the age of what is stored, when SSM does not answer', () => {
    const stored = presence([aSession('unacknowledged')], 'stored');
    expect(draw(renderWho(stored, READER, MESSAGE_OPTIONS)).at(-1)).toBe(
      `· Session Manager did not respond in time. This list is from ${AT} and may be out of date.`,
    );
    expect(draw(renderWho(stored, READER, MESSAGE_OPTIONS_JA)).at(-1)).toBe(
      `· Session Manager から応答がないため、${AT} 時点の情報です。最新でない場合があります。`,
    );
  });

  test('who is on says that SSM has more sessions than anybody waits for', () => {
    const stored = presence([aSession('unacknowledged')], 'stored-of-many');
    expect(draw(renderWho(stored, READER, MESSAGE_OPTIONS)).at(-1)).toBe(
      `· There are too many sessions to ask Session Manager about all of them. This list is from ${AT} and may be out of date.`,
    );
    expect(draw(renderWho(stored, READER, MESSAGE_OPTIONS_JA)).at(-1)).toBe(
      `· セッションが多く、Session Manager の一覧をすべて取得できないため、${AT} 時点の情報です。最新でない場合があります。`,
    );
  });

  test('who is on says that SSM has never answered, when it has not', () => {
    const never = { ...presence([aSession('unacknowledged')], 'stored'), at: undefined };
    expect(draw(renderWho(never, READER, MESSAGE_OPTIONS)).slice(-2)).toEqual([
      '· Session Manager did not respond in time. This list shows the stored records and may be out of date.',
      '· Times in JST',
    ]);
    expect(draw(renderWho(never, READER, MESSAGE_OPTIONS_JA)).slice(-2)).toEqual([
      '· Session Manager から応答がなく、これまでに取得した情報もないため、保存済みの記録です。最新でない場合があります。',
      '· タイムゾーン: JST',
    ]);
  });

  test.each([
    [1, '1 open session', 4],
    [15, '15 open sessions', 18],
    [16, '16 open sessions', 20],
    [500, '500 open sessions', 20],
  ])('who is on lists %i sessions', (count, title, lines) => {
    const drawn = draw(
      renderWho(presence(Array.from({ length: count }, () => aSession('unacknowledged'))), READER, MESSAGE_OPTIONS),
    );
    expect([drawn[0], drawn.length]).toEqual([`*${title}*`, lines]);
    const below = count > 15 ? [`… and ${count - 15} more.`, '[Show more: undefined]'] : drawn.slice(-3, -1);
    expect(drawn.slice(-3, -1)).toEqual(below);
  });

  test('who is on shows sessions that SSM alone knows to the letter too', () => {
    const { id, kind, startedAt } = aSession('unacknowledged');
    const operator = { name: '<!channel>\ud83d\n*', verified: false };
    const target = { id: 'i-0', name: '\u202eevil' };
    const message = renderWho(presence([{ id, kind, startedAt, operator, target }]), READER, MESSAGE_OPTIONS);
    expect(draw(message)[2]).toContain('*<!channel>\ufffd ** (name unverified) → evil, Shell');
    expect(message.text).toContain('&lt;!channel&gt;\ufffd *\u200b (name unverified) → evil');
  });
});

test('the help names each command, and where the buttons are', () => {
  expect(draw(renderHelp(MESSAGE_OPTIONS))).toEqual([
    '*What /bastion can do*',
    '`/bastion` show the sessions to acknowledge, and who is on the bastions',
    '`/bastion pending` list the sessions to acknowledge, the earliest deadline first',
    '`/bastion who` list who is on the bastions',
    '`/bastion history` list the sessions of the last 7 days; add a name or a target, and a number of days',
    '`/bastion acknowledge <session>` show one session and acknowledge it',
    '`/bastion terminate <session>` show one session and terminate it',
    '`/bastion export <period>` send the sessions of a period as a file (auditors only); add csv or jsonl',
    '`/bastion check` check that everything works (approvers only)',
    '`/bastion help` show this help',
    '<session> is an id (or its first characters) or an operator’s name.',
    'Each notice in the channel has the buttons Acknowledge and Terminate.',
  ]);
  expect(draw(renderHelp(MESSAGE_OPTIONS_JA))).toEqual([
    '*/bastion でできること*',
    '`/bastion` 未確認のセッションと、現在接続している人を表示します',
    '`/bastion pending` 未確認のセッションを期限の近い順に表示します',
    '`/bastion who` 現在接続している人を表示します',
    '`/bastion history` 直近7日間のセッションを表示します（作業者名または接続先、日数を付けられます）',
    '`/bastion acknowledge <セッション>` セッションの詳細を表示し、その場で確認できます',
    '`/bastion terminate <セッション>` セッションの詳細を表示し、その場で切断できます',
    '`/bastion export <期間>` 指定した期間のセッションの記録をファイルで送ります（監査担当者用、csv または jsonl）',
    '`/bastion check` 正しく動いているかをチェックします（責任者用）',
    '`/bastion help` この説明を表示します',
    '<セッション> には、セッションIDかその先頭部分、または作業者名を指定します。',
    'チャンネルの各通知に「確認する」と「切断する」のボタンがあります。',
  ]);
});
