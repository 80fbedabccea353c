// The notice in each state, in both languages.
import { describe, expect, test } from 'vitest';
import type { StartFacts } from '../../../../../app/session/event.ts';
import { deriveKind } from '../../../../../app/session/kind.ts';
import type { Message, MessageOptions } from '../../../../../app/slack/i18n/message-options.ts';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import {
  APPROVER,
  aSession,
  deniedAttempts,
  deniedFacts,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  SECOND_APPROVER,
  STATES,
  type State,
  ssmFacts,
  startFacts,
  TERMINATING_OPTIONS,
  TERMINATING_OPTIONS_JA,
} from '../../notice-states-fixture.ts';
import { draw } from '../../views-fixture.ts';

const notice = (state: State, facts: Partial<StartFacts> = {}, messageOptions: Partial<MessageOptions> = {}) =>
  renderNotice(aSession(state, startFacts(facts)), { ...MESSAGE_OPTIONS, ...messageOptions });
const ja = { locale: 'ja' } as const;

/** All but the small print, which is the same in each state, and the menu, which has tests of its own. */
const upperPart = (message: Message) =>
  draw(message)
    .filter((line) => !line.startsWith('·'))
    .map((line) => line.replace(/ ?⋯.*$/, ''));
const smallPrint = (message: Message) => draw(message).filter((line) => line.startsWith('·'));
const buttonsOf = ({ blocks }: Message) =>
  blocks.flatMap((block) => (block.type === 'actions' ? block.elements : [])).filter((one) => one.type === 'button');

