// Follow-ups in the thread about an acknowledgement that is taken back, asked for again, taken over, or expired.
import { describe, expect, test } from 'vitest';
import { listFollowUps } from '../../../../../app/session/follow-ups.ts';
import type { Message, MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { renderFollowUp } from '../../../../../app/slack/views/follow-ups/follow-ups.ts';
import {
  APPROVER,
  aSession,
  CONFIRMING_OPTIONS,
  MESSAGE_OPTIONS,
  OPERATOR,
  SECOND_APPROVER,
  type State,
  startFacts,
} from '../../notice-states-fixture.ts';
import { draw } from '../../views-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const CONFIRMING_JA: MessageOptions = { ...CONFIRMING_OPTIONS, locale: 'ja' };
const TERMINATING: MessageOptions = {
  ...CONFIRMING_OPTIONS,
  deadlines: { ...CONFIRMING_OPTIONS.deadlines, onDeadline: 'terminate' },
};
const TERMINATING_JA: MessageOptions = { ...TERMINATING, locale: 'ja' };
/** Of the withdrawal and of the question, in this order. */
const [AT_TEN, AT_NIGHT] = [new Date('2026-11-24T08:10:00.000Z'), new Date('2026-11-24T16:10:00.000Z')];

/** @returns the latest follow-up in the thread */
function latestIn(state: State, messageOptions: MessageOptions, now: Date, facts = startFacts()): Message {
  const session = aSession(state, facts);
  const audiences = { warnOnHost: false, askReason: true, tellOperator: true };
  const followUp = listFollowUps(session, audiences).findLast(({ audience }) => audience === 'thread');
  if (followUp === undefined) throw new Error(`${state} has no follow-up in the thread`);
  return renderFollowUp(session, followUp, messageOptions, now);
}

describe('an acknowledgement that is taken back', () => {
  test('the thread says by whom, that the deadline starts anew, and until when', () => {
    expect(draw(latestIn('withdrawn', CONFIRMING_OPTIONS, AT_TEN))).toEqual([
      `@${APPROVER} took back the acknowledgement of @${OPERATOR}’s session on bastion-1.`,
      'The deadline starts anew. Please press Acknowledge by 2026/11/24 17:25 JST.',
    ]);
    expect(draw(latestIn('withdrawn', CONFIRMING_JA, AT_TEN))).toEqual([
      `@${APPROVER} さんが @${OPERATOR} さんのセッション（bastion-1）の確認を取り消しました。`,
      '確認期限が新しく始まります。2026/11/24 17:25 JST までに「確認する」を押してください。',
    ]);
  });

  test('another approver’s note and name are in it', () => {
    expect(draw(latestIn('withdrawnByOther', CONFIRMING_OPTIONS, AT_TEN)).slice(0, 2)).toEqual([
      `@${SECOND_APPROVER} took back the acknowledgement of @${OPERATOR}’s session on bastion-1, which @${APPROVER} had given.`,
      'Note: Seen with the team',
    ]);
    expect(draw(latestIn('withdrawnByOther', CONFIRMING_JA, AT_TEN)).slice(0, 2)).toEqual([
      `@${SECOND_APPROVER} さんが @${OPERATOR} さんのセッション（bastion-1）の確認（確認者: @${APPROVER}）を取り消しました。`,
      'メモ: Seen with the team',
    ]);
  });

  test.each([
    ['in time', TERMINATING, AT_TEN, 'Please press Acknowledge by 2026/11/24 17:25 JST or it will be terminated.'],
    [
      'late',
      TERMINATING,
      new Date('2026-11-24T08:30:00.000Z'),
      'Please press Acknowledge by 2026/11/24 17:32 JST or it will be terminated.',
    ],
    [
      'late, where nothing is terminated',
      CONFIRMING_OPTIONS,
      new Date('2026-11-24T08:30:00.000Z'),
      'The new deadline was 2026/11/24 17:25 JST. Please press Acknowledge.',
    ],
    [
      'in Japanese',
      TERMINATING_JA,
      AT_TEN,
      '2026/11/24 17:25 JST までに「確認する」を押してください。期限を過ぎると切断します。',
    ],
  ])('what is sent %s names the time that holds then', (_, messageOptions, now, sentence) => {
    expect(
      draw(latestIn('withdrawn', messageOptions, now))
        .at(-1)
        ?.endsWith(sentence),
    ).toBe(true);
  });
});

describe('the question whether an acknowledgement holds', () => {
  test('it names the acknowledger, how long the operator is connected, until when, and what comes then', () => {
    expect(draw(latestIn('asked', CONFIRMING_OPTIONS, AT_NIGHT))).toEqual([
      `@${APPROVER}: @${OPERATOR} has been connected to bastion-1 for 8 hours. Does your acknowledgement still hold? Press Still mine, or let another approver press Take over.`,
      'Without an answer by 2026/11/25 01:25 JST the acknowledgement expires. Then the session must be acknowledged anew.',
      '[Still mine: primary] [Take over: undefined] [Terminate: danger]',
    ]);
    expect(draw(latestIn('asked', TERMINATING_JA, AT_NIGHT))).toEqual([
      `@${APPROVER} さん、@${OPERATOR} さんは bastion-1 に8時間接続しています。あなたの確認は今も有効ですか？ 「引き続き担当する」を押すか、ほかの責任者が「引き継ぐ」を押してください。`,
      '2026/11/25 01:25 JST までに回答がない場合、確認は失効し、改めて確認が必要になります（確認されない場合は切断します）。',
      '[引き続き担当する: primary] [引き継ぐ: undefined] [切断する: danger]',
    ]);
    expect(draw(latestIn('asked', TERMINATING, AT_NIGHT))[1]).toMatch(/acknowledged anew, or it will be terminated\.$/);
  });

  test.each([
    ['2026-11-24T08:01:30.000Z', '1 minute.', '1分間'],
    ['2026-11-24T09:59:00.000Z', '118 minutes.', '118分間'],
    ['2026-11-24T10:01:00.000Z', '2 hours.', '2時間'],
  ])('at %s the operator has been connected for %s', (now, duration, inJapanese) => {
    expect(draw(latestIn('asked', CONFIRMING_OPTIONS, new Date(now)))[0]).toContain(` for ${duration}`);
    expect(draw(latestIn('asked', CONFIRMING_JA, new Date(now)))[0]).toContain(`bastion-1 に${inJapanese}接続`);
  });

  test('people have the usual time from the message on, also where it is late', () => {
    const late = new Date('2026-11-24T16:20:00.000Z');
    expect(draw(latestIn('asked', CONFIRMING_OPTIONS, late))[1]).toContain('by 2026/11/25 01:35 JST the');
  });

  test('its buttons carry the session, and Terminate asks first', () => {
    const { blocks } = latestIn('asked', CONFIRMING_OPTIONS, AT_NIGHT);
    expect(blocks.at(-1)).toMatchObject({
      elements: [
        { action_id: 'still_mine', value: ID, accessibility_label: 'Still mine: operator’s session on bastion-1' },
        { action_id: 'take_over', value: ID, accessibility_label: 'Take over operator’s session on bastion-1' },
        { action_id: 'terminate_session', value: ID, confirm: { title: { text: 'Terminate this session?' } } },
      ],
    });
  });

  test('without the setting it names no time at which anything expires', () => {
    expect(draw(latestIn('asked', MESSAGE_OPTIONS, AT_NIGHT))).toHaveLength(2);
  });
});

test('whoever takes over is named, and from whom', () => {
  expect(draw(latestIn('takenOver', CONFIRMING_OPTIONS, AT_NIGHT))).toEqual([
    `@${SECOND_APPROVER} took over the acknowledgement of @${OPERATOR}’s session on bastion-1 from @${APPROVER}.`,
  ]);
  expect(draw(latestIn('takenOver', CONFIRMING_JA, AT_NIGHT))).toEqual([
    `@${SECOND_APPROVER} さんが @${OPERATOR} さんのセッション（bastion-1）の確認を @${APPROVER} さんから引き継ぎました。`,
  ]);
});

test('an acknowledgement that expires names who gave it, and the new deadline', () => {
  const now = new Date('2026-11-24T16:30:00.000Z');
  expect(draw(latestIn('expired', TERMINATING, now))).toEqual([
    `The acknowledgement of @${OPERATOR}’s session on bastion-1 has expired: @${APPROVER} did not say that it still holds, and nobody took over.`,
    'The deadline starts anew. Please press Acknowledge by 2026/11/25 01:45 JST or it will be terminated.',
  ]);
  expect(draw(latestIn('expired', CONFIRMING_JA, now))).toEqual([
    `@${OPERATOR} さんのセッション（bastion-1）の確認が失効しました。確認者の @${APPROVER} さんから再確認がなく、引き継ぎもありませんでした。`,
    '確認期限が新しく始まります。2026/11/25 01:45 JST までに「確認する」を押してください。',
  ]);
});

test('an operator without a known account is named', () => {
  const facts = startFacts({ operator: { name: 'operator-2', verified: true } });
  expect(draw(latestIn('asked', CONFIRMING_OPTIONS, AT_NIGHT, facts))[0]).toContain('*operator-2* has been connected');
});

test('a reason for a termination stands in the thread', () => {
  expect(draw(latestIn('terminatingWithNote', CONFIRMING_OPTIONS, AT_TEN))).toEqual([
    `@${SECOND_APPROVER} requested termination of @${OPERATOR}’s session on bastion-1. I’ll post here when it has ended.`,
    'Reason: Seen with the team',
  ]);
});
