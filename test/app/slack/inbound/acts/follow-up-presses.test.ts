// Buttons below follow-ups in the thread of a notice, and the first of two approvers.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../../../../app/session/session.ts';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import {
  ACKNOWLEDGE,
  STILL_MINE,
  TAKE_OVER,
  TERMINATE,
} from '../../../../../app/slack/views/notice/session-buttons.ts';
import type { StandInMessage } from '../../../../../local/slack/message.ts';
import type { StandInPerson } from '../../../../../local/slack/workspace.ts';
import {
  APPROVER,
  aSession,
  CHANNEL,
  MESSAGE_OPTIONS,
  MESSAGE_OPTIONS_JA,
  SECOND_APPROVER,
} from '../../notice-states-fixture.ts';
import { buttonsOf, linesOf, openDesk, PEOPLE } from '../../slack-app-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const VOUCHED = /^Your press is on record\. A second approver must press Acknowledge too/;

let desk: Awaited<ReturnType<typeof openDesk>>;
let notice: StandInMessage;
let question: StandInMessage;

async function open(messageOptions = MESSAGE_OPTIONS): Promise<void> {
  desk = await openDesk({ messageOptions });
  notice = desk.post(renderNotice(aSession('acknowledged'), messageOptions));
  const elements = [STILL_MINE, TAKE_OVER, TERMINATE].map((action_id) => ({
    type: 'button',
    action_id,
    text: { type: 'plain_text', text: action_id },
    value: ID,
  }));
  const blocks = [{ type: 'actions', block_id: 'question', elements }];
  question = desk.post({ text: 'Still connected after 8 hours', blocks }, { threadTs: notice.ts });
}
beforeEach(() => open());

const press = (actionId: string, person: StandInPerson = PEOPLE.approver) =>
  desk.press(question, { actionId, blockId: 'question', value: ID }, person);
const shown = () => desk.slack.messages().find(({ ts }) => ts === question.ts);

function acknowledgedAs(how: Partial<NonNullable<Session['acknowledged']>>): Session {
  const session = aSession('acknowledged');
  if (session.acknowledged === undefined) throw new Error('it is not acknowledged');
  return { ...session, acknowledged: { ...session.acknowledged, ...how } };
}