describe('each state and its buttons', () => {
  const who = ['*operator* → *bastion-1*', 'Shell'];
  const started = 'Started: 2026/11/24 17:00 JST';
  const until = 'Acknowledge by 2026/11/24 17:20 JST';
  const byApprover = `Acknowledged by @${APPROVER}, 2026/11/24 17:07 JST`;
  const requested = `Termination requested by @${SECOND_APPROVER}, 2026/11/24 17:08 JST`;
  const over = 'Ended: 2026/11/24 17:20 JST';
  const terminateAt = 'Ended: 2026/11/24 17:09 JST';
  const failed =
    '5 attempts failed; the session was still connected at 2026/11/24 17:09 JST. Press Terminate to try again, or terminate it in the AWS console.';
  const [acknowledge, terminate] = ['[Acknowledge: primary]', '[Terminate: danger]'];

  test.each<[State, string, string[]]>([
    ['unacknowledged', '🔔 A session has started', [started, until, `${acknowledge} ${terminate}`]],
    ['acknowledged', '✅ Session acknowledged', [started, byApprover, terminate]],
    ['terminating', '✂️ Session is being terminated (unacknowledged)', [started, requested, acknowledge]],
    ['terminatingAcknowledged', '✂️ Session is being terminated', [started, byApprover, requested]],
    [
      'terminatingAcknowledgedLate',
      '✂️ Session is being terminated',
      [started, `Acknowledged by @${APPROVER}, 2026/11/24 17:09 JST (after termination was requested)`, requested],
    ],
    [
      'stillConnected',
      '⚠️ Not terminated: still connected',
      [started, requested, failed, `${acknowledge} ${terminate}`],
    ],
    [
      'stillConnectedAcknowledged',
      '⚠️ Not terminated: still connected',
      [started, byApprover, requested, failed, terminate],
    ],
    [
      'ended',
      '🔔 Session ended (unacknowledged)',
      [
        started,
        over,
        'End cause unknown. The operator may have left, it may have been idle, or the connection was lost.',
        acknowledge,
      ],
    ],
    [
      'terminated',
      '✂️ Session terminated (unacknowledged)',
      [started, terminateAt, requested, 'Terminated by this app.', acknowledge],
    ],
    [
      'endedAcknowledged',
      '⚪ Session ended',
      [
        started,
        over,
        byApprover,
        'End cause unknown. The operator may have left, it may have been idle, or the connection was lost.',
      ],
    ],
    [
      'terminatedAcknowledged',
      '✂️ Session terminated',
      [started, terminateAt, byApprover, requested, 'Terminated by this app.'],
    ],
    [
      'endedBeforeRequest',
      '🔔 Session ended (unacknowledged)',
      [
        started,
        'Ended: 2026/11/24 17:06 JST',
        requested,
        'It had already ended when termination was requested.',
        acknowledge,
      ],
    ],
    [
      'lapsed',
      '⚪ Session ended, never acknowledged',
      [
        started,
        over,
        'End cause unknown. The operator may have left, it may have been idle, or the connection was lost.',
        'Nobody acknowledged it; the time for it ran out at 2026/11/25 17:30 JST.',
      ],
    ],
  ])('the notice in each state has its buttons: %s', (state, header, rest) => {
    expect(upperPart(notice(state))).toEqual([`# ${header}`, ...who, ...rest]);
  });

  test('attempts on several hosts name each of them once', () => {
    const other = deniedFacts({ target: { id: 'i-0fedcba9876543210', name: 'bastion-2' } });
    const said = draw(renderNotice(deniedAttempts(3, deniedFacts(), other), MESSAGE_OPTIONS)).join('\n');
    expect(said).toContain('bastion-1, bastion-2');
    expect(said).toContain('3 attempts');
  });

  test('a start that failed for another reason is not said to be denied', () => {
    const facts = deniedFacts({ errorCode: 'TargetNotConnected', errorMessage: 'bastion-1 is not connected.' });
    expect(draw(renderNotice(deniedAttempts(1, facts), MESSAGE_OPTIONS))[0]).toBe(
      '# ⛔ Start failed: no session was started',
    );
    expect(draw(renderNotice(deniedAttempts(1, facts), MESSAGE_OPTIONS_JA))[0]).toBe(
      '# ⛔ 踏み台サーバーへの接続に失敗しました',
    );
  });

  test('denied attempts are one notice with their number', () => {
    expect(draw(renderNotice(deniedAttempts(1), MESSAGE_OPTIONS))).toEqual([
      '# ⛔ Access denied: no session was started',
      '*operator* → *bastion-1*',
      '1 attempt: 2026/11/24 17:02 JST',
      'Nothing is connected. If you didn’t expect this, check with the operator.',
      '· Source IP: 203.0.113.7',
      '· AWS response: AccessDenied: User is not authorized to perform: ssm:StartSession',
      '· Account 111122223333, ap-northeast-1',
      '· Instance: i-0123456789abcdef0',
    ]);
  });

  test.each<[State, string, string[]]>([
    [
      'unknown',
      '🔔 Session no longer listed by Session Manager (unacknowledged)',
      [
        started,
        'Not listed by Session Manager since 2026/11/24 17:18 JST',
        'Session Manager no longer lists it. How it ended is unknown.',
        acknowledge,
      ],
    ],
    [
      'unknownAfterRequest',
      '🔔 Session no longer listed by Session Manager (unacknowledged)',
      [
        started,
        'Not listed by Session Manager since 2026/11/24 17:18 JST',
        requested,
        'Session Manager no longer lists it. How it ended is unknown.',
        acknowledge,
      ],
    ],
    [
      'unknownAcknowledged',
      '⚪ Session no longer listed by Session Manager',
      [
        started,
        'Not listed by Session Manager since 2026/11/24 17:18 JST',
        byApprover,
        'Session Manager no longer lists it. How it ended is unknown.',
      ],
    ],
    [
      'aliveAgain',
      '🔔 A session has started',
      [
        started,
        'Acknowledge by 2026/11/24 17:40 JST',
        'Marked as ended by mistake; still connected. Session Manager listed it as active at 2026/11/24 17:25 JST.',
        `${acknowledge} ${terminate}`,
      ],
    ],
  ])('%s: a session that SSM lists no more is not said to be terminated by anybody', (state, header, rest) => {
    expect(upperPart(notice(state))).toEqual([`# ${header}`, ...who, ...rest]);
  });

  const HEADERS: readonly State[] = [
    'unacknowledged',
    'acknowledged',
    'terminating',
    'terminatingAcknowledged',
    'stillConnected',
    'ended',
    'terminated',
    'endedAcknowledged',
    'terminatedAcknowledged',
    'lapsed',
    'unknown',
    'unknownAcknowledged',
  ];
  test.each([MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA])('no two states have the same header ($locale)', (messageOptions) => {
    const entries = [...HEADERS.map((state) => aSession(state)), deniedAttempts(1)];
    const headers = entries.map((entry) => draw(renderNotice(entry, messageOptions))[0]);
    expect(new Set(headers).size).toBe(entries.length);
  });
});

