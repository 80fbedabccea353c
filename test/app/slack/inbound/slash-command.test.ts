// The answers of /bastion, as the person who types it reads them.
import { beforeEach, describe, expect, test } from 'vitest';
import { APPROVER, aSession, MESSAGE_OPTIONS_JA, startFacts } from '../notice-states-fixture.ts';
import { buttonsOf, FOREIGN, linesOf, openDesk, PEOPLE } from '../slack-app-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const ANOTHER = 'operator-zyxwvutsrqponmlkjihgfedcba';
const BYSTANDER = PEOPLE.operator;

let desk: Awaited<ReturnType<typeof openDesk>>;

beforeEach(async () => {
  desk = await openDesk();
});

const say = async (words: string, person = PEOPLE.approver) => linesOf(await desk.type(words, person));

describe('which answer', () => {
  beforeEach(() => {
    desk.answers.pending = { all: true, approver: 'yes', sessions: [aSession('unacknowledged')] };
    desk.answers.presence = { source: 'ssm', at: '2026-11-24T08:10:00.000Z', sessions: [aSession('unacknowledged')] };
  });

  test('a slash command is answered to the person alone, wherever they type it', async () => {
    for (const words of ['', 'who', 'pending', 'help', `acknowledge ${ID}`]) {
      expect(await desk.type(words, PEOPLE.approver, FOREIGN)).toMatchObject({ visibleTo: APPROVER, channel: FOREIGN });
    }
  });

  test('a bare slash command lists the unacknowledged sessions, and then who is on', async () => {
    const said = await say('   ');
    expect(said[0]).toBe('*1 session needs acknowledgement*');
    expect(said.indexOf('*1 open session*')).toBeGreaterThan(said.indexOf('[Acknowledge: primary]'));
  });

  test.each([
    ['who', '*1 open session*'],
    [' WHO ', '*1 open session*'],
    ['Pending', '*1 session needs acknowledgement*'],
    ['who.', '*1 open session*'],
    ['ｗｈｏ', '*1 open session*'],
    ['pending', '*1 session needs acknowledgement*'],
    ['“pending”', '*1 session needs acknowledgement*'],
    ['pending。', '*1 session needs acknowledgement*'],
    ['pen​ding', '*1 session needs acknowledgement*'],
    ['help', '*What /bastion can do*'],
    ['HELP!', '*What /bastion can do*'],
    ['?', '*What /bastion can do*'],
    ['？', '*What /bastion can do*'],
    ['ack', 'Which session?'],
    ['KILL', 'Which session?'],
    ['cut', 'Which session?'],
  ])('the slash command %s has its answer', async (words, first) => {
    expect((await say(words))[0]?.slice(0, first.length)).toBe(first);
  });

  test.each([
    ['frobnicate', 'I don’t know `frobnicate`.', undefined],
    ['anything else', 'I don’t know `anything`.', undefined],
    ['<!channel>', 'I don’t know `<!channel>`.', undefined],
    ['constructor', 'I don’t know `constructor`.', undefined],
    ['cutt operator', 'I don’t know `cutt`.', 'Did you mean `/bastion terminate`?'],
    ['acknowledged', 'I don’t know `acknowledged`.', 'Did you mean `/bastion acknowledge`?'],
    ['Histroy', 'I don’t know `Histroy`.', 'Did you mean `/bastion history`?'],
    ['x'.repeat(300), `I don’t know \`${'x'.repeat(63)}…\`.`, undefined],
    ['1‮2', 'I don’t know `12`.', undefined],
  ])('an unknown word %j is named before the help', async (words, first, second) => {
    const said = await say(words);
    const help = '*What /bastion can do*';
    expect(said.slice(0, second === undefined ? 2 : 3)).toEqual(
      second === undefined ? [first, help] : [first, second, help],
    );
  });

  test('an unknown word is named in Japanese, and is no markup on a phone', async () => {
    const japanese = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA });
    const message = await japanese.type('cutt');
    expect(linesOf(message).slice(0, 2)).toEqual([
      '`cutt` というコマンドはありません。',
      'もしかして: `/bastion terminate`',
    ]);
    expect((await desk.type('<!channel>')).text).toContain('I don’t know &lt;!channel&gt;.');
  });

  test('a guest gets no answer, and neither does another workspace', async () => {
    const another = await openDesk({ teamId: 'T0ANOTHER01' });
    for (const words of ['', 'who', 'pending', `acknowledge ${ID}`, `terminate ${ID}`, 'help']) {
      expect(await say(words, PEOPLE.guest)).toEqual([
        'Only full members of the workspace can use this. Guests cannot.',
      ]);
      expect(linesOf(await another.type(words))).toEqual([
        'Only members of the workspace that runs these bastions can do this. No change was made.',
      ]);
    }
  });

  test('a slash command answers with a fault', async () => {
    desk.answers.fault = new Error('the table does not answer');
    for (const words of ['', 'who', 'pending', `terminate ${ID}`]) {
      expect((await say(words))[0]).toMatch(/^I couldn’t finish this/);
    }
    expect(new Set(desk.faults)).toEqual(new Set(['/bastion could not be answered']));
  });
});

