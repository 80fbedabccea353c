// The lines of a notice about an acknowledgement: who gave it, with which words, and what became of it.
import { describe, expect, test } from 'vitest';
import type { StartFacts } from '../../../../../app/session/event.ts';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import {
  APPROVER,
  aSession,
  CONFIRMING_OPTIONS,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  SECOND_APPROVER,
  SESSION_LOG_URL,
  STATES,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
  WORKSPACE_URL,
} from '../../notice-states-fixture.ts';
import { draw } from '../../views-fixture.ts';

const linesOf = (state: State, messageOptions = MESSAGE_OPTIONS, facts: Partial<StartFacts> = {}) =>
  draw(renderNotice(aSession(state, startFacts(facts)), messageOptions));
const time = (clock: string) => `2026/11/24 ${clock} JST`;

describe('the lines of a notice', () => {
  test.each<[State, string, string[]]>([
    [
      'acknowledgedWithNote',
      '✅ Session acknowledged',
      [`Acknowledged by @${APPROVER}, ${time('17:07')}`, 'Approver’s note: Seen with the team'],
    ],
    [
      'terminatingWithNote',
      '✂️ Session is being terminated (unacknowledged)',
      [
        `Termination requested by @${SECOND_APPROVER}, ${time('17:08')}`,
        'Reason for the termination: Seen with the team',
      ],
    ],
    [
      'vouched',
      '🔔 A session has started',
      [
        `Acknowledge by ${time('17:20')}`,
        `Vouched by @${APPROVER}, ${time('17:07')}; a second approver must press Acknowledge too`,
        'Approver’s note: Seen with the team',
      ],
    ],
    [
      'acknowledgedByTwo',
      '✅ Session acknowledged',
      [`Acknowledged by @${SECOND_APPROVER}, ${time('17:08')}, vouched by @${APPROVER}`],
    ],
    [
      'withdrawn',
      '🔔 Acknowledgement taken back',
      [`Acknowledge by ${time('17:25')}`, `@${APPROVER} took back the acknowledgement at ${time('17:10')}`],
    ],
    [
      'withdrawnByOther',
      '🔔 Acknowledgement taken back',
      [
        `@${SECOND_APPROVER} took back the acknowledgement of @${APPROVER} at ${time('17:10')}`,
        'Reason for taking it back: Seen with the team',
      ],
    ],
    [
      'acknowledgedAgain',
      '✅ Session acknowledged',
      [
        `@${APPROVER} took back the acknowledgement at ${time('17:10')}`,
        `Acknowledged by @${SECOND_APPROVER}, ${time('17:12')}`,
      ],
    ],
    [
      'asked',
      '✅ Session acknowledged',
      ['Asked in the thread at 2026/11/25 01:10 JST if the acknowledgement still holds'],
    ],
    [
      'confirmed',
      '✅ Session acknowledged',
      [`Acknowledged by @${APPROVER}, ${time('17:07')}, confirmed at 2026/11/25 01:15 JST`],
    ],
    [
      'takenOver',
      '✅ Session acknowledged',
      [`Acknowledged by @${SECOND_APPROVER}, 2026/11/25 01:15 JST, taken over from @${APPROVER}`],
    ],
    [
      'expired',
      '🔔 Acknowledgement expired',
      [
        'Acknowledge by 2026/11/25 01:45 JST',
        `The acknowledgement of @${APPROVER} expired at 2026/11/25 01:30 JST: nobody said that it still holds`,
      ],
    ],
  ])('%s', (state, header, lines) => {
    const said = linesOf(state, CONFIRMING_OPTIONS);
    expect(said[0]).toBe(`# ${header}`);
    expect(said).toEqual(expect.arrayContaining(lines));
  });

  test.each<State>(['askedTerminating', 'askedEnded'])('no question is open any more: %s', (state) => {
    expect(linesOf(state, CONFIRMING_OPTIONS).join('\n')).not.toContain('still holds');
  });

  test.each<[State, string, string[]]>([
    ['acknowledgedWithNote', '✅ セッションが確認されました', ['確認者のメモ: Seen with the team']],
    ['terminatingWithNote', '✂️ セッションを切断しています（未確認）', ['切断の理由: Seen with the team']],
    [
      'vouched',
      '🔔 踏み台サーバーへの接続が開始されました',
      [`1人目の確認者: @${APPROVER}（${time('17:07')}）。もう1人の責任者の確認が必要です`],
    ],
    [
      'acknowledgedByTwo',
      '✅ セッションが確認されました',
      [`確認者: @${SECOND_APPROVER}（${time('17:08')}）、1人目の確認者: @${APPROVER}`],
    ],
    ['withdrawn', '🔔 確認が取り消されました', [`@${APPROVER} さんが確認を取り消しました（${time('17:10')}）`]],
    [
      'withdrawnByOther',
      '🔔 確認が取り消されました',
      [
        `@${SECOND_APPROVER} さんが @${APPROVER} さんの確認を取り消しました（${time('17:10')}）`,
        '取り消しの理由: Seen with the team',
      ],
    ],
    [
      'takenOver',
      '✅ セッションが確認されました',
      [`確認者: @${SECOND_APPROVER}（2026/11/25 01:15 JST）、引き継ぎ元: @${APPROVER}`],
    ],
    [
      'expired',
      '🔔 確認が失効しました',
      [`@${APPROVER} さんの確認は、再確認がなかったため、2026/11/25 01:30 JST に失効しました`],
    ],
  ])('in Japanese: %s', (state, header, lines) => {
    const said = linesOf(state, MESSAGE_OPTIONS_JA);
    expect(said[0]).toBe(`# ${header}`);
    expect(said).toEqual(expect.arrayContaining(lines));
  });

  test('two approvers who pressed are four eyes, whoever the operator is in Slack', () => {
    expect(linesOf('acknowledgedByTwo').join('\n')).not.toContain('Four-eyes check unverified');
    const unknown = { operator: { name: 'operator', verified: true } };
    expect(linesOf('acknowledged', MESSAGE_OPTIONS, unknown).join('\n')).toContain('Four-eyes check unverified');
  });

  test('the operator’s own words stand above the buttons, with their ticket and their time', () => {
    expect(linesOf('reasonedAcknowledged').slice(2, 5)).toEqual([
      'Shell',
      'Reason given by the operator: Restart the batch',
      `Ticket: OPS-17, said at ${time('17:06')}`,
    ]);
    expect(linesOf('reasoned').slice(3, 5)).toEqual([
      'Reason given by the operator: Restart the batch',
      `Said at ${time('17:06')}`,
    ]);
    expect(linesOf('reasonedAcknowledged', MESSAGE_OPTIONS_JA).slice(3, 5)).toEqual([
      '作業者が伝えた接続理由: Restart the batch',
      `チケット: OPS-17（記入日時: ${time('17:06')}）`,
    ]);
    // The reason of StartSession stays beside them.
    expect(linesOf('reasoned')).toContain('· Reason: Look at the slow query');
  });

  test('a deadline that starts anew says what it brings', () => {
    expect(linesOf('withdrawn', TERMINATING_OPTIONS)).toContain(
      `Acknowledge by ${time('17:25')} or it will be terminated`,
    );
  });

  test('approvers are called again once an acknowledgement no longer stands', () => {
    const messageOptions = { ...MESSAGE_OPTIONS, mention: { users: [APPROVER] } };
    for (const state of ['unacknowledged', 'withdrawn', 'expired', 'vouched'] as const)
      expect(linesOf(state, messageOptions)).toContain(`For: @${APPROVER}`);
    for (const state of ['acknowledged', 'acknowledgedAgain', 'withdrawnEnded'] as const)
      expect(linesOf(state, messageOptions)).not.toContain(`For: @${APPROVER}`);
  });

  test('an ended session says so, whatever became of its acknowledgement', () => {
    expect(linesOf('withdrawnEnded')[0]).toBe('# 🔔 Session ended (unacknowledged)');
    expect(linesOf('withdrawnEnded')).toContain(`@${APPROVER} took back the acknowledgement at ${time('17:10')}`);
  });
});

