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
