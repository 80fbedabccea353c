// The lists that one person alone is shown: a press of a row, and the pages.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../app/session/session.ts';
import type { StandInMessage } from '../../../../local/slack/message.ts';
import { APPROVER, aSession, CHANNEL, MESSAGE_OPTIONS_JA, startFacts } from '../notice-states-fixture.ts';
import { buttonsOf, linesOf, openDesk, PEOPLE } from '../slack-app-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';

let desk: Awaited<ReturnType<typeof openDesk>>;

beforeEach(async () => {
  desk = await openDesk();
});

function first<T>([one]: readonly T[]): T {
  if (one === undefined) throw new Error('there is none');
  return one;
}

describe('on a row of a private list', () => {
  const THIRD = 'operator-ccccccccccccccccccccccccccc';
  const of = (state: 'unacknowledged' | 'acknowledged' | 'terminating', sessionId: string) =>
    aSession(state, startFacts({ sessionId }));
  const pendingOf = (...sessions: Session[]) => ({ all: true, approver: 'yes', sessions }) as const;

  test.each(['pending', ''])('a press on a row of /bastion %s draws the list anew without it', async (words) => {
    desk.answers.pending = pendingOf(of('unacknowledged', ID), of('unacknowledged', THIRD));
    const message = await desk.type(words);
    desk.answers.pending = pendingOf(of('unacknowledged', THIRD));
    const anew = await desk.press(message, first(buttonsOf(message)));
    expect(anew).toMatchObject({ ts: message.ts, visibleTo: APPROVER });
    expect(linesOf(anew).slice(0, 2)).toEqual([
      'Done: you acknowledged operator’s session on bastion-1.',
      '*1 session needs acknowledgement*',
    ]);
    expect(anew && buttonsOf(anew).map(({ value }) => value)).toEqual([THIRD]);
    expect(linesOf(anew).includes('*Nobody is connected to a bastion.*')).toBe(words === '');
    // The list that was drawn anew can be pressed as well, and is replaced again.
    desk.answers.pending = pendingOf();
    const last = anew && (await desk.press(anew, first(buttonsOf(anew))));
    expect(last?.ts).toBe(message.ts);
    expect(linesOf(last)[1]).toBe('*Nothing to acknowledge.*');
    expect(desk.clicks).toMatchObject([
      { sessionId: ID, from: 'private-card' },
      { sessionId: THIRD, from: 'private-card' },
    ]);
  });

  test('a press on a row keeps the page on which it was made', async () => {
    const all = Array.from({ length: 14 }, (_, n) => of('unacknowledged', `session-${n}`));
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

  test('a press on a row of several meanings draws one less, and a confirmation alone when none is left', async () => {
    desk.answers.meant = [of('unacknowledged', ID), of('unacknowledged', THIRD)];
    const message = await desk.type('acknowledge oper');
    desk.answers.meant = [of('acknowledged', ID), of('unacknowledged', THIRD)];
    const anew = await desk.press(message, first(buttonsOf(message)));
    expect(linesOf(anew)[1]).toBe('1 session matches `oper`. Choose one:');
    expect(anew && buttonsOf(anew)).toMatchObject([{ actionId: 'acknowledge_session', value: THIRD }]);
    desk.answers.meant = [of('acknowledged', ID), of('acknowledged', THIRD)];
    expect(anew && linesOf(await desk.press(anew, first(buttonsOf(anew))))).toEqual([
      'Done: you acknowledged operator’s session on bastion-1.',
    ]);
    expect(desk.asked).toEqual(['oper', 'oper', 'oper']);
  });

  test('a press on a row of several that can be terminated draws the list anew', async () => {
    desk.answers.meant = [of('unacknowledged', ID), of('acknowledged', THIRD)];
    const message = await desk.type('terminate oper');
    desk.answers.meant = [of('terminating', ID), of('acknowledged', THIRD)];
    const anew = await desk.press(message, first(buttonsOf(message)));
    expect(linesOf(anew)[0]).toMatch(/^Done: you requested termination/);
    expect(anew && buttonsOf(anew)).toMatchObject([{ actionId: 'terminate_session', value: THIRD }]);
    expect(desk.clicks).toMatchObject([{ button: 'terminate', sessionId: ID }]);
  });

  test('a press on an old row draws the list anew with the reason', async () => {
    desk.answers.pending = pendingOf(of('unacknowledged', ID));
    const message = await desk.type('pending');
    desk.answers.pending = pendingOf();
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'lapsed', at: '2026-11-24T08:09:00.000Z' } };
    expect(linesOf(await desk.press(message, first(buttonsOf(message))))).toEqual([
      'This session can no longer be acknowledged. The time for it ran out at 2026/11/24 17:09 JST.',
      '*Nothing to acknowledge.*',
    ]);
  });

  test('a press whose list is slow to draw is answered beside it in time', async () => {
    desk.answers.pending = pendingOf(of('unacknowledged', ID));
    const message = await desk.type('');
    desk.answers.presence = new Promise(() => {});
    const told = await desk.press(message, first(buttonsOf(message)));
    expect(told?.ts).not.toBe(message.ts);
    expect(linesOf(told)).toEqual(['Done: you acknowledged operator’s session on bastion-1.']);
  });

  test('a press that would be refused again is answered beside the list, about which nothing is old', async () => {
    desk.answers.pending = pendingOf(of('unacknowledged', ID));
    const message = await desk.type('pending');
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'approvers-unknown' } };
    const told = await desk.press(message, first(buttonsOf(message)));
    expect(told?.ts).not.toBe(message.ts);
    expect(linesOf(told)[0]).toMatch(/^I couldn’t get the approver list/);
  });
});

