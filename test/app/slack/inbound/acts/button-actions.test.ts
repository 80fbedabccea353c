// Presses on a notice, on a private card, and on the digest.
import { beforeEach, describe, expect, test } from 'vitest';
import { renderDigest } from '../../../../../app/slack/views/lists/digest.ts';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import type { StandInMessage } from '../../../../../local/slack/message.ts';
import { APPROVER, aSession, CHANNEL, MESSAGE_OPTIONS, MESSAGE_OPTIONS_JA } from '../../notice-states-fixture.ts';
import { buttonsOf, ELSEWHERE, FOREIGN, linesOf, openDesk, PEOPLE } from '../../slack-app-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const OLD_CARD = 'This card has expired. Run /bastion pending to get a new one. No change was made.';

let desk: Awaited<ReturnType<typeof openDesk>>;

beforeEach(async () => {
  desk = await openDesk();
  desk.answers.meant = [aSession('unacknowledged')];
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
  test('a press on a notice is handed on with the place of the notice, and has no answer but the notice', async () => {
    const { message, buttons } = shown(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS));
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

  test('a press on a notice answers the presser alone with a refusal or a fault', async () => {
    const { message, buttons } = shown(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS));
    const [acknowledge] = buttons;
    if (acknowledge === undefined) throw new Error('no button');
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'not-an-approver' } };
    const told = await desk.press(message, acknowledge);
    expect(told).toMatchObject({ visibleTo: APPROVER, text: expect.stringContaining('Only approvers') });
    expect(desk.counted).toEqual(['RequestsRefused']);
    desk.answers.fault = new Error('the table does not answer');
    expect(linesOf(await desk.press(message, acknowledge))[0]).toMatch(/^I couldn’t finish this/);
    expect(desk.faults).toEqual(['a button could not be answered']);
  });

  test('a press on a notice by somebody of another workspace is refused, whatever the button', async () => {
    desk = await openDesk({ teamId: 'T0ANOTHER01' });
    const { message, buttons } = shown(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS));
    const { message: list, buttons: all } = shown(
      renderDigest({ date: '2026-11-24', sessions: [aSession('ended')], left: 0 }, MESSAGE_OPTIONS),
    );
    for (const button of buttons) expect(linesOf(await desk.press(message, button))[0]).toMatch(/^Only members of the/);
    for (const button of all) expect(linesOf(await desk.press(list, button))[0]).toMatch(/^Only members of the/);
    expect([desk.clicks, desk.listClicks, desk.counted]).toEqual([[], [], Array(3).fill('RequestsRefused')]);
  });

  test('a card token does not make a private card of a notice in the channel', async () => {
    const { acknowledge } = await cardOf();
    const { message } = shown(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS));
    await desk.press(message, acknowledge);
    expect(desk.clicks).toMatchObject([{ from: { channel: CHANNEL, ts: message.ts } }]);
  });
});

