// What /bastion answers, as the person who types it reads it.
import { beforeEach, describe, expect, test } from 'vitest';
import { APPROVER, aSession, LOOK_JA, startFacts } from './a-session.ts';
import { buttonsOf, FOREIGN, linesOf, openDesk, PEOPLE } from './desk.ts';

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
    desk.answers.pending = { all: true, approver: 'yes', sessions: [aSession('waiting')] };
    desk.answers.presence = { source: 'ssm', at: '2026-11-24T08:10:00.000Z', sessions: [aSession('waiting')] };
  });

  test('is to the person alone, wherever they type it', async () => {
    for (const words of ['', 'who', 'pending', 'help', `acknowledge ${ID}`]) {
      expect(await desk.type(words, PEOPLE.approver, FOREIGN)).toMatchObject({ visibleTo: APPROVER, channel: FOREIGN });
    }
  });

  test('bare, it is what waits, and then who is on', async () => {
    const said = await say('   ');
    expect(said[0]).toBe('*1 session waits for an acknowledgement*');
    expect(said.indexOf('*1 session now*')).toBeGreaterThan(said.indexOf('[Acknowledge: primary]'));
  });

  test.each([
    ['who', '*1 session now*'],
    [' WHO ', '*1 session now*'],
    ['Pending', '*1 session waits for an acknowledgement*'],
    ['help', '*What /bastion can do*'],
    ['anything else', '*What /bastion can do*'],
    ['<!channel>', '*What /bastion can do*'],
    ['acknowledged', '*What /bastion can do*'],
  ])('%s', async (words, first) => {
    expect((await say(words))[0]).toBe(first);
  });

  test('guests get none, and neither do other workspaces', async () => {
    const another = await openDesk({ teamId: 'T0ANOTHER01' });
    for (const words of ['', 'who', 'pending', `acknowledge ${ID}`, `terminate ${ID}`, 'help']) {
      expect(await say(words, PEOPLE.guest)).toEqual([
        'This is for full members of the workspace. Guests cannot use it.',
      ]);
      expect(linesOf(await another.type(words))).toEqual([
        'Only members of the workspace that runs these bastions can do this. Nothing was changed.',
      ]);
    }
  });

  test('a fault is said', async () => {
    desk.answers.fault = new Error('the table does not answer');
    for (const words of ['', 'who', 'pending', `terminate ${ID}`]) {
      expect((await say(words))[0]).toMatch(/^I could not finish this/);
    }
    expect(new Set(desk.faults)).toEqual(new Set(['/bastion could not be answered']));
  });
});