describe('in Japanese', () => {
  const who = ['*operator* → *bastion-1*', 'シェル'];
  const started = '接続開始日時: 2026/11/24 17:00 JST';
  const until = '確認期限: 2026/11/24 17:20 JST';
  const byApprover = `確認者: @${APPROVER}（2026/11/24 17:07 JST）`;
  const requested = `切断要求者: @${SECOND_APPROVER}（2026/11/24 17:08 JST）`;
  const over = '接続終了日時: 2026/11/24 17:20 JST';
  const terminateAt = '接続終了日時: 2026/11/24 17:09 JST';
  const lost = '終了の理由は不明です（作業者による終了、無操作タイムアウト、通信の切断など）。';
  const failed =
    '切断を 5回要求しましたが、2026/11/24 17:09 JST 現在も接続中です。もう一度「切断する」を押すか、AWS マネジメントコンソールから終了してください。';
  const [acknowledge, terminate] = ['[確認する: primary]', '[切断する: danger]'];

  test.each<[State, string, string[]]>([
    ['unacknowledged', '🔔 踏み台サーバーへの接続が開始されました', [started, until, `${acknowledge} ${terminate}`]],
    ['acknowledged', '✅ セッションが確認されました', [started, byApprover, terminate]],
    ['terminating', '✂️ セッションを切断しています（未確認）', [started, requested, acknowledge]],
    ['terminatingAcknowledged', '✂️ セッションを切断しています', [started, byApprover, requested]],
    ['stillConnected', '⚠️ 切断できていません（接続中）', [started, requested, failed, `${acknowledge} ${terminate}`]],
    ['ended', '🔔 セッションが終了しました（未確認）', [started, over, lost, acknowledge]],
    [
      'terminated',
      '✂️ セッションを切断しました（未確認）',
      [started, terminateAt, requested, 'このアプリから切断しました。', acknowledge],
    ],
    ['endedAcknowledged', '⚪ セッションが終了しました', [started, over, byApprover, lost]],
    [
      'lapsed',
      '⚪ セッションは未確認のまま終了しました（確認の受付終了）',
      [started, over, lost, '確認されないまま期限が切れたため、2026/11/25 17:30 JST に確認の受付を締め切りました。'],
    ],
  ])('the notice is written in Japanese: %s', (state, header, rest) => {
    expect(upperPart(notice(state, {}, ja))).toEqual([`# ${header}`, ...who, ...rest]);
  });

  test('the small print, and what a phone shows, are written in Japanese', () => {
    const message = notice(
      'unacknowledged',
      { kind: deriveKind('AWS-StartPortForwardingSession', { portNumber: ['3389'] }) },
      ja,
    );
    expect(message.text).toBe(
      '🔔 踏み台サーバーへの接続が開始されました: operator → bastion-1、リモートデスクトップ。接続開始日時: 2026/11/24 17:00 JST、確認期限: 2026/11/24 17:20 JST',
    );
    expect(smallPrint(message)).toEqual([
      '· 接続元IPアドレス: 203.0.113.7',
      '· 接続理由: Look at the slow query',
      '· AWSアカウント: 111122223333（ap-northeast-1）',
      '· 接続先インスタンスID: i-0123456789abcdef0',
      '· セッションID: `operator-abcdefghijklmnopqrstuvwxyz`',
      '· この種類のセッションでは、操作ログは記録されません',
    ]);
  });

  test('the question before a termination is written in Japanese', () => {
    const { confirm } = buttonsOf(notice('acknowledged', {}, ja))[0] ?? {};
    expect(confirm).toMatchObject({
      title: { text: 'このセッションを切断しますか？' },
      text: { text: 'operator さんのセッション（bastion-1）を直ちに切断します。保存していない作業内容は失われます。' },
      confirm: { text: '切断する' },
      deny: { text: 'キャンセル' },
    });
  });

  test('denied attempts are written in Japanese', () => {
    const message = renderNotice(deniedAttempts(51, deniedFacts({ target: undefined })), MESSAGE_OPTIONS_JA);
    expect(message.text).toBe(
      '⛔ 踏み台サーバーへの接続が拒否されました: operator → 接続先不明。試行: 50回超（2026/11/24 17:02 JST）',
    );
  });
});

