// What one person alone is told: refusals that say why, who is on, and help.
import { describe, expect, test } from 'vitest';
import { renderRefusal } from '../../../../app/slack/views/answers.ts';
import { createCardTokens } from '../../../../app/slack/views/card-token.ts';
import { renderHelp } from '../../../../app/slack/views/help.ts';
import { renderWho, WHO_LISTED } from '../../../../app/slack/views/lists/who.ts';
import { sliceOf } from '../../../../app/workflow/queries/list-slice.ts';
import type { Presence } from '../../../../app/workflow/queries/who.ts';
import { APPROVER, aSession, LOOK, LOOK_JA, startFacts } from '../a-session.ts';
import { stoppedClock } from '../slack-fixture.ts';
import { draw } from '../views-fixture.ts';

const at = '2026-11-24T08:10:00.000Z';
const AT = '2026/11/24 17:10 JST';
const by = APPROVER;
const clock = stoppedClock(at);
const READER = { userId: by, now: clock.now(), seal: createCardTokens('a secret', clock) };

const REFUSALS = [
  [
    { reason: 'unknown-session' },
    'I do not know this session. Nothing was changed.',
    'このセッションの記録が見つかりません。変更は行っていません。',
  ],
  [
    { reason: 'denied-attempt' },
    'This was a denied attempt: there is no session to act on.',
    '拒否された接続のため、操作の対象となるセッションはありません。',
  ],
  [
    { reason: 'wrong-message' },
    'Please use the buttons of the session’s own notice in its channel. Nothing was changed.',
    'チャンネルにある、このセッションの通知のボタンから操作してください。変更は行っていません。',
  ],
  [
    { reason: 'old-digest' },
    'This list is an old one. Please use the latest list, or /bastion pending. Nothing was changed.',
    'この一覧は古いものです。最新の一覧、または /bastion pending から操作してください。変更は行っていません。',
  ],
  [
    { reason: 'notice-unrecorded' },
    'This notice is still being recorded. Please press again in a minute.',
    'この通知はまだ記録中です。1分ほど待ってから、もう一度押してください。',
  ],
  [
    { reason: 'not-an-approver' },
    'Only approvers can acknowledge a session. Nothing was changed.',
    '接続を確認できるのは承認者だけです。変更は行っていません。',
  ],
  [
    { reason: 'approvers-unknown' },
    'Slack did not tell me just now who the approvers are. Please try again in a minute.',
    '承認者の一覧を Slack から取得できませんでした。1分ほど待ってから、もう一度押してください。',
  ],
  [
    { reason: 'own-session' },
    'This is your own session: somebody else has to acknowledge it.',
    'ご自身の接続です。ほかの方に確認を依頼してください。',
  ],
  [
    { reason: 'not-allowed-to-terminate' },
    'Only approvers, or the operator of the session, can terminate it. Nothing was changed.',
    '切断できるのは承認者と作業者本人だけです。変更は行っていません。',
  ],
  [
    { reason: 'already-acknowledged', by, at, yours: true },
    `You already acknowledged at ${AT}.`,
    `すでにあなたが ${AT} に確認済みです。`,
  ],
  [
    { reason: 'already-acknowledged', by, at, yours: false },
    `@${by} was first and acknowledged at ${AT}.`,
    `@${by} さんが先に確認しました（${AT}）。`,
  ],
  [
    { reason: 'already-terminating', by, at },
    `Termination was already requested by @${by} at ${AT}. It is being confirmed.`,
    `@${by} さんが ${AT} に切断を依頼済みです。切断の完了を確認しています。`,
  ],
  [
    { reason: 'already-terminating', by: 'app', at },
    `Termination was already requested by bastion-ack at ${AT}. It is being confirmed.`,
    `このアプリが ${AT} に切断を依頼済みです。切断の完了を確認しています。`,
  ],
  [
    { reason: 'already-ended', at },
    `This session was already over at ${AT}. There is nothing left to cut.`,
    `この接続は ${AT} にすでに終了しています。切断の必要はありません。`,
  ],
  [
    { reason: 'lapsed', at },
    `The time to acknowledge is over: this session was closed at ${AT}.`,
    `確認期限を過ぎたため、${AT} に確認の受付を締め切りました。`,
  ],
] as const;

describe('a refusal says why', () => {
  test.each(REFUSALS)('%o', (refusal, english, japanese) => {
    expect(draw(renderRefusal(refusal, LOOK))).toEqual([english]);
    expect(draw(renderRefusal(refusal, LOOK_JA))).toEqual([japanese]);
    expect(renderRefusal(refusal, LOOK).text).toBe(english.replace(`@${by}`, `<@${by}>`));
  });
});

const presence = (sessions: Presence['sessions'], source: Presence['source'] = 'ssm'): Presence => ({
  source,
  at,
  ...sliceOf(sessions, { from: 0, most: WHO_LISTED }),
});