describe('/bastion acknowledge and terminate', () => {
  test.each(['acknowledge', 'terminate'])(
    '/bastion %s shows the one session that is meant, as a private card',
    async (word) => {
      desk.answers.meant = [aSession('unacknowledged')];
      const message = await desk.type(`${word} ${ID}`);
      expect(linesOf(message)[0]).toBe('# 🔔 A session has started');
      expect(buttonsOf(message)).toMatchObject([
        { actionId: 'acknowledge_session', value: ID },
        { actionId: 'terminate_session', value: ID },
      ]);
      expect(desk.asked).toEqual([ID]);
    },
  );

  test.each([`\`${ID}\``, `"${ID}"`, `'${ID}'`, `“${ID}”`, `  ${ID}\t`, `\`\`\`${ID}\`\`\` `])(
    '/bastion drops the marks around %s',
    async (typed) => {
      await say(`acknowledge ${typed}`);
      expect(desk.asked).toEqual([ID]);
    },
  );

  test('/bastion takes a name as it is typed, and asks for one that is missing', async () => {
    await say('TERMINATE Operator Two');
    await say('terminate web-01');
    await say('Acknowledge\u3000alice.2');
    await say('acknowledge operator.');
    expect(desk.asked).toEqual(['Operator Two', 'web-01', 'alice.2', 'operator']);
    for (const words of ['acknowledge', 'terminate  ', 'acknowledge ``']) {
      expect((await say(words))[0]).toMatch(/^Which session\? .* \/bastion pending lists them\.$/);
    }
    expect(desk.asked).toHaveLength(4);
  });

  test('/bastion says that no session is meant', async () => {
    expect(await say('acknowledge nobody <!channel>')).toEqual([
      'No open session matches `nobody <!channel>`. /bastion pending lists them.',
    ]);
    expect(desk.slack.messages().at(-1)?.text).toContain('nobody &lt;!channel&gt;');
    const japanese = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA });
    expect(linesOf(await japanese.type('terminate nobody'))).toEqual([
      '`nobody` に該当するセッションは見つかりません。/bastion pending で一覧を表示できます。',
    ]);
    expect(linesOf(await japanese.type('terminate'))[0]).toMatch(/^セッションを指定してください。/);
  });

  const THIRD = 'operator-ccccccccccccccccccccccccccc';
  const meant = () => [
    aSession('unacknowledged'),
    aSession('ended', startFacts({ sessionId: ANOTHER })),
    aSession('acknowledged', startFacts({ sessionId: THIRD })),
  ];

  test.each([
    ['acknowledge', [ID, ANOTHER]],
    ['ack', [ID, ANOTHER]],
    ['terminate', [ID, THIRD]],
    ['Cut', [ID, THIRD]],
  ])('/bastion %s lists those of several on which it can be done, each with its button', async (word, ids) => {
    desk.answers.meant = meant();
    const message = await desk.type(`${word} oper`);
    expect(linesOf(message)[0]).toBe('2 sessions match `oper`. Choose one:');
    const actionId = /^ack/.test(word) ? 'acknowledge_session' : 'terminate_session';
    expect(buttonsOf(message)).toMatchObject(ids.map((value) => ({ actionId, value })));
  });

  test.each([
    ['acknowledge', ANOTHER],
    ['terminate', ID],
  ])('/bastion %s shows the only one of several on which it can be done, as its private card', async (word, id) => {
    const [unacknowledged, ended, acknowledged] = meant();
    desk.answers.meant = (word === 'acknowledge' ? [ended, acknowledged] : [ended, unacknowledged]).filter(
      (one) => one !== undefined,
    );
    const message = await desk.type(`${word} oper`);
    expect(linesOf(message)[0]).toMatch(/^# /);
    expect(buttonsOf(message)[0]).toMatchObject({ value: id });
  });

  test('/bastion acknowledge says why none of several can be acknowledged, once where the reason is the same', async () => {
    const other = (state: 'acknowledged' | 'lapsed') => aSession(state, startFacts({ sessionId: ANOTHER }));
    desk.answers.meant = [aSession('acknowledged'), other('acknowledged')];
    expect(await say('acknowledge oper')).toEqual(['You already acknowledged this session at 2026/11/24 17:07 JST.']);
    desk.answers.meant = [aSession('acknowledged'), other('lapsed')];
    const said = await say('acknowledge oper');
    expect(said[0]).toBe('No session that matches `oper` can be acknowledged:');
    expect(said).toContain('You already acknowledged this session at 2026/11/24 17:07 JST.');
    expect(said.at(-2)).toMatch(/^This session can no longer be acknowledged/);
  });

  test.each([
    ['acknowledge', 'acknowledged', 'You already acknowledged this session at'],
    ['acknowledge', 'lapsed', 'This session can no longer be acknowledged'],
    ['terminate', 'ended', 'This session already ended'],
    ['terminate', 'terminating', 'Termination was already requested'],
  ] as const)('/bastion %s of a session that is %s is refused right away', async (word, state, said) => {
    desk.answers.meant = [aSession(state)];
    expect((await say(`${word} ${ID}`))[0]).toContain(said);
  });

  test('nobody acknowledges their own session, and everybody may terminate it', async () => {
    desk.answers.meant = [aSession('unacknowledged')];
    for (const standing of ['yes', 'no', 'unknown'] as const) {
      desk.answers.standing = standing;
      expect((await say(`acknowledge ${ID}`, PEOPLE.operator))[0]).toMatch(/^This is your own session/);
      const card = await desk.type(`terminate ${ID}`, PEOPLE.operator);
      expect(buttonsOf(card)).toMatchObject([{ actionId: 'terminate_session' }]);
    }
  });

  test('a person who is no approver is refused, and learns nothing of the sessions of others', async () => {
    const others = { operator: { name: 'operator-2', verified: true, slackUser: 'U0SOMEBODY1' } };
    const theirs = [
      aSession('unacknowledged', startFacts(others)),
      aSession('unacknowledged', startFacts({ ...others, sessionId: ANOTHER })),
    ];
    for (const meant of [[], theirs.slice(1), theirs]) {
      desk.answers.meant = meant;
      desk.answers.standing = 'no';
      expect(await say('acknowledge oper', BYSTANDER)).toEqual([
        'Only approvers can acknowledge a session. No change was made.',
      ]);
      expect(await say('terminate oper', BYSTANDER)).toEqual([
        'Only approvers or the operator of the session can terminate it. No change was made.',
      ]);
      desk.answers.standing = 'unknown';
      expect((await say('acknowledge oper', BYSTANDER))[0]).toMatch(/^I couldn’t get the approver list/);
    }
  });

  test('a person who is no approver is shown their own of several sessions', async () => {
    const another = { name: 'operator', verified: true, slackUser: 'U0SOMEBODY1' };
    desk.answers.meant = [
      aSession('unacknowledged'),
      aSession('unacknowledged', startFacts({ sessionId: ANOTHER, operator: another })),
    ];
    desk.answers.standing = 'no';
    expect(buttonsOf(await desk.type('terminate operator', PEOPLE.operator))).toMatchObject([{ value: ID }]);
  });
});