describe('the deadline, and what comes of it', () => {
  const linesOf = (state: State, messageOptions: MessageOptions) =>
    upperPart(renderNotice(aSession(state), messageOptions)).slice(4, -1);
  const requestedByApp = 'bastion-ack requested termination at 2026/11/24 17:20 JST: nobody acknowledged it in time.';

  test.each<[State, MessageOptions, string[]]>([
    ['reminded', MESSAGE_OPTIONS, ['Acknowledge by 2026/11/24 17:20 JST']],
    ['escalated', MESSAGE_OPTIONS, ['Not acknowledged in time; escalated at 2026/11/24 17:20 JST']],
    [
      'escalated',
      { ...MESSAGE_OPTIONS, escalates: false },
      ['Not acknowledged in time; the deadline passed at 2026/11/24 17:20 JST'],
    ],
    ['unacknowledged', TERMINATING_OPTIONS, ['Acknowledge by 2026/11/24 17:20 JST or it will be terminated']],
    ['warned', TERMINATING_OPTIONS, ['Acknowledge by 2026/11/24 17:20 JST or it will be terminated']],
    [
      'postponed',
      TERMINATING_OPTIONS,
      [
        'Acknowledge by 2026/11/24 17:35 JST or it will be terminated',
        'Termination postponed to 2026/11/24 17:35 JST: not everyone could be warned, or could respond, in time.',
      ],
    ],
    ['terminatingByDeadline', TERMINATING_OPTIONS, [requestedByApp]],
    [
      'terminatingUnnoticed',
      TERMINATING_OPTIONS,
      ['bastion-ack requested termination at 2026/11/24 17:12 JST: it could not be announced in time.'],
    ],
    [
      'terminatedByDeadline',
      TERMINATING_OPTIONS,
      ['Ended: 2026/11/24 17:21 JST', requestedByApp, 'Terminated by this app.'],
    ],
  ])('the notice shows the deadline: %s', (state, messageOptions, lines) => {
    expect(linesOf(state, messageOptions)).toEqual(lines);
    expect(renderNotice(aSession(state), messageOptions).text).toContain(
      lines[0]?.startsWith('bastion-ack') ? '' : lines[0],
    );
  });

  test.each<[State, MessageOptions, string[]]>([
    [
      'escalated',
      MESSAGE_OPTIONS_JA,
      ['期限までに確認されなかったため、エスカレーションしました: 2026/11/24 17:20 JST'],
    ],
    [
      'escalated',
      { ...MESSAGE_OPTIONS_JA, escalates: false },
      ['期限までに確認されませんでした（確認期限: 2026/11/24 17:20 JST）'],
    ],
    ['warned', TERMINATING_OPTIONS_JA, ['確認期限: 2026/11/24 17:20 JST（期限を過ぎると切断します）']],
    [
      'postponed',
      TERMINATING_OPTIONS_JA,
      [
        '確認期限: 2026/11/24 17:35 JST（期限を過ぎると切断します）',
        '警告または責任者の対応が間に合わない状況だったため、切断を 2026/11/24 17:35 JST まで延期しました。',
      ],
    ],
    [
      'terminatingByDeadline',
      TERMINATING_OPTIONS_JA,
      ['期限までに確認されなかったため、このアプリが切断を要求しました（2026/11/24 17:20 JST）。'],
    ],
    [
      'terminatingUnnoticed',
      TERMINATING_OPTIONS_JA,
      ['時間内に通知できなかったため、このアプリが切断を要求しました（2026/11/24 17:12 JST）。'],
    ],
    [
      'unknown',
      MESSAGE_OPTIONS_JA,
      [
        'Session Manager の一覧に表示されなくなった日時: 2026/11/24 17:18 JST',
        'Session Manager の一覧に表示されなくなりました。どのように終了したかは不明です。',
      ],
    ],
    [
      'aliveAgain',
      MESSAGE_OPTIONS_JA,
      [
        '確認期限: 2026/11/24 17:40 JST',
        '終了と判断していましたが、まだ接続中です（2026/11/24 17:25 JST に Session Manager で検出）。',
      ],
    ],
  ])('the notice shows the deadline in Japanese: %s', (state, messageOptions, lines) => {
    expect(linesOf(state, messageOptions)).toEqual(lines);
  });

  test('a warning that names a later time than the deadline is the one that is shown', () => {
    expect(upperPart(renderNotice(aSession('warnedLate'), TERMINATING_OPTIONS))).toContain(
      'Acknowledge by 2026/11/24 17:21 JST or it will be terminated',
    );
  });

  test('the app is never mentioned as if it were a person', () => {
    for (const state of STATES) {
      for (const messageOptions of [TERMINATING_OPTIONS, TERMINATING_OPTIONS_JA]) {
        expect(JSON.stringify(renderNotice(aSession(state), messageOptions)), state).not.toMatch(
          /"user_id":"app"|<@app>/,
        );
      }
    }
  });
});