describe('who is on', () => {
  test('nobody', () => {
    expect(draw(renderWho(presence([]), READER, LOOK))).toEqual([
      '*Nobody is connected to a bastion now.*',
      `· As SSM says, ${AT}`,
    ]);
    expect(draw(renderWho(presence([]), READER, LOOK_JA))).toEqual([
      '*現在、踏み台サーバに接続している人はいません。*',
      `· SSM の情報（${AT} 現在）`,
    ]);
  });

  test('each on a line of their own, with who acknowledged', () => {
    const tunnel = startFacts({ kind: { type: 'database', engine: 'PostgreSQL', port: 5432, host: 'db.internal' } });
    const sessions = [
      aSession('waiting'),
      aSession('acknowledged', tunnel),
      aSession('terminatingAcknowledged'),
      aSession('stillConnected'),
    ];
    const since = '2026/11/24 17:00 JST';
    expect(draw(renderWho(presence(sessions), READER, LOOK))).toEqual([
      '*4 sessions now*',
      `• *operator* → bastion-1, Shell, since ${since}, not acknowledged`,
      `• *operator* → bastion-1, PostgreSQL tunnel to db.internal, port 5432, since ${since}, acknowledged by @${by}`,
      `• *operator* → bastion-1, Shell, since ${since}, acknowledged by @${by}, being terminated`,
      `• *operator* → bastion-1, Shell, since ${since}, not acknowledged`,
      `· As SSM says, ${AT}`,
    ]);
    expect(draw(renderWho(presence(sessions), READER, LOOK_JA)).slice(0, 4)).toEqual([
      '*現在の接続: 4件*',
      `• *operator* → bastion-1、シェル、${since} から、未確認`,
      `• *operator* → bastion-1、PostgreSQL へのトンネル（db.internal、ポート 5432）、${since} から、確認者: @${by}`,
      `• *operator* → bastion-1、シェル、${since} から、確認者: @${by}、切断中`,
    ]);
  });

  test('says the age of what is stored, when SSM does not answer', () => {
    const stored = presence([aSession('waiting')], 'stored');
    expect(draw(renderWho(stored, READER, LOOK)).at(-1)).toBe(
      `· SSM did not answer in time: this is as SSM said it at ${AT}. It may be out of date.`,
    );
    expect(draw(renderWho(stored, READER, LOOK_JA)).at(-1)).toBe(
      `· SSM から応答がないため、${AT} 時点の SSM の情報です。最新でない場合があります。`,
    );
  });

  test('says that SSM has more than anybody waits for', () => {
    const stored = presence([aSession('waiting')], 'stored-of-many');
    expect(draw(renderWho(stored, READER, LOOK)).at(-1)).toBe(
      `· There are too many sessions to wait for all that SSM lists: this is as SSM said it at ${AT}. It may be out of date.`,
    );
    expect(draw(renderWho(stored, READER, LOOK_JA)).at(-1)).toBe(
      `· 接続が多く、SSM の一覧をすべて取得できないため、${AT} 時点の SSM の情報です。最新でない場合があります。`,
    );
  });

  test('says that SSM has never answered, when it has not', () => {
    const never = { ...presence([aSession('waiting')], 'stored'), at: undefined };
    expect(draw(renderWho(never, READER, LOOK)).at(-1)).toBe(
      '· SSM did not answer in time, and has not been asked before: this is what was stored.',
    );
    expect(draw(renderWho(never, READER, LOOK_JA)).at(-1)).toBe(
      '· SSM から応答がなく、これまでに取得した情報もないため、保存済みの情報です。',
    );
  });

  test.each([
    [1, '1 session now', 3],
    [15, '15 sessions now', 17],
    [16, '16 sessions now', 19],
    [500, '500 sessions now', 19],
  ])('%i sessions', (count, title, lines) => {
    const drawn = draw(renderWho(presence(Array.from({ length: count }, () => aSession('waiting'))), READER, LOOK));
    expect([drawn[0], drawn.length]).toEqual([`*${title}*`, lines]);
    const below = count > 15 ? [`… and ${count - 15} more.`, '[Show more: undefined]'] : drawn.slice(-3, -1);
    expect(drawn.slice(-3, -1)).toEqual(below);
  });

  test('what SSM alone has told is shown to the letter too', () => {
    const { id, kind, startedAt } = aSession('waiting');
    const operator = { name: '<!channel>\ud83d\n*', verified: false };
    const target = { id: 'i-0', name: '\u202eevil' };
    const message = renderWho(presence([{ id, kind, startedAt, operator, target }]), READER, LOOK);
    expect(draw(message)[1]).toContain('*<!channel>\ufffd ** → evil, Shell');
    expect(message.text).toContain('&lt;!channel&gt;\ufffd *\u200b → evil');
  });
});

test('help names each command, and where the buttons are', () => {
  expect(draw(renderHelp(LOOK))).toEqual([
    '*What /bastion can do*',
    '`/bastion` what waits for an acknowledgement, and who is on the bastions now',
    '`/bastion pending` what waits for an acknowledgement, the soonest deadline first',
    '`/bastion who` who is on the bastions now',
    '`/bastion history` the sessions of the last 7 days; add a name or a target, and a number of days',
    '`/bastion acknowledge <session>` the card of one session, to acknowledge it',
    '`/bastion terminate <session>` the card of one session, to cut it',
    '`/bastion export <days>` the sessions of a month or of days as a file, for auditors; add csv or jsonl',
    '`/bastion help` this text',
    '<session> is its id, how the id begins, or the name of its operator.',
    'Acknowledge and Terminate are the buttons of each notice in the channel.',
  ]);
  expect(draw(renderHelp(LOOK_JA))).toEqual([
    '*/bastion でできること*',
    '`/bastion` 確認待ちの接続と、現在接続している人を表示します',
    '`/bastion pending` 確認待ちの接続を期限の近い順に表示します',
    '`/bastion who` 現在接続している人を表示します',
    '`/bastion history` 直近7日間の接続を表示します（作業者名または接続先、日数を付けられます）',
    '`/bastion acknowledge <session>` 接続のカードを表示し、確認できるようにします',
    '`/bastion terminate <session>` 接続のカードを表示し、切断できるようにします',
    '`/bastion export <days>` 指定した月または日付の接続記録をファイルで送ります（監査担当者用、csv または jsonl）',
    '`/bastion help` この説明を表示します',
    '<session> には、セッションIDかその先頭部分、または作業者名を指定します。',
    '「確認する」「切断する」は、チャンネルの各通知にあるボタンです。',
  ]);
});
