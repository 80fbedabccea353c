// What a press does: on a notice, on a card that one person alone sees, and on the daily list.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../app/session/session.ts';
import { renderDigest } from '../../../app/slack/digest.ts';
import { renderNotice } from '../../../app/slack/notice.ts';
import type { StandInMessage } from '../../../local/slack/message.ts';
import { APPROVER, aSession, CHANNEL, LOOK, LOOK_JA, startFacts } from './a-session.ts';
import { buttonsOf, ELSEWHERE, FOREIGN, linesOf, openDesk, PEOPLE } from './desk.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const OLD_CARD = 'This card is too old. Please ask for it again with /bastion pending. Nothing was changed.';

let desk: Awaited<ReturnType<typeof openDesk>>;

beforeEach(async () => {
  desk = await openDesk();
  desk.answers.meant = [aSession('waiting')];
});

/** A message of the app in the channel, and its buttons. */
function shown({ text, blocks }: Pick<StandInMessage, 'text' | 'blocks'>) {
  const ts = desk.slack.addMessage({ channel: CHANNEL, place: 'channel', user: desk.slack.botUserId, text, blocks });
  const message = desk.slack.messages().find((one) => one.ts === ts);
  if (message === undefined) throw new Error('the message is not there');
  return { message, buttons: buttonsOf(message) };
}

async function cardOf(where = CHANNEL, from = desk) {
  const message = await from.type(`acknowledge ${ID}`, PEOPLE.approver, where);
  const [acknowledge, terminate] = buttonsOf(message);
  if (acknowledge === undefined || terminate === undefined) throw new Error('the card has no buttons');
  return { message, acknowledge, terminate };
}

describe('on a notice', () => {
  test('a press is handed on with the place of the notice, and says nothing: the notice does', async () => {
    const { message, buttons } = shown(renderNotice(aSession('waiting'), LOOK));
    const [acknowledge, terminate] = buttons;
    expect(acknowledge && (await desk.press(message, acknowledge))).toBeUndefined();
    expect(terminate && (await desk.press(message, terminate, PEOPLE.operator))).toBeUndefined();
    const from = { channel: CHANNEL, ts: message.ts };
    expect(desk.clicks).toMatchObject([
      {
        button: 'acknowledge',
        userId: APPROVER,
        sessionId: ID,
        from,
        id: expect.stringMatching(/^click:U0APPROVER1:/),
      },
      { button: 'terminate', userId: PEOPLE.operator.id, sessionId: ID, from },
    ]);
  });

  test('a refusal and a fault are told to the one who pressed', async () => {
    const { message, buttons } = shown(renderNotice(aSession('waiting'), LOOK));
    const [acknowledge] = buttons;
    if (acknowledge === undefined) throw new Error('no button');
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'not-an-approver' } };
    const told = await desk.press(message, acknowledge);
    expect(told).toMatchObject({ visibleTo: APPROVER, text: expect.stringContaining('Only approvers') });
    expect(desk.counted).toEqual(['RequestsRefused']);
    desk.answers.fault = new Error('the table does not answer');
    expect(linesOf(await desk.press(message, acknowledge))[0]).toMatch(/^I could not finish this/);
    expect(desk.faults).toEqual(['a button could not be answered']);
  });

  test('somebody of another workspace is refused, whatever they press', async () => {
    desk = await openDesk({ teamId: 'T0ANOTHER01' });
    const { message, buttons } = shown(renderNotice(aSession('waiting'), LOOK));
    const { message: list, buttons: all } = shown(
      renderDigest({ date: '2026-11-24', sessions: [aSession('ended')], left: 0 }, LOOK),
    );
    for (const button of buttons) expect(linesOf(await desk.press(message, button))[0]).toMatch(/^Only members of the/);
    for (const button of all) expect(linesOf(await desk.press(list, button))[0]).toMatch(/^Only members of the/);
    expect([desk.clicks, desk.listClicks, desk.counted]).toEqual([[], [], Array(3).fill('RequestsRefused')]);
  });

  test('a seal does not make a notice of the channel a card', async () => {
    const { acknowledge } = await cardOf();
    const { message } = shown(renderNotice(aSession('waiting'), LOOK));
    await desk.press(message, acknowledge);
    expect(desk.clicks).toMatchObject([{ from: { channel: CHANNEL, ts: message.ts } }]);
  });
});

