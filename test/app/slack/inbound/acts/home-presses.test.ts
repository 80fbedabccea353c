// Presses on the Home tab, which carry no message: the token of the button and the presser authorise them.
import { beforeEach, describe, expect, test } from 'vitest';
import type { StandInPerson } from '../../../../../local/slack/workspace.ts';
import { APPROVER, aSession, MESSAGE_OPTIONS_JA } from '../../notice-states-fixture.ts';
import { linesOf, openDesk, PEOPLE } from '../../slack-app-fixture.ts';
import { aHome, waitingFor } from '../../views/home/home-fixture.ts';

const ID = 'operator-abcdefghijklmnopqrstuvwxyz';
const OUTDATED = 'This page was out of date; here it is anew. No change was made.';

let desk: Awaited<ReturnType<typeof openDesk>>;

async function open(options: Parameters<typeof openDesk>[0] = {}): Promise<void> {
  desk = await openDesk(options);
  desk.answers.home = aHome({ pending: waitingFor([aSession('unacknowledged')]) });
}
beforeEach(() => open());

function homeOf(person: StandInPerson) {
  const home = desk.slack.views.home(person.id);
  if (home === undefined) throw new Error('there is no Home');
  return home;
}

/** The buttons of a session on the Home of somebody. */
function buttonsOn(person: StandInPerson) {
  const rows = homeOf(person).view.blocks.flatMap((block) => (block.type === 'actions' ? [block] : []));
  return rows.flatMap(({ block_id: blockId = '', elements }) =>
    elements.flatMap((one) =>
      one.type === 'button' ? [{ actionId: one.action_id ?? '', value: one.value ?? '', blockId }] : [],
    ),
  );
}

/** The first line of the Home, which says what came of a press. */
const sentence = (person: StandInPerson = PEOPLE.approver) => JSON.stringify(homeOf(person).view.blocks[0]);

async function opened(person: StandInPerson = PEOPLE.approver) {
  await desk.client.openHome(person);
  const [acknowledge, terminate] = buttonsOn(person);
  if (acknowledge === undefined || terminate === undefined) throw new Error('the Home has no buttons');
  return { acknowledge, terminate };
}
const press = (button: { actionId: string; blockId: string; value: string }, person: StandInPerson = PEOPLE.approver) =>
  desk.client.click(person, { viewId: homeOf(person).id, ...button });

test('the Home is published when it is opened, and again after a press, with what came of it', async () => {
  const { acknowledge, terminate } = await opened();
  expect(desk.homesOf).toEqual([APPROVER]);
  await press(acknowledge);
  expect(desk.clicks).toMatchObject([
    { button: 'acknowledge', userId: APPROVER, sessionId: ID, from: 'home', id: expect.stringMatching(/^click:/) },
  ]);
  expect(sentence()).toContain('Done: you acknowledged operator’s session on bastion-1.');
  await press(terminate);
  expect(desk.clicks.at(-1)).toMatchObject({ button: 'terminate', from: 'home' });
  expect(sentence()).toContain('Done: you requested termination');
  expect(desk.homesOf).toEqual([APPROVER, APPROVER, APPROVER]);
  expect([desk.slack.messages(), desk.counted, desk.faults]).toEqual([[], [], []]);
});

describe('whatever comes of a press, the Home is published anew', () => {
  test('a refusal', async () => {
    const { acknowledge } = await opened();
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'own-session' } };
    await press(acknowledge);
    expect(sentence()).toContain('This is your own session');
    expect([desk.homesOf.length, desk.counted]).toEqual([2, ['RequestsRefused']]);
  });

  test.each(['vouched', undefined] as const)('the first of two approvers (did: %s)', async (did) => {
    const { acknowledge } = await opened();
    desk.answers.outcome = { outcome: 'done', session: aSession('vouched'), did };
    await press(acknowledge);
    expect(sentence()).toContain('Your press is on record. A second approver must press Acknowledge too');
  });

  test('a termination that the first of two approvers requests', async () => {
    const { terminate } = await opened();
    desk.answers.outcome = { outcome: 'done', session: aSession('vouched'), did: 'terminationRequested' };
    await press(terminate);
    expect(sentence()).toContain('Done: you requested termination');
  });

  test('a fault', async () => {
    const { acknowledge } = await opened();
    const { home } = desk.answers;
    desk.answers.fault = new Error('the table does not answer');
    await press(acknowledge);
    expect(desk.answers.home).toBe(home);
    expect(sentence()).toContain('I couldn’t finish this');
    expect(desk.faults).toContain('a button could not be answered');
  });

  test.each<[string, object]>([
    ['without a token', { blockId: 'decide' }],
    ['with a forged token', { blockId: `card:1795511400:${'0'.repeat(64)}:home` }],
    ['of another session', { value: 'operator-zzzzzzzzzzzzzzzzzzzzzzzzzz' }],
  ])('a press %s', async (_what, forged) => {
    const { acknowledge } = await opened();
    await press({ ...acknowledge, ...forged });
    expect(sentence()).toContain(OUTDATED);
    expect([desk.clicks, desk.homesOf.length, desk.counted]).toEqual([[], 2, ['RequestsRefused']]);
  });

  test('a page that is an hour old', async () => {
    const { acknowledge } = await opened();
    desk.clock.pass(3_600_000);
    await press(acknowledge);
    expect(sentence()).toContain(OUTDATED);
    expect(desk.clicks).toEqual([]);
  });

  test('in Japanese', async () => {
    await open({ messageOptions: MESSAGE_OPTIONS_JA });
    const { acknowledge } = await opened();
    await press({ ...acknowledge, blockId: 'decide' });
    expect(sentence()).toContain('このページは古くなっていたため、表示を更新しました。変更は行っていません。');
  });
});