describe('/bastion history', () => {
  test('/bastion history lists the sessions of the last days, with what became of each', async () => {
    desk.answers.history = {
      all: true,
      days: 7,
      sessions: [aSession('acknowledged'), aSession('unacknowledged')],
      more: false,
    };
    const said = await say('history');
    expect(said[0]).toBe('*2 sessions in the last 7 days*');
    expect(said.slice(1)).toEqual([
      '*2026/11/24*',
      `✅ *operator* → bastion-1, Shell, 17:00–now, acknowledged by @${APPROVER} 17:07`,
      '🔔 *operator* → bastion-1, Shell, 17:00–now, unacknowledged',
      '· Times in JST',
    ]);
  });

  test.each([
    ['history', { about: '', days: 7 }],
    ['history 30', { about: '', days: 30 }],
    ['history @operator', { about: '@operator', days: 7 }],
    ['HISTORY operator 3', { about: 'operator', days: 3 }],
    ['history i-0123456789abcdef0 14', { about: 'i-0123456789abcdef0', days: 14 }],
    ['history bastion-1', { about: 'bastion-1', days: 7 }],
    ['history web-01', { about: 'web-01', days: 7 }],
    ['history alice.2', { about: 'alice.2', days: 7 }],
    ['history @approver-1', { about: '@approver-1', days: 7 }],
    ['history name_7 3', { about: 'name_7', days: 3 }],
    ['history web14', { about: 'web14', days: 7 }],
    ['history a=1', { about: 'a=1', days: 7 }],
    ['history a+1,2 1', { about: 'a+1,2', days: 1 }],
    ['history 踏み台-1', { about: '踏み台-1', days: 7 }],
    ['history 14 web', { about: 'web', days: 14 }],
    ['history 12 14', { about: '12', days: 14 }],
    ['history 123', { about: '', days: 123 }],
    ['history @123', { about: '@123', days: 7 }],
    ['history "14"', { about: '14', days: 7 }],
    ['history ‘14’ 3', { about: '14', days: 3 }],
    ['history 12345678', { about: '', days: 12_345_678 }],
    ['history "bastion-1" 14', { about: 'bastion-1', days: 14 }],
    ['history “web server 1” 14', { about: 'web server 1', days: 14 }],
    ['history\u3000bastion-1\u3000１４', { about: 'bastion-1', days: 14 }],
    ['history ｂａｓｔｉｏｎ-1', { about: 'bastion-1', days: 7 }],
    ['history bastion-1.', { about: 'bastion-1', days: 7 }],
    ['history "alice." 7', { about: 'alice.', days: 7 }],
    ['history bastion-1, 7.', { about: 'bastion-1', days: 7 }],
    ['history <@U0OPERATOR1|operator> 3', { about: '<@U0OPERATOR1|operator>', days: 3 }],
    ['history <@U0OPERATOR1|operator two> 3', { about: '<@U0OPERATOR1|operator two>', days: 3 }],
  ])('/bastion %s asks for what was typed', async (words, question) => {
    await say(words);
    expect(desk.questions).toEqual([{ userId: APPROVER, ...question }]);
  });

  test.each(['history 0', 'history two words 3', 'history <!channel> now'])(
    '/bastion %s is answered with the usage',
    async (words) => {
      expect((await say(words))[0]).toMatch(/^\/bastion history \[/);
      expect(desk.questions).toEqual([]);
    },
  );

  test.each([
    [
      'history bastion-1',
      0,
      'No sessions for bastion-1 in the last 7 days.',
      'bastion-1 の直近7日間のセッションはありません。',
    ],
    ['history bastion-1', 3, '3 sessions for bastion-1 in the last 7 days', 'bastion-1 の直近7日間のセッション: 3件'],
    ['history @web-01 1', 1, '1 session for @web-01 in the last day', '@web-01 の直近1日間のセッション: 1件'],
    [
      'history <!here> 2',
      0,
      'No sessions for <!here> in the last 2 days.',
      '<!here> の直近2日間のセッションはありません。',
    ],
    ['history 2', 2, '2 sessions in the last 2 days', '直近2日間のセッション: 2件'],
  ])('/bastion %s repeats what was searched for, and of how many days', async (words, count, english, japanese) => {
    const sessions = Array.from({ length: count }, (_, n) =>
      aSession('unacknowledged', startFacts({ sessionId: `session-${n}` })),
    );
    const days = Number(/ (\d)$/.exec(words)?.[1] ?? 7);
    const other = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA });
    for (const each of [desk, other]) each.answers.history = { all: true, days, sessions, more: false };
    expect((await say(words))[0]).toBe(`*${english}*`);
    expect(linesOf(await other.type(words))[0]).toBe(`*${japanese}*`);
  });

  test('/bastion history repeats a person as a mention', async () => {
    expect((await say('history <@U0OPERATOR1|operator>'))[0]).toBe('No sessions for @U0OPERATOR1 in the last 7 days.');
  });

  test('/bastion history says when it is one’s own alone, when there are more, and when days were left out', async () => {
    desk.answers.history = { all: false, days: 31, sessions: [], more: true };
    const said = (await say('history 99')).join('\n');
    expect(said).toContain('No sessions in the last 31 days.');
    expect(said).toContain('there may be more');
    expect(said).toContain('At most 31 days are shown here');
    expect(said).toContain('Only your own sessions');
  });
});