describe('on a private card', () => {
  test('a press needs no notice, and the card shows in its place what came of it', async () => {
    const { message, acknowledge } = await cardOf();
    const anew = await desk.press(message, acknowledge);
    expect(anew).toMatchObject({ ts: message.ts, visibleTo: APPROVER, place: 'channel', edited: false });
    expect(linesOf(anew)[0]).toBe('# ✅ Session acknowledged');
    expect(anew && buttonsOf(anew)).toMatchObject([{ actionId: 'terminate_session' }]);
    const { message: other, terminate } = await cardOf();
    desk.answers.outcome = { outcome: 'done', session: aSession('terminating') };
    expect(linesOf(await desk.press(other, terminate))[0]).toBe('# ✂️ Session is being terminated, not acknowledged');
    expect(desk.clicks).toMatchObject([
      { button: 'acknowledge', sessionId: ID, from: 'private-card' },
      { button: 'terminate', sessionId: ID, from: 'private-card' },
    ]);
    expect(desk.slack.messages()).toHaveLength(2);
  });

  test('a card that cannot be replaced is answered beside it', async () => {
    const { message, acknowledge, terminate } = await cardOf();
    for (const [button, said] of [
      [acknowledge, 'Done: you acknowledged the session of operator on bastion-1.'],
      [
        terminate,
        'Done: you asked to terminate the session of operator on bastion-1. Its notice tells when it is over.',
      ],
    ] as const) {
      desk.slack.fault('response_url', 'server-error');
      const told = await desk.press(message, button);
      expect(told).toMatchObject({ visibleTo: APPROVER, place: 'channel' });
      expect(told?.ts).not.toBe(message.ts);
      expect(linesOf(told)).toEqual([said]);
    }
    expect(desk.clicks).toHaveLength(2);
    expect(desk.faults).toEqual(Array(2).fill('private message not replaced'));
  });

  test('beside it, in Japanese', async () => {
    const japanese = await openDesk({ look: LOOK_JA });
    japanese.answers.meant = [aSession('waiting')];
    const { message, acknowledge, terminate } = await cardOf(CHANNEL, japanese);
    japanese.slack.fault('response_url', 'server-error', { times: 2 });
    expect(linesOf(await japanese.press(message, acknowledge))).toEqual([
      'operator さんの bastion-1 への接続を確認しました。',
    ]);
    expect(linesOf(await japanese.press(message, terminate))).toEqual([
      'operator さんの bastion-1 への接続の切断を依頼しました。切断が完了したら、通知に表示します。',
    ]);
  });

  test('a card is not touched before the press is recorded, and a fault leaves it as it is', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.fault = new Error('the table does not answer');
    const told = await desk.press(message, acknowledge);
    expect(told?.ts).not.toBe(message.ts);
    expect(linesOf(told)[0]).toMatch(/^I could not finish this/);
    expect(desk.slack.calls().filter(({ method }) => method === 'response_url')).toEqual([]);
  });

  test('what cannot be drawn anew is recorded all the same, and told', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.faultOfStanding = new Error('the table does not answer');
    expect(linesOf(await desk.press(message, acknowledge))[0]).toMatch(/^Done: you acknowledged/);
    expect(desk.faults).toEqual(['private message not drawn anew']);
  });

  test('somebody was faster: the card says so, and shows what is', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.outcome = {
      outcome: 'refused',
      refusal: { reason: 'already-acknowledged', by: 'U0APPROVER2', at: '2026-11-24T08:09:00.000Z', yours: false },
    };
    desk.answers.meant = [aSession('acknowledged')];
    const anew = await desk.press(message, acknowledge);
    expect(anew?.ts).toBe(message.ts);
    expect(linesOf(anew).slice(0, 2)).toEqual([
      '@U0APPROVER2 was first and acknowledged at 2026/11/24 17:09 JST.',
      '# ✅ Session acknowledged',
    ]);
    expect(desk.counted).toEqual(['RequestsRefused']);
  });

  test('the workflow decides all the same', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'own-session' } };
    expect(linesOf(await desk.press(message, acknowledge))[0]).toMatch(/^This is your own session/);
  });

  test('where the app is no member, the card is replaced all the same', async () => {
    const { message, acknowledge } = await cardOf(FOREIGN);
    expect(await desk.press(message, acknowledge)).toMatchObject({ ts: message.ts, channel: FOREIGN });
    expect(desk.faults).toEqual([]);
  });

  test.each([
    ['without a seal', { blockId: 'decide' }],
    ['with a seal of nobody', { blockId: `card:1795511400:${'0'.repeat(64)}` }],
    ['of another session', { value: 'operator-zzzzzzzzzzzzzzzzzzzzzzzzzz' }],
  ])('a press %s does nothing, is counted, and is answered', async (_, forged) => {
    const { message, acknowledge } = await cardOf(ELSEWHERE);
    expect(linesOf(await desk.press(message, { ...acknowledge, ...forged }))).toEqual([OLD_CARD]);
    expect(desk.clicks).toEqual([]);
    expect(desk.counted).toEqual(['RequestsRefused']);
  });

  test('a card of somebody else, and one that is an hour old, do nothing', async () => {
    const { acknowledge } = await cardOf();
    desk.answers.meant = [aSession('waiting')];
    const own = await desk.type('help', PEOPLE.operator);
    expect(linesOf(await desk.press(own, acknowledge, PEOPLE.operator))).toEqual([OLD_CARD]);
    const { message, acknowledge: mine } = await cardOf();
    desk.clock.pass(3_600_000);
    expect(linesOf(await desk.press(message, mine))).toEqual([OLD_CARD]);
    expect(desk.clicks).toEqual([]);
  });

  test('cards of another process hold where both know the secret', async () => {
    const [one, other, stranger] = [
      await openDesk({ cardSecret: 'a secret' }),
      await openDesk({ cardSecret: 'a secret' }),
      await openDesk(),
    ];
    for (const each of [one, other, stranger]) each.answers.meant = [aSession('waiting')];
    const { acknowledge } = await cardOf(CHANNEL, one);
    await other.press(await other.type('help'), acknowledge);
    expect(other.clicks).toMatchObject([{ from: 'private-card' }]);
    expect(linesOf(await stranger.press(await stranger.type('help'), acknowledge))).toEqual([OLD_CARD]);
  });
});