describe('where it is known from', () => {
  const found = 'Found by DescribeSessions; its CloudTrail record has not arrived yet';

  test('a session that DescribeSessions alone knows says so, until a record comes', () => {
    expect(smallPrint(renderNotice(aSession('unacknowledged', ssmFacts()), MESSAGE_OPTIONS))).toContain(`· ${found}`);
    expect(smallPrint(renderNotice(aSession('unacknowledged', ssmFacts()), MESSAGE_OPTIONS_JA))).toContain(
      '· DescribeSessions で検出しました（CloudTrail の記録はまだ届いていません）',
    );
    expect(smallPrint(renderNotice(aSession('enriched', ssmFacts()), MESSAGE_OPTIONS)).join()).not.toContain(found);
    expect(smallPrint(notice('unacknowledged')).join()).not.toContain(found);
  });

  test('a notice says how late it is only when it came more than five minutes after the start', () => {
    const said = (startedAt: string, messageOptions: Partial<MessageOptions> = {}) =>
      smallPrint(notice('unacknowledged', { startedAt }, messageOptions))[2];
    const account = '· Account 111122223333, ap-northeast-1';
    // Slack's clock and AWS's may differ.
    const inTime = ['08:06:00.000', '08:05:00.000', '08:04:00.000', '08:00:00.000'];
    for (const time of inTime) expect(said(`2026-11-24T${time}Z`), time).toBe(account);
    expect(said('2026-11-24T07:59:59.999Z')).toBe('· Late notice: 5 min after the start');
    expect(smallPrint(notice('late'))[2]).toBe('· Late notice: 29 min after the start');
    expect(smallPrint(notice('late', {}, ja))[2]).toBe('· 通知の遅延: 接続開始から29分後に通知');
  });
});

describe('the order', () => {
  test('a notice has its header, who and where, when, the buttons, and then the rest', () => {
    const { blocks } = notice('unacknowledged');
    expect(blocks.map(({ type }) => type)).toEqual([
      'header',
      'rich_text',
      'rich_text',
      'actions',
      ...['context', 'context', 'context'],
    ]);
  });

  test('the buttons of a notice keep their place whatever has happened', () => {
    const states: State[] = [
      'unacknowledged',
      'acknowledged',
      'terminating',
      'stillConnected',
      'ended',
      'terminated',
      'escalated',
    ];
    for (const state of states) {
      expect(
        notice(state).blocks.findIndex(({ type }) => type === 'actions'),
        state,
      ).toBe(3);
    }
  });

  test('the small print has from where, why, in which account, on what, which session, what is not logged', () => {
    const kind = deriveKind('AWS-StartSSHSession', {});
    const operator = { name: 'operator', verified: false };
    expect(smallPrint(notice('unacknowledged', { kind, operator }))).toEqual([
      '· Source IP: 203.0.113.7',
      '· Reason: Look at the slow query',
      '· Account 111122223333, ap-northeast-1',
      '· Instance: i-0123456789abcdef0',
      '· Session: `operator-abcdefghijklmnopqrstuvwxyz`',
      '· Session Manager keeps no command log of this kind of session',
      '· The caller chose this name; IAM does not verify it',
    ]);
  });

  test('a notice leaves out what is not known', () => {
    const facts = { accountId: undefined, sourceIp: undefined, reason: undefined };
    expect(smallPrint(notice('unnoticed', facts))).toEqual([
      '· Instance: i-0123456789abcdef0',
      '· Session: `operator-abcdefghijklmnopqrstuvwxyz`',
    ]);
    expect(upperPart(notice('unnoticed'))).toContain('Started: 2026/11/24 17:00 JST');
  });

  test.each<[string, string | undefined, Record<string, string[]>, string, boolean]>([
    ['a shell', undefined, {}, 'Shell', true],
    ['SSH', 'AWS-StartSSHSession', {}, 'SSH', false],
    ['SSH on a port', 'AWS-StartSSHSession', { portNumber: ['2222'] }, 'SSH on port 2222', false],
    ['a desktop', 'AWS-StartPortForwardingSession', { portNumber: ['3389'] }, 'Remote desktop', false],
    [
      'a desktop through a host',
      'AWS-StartPortForwardingSessionToRemoteHost',
      { host: ['win-1.internal'], portNumber: ['3389'] },
      'Remote desktop on win-1.internal',
      false,
    ],
    [
      'a database',
      'AWS-StartPortForwardingSessionToRemoteHost',
      { host: ['db.internal'], portNumber: ['5432'] },
      'PostgreSQL tunnel to db.internal, port 5432',
      false,
    ],
    ['a tunnel', 'AWS-StartPortForwardingSession', { portNumber: ['8443'] }, 'Port forward, port 8443', false],
    ['a command', 'AWS-StartInteractiveCommand', { command: ['top -u app'] }, 'Command: top -u app', true],
    ['a custom document', 'Team-Maintenance', {}, 'Session document Team-Maintenance', true],
  ])(
    'a notice says in plain words that the session is %s, and whether what is typed is logged',
    (_, document, parameters, words, logged) => {
      const message = notice('unacknowledged', { kind: deriveKind(document, parameters) });
      expect(draw(message)[2]).toBe(words);
      expect(draw(message).includes('· Session Manager keeps no command log of this kind of session')).toBe(!logged);
    },
  );
});

