// Direct messages to the operator: where their session stands, and what they can do.
import { describe, expect, test } from 'vitest';
import type { Event, StartFacts } from '../../../../../app/session/event.ts';
import { listFollowUps } from '../../../../../app/session/follow-ups.ts';
import type { Session } from '../../../../../app/session/session.ts';
import type { Message, MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { renderFollowUp } from '../../../../../app/slack/views/follow-ups/follow-ups.ts';
import { renderSaid } from '../../../../../app/slack/views/said.ts';
import {
  APPROVER,
  aSession,
  CHANNEL,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  NOTICE_LINK,
  OPERATOR,
  SECOND_APPROVER,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
  TERMINATING_OPTIONS_JA,
  WORKSPACE_URL,
} from '../../notice-states-fixture.ts';
import { draw } from '../../views-fixture.ts';

const ON_TIME = new Date('2026-11-24T08:05:00.000Z');
const UNSAID = { reason: undefined };

function messageIn(
  session: Session,
  type: Event['type'],
  messageOptions: MessageOptions = MESSAGE_OPTIONS,
  now = ON_TIME,
): Message {
  const audiences = { warnOnHost: false, askReason: true, tellOperator: true };
  const followUp = listFollowUps(session, audiences).find(
    ({ audience, event }) => audience === 'operator' && event.type === type,
  );
  if (followUp === undefined) throw new Error(`the operator is not told that the session is ${type}`);
  return renderFollowUp(session, followUp, { ...messageOptions, workspaceUrl: WORKSPACE_URL }, now);
}
const said = (
  state: State,
  type: Event['type'],
  options?: MessageOptions,
  facts: Partial<StartFacts> = {},
  now?: Date,
) => draw(messageIn(aSession(state, startFacts(facts)), type, options, now));

const NOTICE = `[its notice](${NOTICE_LINK}) in #${CHANNEL}`;
const NOTICE_JA = `#${CHANNEL} の[通知](${NOTICE_LINK})`;

describe('the first message', () => {
  test('it says where the session is announced and until when it is acknowledged, and asks why', () => {
    expect(said('unacknowledged', 'noticed', MESSAGE_OPTIONS, UNSAID)).toEqual([
      `Your session on bastion-1 (Shell, since 2026/11/24 17:00 JST) is announced.`,
      'You can go on working. An approver should acknowledge it by 2026/11/24 17:20 JST.',
      `More on ${NOTICE}.`,
      'Please say once why you are connected, so that nobody has to ask you. Approvers see it on the notice.',
      '[Say why: primary]',
    ]);
    expect(said('unacknowledged', 'noticed', MESSAGE_OPTIONS_JA, UNSAID)).toEqual([
      `あなたの bastion-1 のセッション（シェル、2026/11/24 17:00 JST～）を通知しました。`,
      'そのまま作業を続けられます。責任者による確認の期限は 2026/11/24 17:20 JST です。',
      `詳細: ${NOTICE_JA}`,
      '接続理由を一度だけ記入してください。責任者は通知で確認できるため、個別にお尋ねすることがなくなります。',
      '[接続理由を伝える: primary]',
    ]);
  });

  test.each([
    [
      TERMINATING_OPTIONS,
      ON_TIME,
      'You can go on working. An approver should acknowledge it by 2026/11/24 17:20 JST; if nobody does, I’ll warn you here before it is terminated.',
    ],
    [
      TERMINATING_OPTIONS,
      new Date('2026-11-24T08:40:00.000Z'),
      'You can go on working. An approver should acknowledge it by 2026/11/24 17:42 JST; if nobody does, I’ll warn you here before it is terminated.',
    ],
    [
      MESSAGE_OPTIONS,
      new Date('2026-11-24T08:40:00.000Z'),
      'You can go on working. An approver should have acknowledged it by 2026/11/24 17:20 JST, and is being reminded.',
    ],
    [
      TERMINATING_OPTIONS_JA,
      ON_TIME,
      'そのまま作業を続けられます。確認期限は 2026/11/24 17:20 JST です。責任者が確認しない場合は、切断の前にここで警告します。',
    ],
  ])('the time in it is the one that holds when it is sent (%#)', (options, now, sentence) => {
    expect(said('unacknowledged', 'noticed', options, UNSAID, now)[1]).toBe(sentence);
  });

  test('a message that is sent late says what has happened since', () => {
    expect(said('acknowledged', 'noticed', MESSAGE_OPTIONS, UNSAID)[1]).toBe(
      `@${APPROVER} has acknowledged it already. You can go on working.`,
    );
    expect(said('terminating', 'noticed', MESSAGE_OPTIONS, UNSAID).slice(1)).toEqual([
      'Its termination has been requested. Please save your work now.',
      `More on ${NOTICE}.`,
    ]);
  });

  test.each([
    ['ended', MESSAGE_OPTIONS, 'It ended at 2026/11/24 17:20 JST.'],
    ['ended', TERMINATING_OPTIONS_JA, 'このセッションは 2026/11/24 17:20 JST に終了しました。'],
    ['endedAcknowledged', TERMINATING_OPTIONS, 'It ended at 2026/11/24 17:20 JST.'],
    ['terminated', MESSAGE_OPTIONS, 'It ended at 2026/11/24 17:09 JST.'],
    ['unknown', MESSAGE_OPTIONS, 'Session Manager has not listed it since 2026/11/24 17:18 JST.'],
    [
      'unknown',
      MESSAGE_OPTIONS_JA,
      'このセッションは 2026/11/24 17:18 JST から Session Manager の一覧に表示されていません。',
    ],
  ] as const)('nobody goes on working in a session that is over (%s, %#)', (state, options, sentence) => {
    const session = aSession(state);
    const event = session.events.find(({ type }) => type === 'noticed');
    if (event?.type !== 'noticed') throw new Error('it is not announced');
    const followUp = { key: '2:operator', audience: 'operator', event } as const;
    expect(draw(renderFollowUp(session, followUp, options, ON_TIME))[1]).toBe(sentence);
  });

  test('an answer that comes after the end does not say that the work goes on', () => {
    const session = aSession('ended', startFacts(UNSAID));
    const late = { ...session, said: { reason: 'Restart the batch', by: OPERATOR, at: '2026-11-24T08:25:00.000Z' } };
    const message = renderSaid(late, TERMINATING_OPTIONS, new Date('2026-11-24T08:25:00.000Z'));
    expect(message && draw(message).slice(1)).toEqual([
      'It ended at 2026/11/24 17:20 JST.',
      'More on its notice in #C0BASTION01.',
      'Your reason: Restart the batch',
      'Said at 2026/11/24 17:25 JST',
    ]);
  });

  test('nobody is asked twice: a reason of StartSession counts, and so does one that is given', () => {
    expect(said('unacknowledged', 'noticed')).toHaveLength(3);
    expect(said('reasoned', 'noticed', MESSAGE_OPTIONS, UNSAID)).toHaveLength(3);
  });

  test('its button carries the session', () => {
    const { blocks } = messageIn(aSession('unacknowledged', startFacts(UNSAID)), 'noticed');
    expect(blocks.at(-1)).toMatchObject({
      elements: [
        {
          action_id: 'say_why',
          value: 'operator-abcdefghijklmnopqrstuvwxyz',
          accessibility_label: 'Say why: operator’s session on bastion-1',
        },
      ],
    });
  });
});

describe('what becomes of the session', () => {
  test.each<[State, Event['type'], MessageOptions, string[]]>([
    [
      'acknowledgedWithNote',
      'acknowledged',
      MESSAGE_OPTIONS,
      [
        `@${APPROVER} acknowledged your session on bastion-1 at 2026/11/24 17:07 JST. You can go on working.`,
        'Note: Seen with the team',
        `More on ${NOTICE}.`,
      ],
    ],
    [
      'acknowledged',
      'acknowledged',
      MESSAGE_OPTIONS_JA,
      [
        `@${APPROVER} さんが、あなたの bastion-1 のセッションを確認しました（2026/11/24 17:07 JST）。そのまま作業を続けられます。`,
        `詳細: ${NOTICE_JA}`,
      ],
    ],
    [
      'postponed',
      'postponed',
      TERMINATING_OPTIONS,
      [
        'Nobody has acknowledged your session on bastion-1 yet, and not everyone could be warned or respond in time. It will not be terminated before 2026/11/24 17:35 JST.',
        `Ask an approver to press Acknowledge on ${NOTICE}.`,
      ],
    ],
    [
      'postponed',
      'postponed',
      TERMINATING_OPTIONS_JA,
      [
        'あなたの bastion-1 のセッションはまだ確認されていませんが、警告または責任者の対応が間に合わない状況でした。2026/11/24 17:35 JST より前に切断することはありません。',
        `責任者に ${NOTICE_JA}の「確認する」を押すよう依頼してください。`,
      ],
    ],
    [
      'escalated',
      'escalated',
      MESSAGE_OPTIONS,
      [
        'Nobody acknowledged your session on bastion-1 in time, so the on-call channel has been told. It will not be terminated automatically, and you can go on working.',
        `Ask an approver to press Acknowledge on ${NOTICE}.`,
      ],
    ],
    [
      'escalated',
      'escalated',
      { ...MESSAGE_OPTIONS_JA, escalates: false },
      [
        'あなたの bastion-1 のセッションは期限までに確認されませんでした。自動では切断されないため、そのまま作業を続けられます。',
        `責任者に ${NOTICE_JA}の「確認する」を押すよう依頼してください。`,
      ],
    ],
    [
      'terminatingWithNote',
      'terminationRequested',
      MESSAGE_OPTIONS,
      [
        `@${SECOND_APPROVER} requested termination of your session on bastion-1. It ends within moments.`,
        'Reason: Seen with the team',
        `More on ${NOTICE}.`,
      ],
    ],
    [
      'terminatingByDeadline',
      'terminationRequested',
      TERMINATING_OPTIONS,
      [
        'Nobody acknowledged your session on bastion-1 in time, so bastion-ack is terminating it.',
        `More on ${NOTICE}.`,
      ],
    ],
    [
      'terminatingUnnoticed',
      'terminationRequested',
      TERMINATING_OPTIONS_JA,
      ['あなたの bastion-1 のセッションは時間内に通知できなかったため、切断します。', `詳細: ${NOTICE_JA}`],
    ],
    [
      'withdrawn',
      'acknowledgementWithdrawn',
      TERMINATING_OPTIONS,
      [
        `@${APPROVER} took back the acknowledgement of your session on bastion-1.`,
        'You can go on working. An approver should acknowledge it by 2026/11/24 17:25 JST; if nobody does, I’ll warn you here before it is terminated.',
        `More on ${NOTICE}.`,
      ],
    ],
    [
      'withdrawnByOther',
      'acknowledgementWithdrawn',
      MESSAGE_OPTIONS_JA,
      [
        `@${SECOND_APPROVER} さんが、あなたの bastion-1 のセッションの確認を取り消しました。`,
        'メモ: Seen with the team',
        'そのまま作業を続けられます。責任者による確認の期限は 2026/11/24 17:25 JST です。',
        `詳細: ${NOTICE_JA}`,
      ],
    ],
    [
      'expired',
      'acknowledgementExpired',
      MESSAGE_OPTIONS,
      [
        'The acknowledgement of your session on bastion-1 has expired: no approver said that it still holds.',
        'You can go on working. An approver should acknowledge it by 2026/11/25 01:45 JST.',
        `More on ${NOTICE}.`,
      ],
    ],
  ])('%s (%s, %#)', (state, type, messageOptions, lines) => {
    expect(said(state, type, messageOptions)).toEqual(lines);
  });

  test('a message in a trial says so, because no notice stands above it', () => {
    const message = messageIn(aSession('acknowledged'), 'acknowledged', { ...MESSAGE_OPTIONS, trial: true });
    expect(draw(message)[0]).toContain('[TRIAL]');
  });

  test('the on-call channel learns beside the name that IAM does not verify it', () => {
    const session = aSession('escalated', startFacts({ operator: { name: 'operator-2', verified: false } }));
    const audiences = { escalationChannel: 'C0ONCALL01', warnOnHost: false, askReason: false, tellOperator: false };
    const followUp = listFollowUps(session, audiences).find(({ audience }) => audience === 'escalation');
    if (followUp === undefined) throw new Error('the on-call channel is not told');
    const linked = { ...MESSAGE_OPTIONS, workspaceUrl: WORKSPACE_URL };
    const lines = draw(renderFollowUp(session, followUp, linked, ON_TIME));
    expect(lines[0]).toContain('*operator-2* (name unverified) → bastion-1');
    expect(lines[1]).toContain(`press Acknowledge or Terminate on ${NOTICE}.`);
  });
});