describe('on a row of a private list', () => {
  const THIRD = 'operator-ccccccccccccccccccccccccccc';
  const of = (state: 'waiting' | 'acknowledged' | 'terminating', sessionId: string) =>
    aSession(state, startFacts({ sessionId }));
  const pendingOf = (...sessions: Session[]) => ({ all: true, approver: 'yes', sessions }) as const;

  test.each(['pending', ''])('of /bastion %s: the list is drawn anew without it', async (words) => {
    desk.answers.pending = pendingOf(of('waiting', ID), of('waiting', THIRD));
    const message = await desk.type(words);
    desk.answers.pending = pendingOf(of('waiting', THIRD));
    const anew = await desk.press(message, first(buttonsOf(message)));
    expect(anew).toMatchObject({ ts: message.ts, visibleTo: APPROVER });
    expect(linesOf(anew).slice(0, 2)).toEqual([
      'Done: you acknowledged the session of operator on bastion-1.',
      '*1 session waits for an acknowledgement*',
    ]);
    expect(anew && buttonsOf(anew).map(({ value }) => value)).toEqual([THIRD]);
    expect(linesOf(anew).includes('*Nobody is connected to a bastion now.*')).toBe(words === '');
    // What was drawn anew can be pressed as well, and is replaced again.
    desk.answers.pending = pendingOf();
    const last = anew && (await desk.press(anew, first(buttonsOf(anew))));
    expect(last?.ts).toBe(message.ts);
    expect(linesOf(last)[1]).toBe('*Nothing waits for an acknowledgement.*');
    expect(desk.clicks).toMatchObject([
      { sessionId: ID, from: 'private-card' },
      { sessionId: THIRD, from: 'private-card' },
    ]);
  });

  test('stays on the page on which it was pressed', async () => {
    const all = Array.from({ length: 14 }, (_, n) => of('waiting', `session-${n}`));
    desk.answers.pending = pendingOf(...all);
    const message = await desk.type('pending');
    const more = buttonsOf(message).at(-1);
    const second = more && (await desk.press(message, more));
    desk.answers.pending = pendingOf(...all.filter(({ id }) => id !== 'session-10'));
    const anew = second && (await desk.press(second, first(buttonsOf(second))));
    expect(anew && buttonsOf(anew).map(({ value }) => value)).toEqual([
      'session-11',
      'session-12',
      'session-13',
      'pending:0:0:',
    ]);
  });

  test('of several that can be meant: one less, and only what was done when none is left', async () => {
    desk.answers.meant = [of('waiting', ID), of('waiting', THIRD)];
    const message = await desk.type('acknowledge oper');
    desk.answers.meant = [of('acknowledged', ID), of('waiting', THIRD)];
    const anew = await desk.press(message, first(buttonsOf(message)));
    expect(linesOf(anew)[1]).toBe('1 session matches `oper`. Choose one:');
    expect(anew && buttonsOf(anew)).toMatchObject([{ actionId: 'acknowledge_session', value: THIRD }]);
    desk.answers.meant = [of('acknowledged', ID), of('acknowledged', THIRD)];
    expect(anew && linesOf(await desk.press(anew, first(buttonsOf(anew))))).toEqual([
      'Done: you acknowledged the session of operator on bastion-1.',
    ]);
    expect(desk.asked).toEqual(['oper', 'oper', 'oper']);
  });

  test('of several that can be terminated', async () => {
    desk.answers.meant = [of('waiting', ID), of('acknowledged', THIRD)];
    const message = await desk.type('terminate oper');
    desk.answers.meant = [of('terminating', ID), of('acknowledged', THIRD)];
    const anew = await desk.press(message, first(buttonsOf(message)));
    expect(linesOf(anew)[0]).toMatch(/^Done: you asked to terminate/);
    expect(anew && buttonsOf(anew)).toMatchObject([{ actionId: 'terminate_session', value: THIRD }]);
    expect(desk.clicks).toMatchObject([{ button: 'terminate', sessionId: ID }]);
  });

  test('that is old is drawn anew with the reason', async () => {
    desk.answers.pending = pendingOf(of('waiting', ID));
    const message = await desk.type('pending');
    desk.answers.pending = pendingOf();
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'lapsed', at: '2026-11-24T08:09:00.000Z' } };
    expect(linesOf(await desk.press(message, first(buttonsOf(message))))).toEqual([
      'The time to acknowledge is over: this session was closed at 2026/11/24 17:09 JST.',
      '*Nothing waits for an acknowledgement.*',
    ]);
  });

  test('what would be refused again is told beside it: nothing about the list is old', async () => {
    desk.answers.pending = pendingOf(of('waiting', ID));
    const message = await desk.type('pending');
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'approvers-unknown' } };
    const told = await desk.press(message, first(buttonsOf(message)));
    expect(told?.ts).not.toBe(message.ts);
    expect(linesOf(told)[0]).toMatch(/^Slack did not tell me just now/);
  });
});

