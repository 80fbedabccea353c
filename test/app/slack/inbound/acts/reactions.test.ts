// The reaction that acknowledges: only with the setting, only on notices, and under the same rules as a press.
import { beforeEach, describe, expect, test } from 'vitest';
import { renderNotice } from '../../../../../app/slack/views/notice/notice.ts';
import type { StandInMessage } from '../../../../../local/slack/message.ts';
import type { StandInPerson } from '../../../../../local/slack/workspace.ts';
import { APPROVER, aSession, CHANNEL, MESSAGE_OPTIONS } from '../../notice-states-fixture.ts';
import { linesOf, openDesk, PEOPLE } from '../../slack-app-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const EMOJI = 'white_check_mark';

let desk: Awaited<ReturnType<typeof openDesk>>;
let notice: StandInMessage;

async function open(emoji: string | undefined = EMOJI): Promise<void> {
  desk = await openDesk({ ...(emoji !== undefined && { acknowledgeReaction: { emoji, channel: CHANNEL } }) });
  const session = aSession('unacknowledged');
  notice = desk.post(renderNotice(session, MESSAGE_OPTIONS));
  desk.answers.meant = [{ ...session, noticed: { channel: CHANNEL, ts: notice.ts, at: session.observedAt } }];
}
beforeEach(() => open());

const react = (name = EMOJI, person: StandInPerson = PEOPLE.approver, on = notice.ts) =>
  desk.client.react(person, on, name, true);
const told = () => desk.slack.messages().slice(1);

/** An event that no client of the stand-in makes. */
const send = (event: object) => desk.sendEvent({ type: 'reaction_added', event_ts: '1795507800.000100', ...event });

test('an approver’s reaction on a notice acknowledges, and is answered by the notice alone', async () => {
  await react();
  expect(desk.clicks).toEqual([
    {
      button: 'acknowledge',
      userId: APPROVER,
      sessionId: ID,
      from: { channel: CHANNEL, ts: notice.ts, via: 'reaction' },
      id: expect.stringMatching(new RegExp(`^reaction:${APPROVER}:${CHANNEL}:${notice.ts}:\\d+\\.\\d+$`)),
    },
  ]);
  expect([told(), desk.counted, desk.faults]).toEqual([[], [], []]);
});

test('without the setting a reaction means nothing, and is no error to Slack', async () => {
  desk = await openDesk();
  notice = desk.post(renderNotice(aSession('unacknowledged'), MESSAGE_OPTIONS));
  const answer = await send({
    user: APPROVER,
    reaction: EMOJI,
    item: { type: 'message', channel: CHANNEL, ts: notice.ts },
  });
  expect(answer.statusCode).toBe(200);
  expect([desk.clicks, desk.placesAsked, told()]).toEqual([[], [], []]);
});

test.each([
  ['+1', '+1', true],
  ['+1', '+1::skin-tone-3', true],
  ['thumbsup', '+1', true],
  ['+1::skin-tone-2', '+1', true],
  [':white_check_mark:', EMOJI, true],
  ['認識済み', '認識済み', true],
  ['認識済み'.normalize('NFD'), '認識済み', true],
  ['が'.normalize('NFD'), 'が', true],
  [EMOJI, 'eyes', false],
  [EMOJI, 'white_check_mark2', false],
  [EMOJI, '', false],
])('with the setting %s the reaction %s acknowledges: %s', async (setting, reaction, isMeant) => {
  await open(setting);
  await send({ user: APPROVER, reaction, item: { type: 'message', channel: CHANNEL, ts: notice.ts } });
  expect(desk.clicks).toHaveLength(isMeant ? 1 : 0);
  expect(desk.placesAsked).toHaveLength(isMeant ? 1 : 0);
});

test('a reaction in another channel reads nothing', async () => {
  await send({ user: APPROVER, reaction: EMOJI, item: { type: 'message', channel: 'C0ELSEWHERE', ts: notice.ts } });
  expect(desk.placesAsked).toEqual([]);
});

test('a removed reaction changes nothing', async () => {
  await react();
  await desk.client.react(PEOPLE.approver, notice.ts, EMOJI, false);
  expect(desk.clicks).toHaveLength(1);
});

test('a reaction that is delivered again has the same id', async () => {
  const event = { user: APPROVER, reaction: EMOJI, item: { type: 'message', channel: CHANNEL, ts: notice.ts } };
  await send(event);
  await send(event);
  expect(new Set(desk.clicks.map(({ id }) => id)).size).toBe(1);
});

test.each<[string, () => object]>([
  [
    'a message that is no notice',
    () => ({ channel: CHANNEL, type: 'message', ts: desk.post({ text: 'Hello', blocks: [] }).ts }),
  ],
  ['a message of another channel', () => ({ channel: 'C0ELSEWHERE', type: 'message', ts: notice.ts })],
  ['a file', () => ({ type: 'file', file: 'F0FILE' })],
  ['nothing', () => ({})],
])('a reaction on %s is left alone', async (_what, item) => {
  const it = item();
  const before = desk.slack.messages().length;
  expect((await send({ user: APPROVER, reaction: EMOJI, item: it })).statusCode).toBe(200);
  expect([desk.clicks, desk.counted, desk.faults, desk.slack.messages().length]).toEqual([[], [], [], before]);
});

describe('answered to the person alone', () => {
  test('a refusal', async () => {
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'not-an-approver' } };
    await react(EMOJI, PEOPLE.second);
    expect(told()).toMatchObject([{ visibleTo: PEOPLE.second.id, channel: CHANNEL }]);
    expect(linesOf(told()[0])).toEqual(['Only approvers can acknowledge a session. No change was made.']);
    expect(desk.counted).toEqual(['RequestsRefused']);
  });

  test.each(['vouched', undefined] as const)('the first of two approvers (did: %s)', async (did) => {
    desk.answers.outcome = { outcome: 'done', session: aSession('vouched'), did };
    await react();
    expect(linesOf(told()[0])[0]).toMatch(/^Your press is on record/);
  });

  test('a fault', async () => {
    desk.answers.fault = new Error('the table does not answer');
    await react();
    expect(linesOf(told()[0])[0]).toMatch(/^I couldn’t finish this/);
    expect(desk.faults).toEqual(['a reaction could not be answered']);
  });

  test('a stranger, who changes nothing', async () => {
    desk = await openDesk({ teamId: 'T0ANOTHER01', acknowledgeReaction: { emoji: EMOJI, channel: CHANNEL } });
    const session = aSession('unacknowledged');
    notice = desk.post(renderNotice(session, MESSAGE_OPTIONS));
    desk.answers.meant = [{ ...session, noticed: { channel: CHANNEL, ts: notice.ts, at: session.observedAt } }];
    await react();
    expect(linesOf(told()[0])[0]).toMatch(/^Only members of the workspace/);
    expect([desk.clicks, desk.counted]).toEqual([[], ['RequestsRefused']]);
  });

  test('somebody whose workspace Slack does not tell', async () => {
    desk.slack.fault('users.info', 'server-error');
    await react();
    expect(linesOf(told()[0])[0]).toMatch(/^I couldn’t get your workspace/);
    expect(desk.clicks).toEqual([]);
  });
});

test('a bot’s reaction changes nothing and is no fault', async () => {
  const item = { type: 'message', channel: CHANNEL, ts: notice.ts };
  for (const user of [desk.slack.botUserId, 'U0NOBODY001']) await send({ user, reaction: EMOJI, item });
  expect([desk.clicks, desk.counted, desk.faults]).toEqual([[], Array(2).fill('RequestsRefused'), []]);
});