describe('buttons', () => {
  test('buttons carry the session id, and the names that other programs rely on', () => {
    expect(buttonsOf(notice('unacknowledged'))).toMatchObject([
      { action_id: 'acknowledge_session', value: 'operator-abcdefghijklmnopqrstuvwxyz', style: 'primary' },
      { action_id: 'terminate_session', value: 'operator-abcdefghijklmnopqrstuvwxyz', style: 'danger' },
    ]);
  });

  test('the acknowledge button asks nothing; the terminate button names operator and target, and how to keep the session', () => {
    const [acknowledge, terminate] = buttonsOf(notice('unacknowledged'));
    expect(acknowledge).not.toHaveProperty('confirm');
    expect(terminate?.confirm).toMatchObject({
      title: { text: 'Terminate this session?' },
      text: { text: 'operator’s session on bastion-1 ends immediately. Unsaved work will be lost.' },
      confirm: { text: 'Terminate' },
      deny: { text: 'Cancel' },
      style: 'danger',
    });
  });
});

describe('what a phone shows', () => {
  test('a phone shows who, where, what and until when', () => {
    const kind = deriveKind('AWS-StartSSHSession', {});
    expect(notice('unacknowledged', { kind }).text).toBe(
      '🔔 A session has started: operator → bastion-1, SSH. Started: 2026/11/24 17:00 JST. Acknowledge by 2026/11/24 17:20 JST',
    );
  });

  test('a phone shows the deadline even after names of any length', () => {
    const long = 'x'.repeat(300);
    const { text } = notice('unacknowledged', {
      operator: { name: long, verified: true },
      target: { id: 'i-0123456789abcdef0', name: long },
      kind: { type: 'command', command: long },
    });
    expect(text.length).toBeLessThan(320);
    expect(text).toMatch(/Acknowledge by 2026\/11\/24 17:20 JST$/);
  });
});

