// What waits for an acknowledgement: each row, and who may press what in it.
import { describe, expect, test } from 'vitest';
import type { Session } from '../../../app/session/session.ts';
import type { Look, Message } from '../../../app/slack/look.ts';
import { renderOverview } from '../../../app/slack/overview.ts';
import { renderPending, renderSeveral } from '../../../app/slack/pending.ts';
import { createSeal } from '../../../app/slack/seal.ts';
import type { Pending } from '../../../app/workflow/pending.ts';
import { APPROVER, aSession, CUTTING, LOOK, LOOK_JA, OPERATOR, type State, startFacts } from './a-session.ts';
import { draw } from './drawing.ts';
import { stoppedClock } from './slack-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const clock = stoppedClock('2026-11-24T08:10:00.000Z');
const seal = createSeal('a secret', clock);
const readerOf = (userId: string) => ({ userId, now: clock.now(), seal });

const pendingOf = (sessions: readonly Session[], over: Partial<Pending> = {}): Pending => ({
  all: true,
  approver: 'yes',
  sessions,
  ...over,
});
const rowOf = (state: State, look: Look) =>
  draw(renderPending(pendingOf([aSession(state)]), readerOf(APPROVER), look))[1];
const buttonsOf = ({ blocks }: Message) =>
  blocks.flatMap((block) =>
    block.type === 'actions' ? block.elements.map((element) => ({ ...element, in: block.block_id })) : [],
  );
const many = (count: number, state: State = 'waiting') =>
  Array.from({ length: count }, (_, index) => aSession(state, startFacts({ sessionId: `session-${index}` })));

describe('a row', () => {
  const row = '*operator* → bastion-1, Shell, since 2026/11/24 17:00 JST, ';
  test.each<[State, Look, string]>([
    ['unnoticed', LOOK, 'live, not announced yet'],
    ['waiting', LOOK, 'live, acknowledge by 2026/11/24 17:20 JST'],
    ['waiting', CUTTING, 'live, acknowledge by 2026/11/24 17:20 JST, or it is cut'],
    ['escalated', LOOK, 'live, escalated at 2026/11/24 17:20 JST'],
    ['escalated', { ...LOOK, escalates: false }, 'live, the deadline passed at 2026/11/24 17:20 JST'],
    ['terminating', LOOK, 'live, being terminated'],
    ['stillConnected', LOOK, 'live'],
    ['ended', LOOK, 'ended 2026/11/24 17:20 JST, can be acknowledged until 2026/11/25 17:20 JST'],
    ['gone', LOOK, 'not listed by SSM since 2026/11/24 17:18 JST, can be acknowledged until 2026/11/25 17:18 JST'],
  ])('%s', (state, look, said) => {
    expect(rowOf(state, look)).toBe(row + said);
  });

  const inJapanese = '*operator* → bastion-1、シェル、2026/11/24 17:00 JST から、';
  test.each<[State, Look, string]>([
    ['unnoticed', LOOK_JA, '接続中、未通知'],
    ['waiting', LOOK_JA, '接続中、確認期限: 2026/11/24 17:20 JST'],
    ['waiting', { ...CUTTING, locale: 'ja' }, '接続中、確認期限: 2026/11/24 17:20 JST（期限を過ぎると切断）'],
    ['escalated', LOOK_JA, '接続中、2026/11/24 17:20 JST にエスカレーション済み'],
    ['escalated', { ...LOOK_JA, escalates: false }, '接続中、確認期限切れ（2026/11/24 17:20 JST）'],
    ['terminating', LOOK_JA, '接続中、切断中'],
    ['ended', LOOK_JA, '2026/11/24 17:20 JST に終了、確認の受付期限: 2026/11/25 17:20 JST'],
  ])('%s, in Japanese', (state, look, said) => {
    expect(rowOf(state, look)).toBe(inJapanese + said);
  });
});