describe('on a private card', () => {
  test('a press on a private card needs no notice, and the card shows in its place what came of it', async () => {
    const { message, acknowledge } = await cardOf();
    const anew = await desk.press(message, acknowledge);
    expect(anew).toMatchObject({ ts: message.ts, visibleTo: APPROVER, place: 'channel', edited: false });
    expect(linesOf(anew)[0]).toBe('# ✅ Session acknowledged');
    expect(anew && buttonsOf(anew)).toMatchObject([{ actionId: 'terminate_session' }]);
    const { message: other, terminate } = await cardOf();
    desk.answers.outcome = { outcome: 'done', session: aSession('terminating'), did: 'terminationRequested' };
    expect(linesOf(await desk.press(other, terminate))[0]).toBe('# ✂️ Session is being terminated (unacknowledged)');
    expect(desk.clicks).toMatchObject([
      { button: 'acknowledge', sessionId: ID, from: 'private-card' },
      { button: 'terminate', sessionId: ID, from: 'private-card' },
    ]);
    expect(desk.slack.messages()).toHaveLength(2);
  });

  test('a private card that cannot be replaced is answered beside it', async () => {
    const { message, acknowledge, terminate } = await cardOf();
    for (const [button, said] of [
      [acknowledge, 'Done: you acknowledged operator’s session on bastion-1.'],
      [
        terminate,
        'Done: you requested termination of operator’s session on bastion-1. Its notice will say so once it has ended.',
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

  test('a private card that cannot be replaced is answered beside it in Japanese', async () => {
    const japanese = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA });
    japanese.answers.meant = [aSession('unacknowledged')];
    const { message, acknowledge, terminate } = await cardOf(CHANNEL, japanese);
    japanese.slack.fault('response_url', 'server-error', { times: 2 });
    expect(linesOf(await japanese.press(message, acknowledge))).toEqual([
      'operator さんのセッション（bastion-1）を確認しました。',
    ]);
    expect(linesOf(await japanese.press(message, terminate))).toEqual([
      'operator さんのセッション（bastion-1）の切断を要求しました。切断が完了したら、通知に表示します。',
    ]);
  });

  test('a private card is not replaced before the press is recorded, and a fault leaves it as it is', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.fault = new Error('the table does not answer');
    const told = await desk.press(message, acknowledge);
    expect(told?.ts).not.toBe(message.ts);
    expect(linesOf(told)[0]).toMatch(/^I couldn’t finish this/);
    expect(desk.slack.calls().filter(({ method }) => method === 'response_url')).toEqual([]);
  });

  test('a press is recorded and confirmed although the private card cannot be drawn anew', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.faultOfStanding = new Error('the table does not answer');
    expect(linesOf(await desk.press(message, acknowledge))[0]).toMatch(/^Done: you acknowledged/);
    expect(desk.faults).toEqual(['private message not drawn anew']);
  });

  test('a private card says that somebody else was faster, and shows the present state', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.outcome = {
      outcome: 'refused',
      refusal: { reason: 'already-acknowledged', by: 'U0APPROVER2', at: '2026-11-24T08:09:00.000Z', yours: false },
    };
    desk.answers.meant = [aSession('acknowledged')];
    const anew = await desk.press(message, acknowledge);
    expect(anew?.ts).toBe(message.ts);
    expect(linesOf(anew).slice(0, 2)).toEqual([
      '@U0APPROVER2 already acknowledged this session at 2026/11/24 17:09 JST.',
      '# ✅ Session acknowledged',
    ]);
    expect(desk.counted).toEqual(['RequestsRefused']);
  });

  test.each(['vouched', undefined] as const)(
    'a private card says that another approver must press too (did: %s)',
    async (did) => {
      const { message, acknowledge } = await cardOf();
      desk.answers.outcome = { outcome: 'done', session: aSession('vouched'), did };
      const anew = await desk.press(message, acknowledge);
      expect(anew?.ts).toBe(message.ts);
      expect(linesOf(anew)[0]).toMatch(/^Your press is on record\. A second approver must press Acknowledge too/);
      expect(linesOf(anew)[1]).toBe('# 🔔 A session has started');
    },
  );

  test('the workflow decides about a press on a private card all the same', async () => {
    const { message, acknowledge } = await cardOf();
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'own-session' } };
    expect(linesOf(await desk.press(message, acknowledge))[0]).toMatch(/^This is your own session/);
  });

  test('a private card is replaced in channels of which the app is no member', async () => {
    const { message, acknowledge } = await cardOf(FOREIGN);
    expect(await desk.press(message, acknowledge)).toMatchObject({ ts: message.ts, channel: FOREIGN });
    expect(desk.faults).toEqual([]);
  });

  test.each([
    ['without a token', { blockId: 'decide' }],
    ['with a forged token', { blockId: `card:1795511400:${'0'.repeat(64)}` }],
    ['of another session', { value: 'operator-zzzzzzzzzzzzzzzzzzzzzzzzzz' }],
  ])('a press %s on a private card does nothing, is counted, and is answered', async (_, forged) => {
    const { message, acknowledge } = await cardOf(ELSEWHERE);
    expect(linesOf(await desk.press(message, { ...acknowledge, ...forged }))).toEqual([OLD_CARD]);
    expect(desk.clicks).toEqual([]);
    expect(desk.counted).toEqual(['RequestsRefused']);
  });

  test('a private card of somebody else, and one that is an hour old, do nothing', async () => {
    const { acknowledge } = await cardOf();
    desk.answers.meant = [aSession('unacknowledged')];
    const own = await desk.type('help', PEOPLE.operator);
    expect(linesOf(await desk.press(own, acknowledge, PEOPLE.operator))).toEqual([OLD_CARD]);
    const { message, acknowledge: mine } = await cardOf();
    desk.clock.pass(3_600_000);
    expect(linesOf(await desk.press(message, mine))).toEqual([OLD_CARD]);
    expect(desk.clicks).toEqual([]);
  });

  test('a private card of another process holds where both know the secret', async () => {
    const [one, other, stranger] = [
      await openDesk({ cardSecret: 'a secret' }),
      await openDesk({ cardSecret: 'a secret' }),
      await openDesk(),
    ];
    for (const each of [one, other, stranger]) each.answers.meant = [aSession('unacknowledged')];
    const { acknowledge } = await cardOf(CHANNEL, one);
    await other.press(await other.type('help'), acknowledge);
    expect(other.clicks).toMatchObject([{ from: 'private-card' }]);
    expect(linesOf(await stranger.press(await stranger.type('help'), acknowledge))).toEqual([OLD_CARD]);
  });
});