describe('whom it calls', () => {
  const users = [APPROVER, SECOND_APPROVER];

  test('a notice calls nobody, unless that is asked for', () => {
    expect(JSON.stringify(notice('unacknowledged'))).not.toMatch(/"user"|"usergroup"|<[@!]/);
  });

  test('a notice calls the approvers where that is asked for', () => {
    expect(upperPart(notice('unacknowledged', {}, { mention: { users } }))).toContain(
      `For: @${APPROVER} @${SECOND_APPROVER}`,
    );
    expect(upperPart(notice('unacknowledged', {}, { mention: { users }, ...ja }))).toContain(
      `@${APPROVER} @${SECOND_APPROVER} 確認をお願いします。`,
    );
  });

  test('a notice calls the group alone where there is one, and of many users a few', () => {
    expect(upperPart(notice('unacknowledged', {}, { mention: { users, group: 'S0APPROVERS' } }))).toContain(
      'For: @S0APPROVERS',
    );
    const many = Array.from({ length: 9 }, (_, index) => `U${index}`);
    expect(upperPart(notice('unacknowledged', {}, { mention: { users: many } }))).toContain('For: @U0 @U1 @U2 @U3 @U4');
  });

  test('a notice calls nobody once its session is acknowledged or has ended', () => {
    const states: State[] = ['acknowledged', 'terminating', 'ended', 'terminated', 'lapsed'];
    for (const state of states) {
      expect(JSON.stringify(notice(state, {}, { mention: { users: ['U0CALLED'] } })), state).not.toContain('U0CALLED');
    }
  });
});

describe('what is not certain', () => {
  test.each([
    [
      'whose name the caller chose',
      { name: 'operator', verified: false, slackUser: 'U0OPERATOR1', foundBy: 'settings' as const },
    ],
    [
      'who is known by e-mail only',
      { name: 'operator', verified: true, slackUser: 'U0OPERATOR1', foundBy: 'email' as const },
    ],
    ['without a known Slack account', { name: 'operator', verified: true }],
  ])('an acknowledgement of an operator %s says so', (_, operator) => {
    expect(upperPart(notice('acknowledged', { operator }))).toContain(
      'Four-eyes check unverified: the operator’s Slack account is not verified.',
    );
    expect(upperPart(notice('acknowledged', { operator }, ja))).toContain(
      '作業者と確認者が別人であることは未検証です（作業者の Slack アカウントを検証できていません）。',
    );
  });

  test('a verified acknowledgement says nothing of it', () => {
    expect(JSON.stringify(notice('acknowledged'))).not.toContain('not verified');
  });

  test('attempts at two times say both', () => {
    const [first, second] = [deniedFacts(), deniedFacts({ attemptedAt: '2026-11-24T08:05:59.999Z' })];
    const drawn = (messageOptions: MessageOptions) =>
      draw(renderNotice(deniedAttempts(2, first, second), messageOptions))[2];
    expect(drawn(MESSAGE_OPTIONS)).toBe('2 attempts: 2026/11/24 17:02 JST to 2026/11/24 17:05 JST');
    expect(drawn(MESSAGE_OPTIONS_JA)).toBe('試行: 2回（2026/11/24 17:02 JST～2026/11/24 17:05 JST）');
  });

  test('attempts that name no instance say so', () => {
    const message = renderNotice(
      deniedAttempts(2, deniedFacts({ target: undefined, errorMessage: undefined })),
      MESSAGE_OPTIONS,
    );
    expect(draw(message).slice(1, 3)).toEqual(['*operator* → *no instance named*', '2 attempts: 2026/11/24 17:02 JST']);
    expect(message.text).toBe(
      '⛔ Access denied: no session was started: operator → no instance named. 2 attempts: 2026/11/24 17:02 JST',
    );
  });
});

test('a trial is marked in the notice and on the phone, in each state', () => {
  for (const [messageOptions, mark] of [
    [MESSAGE_OPTIONS, '[TRIAL]'],
    [MESSAGE_OPTIONS_JA, '【テスト】'],
  ] as const) {
    for (const entry of [aSession('unacknowledged'), aSession('lapsed'), deniedAttempts(1)]) {
      const message = renderNotice(entry, { ...messageOptions, trial: true });
      expect(message.text.startsWith(`${mark} `)).toBe(true);
      expect(draw(message)[0]).toContain(mark);
      expect(JSON.stringify(renderNotice(entry, messageOptions))).not.toContain(mark);
    }
  }
});

test('an end after a failed termination is explained by the termination, and not by the person who left', () => {
  const [english, japanese] = [MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA].map((messageOptions) =>
    draw(renderNotice(aSession('endedAfterFailedTermination'), messageOptions)).join('\n'),
  );
  expect(english).toContain('It ended after failed attempts to terminate it.');
  expect(english).not.toContain('End cause unknown');
  expect(japanese).toContain('切断の要求に繰り返し失敗した後');
});
