// The words of follow-ups, and who gets them.
import { describe, expect, test } from 'vitest';
import type { StartFacts } from '../../../../../app/session/event.ts';
import { listFollowUps } from '../../../../../app/session/follow-ups.ts';
import type { MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { renderFollowUp } from '../../../../../app/slack/views/follow-ups/follow-ups.ts';
import {
  APPROVER,
  aSession,
  CHANNEL,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  OPERATOR,
  SECOND_APPROVER,
  type State,
  startFacts,
  TERMINATING_OPTIONS,
  TERMINATING_OPTIONS_JA,
} from '../../notice-states-fixture.ts';
import { draw } from '../../views-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
/** Before anything that is told is late. */
const ON_TIME = new Date('2026-11-24T08:00:00.000Z');
const EVERYWHERE = { escalationChannel: 'C0ONCALL01', warnOnHost: false, askReason: false, tellOperator: false };

/** The follow-ups of a session, each line behind its audience. */
function followUpTextsIn(
  state: State,
  messageOptions: MessageOptions = MESSAGE_OPTIONS,
  facts: Partial<StartFacts> = {},
): string[] {
  const session = aSession(state, startFacts(facts));
  return listFollowUps(session, EVERYWHERE).flatMap((one) =>
    draw(renderFollowUp(session, one, messageOptions, ON_TIME)).map((line) => `${one.audience}: ${line}`),
  );
}

const REQUESTED = `thread: @${SECOND_APPROVER} requested termination of @${OPERATOR}’s session on bastion-1. I’ll post here when it has ended.`;
const COMMAND = `\`aws ssm terminate-session --session-id ${ID}\``;
const STILL_CONNECTED = [
  `thread: @${SECOND_APPROVER}: @${OPERATOR}’s session on bastion-1 is still connected after 5 attempts to terminate it. I’ll keep trying.`,
  `thread: To terminate it by hand, press Terminate again, or run ${COMMAND}`,
  `escalation: ⚠️ Not terminated: @${OPERATOR}’s session on bastion-1 is still connected after 5 attempts to terminate it (requested by @${SECOND_APPROVER}). I’ll keep trying.`,
  `escalation: To terminate it by hand, press Terminate again on its notice in #${CHANNEL}, or run ${COMMAND}`,
];
const DEADLINE_REQUESTED = `thread: Nobody acknowledged @${OPERATOR}’s session on bastion-1 in time, so bastion-ack is terminating it. I’ll post here when it has ended.`;

describe('while nobody answers', () => {
  test('the reminder names the approvers, and until when they can answer', () => {
    expect(followUpTextsIn('reminded')).toEqual([
      `thread: @${APPROVER} @${SECOND_APPROVER}: nobody has acknowledged @${OPERATOR}’s session on bastion-1 yet. Please press Acknowledge by 2026/11/24 17:20 JST.`,
    ]);
    expect(followUpTextsIn('reminded', MESSAGE_OPTIONS_JA)).toEqual([
      `thread: @${APPROVER} @${SECOND_APPROVER} 確認をお願いします。@${OPERATOR} さんのセッション（bastion-1）がまだ確認されていません。2026/11/24 17:20 JST までに「確認する」を押してください。`,
    ]);
  });

  test('the reminder says that the session will be terminated, where that is so', () => {
    expect(followUpTextsIn('reminded', TERMINATING_OPTIONS)[0]).toMatch(
      /by 2026\/11\/24 17:20 JST or it will be terminated\.$/,
    );
    expect(followUpTextsIn('reminded', TERMINATING_OPTIONS_JA)[0]).toMatch(
      /「確認する」を押してください。期限を過ぎると切断します。$/,
    );
  });

  test('the reminder calls the group rather than users, five users at most, and whatever a notice itself calls', () => {
    const users = Array.from({ length: 9 }, (_, index) => `U${index}`);
    expect(followUpTextsIn('reminded', { ...MESSAGE_OPTIONS, approvers: { users, group: 'S0APPROVERS' } })[0]).toMatch(
      /^thread: @S0APPROVERS: nobody/,
    );
    expect(followUpTextsIn('reminded', { ...MESSAGE_OPTIONS, approvers: { users } })[0]).toMatch(
      /^thread: @U0 @U1 @U2 @U3 @U4: nobody/,
    );
    expect(followUpTextsIn('reminded', { ...MESSAGE_OPTIONS, approvers: { users: [] } })[0]).toMatch(
      /^thread: Nobody has acknowledged/,
    );
    expect(followUpTextsIn('reminded', { ...MESSAGE_OPTIONS_JA, approvers: { users: [] } })[0]).toMatch(
      new RegExp(`^thread: @${OPERATOR} さんのセッション（bastion-1）がまだ`),
    );
  });

  test('the warning is in the thread, and in a direct message to the operator with all that they need', () => {
    expect(followUpTextsIn('warned', TERMINATING_OPTIONS).slice(1)).toEqual([
      `thread: @${OPERATOR}: nobody has acknowledged your session on bastion-1 yet. It will be terminated at 2026/11/24 17:20 JST unless an approver acknowledges it first. Please save your work.`,
      'operator: Nobody has acknowledged your session on bastion-1 yet (Shell, since 2026/11/24 17:00 JST). It will be terminated at 2026/11/24 17:20 JST unless an approver acknowledges it first.',
      `operator: Ask an approver to press Acknowledge on its notice in #${CHANNEL}, and save your work.`,
      `operator: Session: \`${ID}\``,
    ]);
    expect(followUpTextsIn('warned', TERMINATING_OPTIONS_JA).slice(1)).toEqual([
      `thread: @${OPERATOR} さん、bastion-1 のセッションがまだ確認されていません。責任者が「確認する」を押さない場合、2026/11/24 17:20 JST に切断します。作業内容を保存してください。`,
      'operator: あなたの bastion-1 のセッション（シェル、2026/11/24 17:00 JST～）がまだ確認されていません。このまま確認されない場合、2026/11/24 17:20 JST に切断します。',
      `operator: 責任者に #${CHANNEL} の通知の「確認する」を押すよう依頼し、作業内容を保存してください。`,
      `operator: セッションID: \`${ID}\``,
    ]);
  });

  test.each([
    ['before the last moment', '2026-11-24T08:17:59.000Z', '17:20'],
    ['a little late', '2026-11-24T08:19:00.000Z', '17:21'],
    ['after the time that it would have named', '2026-11-24T08:31:00.000Z', '17:33'],
  ])(
    'a warning that is sent %s names the time at which the session can be terminated then',
    (_, sentAt, terminateAt) => {
      const session = aSession('warned');
      const texts = listFollowUps(session, EVERYWHERE).map(
        (one) => renderFollowUp(session, one, TERMINATING_OPTIONS, new Date(sentAt)).text,
      );
      expect(texts).toHaveLength(3);
      for (const text of texts) expect(text).toContain(`${terminateAt} JST`);
    },
  );

  test('a reminder that is sent late names the time that holds, or says that the session has ended', () => {
    const session = aSession('reminded');
    const late = new Date('2026-11-24T08:40:00.000Z');
    const textIn = (messageOptions: MessageOptions) =>
      listFollowUps(session, EVERYWHERE).map((one) => renderFollowUp(session, one, messageOptions, late).text);
    expect(textIn(TERMINATING_OPTIONS)[0]).toMatch(/by 2026\/11\/24 17:42 JST or it will be terminated\.$/);
    expect(textIn(MESSAGE_OPTIONS)[0]).toMatch(/The deadline was 2026\/11\/24 17:20 JST\. Please press Acknowledge\.$/);
    expect(textIn(MESSAGE_OPTIONS_JA)[0]).toMatch(
      /期限は 2026\/11\/24 17:20 JST でした。「確認する」を押してください。$/,
    );
  });

  test('an operator without a known account is warned in the thread by name', () => {
    const operator = { name: 'operator-2', verified: true };
    const said = followUpTextsIn('warned', TERMINATING_OPTIONS, { operator });
    expect(said[1]).toMatch(/^thread: \*operator-2\*: nobody has acknowledged your session/);
    expect(said.some((line) => line.startsWith('operator:'))).toBe(false);
  });

  test('a new warning names the new time', () => {
    expect(followUpTextsIn('warnedAgain', TERMINATING_OPTIONS).at(-3)).toContain(
      'It will be terminated at 2026/11/24 17:35 JST',
    );
  });

  test('the on-call channel learns who, where, since when, how long, and where to press', () => {
    expect(followUpTextsIn('escalated').filter((line) => line.startsWith('escalation'))).toEqual([
      `escalation: ⚠️ Not acknowledged within 15 minutes: @${OPERATOR} → bastion-1, Shell, since 2026/11/24 17:00 JST.`,
      `escalation: It will not be terminated automatically. Approvers: press Acknowledge or Terminate on its notice in #${CHANNEL}.`,
      `escalation: Session: \`${ID}\``,
    ]);
    expect(followUpTextsIn('escalated', MESSAGE_OPTIONS_JA).filter((line) => line.startsWith('escalation'))).toEqual([
      `escalation: ⚠️ 15分以内に確認されませんでした: @${OPERATOR} → bastion-1、シェル、2026/11/24 17:00 JST～`,
      `escalation: 自動では切断されません。責任者は #${CHANNEL} の通知の「確認する」または「切断する」を押してください。`,
      `escalation: セッションID: \`${ID}\``,
    ]);
    const soon = { ...MESSAGE_OPTIONS, deadlines: { ...MESSAGE_OPTIONS.deadlines, acknowledgeWithinMinutes: 1 } };
    expect(followUpTextsIn('escalated', soon).join('\n')).toContain('within 1 minute:');
  });
});

describe('a termination', () => {
  test.each<[State, string[]]>([
    ['terminating', [REQUESTED]],
    ['stillConnected', [REQUESTED, ...STILL_CONNECTED]],
    [
      'terminated',
      [
        REQUESTED,
        `thread: Terminated: @${OPERATOR}’s session on bastion-1 ended at 2026/11/24 17:09 JST, as requested by @${SECOND_APPROVER}.`,
      ],
    ],
    [
      'endedBeforeRequest',
      [
        REQUESTED,
        `thread: Already ended: @${OPERATOR}’s session on bastion-1 ended at 2026/11/24 17:06 JST, before @${SECOND_APPROVER} requested termination.`,
      ],
    ],
    [
      'endedAfterFailedTermination',
      [
        REQUESTED,
        ...STILL_CONNECTED,
        `thread: @${SECOND_APPROVER}: @${OPERATOR}’s session on bastion-1 could not be terminated at first. It ended at 2026/11/24 17:20 JST.`,
      ],
    ],
    [
      'unknownAfterRequest',
      [
        REQUESTED,
        `thread: @${OPERATOR}’s session on bastion-1 has not been listed by Session Manager since 2026/11/24 17:18 JST. How it ended is unknown.`,
      ],
    ],
  ])('a follow-up of a termination: %s', (state, said) => {
    expect(followUpTextsIn(state)).toEqual(said);
  });

  test.each<[State, string]>([
    [
      'terminating',
      `@${SECOND_APPROVER} さんが @${OPERATOR} さんのセッション（bastion-1）の切断を要求しました。切断が完了したら、このスレッドでお知らせします。`,
    ],
    [
      'terminated',
      `@${OPERATOR} さんのセッション（bastion-1）を切断しました（2026/11/24 17:09 JST）。切断要求者: @${SECOND_APPROVER}`,
    ],
    [
      'endedBeforeRequest',
      `@${OPERATOR} さんのセッション（bastion-1）は、@${SECOND_APPROVER} さんが切断を要求する前（2026/11/24 17:06 JST）に、すでに終了していました。`,
    ],
    [
      'endedAfterFailedTermination',
      `@${SECOND_APPROVER} さん、切断できていなかった @${OPERATOR} さんのセッション（bastion-1）は、2026/11/24 17:20 JST に終了しました。`,
    ],
    [
      'unknownAfterRequest',
      `@${OPERATOR} さんのセッション（bastion-1）は、2026/11/24 17:18 JST から Session Manager の一覧に表示されなくなりました。どのように終了したかは不明です。`,
    ],
    [
      'aliveAgain',
      `@${OPERATOR} さんのセッション（bastion-1）は、終了と判断していましたが、まだ接続中です（2026/11/24 17:25 JST 現在）。`,
    ],
  ])('a follow-up of a termination, in Japanese: %s', (state, said) => {
    expect(followUpTextsIn(state, MESSAGE_OPTIONS_JA).at(-1)).toBe(`thread: ${said}`);
  });

  test('a termination that failed says in Japanese how to terminate by hand', () => {
    expect(followUpTextsIn('stillConnected', MESSAGE_OPTIONS_JA).slice(1)).toEqual([
      `thread: @${SECOND_APPROVER} さん、@${OPERATOR} さんのセッション（bastion-1）は、切断を 5回要求しましたが、まだ接続中です。切断の要求は続けています。`,
      `thread: 手動で切断するには、もう一度「切断する」を押すか、次のコマンドを実行してください: ${COMMAND}`,
      `escalation: ⚠️ 切断できていません: @${OPERATOR} さんのセッション（bastion-1）は、切断を 5回要求しましたが、まだ接続中です（切断要求者: @${SECOND_APPROVER}）。切断の要求は続けています。`,
      `escalation: 手動で切断するには、#${CHANNEL} の通知の「切断する」をもう一度押すか、次のコマンドを実行してください: ${COMMAND}`,
    ]);
  });

  test('the failure of the first termination request is reported to the first requester, also when somebody requested again', () => {
    const [, failure] = followUpTextsIn('requestedAgain');
    expect(failure).toMatch(new RegExp(`^thread: @${SECOND_APPROVER}: .* still connected`));
    expect(followUpTextsIn('requestedAgain').at(-1)).toMatch(new RegExp(`^thread: @${APPROVER} requested termination`));
  });

  test('a termination by the deadline says why, and names the app in words', () => {
    expect(followUpTextsIn('terminatingByDeadline', TERMINATING_OPTIONS)).toEqual([DEADLINE_REQUESTED]);
    expect(followUpTextsIn('terminatingUnnoticed', TERMINATING_OPTIONS)).toEqual([
      `thread: @${OPERATOR}’s session on bastion-1 could not be announced in time, so bastion-ack is terminating it. I’ll post here when it has ended.`,
    ]);
    expect(followUpTextsIn('terminatedByDeadline', TERMINATING_OPTIONS).at(-1)).toBe(
      `thread: Terminated: @${OPERATOR}’s session on bastion-1 ended at 2026/11/24 17:21 JST, as requested by bastion-ack.`,
    );
    expect(followUpTextsIn('endedBeforeDeadlineTermination', TERMINATING_OPTIONS).at(-1)).toMatch(
      /before bastion-ack requested termination\.$/,
    );
    expect(followUpTextsIn('terminatingByDeadlineFailed', TERMINATING_OPTIONS)[1]).toMatch(
      new RegExp(`^thread: @${OPERATOR}’s session on bastion-1 is still connected`),
    );
    expect(followUpTextsIn('endedAfterFailedDeadlineTermination', TERMINATING_OPTIONS).at(-1)).toMatch(
      new RegExp(`^thread: @${OPERATOR}’s session on bastion-1 could not be terminated at first`),
    );
  });

  test('a termination by the deadline is reported in Japanese', () => {
    expect(followUpTextsIn('terminatingByDeadline', TERMINATING_OPTIONS_JA)).toEqual([
      `thread: @${OPERATOR} さんのセッション（bastion-1）は期限までに確認されなかったため、切断します。切断が完了したら、このスレッドでお知らせします。`,
    ]);
    expect(followUpTextsIn('terminatingUnnoticed', TERMINATING_OPTIONS_JA)).toEqual([
      `thread: @${OPERATOR} さんのセッション（bastion-1）は時間内に通知できなかったため、切断します。切断が完了したら、このスレッドでお知らせします。`,
    ]);
    expect(followUpTextsIn('terminatedByDeadline', TERMINATING_OPTIONS_JA).at(-1)).toMatch(/切断要求者: このアプリ$/);
    expect(followUpTextsIn('endedBeforeDeadlineTermination', TERMINATING_OPTIONS_JA).at(-1)).toContain(
      'このアプリが切断を要求する前',
    );
    expect(followUpTextsIn('terminatingByDeadlineFailed', TERMINATING_OPTIONS_JA)[1]).toMatch(
      new RegExp(`^thread: @${OPERATOR} さんのセッション（bastion-1）`),
    );
    expect(followUpTextsIn('endedAfterFailedDeadlineTermination', TERMINATING_OPTIONS_JA).at(-1)).toMatch(
      /^thread: 切断できていなかった @/,
    );
  });

  test('a termination names an operator without a known account', () => {
    const operator = { name: 'operator-2', verified: true };
    expect(followUpTextsIn('terminated', MESSAGE_OPTIONS, { operator }).at(-1)).toContain(
      '*operator-2*’s session on bastion-1',
    );
  });

  test('a session that was taken for ended, and lives, has a follow-up', () => {
    expect(followUpTextsIn('aliveAgain')).toEqual([
      `thread: Still connected: @${OPERATOR}’s session on bastion-1 was marked as ended by mistake. Session Manager listed it as active at 2026/11/24 17:25 JST.`,
    ]);
  });

  test('the command for terminating by hand is one that a shell takes, whatever the session is called', () => {
    expect(followUpTextsIn('stillConnected', MESSAGE_OPTIONS, { sessionId: "a';reboot;'b" })[2]).toContain(
      String.raw`--session-id 'a'\'';reboot;'\''b'`,
    );
  });
});

test('every follow-up has a text for the phone, with every mention ours', () => {
  const session = aSession('warned');
  const texts = listFollowUps(session, EVERYWHERE).map(
    (one) => renderFollowUp(session, one, TERMINATING_OPTIONS, ON_TIME).text,
  );
  expect(texts[0]).toContain(`<@${APPROVER}> <@${SECOND_APPROVER}>: nobody has acknowledged <@${OPERATOR}>’s session`);
  expect(texts[2]).toContain(`on its notice in <#${CHANNEL}>, and save your work.\nSession: ${ID}`);
});

test('a follow-up of a trial that stands without its notice is marked as one', () => {
  const session = aSession('warned');
  const marked = listFollowUps(session, EVERYWHERE).map((one) => {
    const { text, blocks } = renderFollowUp(session, one, { ...TERMINATING_OPTIONS, trial: true }, ON_TIME);
    return [one.audience, text.startsWith('[TRIAL] '), draw({ blocks })[0]?.includes('[TRIAL]')];
  });
  expect(marked).toEqual([
    ['thread', false, false],
    ['thread', false, false],
    ['operator', true, true],
  ]);
});