describe('/bastion export', () => {
  test('/bastion export says at once what will come, and how', async () => {
    expect(await say('export 2026-11 csv')).toEqual([
      'Preparing *2026-11* (csv). I’ll send it to you as a direct message.',
    ]);
    expect(desk.exports).toEqual([{ words: '2026-11 csv', userId: APPROVER }]);
  });

  test.each([
    ['export 2026\u201111', '2026-11'],
    ['EXPORT\u3000２０２６－１１－０１..２０２６－１１－１５\u3000ＣＳＶ', '2026-11-01..2026-11-15 CSV'],
    ['export “2026–11” jsonl.', '2026-11 jsonl'],
    ['export yesterday!', 'yesterday'],
  ])('/bastion %s is understood', async (typed, words) => {
    await say(typed);
    expect(desk.exports).toEqual([{ words, userId: APPROVER }]);
  });

  test.each([
    ['not-an-auditor', /^Only auditors can export/],
    ['unknown', /^Which period\?/],
    ['format', /csv or jsonl/],
    ['reversed', /ends before it begins/],
    ['not-set-up', /AUDIT_EXPORT_FUNCTION/],
    ['not-started', /could not be started/],
  ] as const)('/bastion export says why it refuses a request as %s', async (reason, why) => {
    desk.answers.exporting = { outcome: 'refused', reason };
    expect((await say('export x'))[0]).toMatch(why);
  });
});