describe('the question whether an acknowledgement still holds', () => {
  const kept = acknowledgedAs({ confirmedAt: '2026-11-24T16:10:00.000Z' });
  const taken = acknowledgedAs({ by: SECOND_APPROVER, at: '2026-11-24T16:10:00.000Z', takenOverFrom: APPROVER });

  test.each([
    [
      STILL_MINE,
      'still-mine',
      kept,
      'reconfirmed',
      `@${APPROVER} confirmed at 2026/11/25 01:10 JST that this session is still theirs.`,
    ],
    [
      TAKE_OVER,
      'take-over',
      taken,
      'reconfirmed',
      `@${SECOND_APPROVER} took this session over from @${APPROVER} at 2026/11/25 01:10 JST.`,
    ],
    [TAKE_OVER, 'take-over', acknowledgedAs({}), 'acknowledged', `Acknowledged by @${APPROVER}, 2026/11/24 17:07 JST`],
    [
      STILL_MINE,
      'still-mine',
      kept,
      undefined,
      `@${APPROVER} confirmed at 2026/11/25 01:10 JST that this session is still theirs.`,
    ],
  ] as const)(
    '%s is handed on with the place of the notice, and answered in its place for all',
    async (action, button, session, did, said) => {
      desk.answers.outcome = { outcome: 'done', session, did };
      await press(action);
      const from = { channel: CHANNEL, ts: notice.ts, via: 'follow-up' };
      expect(desk.clicks).toMatchObject([{ button, userId: APPROVER, sessionId: ID, from }]);
      expect(shown()).toMatchObject({ threadTs: notice.ts });
      expect(shown()).not.toHaveProperty('visibleTo');
      expect(linesOf(shown())).toEqual([said]);
      expect([desk.slack.messages().length, desk.faults]).toEqual([2, []]);
    },
  );

  test('the answers stand there in Japanese', async () => {
    for (const [session, said] of [
      [kept, `@${APPROVER} さんが引き続き担当します（2026/11/25 01:10 JST）。`],
      [taken, `@${SECOND_APPROVER} さんが @${APPROVER} さんから引き継ぎました（2026/11/25 01:10 JST）。`],
    ] as const) {
      await open(MESSAGE_OPTIONS_JA);
      desk.answers.outcome = { outcome: 'done', session, did: 'reconfirmed' };
      await press(STILL_MINE);
      expect(linesOf(shown())).toEqual([said]);
    }
  });

  test('a question that cannot be replaced stays, and the press counts', async () => {
    desk.answers.outcome = { outcome: 'done', session: kept, did: 'reconfirmed' };
    desk.slack.fault('response_url', 'server-error');
    expect(await press(STILL_MINE)).toBeUndefined();
    expect([desk.clicks.length, buttonsOf(question).length, desk.faults]).toEqual([1, 3, ['follow-up not replaced']]);
  });

  test('a refusal and a fault are told to the presser alone, and the question stays', async () => {
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'own-session' } };
    const told = await press(TAKE_OVER, PEOPLE.operator);
    expect(told).toMatchObject({ visibleTo: PEOPLE.operator.id });
    expect(linesOf(told)[0]).toMatch(/^This is your own session/);
    desk.answers.fault = new Error('the table does not answer');
    expect(linesOf(await press(STILL_MINE))[0]).toMatch(/^I couldn’t finish this/);
    expect(shown()).toEqual(question);
    expect([desk.counted, desk.faults]).toEqual([['RequestsRefused'], ['a button could not be answered']]);
  });

  test.each(['vouched', undefined] as const)(
    'the first of two approvers is told so alone, and the question stays for the second (did: %s)',
    async (did) => {
      desk.answers.outcome = { outcome: 'done', session: aSession('vouched'), did };
      const told = await press(TAKE_OVER);
      expect(told?.visibleTo).toBe(APPROVER);
      expect(linesOf(told)[0]).toMatch(VOUCHED);
      expect(shown()).toEqual(question);
    },
  );

  test('Terminate below it acts on the notice above', async () => {
    await press(TERMINATE);
    const from = { channel: CHANNEL, ts: notice.ts, via: 'follow-up' };
    expect(desk.clicks).toMatchObject([{ button: 'terminate', from }]);
  });

  test('the answer on a message without a thread above is taken as on the notice itself', async () => {
    question = desk.post({ text: question.text, blocks: question.blocks });
    await press(STILL_MINE);
    expect(desk.clicks).toMatchObject([{ from: { channel: CHANNEL, ts: question.ts } }]);
    expect(desk.clicks[0]?.from).not.toHaveProperty('via');
    expect(shown()).toEqual(question);
  });
});

describe('the notice itself', () => {
  const acknowledge = (container: object) =>
    desk.send({
      type: 'block_actions',
      user: { id: APPROVER, team_id: desk.slack.teamId },
      team: { id: desk.slack.teamId },
      container,
      actions: [
        { type: 'button', action_id: ACKNOWLEDGE, block_id: 'decide', value: ID, action_ts: '1795507800.000100' },
      ],
    });

  test('a notice that has replies is still the notice: Slack gives it its own time as that of the thread', async () => {
    const { ts } = notice;
    await acknowledge({ type: 'message', channel_id: CHANNEL, message_ts: ts, thread_ts: ts, is_ephemeral: false });
    expect(desk.clicks.map(({ from }) => from)).toEqual([{ channel: CHANNEL, ts }]);
  });

  test('a press on Acknowledge costs no call of Slack but those of the workflow, and is told only to the first of two', async () => {
    const on = desk.post(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS));
    const [button] = buttonsOf(on);
    if (button === undefined) throw new Error('no button');
    expect(await desk.press(on, button)).toBeUndefined();
    expect(desk.slack.calls()).toEqual([]);
    desk.answers.outcome = { outcome: 'done', session: aSession('vouched'), did: 'vouched' };
    const told = await desk.press(on, button);
    expect(told?.visibleTo).toBe(APPROVER);
    expect(linesOf(told)[0]).toMatch(VOUCHED);
    expect(desk.slack.calls().map(({ method }) => method)).toEqual(['chat.postEphemeral']);
  });

  test.each<[string, object]>([
    ['nothing', {}],
    ['no message', { type: 'message', channel_id: CHANNEL }],
    ['a list', { type: 'message', channel_id: [CHANNEL], message_ts: notice }],
  ])('a press whose container has %s is a fault and changes nothing', async (_what, container) => {
    expect((await acknowledge(container)).statusCode).toBe(200);
    expect([desk.clicks, desk.faults]).toEqual([[], ['a press of a button of an unknown shape']]);
  });
});