describe('a name that IAM does not verify', () => {
  const operator = { name: 'operator (name verified)', verified: false };

  test('the remark stands beside the name, where the name cannot imitate it', () => {
    expect(linesOf('unacknowledged', MESSAGE_OPTIONS, { operator })[1]).toBe(
      '*operator (name verified)* (name unverified) → *bastion-1*',
    );
    expect(linesOf('unacknowledged', MESSAGE_OPTIONS_JA, { operator })[1]).toBe(
      '*operator (name verified)*（名前は未検証） → *bastion-1*',
    );
    const { text } = renderNotice(aSession('unacknowledged', startFacts({ operator })), MESSAGE_OPTIONS);
    expect(text).toMatch(
      /^🔔 A session has started: operator \(name verified\) \(name unverified\) → bastion-1, Shell\./,
    );
  });

  test('a verified name has no remark', () => {
    expect(linesOf('unacknowledged')[1]).toBe('*operator* → *bastion-1*');
  });
});

describe('the link to the command log', () => {
  const options = { ...MESSAGE_OPTIONS, sessionLogUrl: SESSION_LOG_URL };

  test('the notice of a shell links to its log below everything else', () => {
    const url = SESSION_LOG_URL.replace('{session}', 'operator-abcdefghijklmnopqrstuvwxyz');
    expect(linesOf('unacknowledged', options).at(-1)).toBe(`[Open the session’s log](${url})`);
    expect(linesOf('ended', { ...options, locale: 'ja' }).at(-1)).toBe(`[セッションのログを開く](${url})`);
  });

  test('the notice of a tunnel, which has no log, links to none', () => {
    const kind = { type: 'port-forward' } as const;
    expect(linesOf('unacknowledged', options, { kind })).toEqual(linesOf('unacknowledged', MESSAGE_OPTIONS, { kind }));
  });

  test('a notice without the setting is as it was, and none depends on what Slack says of the workspace', () => {
    for (const state of STATES) {
      expect(JSON.stringify(renderNotice(aSession(state), MESSAGE_OPTIONS))).not.toContain('"link"');
      const linked = { ...MESSAGE_OPTIONS, workspaceUrl: WORKSPACE_URL };
      expect(renderNotice(aSession(state), linked)).toEqual(renderNotice(aSession(state), MESSAGE_OPTIONS));
    }
  });
});