describe('who may press', () => {
  test('an approver acknowledges what is not their own, by a sealed button as on a card', () => {
    const message = renderPending(pendingOf([aSession('waiting')]), readerOf(APPROVER), LOOK);
    expect(draw(message)).toEqual([
      '*1 session waits for an acknowledgement*',
      rowOf('waiting', LOOK),
      `\`${ID}\``,
      '[Acknowledge: primary]',
    ]);
    const [button] = buttonsOf(message);
    expect(button).toMatchObject({ action_id: 'acknowledge_session', value: ID });
    expect(seal.holds(button?.in ?? '', APPROVER, ID)).toBe(true);
  });

  test('nobody acknowledges their own', () => {
    expect(buttonsOf(renderPending(pendingOf([aSession('waiting')]), readerOf(OPERATOR), LOOK))).toEqual([]);
  });

  test('who is no approver presses nothing, and is told that they see their own alone', () => {
    const own = pendingOf([aSession('waiting')], { all: false, approver: 'no' });
    const message = renderPending(own, readerOf(OPERATOR), LOOK);
    expect(buttonsOf(message)).toEqual([]);
    expect(draw(message).at(-1)).toBe(
      '· This is about your own sessions only; approvers and auditors see those of everybody.',
    );
    expect(draw(renderPending(own, readerOf(OPERATOR), LOOK_JA)).at(-1)).toBe(
      '· ご自身の接続だけを表示しています。すべての接続を見られるのは承認者と監査担当者です。',
    );
    const unsure = pendingOf([aSession('waiting')], { all: false, approver: 'unknown' });
    expect(draw(renderPending(unsure, readerOf(OPERATOR), LOOK)).at(-1)).toContain('who the approvers are');
    const auditor = renderPending(pendingOf([aSession('waiting')], { approver: 'no' }), readerOf('U0AUDITOR01'), LOOK);
    expect([buttonsOf(auditor), draw(auditor).some((line) => line.includes('your own'))]).toEqual([[], false]);
  });
});

describe('how many', () => {
  test('none', () => {
    expect(draw(renderPending(pendingOf([]), readerOf(APPROVER), LOOK))).toEqual([
      '*Nothing waits for an acknowledgement.*',
    ]);
    expect(draw(renderPending(pendingOf([]), readerOf(APPROVER), LOOK_JA))).toEqual(['*確認待ちの接続はありません。*']);
  });

  test.each([
    [10, 10, undefined],
    [11, 10, '… and 1 more.'],
    [40, 10, '… and 30 more.'],
  ])('%i', (count, shown, more) => {
    const message = renderPending(pendingOf(many(count)), readerOf(APPROVER), LOOK);
    expect(buttonsOf(message)).toHaveLength(shown);
    expect(draw(message)[0]).toBe(`*${count} sessions wait for an acknowledgement*`);
    if (more) expect(draw(message).at(-1)).toBe(more);
    expect(message.text.split('\n')).toHaveLength(1 + 2 * shown + (more ? 1 : 0));
  });

  test('in their order', () => {
    const message = renderPending(pendingOf(many(3)), readerOf(APPROVER), LOOK);
    expect(buttonsOf(message).map((button) => ('value' in button ? button.value : ''))).toEqual([
      'session-0',
      'session-1',
      'session-2',
    ]);
  });
});

test('both lists in one message keep all that people usually have', () => {
  const presence = { source: 'ssm', at: '2026-11-24T08:10:00.000Z', sessions: many(8) } as const;
  const message = renderOverview(pendingOf(many(10)), presence, readerOf(APPROVER), LOOK);
  expect(buttonsOf(message)).toHaveLength(10);
  expect(draw(message)).toContain('*8 sessions now*');
  expect(draw(message).filter((line) => line.startsWith('• '))).toHaveLength(8);
});

test('several that can be meant are told apart by their ids', () => {
  expect(draw(renderSeveral(many(2), 'oper', LOOK))).toEqual([
    '2 open sessions can be meant by `oper`. Give the id of one:',
    rowOf('waiting', LOOK),
    '`session-0`',
    rowOf('waiting', LOOK),
    '`session-1`',
  ]);
  expect(draw(renderSeveral(many(2), 'oper', LOOK_JA))[0]).toBe(
    '`oper` に当てはまる接続が 2件あります。いずれかのセッションIDを指定してください。',
  );
});