describe('Show more', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => aSession('waiting', startFacts({ sessionId: `session-${n}` })));
  const moreOf = (message: StandInMessage) => {
    const found = buttonsOf(message).findLast(({ actionId }) => actionId === 'show_more');
    if (found === undefined) throw new Error('nothing turns the page');
    return found;
  };
  const titleOf = (message: StandInMessage | undefined) => linesOf(message)[0];

  beforeEach(() => {
    const sessions = many(24);
    desk.answers.pending = { all: true, approver: 'yes', sessions };
    desk.answers.presence = { source: 'ssm', at: '2026-11-24T08:10:00.000Z', sessions };
    desk.answers.history = { all: true, days: 3, sessions, more: false };
    desk.answers.meant = sessions;
  });

  test.each([
    ['pending', '· 11–20 of 24'],
    ['', '· 11–20 of 24'],
    ['who', '· 16–24 of 24'],
    ['history web-01 3', '· 21–24 of 24'],
    ['acknowledge oper', '· 11–20 of 24'],
    ['terminate oper', '· 11–20 of 24'],
  ])('/bastion %s goes on in place, and comes back to its beginning', async (words, part) => {
    let message: StandInMessage | undefined = await desk.type(words);
    const begin = linesOf(message);
    const more = buttonsOf(message).find(({ actionId }) => actionId === 'show_more');
    if (more === undefined) throw new Error('nothing turns the page');
    message = await desk.press(message, more);
    expect(message).toMatchObject({ visibleTo: APPROVER, edited: false });
    expect(linesOf(message)).toContain(part);
    expect(titleOf(message)).toBe(begin[0]);
    for (let turned = 0; message && turned < 3 && !linesOf(message).includes('· '); turned++) {
      const next = buttonsOf(message).find(({ actionId }) => actionId === 'show_more');
      message = next && (await desk.press(message, next));
      if (linesOf(message).join() === begin.join()) break;
    }
    expect(linesOf(message)).toEqual(begin);
    expect(desk.slack.messages()).toHaveLength(1);
    expect(new Set(desk.questions.map(({ about, days }) => `${about} ${days}`)).size).toBeLessThanOrEqual(1);
    expect(desk.faults).toEqual([]);
  });

  test('of the two lists of /bastion, each goes on by itself', async () => {
    const message = await desk.type('');
    const [pending, who] = buttonsOf(message).filter(({ actionId }) => actionId === 'show_more');
    expect([pending?.value, who?.value]).toEqual(['overview:10:0:', expect.stringMatching(/^who:\d+:0:$/)]);
    expect(who && titleOf(await desk.press(message, who))).toBe('*24 sessions now*');
  });

  test('is made anew for whoever presses, as it is then', async () => {
    const message = await desk.type('pending', PEOPLE.operator);
    desk.answers.pending = { all: false, approver: 'no', sessions: many(1) };
    const anew = await desk.press(message, moreOf(message), PEOPLE.operator);
    expect(titleOf(anew)).toBe('*1 session waits for an acknowledgement*');
    expect(desk.pendingOf).toEqual([PEOPLE.operator.id, PEOPLE.operator.id]);
  });

  test('that cannot be shown in place is shown beside it', async () => {
    const message = await desk.type('pending');
    desk.slack.fault('response_url', 'server-error');
    const told = await desk.press(message, moreOf(message));
    expect(told?.ts).not.toBe(message.ts);
    expect(linesOf(told)).toContain('· 11–20 of 24');
  });

  test('that is an hour old says so, and what to type', async () => {
    const pending = await desk.type('pending');
    const history = await desk.type('history web-01 3');
    desk.clock.pass(3_600_000);
    expect(linesOf(await desk.press(pending, moreOf(pending)))).toEqual([
      'This list has expired. Type `/bastion pending` to see it again.',
    ]);
    expect(linesOf(await desk.press(history, moreOf(history)))).toEqual([
      'This list has expired. Type `/bastion history web-01 3` to see it again.',
    ]);
    expect(desk.counted).toEqual(['RequestsRefused', 'RequestsRefused']);
  });

  test('in Japanese', async () => {
    const japanese = await openDesk({ look: LOOK_JA });
    japanese.answers.pending = desk.answers.pending;
    const message = await japanese.type('pending');
    japanese.clock.pass(3_600_000);
    expect(linesOf(await japanese.press(message, moreOf(message)))).toEqual([
      'この一覧は期限切れです。`/bastion pending` でもう一度表示してください。',
    ]);
  });

  test('of somebody else, with another value, with the token of a row, or of no list shows nothing', async () => {
    const message = await desk.type('pending');
    const own = await desk.type('help', PEOPLE.operator);
    const more = moreOf(message);
    const row = first(buttonsOf(message));
    for (const [on, button, person] of [
      [own, more, PEOPLE.operator],
      [message, { ...more, value: 'who:0:0:' }, PEOPLE.approver],
      [message, { ...more, value: 'history:0:7:' }, PEOPLE.approver],
      [message, { ...more, blockId: row.blockId }, PEOPLE.approver],
      [message, { ...row, actionId: 'show_more' }, PEOPLE.approver],
      [message, { ...more, value: '{"list":"who"}' }, PEOPLE.approver],
      [message, { ...more, blockId: '' }, PEOPLE.approver],
    ] as const) {
      const told = await desk.press(on, button, person);
      expect(titleOf(told)).toMatch(/^This (list has expired|card is too old)/);
      expect(told?.ts).not.toBe(on.ts);
    }
    expect(desk.counted).toHaveLength(7);
  });

  test('in a message that everybody sees is never replaced by what one person may see', async () => {
    const sealed = await desk.type('pending');
    const { message } = shown(sealed);
    const before = message.blocks;
    const told = await desk.press(message, moreOf(sealed));
    expect(titleOf(told)).toMatch(/^This list has expired/);
    expect(desk.slack.messages().find(({ ts }) => ts === message.ts)?.blocks).toEqual(before);
  });

  test('a fault is said', async () => {
    const message = await desk.type('pending');
    desk.answers.fault = new Error('the table does not answer');
    expect(titleOf(await desk.press(message, moreOf(message)))).toMatch(/^I could not finish this/);
    expect(desk.faults).toEqual(['a list could not be shown']);
  });
});