test('the token of somebody else’s Home, and that of a private card, do not fit', async () => {
  const { acknowledge } = await opened();
  await desk.client.openHome(PEOPLE.second);
  await press(acknowledge, PEOPLE.second);
  expect(sentence(PEOPLE.second)).toContain(OUTDATED);
  desk.answers.meant = [aSession('unacknowledged')];
  const card = JSON.stringify((await desk.type(`acknowledge ${ID}`)).blocks);
  const blockId = /card:\d+:[0-9a-f]{64}(?::[^"]*)?/.exec(card)?.[0] ?? '';
  expect(blockId).not.toBe('');
  await press({ ...acknowledge, blockId });
  expect(sentence()).toContain(OUTDATED);
  expect(desk.clicks).toEqual([]);
});

test('a press of a button that no Home has is answered on the Home', async () => {
  const { acknowledge } = await opened();
  for (const actionId of ['still_mine', 'take_over', 'show_more', 'acknowledge_digest']) {
    await press({ ...acknowledge, actionId }).catch(() => {});
  }
  expect(desk.clicks).toEqual([]);
  expect(sentence()).toContain(OUTDATED);
});

test('a stranger’s press changes nothing, and publishes no Home', async () => {
  const { acknowledge } = await opened();
  const answer = await desk.send({
    type: 'block_actions',
    user: { id: PEOPLE.second.id, team_id: 'T0STRANGERS' },
    team: { id: 'T0STRANGERS' },
    container: { type: 'view', view_id: homeOf(PEOPLE.approver).id },
    actions: [
      { type: 'button', action_id: acknowledge.actionId, block_id: acknowledge.blockId, value: ID, action_ts: '1.2' },
    ],
  });
  expect(answer.statusCode).toBe(200);
  expect([desk.clicks, desk.homesOf, desk.counted]).toEqual([[], [APPROVER], ['RequestsRefused']]);
  expect(desk.slack.views.home(PEOPLE.second.id)).toBeUndefined();
});

describe('where the Home cannot say it, a direct message does', () => {
  const isSaid = () => desk.slack.messages().map(({ visibleTo, place }) => [visibleTo, place]);

  test('Slack does not take the Home', async () => {
    const { acknowledge } = await opened();
    desk.slack.fault('views.publish', 'server-error');
    await press(acknowledge);
    expect(isSaid()).toEqual([[APPROVER, 'direct']]);
    expect(linesOf(desk.slack.messages()[0])).toEqual(['Done: you acknowledged operator’s session on bastion-1.']);
    expect(desk.faults).toEqual(['Home not published']);
    expect(desk.slack.calls().filter(({ method }) => method === 'chat.postEphemeral')).toEqual([]);
  });

  test('the sessions are not read in time', async () => {
    const { acknowledge } = await opened();
    desk.answers.home = new Promise(() => {});
    const began = performance.now();
    await press(acknowledge);
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(isSaid()).toEqual([[APPROVER, 'direct']]);
  });

  test('a refusal', async () => {
    const { acknowledge } = await opened();
    desk.answers.outcome = { outcome: 'refused', refusal: { reason: 'own-session' } };
    desk.slack.fault('views.publish', 'server-error');
    await press(acknowledge);
    expect(linesOf(desk.slack.messages()[0])[0]).toMatch(/^This is your own session/);
  });
});

test('an opened tab of messages publishes nothing', async () => {
  const answer = await desk.sendEvent({ type: 'app_home_opened', user: APPROVER, tab: 'messages' });
  expect(answer.statusCode).toBe(200);
  expect(desk.homesOf).toEqual([]);
});