describe('/bastion acknowledge and terminate', () => {
  test.each(['acknowledge', 'terminate'])('%s: the one session that is meant, as a card', async (word) => {
    desk.answers.meant = [aSession('waiting')];
    const message = await desk.type(`${word} ${ID}`);
    expect(linesOf(message)[0]).toBe('# 🔔 A session has started');
    expect(buttonsOf(message)).toMatchObject([
      { actionId: 'acknowledge_session', value: ID },
      { actionId: 'terminate_session', value: ID },
    ]);
    expect(desk.asked).toEqual([ID]);
  });

  test.each([`\`${ID}\``, `"${ID}"`, `'${ID}'`, `“${ID}”`, `  ${ID}\t`, `\`\`\`${ID}\`\`\` `])(
    'the marks around %s are dropped',
    async (typed) => {
      await say(`acknowledge ${typed}`);
      expect(desk.asked).toEqual([ID]);
    },
  );

  test('a name is taken as it is typed, and none at all is asked for', async () => {
    await say('TERMINATE Operator Two');
    expect(desk.asked).toEqual(['Operator Two']);
    for (const words of ['acknowledge', 'terminate  ', 'acknowledge ``']) {
      expect((await say(words))[0]).toMatch(/^Which session\? .* \/bastion pending lists them\.$/);
    }
    expect(desk.asked).toHaveLength(1);
  });

  test('none is meant', async () => {
    expect(await say('acknowledge nobody <!channel>')).toEqual([
      'I know no open session by `nobody <!channel>`. /bastion pending lists them.',
    ]);
    expect(desk.slack.messages().at(-1)?.text).toContain('nobody &lt;!channel&gt;');
    const japanese = await openDesk({ look: LOOK_JA });
    expect(linesOf(await japanese.type('terminate nobody'))).toEqual([
      '`nobody` に当てはまる未完了の接続はありません。/bastion pending で一覧を表示できます。',
    ]);
    expect(linesOf(await japanese.type('terminate'))[0]).toMatch(/^どのセッションですか？/);
  });

  test('several are meant: which, by their ids, and nothing to press', async () => {
    desk.answers.meant = [aSession('waiting'), aSession('ended', startFacts({ sessionId: ANOTHER }))];
    const message = await desk.type('acknowledge oper');
    expect(linesOf(message)).toContain(`\`${ID}\``);
    expect(linesOf(message)).toContain(`\`${ANOTHER}\``);
    expect(buttonsOf(message)).toEqual([]);
  });

  test.each([
    ['acknowledge', 'acknowledged', 'You already acknowledged at'],
    ['acknowledge', 'lapsed', 'The time to acknowledge is over'],
    ['terminate', 'ended', 'This session was already over'],
    ['terminate', 'terminating', 'Termination was already requested'],
  ] as const)('%s on what is %s is refused right away', async (word, state, said) => {
    desk.answers.meant = [aSession(state)];
    expect((await say(`${word} ${ID}`))[0]).toContain(said);
  });

  test('nobody acknowledges their own, and everybody may cut it', async () => {
    desk.answers.meant = [aSession('waiting')];
    for (const standing of ['yes', 'no', 'unknown'] as const) {
      desk.answers.standing = standing;
      expect((await say(`acknowledge ${ID}`, PEOPLE.operator))[0]).toMatch(/^This is your own session/);
      const card = await desk.type(`terminate ${ID}`, PEOPLE.operator);
      expect(buttonsOf(card)).toMatchObject([{ actionId: 'terminate_session' }]);
    }
  });

  test('who is no approver is refused, and learns nothing of the sessions of others', async () => {
    const others = { operator: { name: 'operator-2', verified: true, slackUser: 'U0SOMEBODY1' } };
    const theirs = [
      aSession('waiting', startFacts(others)),
      aSession('waiting', startFacts({ ...others, sessionId: ANOTHER })),
    ];
    for (const meant of [[], theirs.slice(1), theirs]) {
      desk.answers.meant = meant;
      desk.answers.standing = 'no';
      expect(await say('acknowledge oper', BYSTANDER)).toEqual([
        'Only approvers can acknowledge a session. Nothing was changed.',
      ]);
      expect(await say('terminate oper', BYSTANDER)).toEqual([
        'Only approvers, or the operator of the session, can terminate it. Nothing was changed.',
      ]);
      desk.answers.standing = 'unknown';
      expect((await say('acknowledge oper', BYSTANDER))[0]).toMatch(/^Slack did not tell me just now/);
    }
  });

  test('of several, who is no approver is shown their own', async () => {
    const another = { name: 'operator', verified: true, slackUser: 'U0SOMEBODY1' };
    desk.answers.meant = [
      aSession('waiting'),
      aSession('waiting', startFacts({ sessionId: ANOTHER, operator: another })),
    ];
    desk.answers.standing = 'no';
    expect(buttonsOf(await desk.type('terminate operator', PEOPLE.operator))).toMatchObject([{ value: ID }]);
  });
});

describe('/bastion history', () => {
  test('lists what was on in the last days, with what became of it', async () => {
    desk.answers.history = {
      all: true,
      days: 7,
      sessions: [aSession('acknowledged'), aSession('waiting')],
      more: false,
    };
    const said = await say('history');
    expect(said[0]).toBe('*2 sessions in the last 7 days*');
    expect(said[1]).toMatch(/^\*operator\* → .*, acknowledged by /);
    expect(said[2]).toMatch(/ – live, not acknowledged yet$/);
  });

  test.each([
    ['history', { about: '', days: 7 }],
    ['history 30', { about: '', days: 30 }],
    ['history @operator', { about: '@operator', days: 7 }],
    ['HISTORY operator 3', { about: 'operator', days: 3 }],
    ['history i-0123456789abcdef0 14', { about: 'i-0123456789abcdef0', days: 14 }],
  ])('%s asks for what was typed', async (words, question) => {
    await say(words);
    expect(desk.questions).toEqual([{ userId: APPROVER, ...question }]);
  });

  test.each(['history 0', 'history two words 3', 'history <!channel> now'])('%s gets the usage', async (words) => {
    expect((await say(words))[0]).toMatch(/^\/bastion history \[/);
    expect(desk.questions).toEqual([]);
  });

  test('says when it is one’s own alone, when there are more, and when days were left out', async () => {
    desk.answers.history = { all: false, days: 31, sessions: [], more: true };
    const said = (await say('history 99')).join('\n');
    expect(said).toContain('No session in the last 31 days.');
    expect(said).toContain('There may be more');
    expect(said).toContain('At most 31 days are shown here');
    expect(said).toContain('your own sessions only');
  });
});

describe('/bastion export', () => {
  test('says at once what will come, and how', async () => {
    expect(await say('export 2026-11 csv')).toEqual([
      'The file of *2026-11* (csv) is being made. It comes to you by direct message.',
    ]);
    expect(desk.exports).toEqual([{ words: '2026-11 csv', userId: APPROVER }]);
  });

  test.each([
    ['not-an-auditor', /^Only auditors can export/],
    ['unknown', /^Which days\?/],
    ['format', /csv or jsonl/],
    ['reversed', /ends before it begins/],
    ['not-set-up', /AUDIT_EXPORT_FUNCTION/],
    ['not-started', /could not be started/],
  ] as const)('that is refused as %s says why', async (reason, why) => {
    desk.answers.exporting = { outcome: 'refused', reason };
    expect((await say('export x'))[0]).toMatch(why);
  });
});
