// The daily list: what each line says, and when there is something to press.
import { describe, expect, test } from 'vitest';
import type { MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { renderDigest } from '../../../../../app/slack/views/lists/digest.ts';
import {
  APPROVER,
  aSession,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
} from '../../notice-states-fixture.ts';
import { draw } from '../../views-fixture.ts';

const digestOf = (states: readonly State[], messageOptions: MessageOptions = MESSAGE_OPTIONS) =>
  renderDigest({ date: '2026-11-25', sessions: states.map((state) => aSession(state)), left: 0 }, messageOptions);
const BUTTON = '[Acknowledge all listed: primary]';

test('the digest lists who, where, what, from when to when, how each session ended, and what has become of it', () => {
  const start = '*operator* → bastion-1, Shell, 17:00–17:';
  expect(
    draw(
      digestOf(['ended', 'endedAcknowledged', 'lapsed', 'terminated', 'unknown', 'endedBeforeRequest', 'aliveAgain']),
    ),
  ).toEqual([
    '# 📋 7 sessions ended unacknowledged',
    '*2026/11/24*',
    `🔔 ${start}20, end cause unknown: unacknowledged`,
    `⚪ ${start}20, end cause unknown: acknowledged by @${APPROVER}, 17:07`,
    `⚪ ${start}20, end cause unknown: never acknowledged (closed for acknowledgement 2026/11/25 17:30)`,
    `✂️ ${start}09, terminated by this app: unacknowledged`,
    `🔔 ${start}18, no longer listed by Session Manager: unacknowledged`,
    `🔔 ${start}06, ended before termination was requested: unacknowledged`,
    '🔔 *operator* → bastion-1, Shell, 17:00–now, still connected: unacknowledged',
    BUTTON,
    '· As of 2026/11/25',
    '· Acknowledges all except your own sessions',
    '· Times in JST',
  ]);
});

test('the digest is written in Japanese', () => {
  const start = '*operator* → bastion-1、シェル、17:00～17:';
  expect(draw(digestOf(['ended', 'endedAcknowledged', 'lapsed', 'terminated', 'unknown'], MESSAGE_OPTIONS_JA))).toEqual(
    [
      '# 📋 未確認のまま終了したセッション: 5件',
      '*2026/11/24*',
      `🔔 ${start}20、終了の理由は不明: 未確認`,
      `⚪ ${start}20、終了の理由は不明: @${APPROVER} さんが確認（17:07）`,
      `⚪ ${start}20、終了の理由は不明: 未確認のまま 2026/11/25 17:30 に期限切れ`,
      `✂️ ${start}09、このアプリから切断: 未確認`,
      `🔔 ${start}18、Session Manager の一覧に表示なし: 未確認`,
      '[一覧をすべて確認する: primary]',
      '· 2026/11/25 時点の一覧',
      '· ボタンを押すと、ご自身のセッションを除くすべてを確認します',
      '· タイムゾーン: JST',
    ],
  );
});

describe('the button', () => {
  test('the button of the digest carries the date, and the name that the app listens to', () => {
    const { blocks } = digestOf(['ended']);
    expect(blocks.find(({ type }) => type === 'actions')).toMatchObject({
      elements: [{ action_id: 'acknowledge_listed', value: '2026-11-25' }],
    });
  });

  test('the button of the digest is there while something is unacknowledged, and no longer', () => {
    expect(draw(digestOf(['endedAcknowledged', 'ended']))).toContain(BUTTON);
    expect(draw(digestOf(['endedAcknowledged', 'lapsed']))).not.toContain(BUTTON);
    expect(draw(digestOf(['endedAcknowledged', 'lapsed'])).slice(-2)).toEqual(['· As of 2026/11/25', '· Times in JST']);
  });
});

test('a phone shows how many sessions the digest has, of which day, and how many are unacknowledged', () => {
  expect(digestOf(['ended', 'terminated', 'lapsed']).text).toBe(
    '📋 3 sessions ended unacknowledged, 2026/11/25. Still unacknowledged: 2',
  );
  expect(digestOf(['ended'], MESSAGE_OPTIONS_JA).text).toBe(
    '📋 未確認のまま終了したセッション: 1件（2026/11/25）。未確認: 1件',
  );
});

test('a termination by the app at a deadline is in the digest as the app’s too', () => {
  expect(draw(digestOf(['terminatedByDeadline'], TERMINATING_OPTIONS))[2]).toContain(
    'terminated by this app: unacknowledged',
  );
});

test('the digest says where the sessions are that do not fit', () => {
  const sessions = Array.from({ length: 20 }, (_, index) =>
    aSession('ended', startFacts({ sessionId: `session-${index}` })),
  );
  const drawn = draw(renderDigest({ date: '2026-11-25', sessions, left: 3 }, MESSAGE_OPTIONS));
  expect(drawn[0]).toContain('23 sessions');
  expect(drawn.filter((line) => line.startsWith('🔔 '))).toHaveLength(20);
  expect(drawn).toContain('… and 3 more: see /bastion pending.');
});

test('a digest whose sessions cannot be read is empty, and Slack takes it', () => {
  expect(draw(renderDigest({ date: '2026-11-25', sessions: [], left: 0 }, MESSAGE_OPTIONS))).toEqual([
    '# 📋 0 sessions ended unacknowledged',
    '· As of 2026/11/25',
  ]);
});

test('the digest of a trial is marked as one', () => {
  const message = digestOf(['ended'], { ...MESSAGE_OPTIONS, trial: true });
  expect([message.text.startsWith('[TRIAL] '), draw(message)[0]?.includes('[TRIAL]')]).toEqual([true, true]);
});