describe('on the daily list', () => {
  function list() {
    const { message, buttons } = shown(
      renderDigest({ date: '2026-11-24', sessions: [aSession('ended')], left: 0 }, MESSAGE_OPTIONS),
    );
    const [button] = buttons;
    if (button === undefined) throw new Error('no button');
    return { message, button };
  }

  test.each([
    [3, 0, 1, 2, 'Done: 3 acknowledged. 1 is your own; somebody else has to acknowledge it. 2 were already handled.'],
    [0, 0, 2, 1, 'Done: 0 acknowledged. 2 are your own; somebody else has to acknowledge them. 1 was already handled.'],
    [1, 0, 0, 0, 'Done: 1 acknowledged.'],
    [1, 2, 0, 0, 'Done: 1 acknowledged. 2 need a second approver.'],
  ])(
    'one press on the daily list acknowledges all: %i, vouched %i, own %i, already %i',
    async (acknowledged, vouched, own, already, said) => {
      const { message, button } = list();
      desk.answers.listed = { outcome: 'done', acknowledged, vouched, own, already, failed: 0 };
      const told = await desk.press(message, button);
      expect(told?.visibleTo).toBe(APPROVER);
      expect(linesOf(told)).toEqual([said]);
      expect(desk.listClicks).toMatchObject([{ userId: APPROVER, from: { channel: CHANNEL, ts: message.ts } }]);
    },
  );

  test('the daily list is answered in Japanese', async () => {
    const japanese = await openDesk({ messageOptions: MESSAGE_OPTIONS_JA });
    japanese.answers.listed = { outcome: 'done', acknowledged: 3, vouched: 0, own: 1, already: 2, failed: 0 };
    const { button } = list();
    const told = await japanese.press(await japanese.type('help'), button);
    expect(linesOf(told)).toEqual([
      '3件を確認しました。1件はご自身のセッションです。ほかの方に確認を依頼してください。2件はすでに対応済みでした。',
    ]);
  });

  test('a press on the daily list answers with a refusal or a fault', async () => {
    const { message, button } = list();
    desk.answers.listed = { outcome: 'refused', refusal: { reason: 'old-digest' } };
    expect(linesOf(await desk.press(message, button))[0]).toMatch(/^This list is out of date/);
    expect(desk.counted).toEqual(['RequestsRefused']);
    desk.answers.fault = new Error('the table does not answer');
    expect(linesOf(await desk.press(message, button))[0]).toMatch(/^I couldn’t finish this/);
    expect(desk.faults).toEqual(['a list could not be acknowledged']);
  });
});