function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('there is none');
  return one;
}

describe('on the daily list', () => {
  function list() {
    const { message, buttons } = shown(
      renderDigest({ date: '2026-11-24', sessions: [aSession('ended')], left: 0 }, LOOK),
    );
    const [button] = buttons;
    if (button === undefined) throw new Error('no button');
    return { message, button };
  }

  test.each([
    [3, 1, 2, 'Done: 3 acknowledged. 1 is your own, for somebody else to acknowledge. 2 were answered already.'],
    [0, 2, 1, 'Done: 0 acknowledged. 2 are your own, for somebody else to acknowledge. 1 was answered already.'],
    [1, 0, 0, 'Done: 1 acknowledged.'],
  ])('one press acknowledges all: %i, own %i, already %i', async (acknowledged, own, already, said) => {
    const { message, button } = list();
    desk.answers.listed = { outcome: 'done', acknowledged, own, already, failed: 0 };
    const told = await desk.press(message, button);
    expect(told?.visibleTo).toBe(APPROVER);
    expect(linesOf(told)).toEqual([said]);
    expect(desk.listClicks).toMatchObject([{ userId: APPROVER, from: { channel: CHANNEL, ts: message.ts } }]);
  });

  test('in Japanese', async () => {
    const japanese = await openDesk({ look: LOOK_JA });
    japanese.answers.listed = { outcome: 'done', acknowledged: 3, own: 1, already: 2, failed: 0 };
    const { button } = list();
    const told = await japanese.press(await japanese.type('help'), button);
    expect(linesOf(told)).toEqual([
      '3件を確認しました。1件はご自身の接続です。ほかの方に確認を依頼してください。2件はすでに対応済みでした。',
    ]);
  });

  test('a refusal and a fault are told', async () => {
    const { message, button } = list();
    desk.answers.listed = { outcome: 'refused', refusal: { reason: 'old-digest' } };
    expect(linesOf(await desk.press(message, button))[0]).toMatch(/^This list is an old one/);
    expect(desk.counted).toEqual(['RequestsRefused']);
    desk.answers.fault = new Error('the table does not answer');
    expect(linesOf(await desk.press(message, button))[0]).toMatch(/^I could not finish this/);
    expect(desk.faults).toEqual(['a list could not be acknowledged']);
  });
});