describe('Show more', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) => aSession('unacknowledged', startFacts({ sessionId: `session-${n}` })));
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
    ['', '· 10–18 of 24'],
    ['who', '· 16–24 of 24'],
    ['history web-01 3', '· 21–24 of 24'],
    ['acknowledge oper', '· 11–20 of 24'],
    ['terminate oper', '· 10–18 of 24'],
  ])('Show more of /bastion %s goes on in place, and comes back to its beginning', async (words, part) => {
    const begin = await desk.type(words);
    const turned = async (on: StandInMessage) => {
      const anew = await desk.press(on, first(buttonsOf(on).filter(({ actionId }) => actionId === 'show_more')));
      if (anew === undefined) throw new Error('the page was not turned');
      return anew;
    };
    let page = await turned(begin);
    expect(page).toMatchObject({ ts: begin.ts, visibleTo: APPROVER, edited: false });
    expect(linesOf(page)).toContain(part);
    expect(titleOf(page)).toBe(titleOf(begin));
    while (!linesOf(page).some((line) => line.startsWith('[Back to the start'))) page = await turned(page);
    expect(linesOf(await turned(page))).toEqual(linesOf(begin));
    expect(desk.slack.messages()).toHaveLength(1);
    expect(new Set(desk.questions.map(({ about, days }) => `${about} ${days}`)).size).toBeLessThanOrEqual(1);
    expect(desk.faults).toEqual([]);
  });

  test.each([
    ['pending', [0, 10], [10, 10]],
    ['who', [0, 15], [15, 15]],
    ['acknowledge oper', [0, 10], [10, 10]],
  ])('Show more of /bastion %s asks for no more than its rows', async (words, ...asked) => {
    const message = await desk.type(words);
    await desk.press(message, moreOf(message));
    expect(desk.spans.map(({ from, most }) => [from, most])).toEqual(asked);
  });

  test('Show more of each of the two lists of /bastion goes on by itself', async () => {
    const message = await desk.type('');
    const [pending, who] = buttonsOf(message).filter(({ actionId }) => actionId === 'show_more');
    expect([pending?.value, who?.value]).toEqual(['overview:9:0:', expect.stringMatching(/^who:\d+:0:$/)]);
    expect(who && titleOf(await desk.press(message, who))).toBe('*24 open sessions*');
  });

  test('Show more is made anew for the presser, as the list is then', async () => {
    const message = await desk.type('pending', PEOPLE.operator);
    desk.answers.pending = { all: false, approver: 'no', sessions: many(1) };
    const anew = await desk.press(message, moreOf(message), PEOPLE.operator);
    expect(titleOf(anew)).toBe('*1 session needs acknowledgement*');
    expect(desk.pendingOf).toEqual([PEOPLE.operator.id, PEOPLE.operator.id]);
  });

  test('Show more that cannot be shown in place is shown beside it', async () => {
    const message = await desk.type('pending');
    desk.slack.fault('response_url', 'server-error');
    const told = await desk.press(message, moreOf(message));
    expect(told?.ts).not.toBe(message.ts);
    expect(linesOf(told)).toContain('· 11–20 of 24');
  });

  test('Show more that is an hour old says so, and what to type', async () => {
    const pending = await desk.type('pending');
    const history = await desk.type('history web-01 3');
    desk.clock.pass(3_600_000);
    expect(linesOf(await desk.press(pending, moreOf(pending)))).toEqual([
      'This list has expired. Run `/bastion pending` to see it again.',
    ]);
    expect(linesOf(await desk.press(history, moreOf(history)))).toEqual([
      'This list has expired. Run `/bastion history web-01 3` to see it again.',
    ]);
    expect(desk.counted).toEqual(['RequestsRefused', 'RequestsRefused']);
  });

  test('Show more is answered in Japanese', async () => {
    const japanese = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA });
    japanese.answers.pending = desk.answers.pending;
    const message = await japanese.type('pending');
    japanese.clock.pass(3_600_000);
    expect(linesOf(await japanese.press(message, moreOf(message)))).toEqual([
      'この一覧の有効期限が切れました。`/bastion pending` でもう一度表示してください。',
    ]);
  });

  test('Show more of somebody else, with another value, with the token of a row, or of no list shows nothing', async () => {
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
      expect(titleOf(told)).toMatch(/^This (list has expired|card has expired)/);
      expect(told?.ts).not.toBe(on.ts);
    }
    expect(desk.counted).toHaveLength(7);
  });

  test('Show more in a public message never replaces it by what one person may see', async () => {
    const sealed = await desk.type('pending');
    const { text, blocks } = sealed;
    const ts = desk.slack.addMessage({ channel: CHANNEL, place: 'channel', user: desk.slack.botUserId, text, blocks });
    const message = first(desk.slack.messages().filter((one) => one.ts === ts));
    const before = message.blocks;
    const told = await desk.press(message, moreOf(sealed));
    expect(titleOf(told)).toMatch(/^This list has expired/);
    expect(desk.slack.messages().find(({ ts }) => ts === message.ts)?.blocks).toEqual(before);
  });

  test('Show more answers a fault', async () => {
    const message = await desk.type('pending');
    desk.answers.fault = new Error('the table does not answer');
    expect(titleOf(await desk.press(message, moreOf(message)))).toMatch(/^I couldn’t finish this/);
    expect(desk.faults).toEqual(['a list could not be shown']);
  });
});
