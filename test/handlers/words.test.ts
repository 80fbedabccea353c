// The menu of a notice, its modals, reactions and the App Home, through the built bundle.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSlackClient, type SlackClient } from '../../local/slack/slack-client.ts';
import { APPROVER, APPROVER_2, BYSTANDER, OPERATOR, type Stage, setStage } from './handlers-fixture.ts';
import type { LambdaProcess } from './lambda-process.ts';
import { CHANNEL, reactionOf, SIGNING_SECRET, submissionOf } from './requests.ts';

const EVENTS = ['reaction_added', 'reaction_removed', 'app_home_opened'];

let stage: Stage;
let slack: LambdaProcess;
let client: SlackClient;
beforeAll(async () => {
  stage = await setStage();
  slack = await stage.start('slack', { ACKNOWLEDGE_REACTION: ':white_check_mark:', ASK_REASON: 'true' });
  client = clientOf(slack);
});
afterAll(() => stage.close());

/** The acts of people in Slack's own client. */
function clientOf(process: LambdaProcess): SlackClient {
  return createSlackClient({
    slack: stage.slack,
    channel: { id: CHANNEL, name: 'bastion' },
    scopes: ['chat:write', 'commands', 'reactions:read'],
    events: EVENTS,
    retryAfterMillis: [],
    signingSecret: SIGNING_SECRET,
    deliver: async (event) => Object(await process.invoke(event)),
  });
}

type Announced = Awaited<ReturnType<Stage['announced']>>;
const personOf = (id: string) => ({ id, name: id.toLowerCase() });
const approver = personOf(APPROVER);

async function choose({ sessionId, messageTs }: Announced, value: string, person = approver): Promise<string> {
  await client.click(person, { messageTs, actionId: 'more_session', blockId: `session:${sessionId}`, value });
  const modal = stage.slack.views.visible().find(({ personId }) => personId === person.id);
  if (modal === undefined) throw new Error('no modal is open');
  return modal.id;
}
async function write(announced: Announced, value: string, note: string, person = approver) {
  return client.submit(person, await choose(announced, value, person), { note });
}
const lastOf = async ({ sessionId }: Announced) => (await stage.eventsOf(sessionId)).at(-1);
const typesOf = async ({ sessionId }: Announced) => (await stage.eventsOf(sessionId)).map(({ type }) => type);

describe('the menu of a notice', () => {
  test('a modal opens with one call of Slack, before anything is read', async () => {
    const announced = await stage.announced();
    stage.requests();
    const before = stage.slack.calls().length;
    await choose(announced, 'note');
    expect(stage.requests()).toEqual({});
    expect(
      stage.slack
        .calls()
        .slice(before)
        .map(({ method }) => method),
    ).toEqual(['views.open']);
  });

  test('a note is written, stands on the notice, and costs what a click costs', async () => {
    const announced = await stage.announced();
    const modal = await choose(announced, 'note');
    stage.requests();
    const before = stage.slack.calls().length;
    expect(await client.submit(approver, modal, { note: 'Known: the migration.' })).toEqual({ outcome: 'done' });
    const asked = Object.entries(stage.requests()).map(([action, { count }]) => [action, count]);
    expect(Object.fromEntries(asked)).toEqual({ 'dynamodb:GetItem': 1, 'dynamodb:PutItem': 2 });
    expect(
      stage.slack
        .calls()
        .slice(before)
        .map(({ method }) => method),
    ).toEqual(['chat.update']);
    expect(await lastOf(announced)).toMatchObject({
      type: 'acknowledged',
      by: APPROVER,
      note: 'Known: the migration.',
      via: 'notice',
    });
    expect(stage.noticeOf(announced.sessionId).shown).toContain('Known: the migration.');
    expect(stage.slack.views.findVisible(APPROVER, modal)).toBeUndefined();
  });

  test('an acknowledgement is taken back by its giver without a note, and by another with one', async () => {
    const announced = await stage.announced();
    await write(announced, 'note', 'Seen.');
    expect(await write(announced, 'withdraw', '')).toEqual({ outcome: 'done' });
    expect(stage.noticeOf(announced.sessionId).shown).toContain('acknowledge_session');
    await write(announced, 'note', 'Seen again.');
    const second = personOf(APPROVER_2);
    const modal = await choose(announced, 'withdraw', second);
    expect(await client.submit(second, modal, {})).toMatchObject({
      outcome: 'errors',
      errors: { note: expect.stringMatching(/^Please say why/) },
    });
    expect(await client.submit(second, modal, { note: 'Not ours.' })).toEqual({ outcome: 'done' });
    expect(await typesOf(announced)).toEqual([
      'started',
      'noticed',
      'acknowledged',
      'acknowledgementWithdrawn',
      'acknowledged',
      'acknowledgementWithdrawn',
    ]);
    expect(await lastOf(announced)).toMatchObject({ by: APPROVER_2, note: 'Not ours.', via: 'notice' });
  });

  test('a session is terminated with a reason', async () => {
    const announced = await stage.announced();
    expect(await write(announced, 'reason', 'Wrong host.')).toEqual({ outcome: 'done' });
    expect(await lastOf(announced)).toMatchObject({ type: 'terminationRequested', note: 'Wrong host.' });
    expect(stage.noticeOf(announced.sessionId).shown).toContain('Wrong host.');
    await stage.lambda.settled();
  });

  test('a modal of a session that has ended says so, and keeps what was typed', async () => {
    const announced = await stage.announced();
    const [reason, again] = [await choose(announced, 'reason'), 'Wrong host.'];
    stage.ssm.end(announced.sessionId);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await (await stage.running('watchdog')).invoke({});
    expect(await typesOf(announced)).toContain('ended');
    expect(await client.submit(approver, reason, { note: again })).toEqual({
      outcome: 'errors',
      errors: { note: expect.stringMatching(/^This session already ended at/) },
    });
    expect(stage.slack.views.findVisible(APPROVER, reason)).toBeDefined();
    await client.close(approver, reason);
    expect(await typesOf(announced)).not.toContain('terminationRequested');
  });

  test.each([
    ['a bystander', BYSTANDER, 'Only approvers can acknowledge'],
    ['the operator', OPERATOR, 'your own session'],
  ])('%s reads below the input why not, and nothing changes', async (_who, id, why) => {
    const announced = await stage.announced();
    const before = await stage.itemOf(announced.sessionId);
    const person = personOf(id);
    const modal = await choose(announced, 'note', person);
    expect(await client.submit(person, modal, { note: 'Mine.' })).toEqual({
      outcome: 'errors',
      errors: { note: expect.stringContaining(why) },
    });
    await client.close(person, modal);
    expect(await stage.itemOf(announced.sessionId)).toEqual(before);
  });

  test.each([
    ['script', '<script>alert(1)</script> & "quotes"'],
    ['mentions', '<!channel> <@U0OPERATOR1> <!subteam^S0APPROVERS>'],
    ['a link', '<https://example.com|Click here> *bold* `code`'],
  ])('a note with %s is recorded as it was typed, and is no markup on the notice', async (_what, note) => {
    const announced = await stage.announced();
    await write(announced, 'note', note);
    expect(await lastOf(announced)).toMatchObject({ note });
    const { text, blocks } = stage.noticeOf(announced.sessionId);
    expect(text).not.toMatch(/<!channel>|<!subteam|<https:|<script>/);
    // A text element of rich text has no markup.
    expect(JSON.stringify(blocks)).toContain(JSON.stringify({ type: 'text', text: `Approver’s note: ${note}` }));
  });

  test.each([
    ['10,000 characters', 'x'.repeat(10_000), 'Please use at most 500 characters.'],
    ['nothing', null, 'Please write something.'],
  ])('a submission of %s is refused below the input, before anything is read', async (_what, note, why) => {
    const { sessionId, messageTs } = await stage.announced();
    stage.requests();
    const about = { person: APPROVER, sessionId, messageTs, note, viewId: 'V0WORDS' };
    const answer = await slack.invoke(submissionOf({ ...about, modal: 'acknowledge_with_note' }));
    expect(JSON.parse(Object(answer).body)).toEqual({
      response_action: 'errors',
      errors: { note: expect.stringContaining(why) },
    });
    expect(stage.requests()).toEqual({});
  });

  test('marks of direction and lines of a note do not reach the notice', async () => {
    const announced = await stage.announced();
    const note = 'gnitset \u202eand\u2066 more\n\nlines';
    await write(announced, 'note', note);
    expect(await lastOf(announced)).toMatchObject({ note });
    const shown = JSON.stringify(stage.noticeOf(announced.sessionId).blocks);
    expect(shown).toContain('gnitset and more lines');
    expect(shown).not.toMatch(/[\u202e\u2066]/);
  });
});

describe('the operator', () => {
  const operator = personOf(OPERATOR);

  async function asked() {
    const { session, bySubscription } = stage.operatorStarts();
    await (await stage.start('session-events', { ASK_REASON: 'true' })).invoke(bySubscription);
    const question = stage.slack
      .messages()
      .findLast(({ place, visibleTo }) => place === 'direct' && visibleTo === OPERATOR);
    if (question === undefined) throw new Error('the operator was not asked');
    return { sessionId: session.SessionId, question };
  }

  test('says why, once: on the notice, in the record, and in the place of the question', async () => {
    const { sessionId, question } = await asked();
    const press = { messageTs: question.ts, actionId: 'say_why', blockId: 'why', value: sessionId };
    await client.click(operator, press);
    const [first] = stage.slack.views.visible().filter(({ personId }) => personId === OPERATOR);
    expect(await client.submit(operator, first?.id ?? '', { reason: 'A <slow> query', ticket: 'OPS-7' })).toEqual({
      outcome: 'done',
    });
    expect((await stage.eventsOf(sessionId)).at(-1)).toMatchObject({
      type: 'reasoned',
      by: OPERATOR,
      reason: 'A <slow> query',
      ticket: 'OPS-7',
      via: 'follow-up',
    });
    expect(stage.noticeOf(sessionId).shown).toContain('A <slow> query');
    const after = JSON.stringify(stage.slack.messages().find(({ ts }) => ts === question.ts));
    expect(after).toContain('OPS-7');
    expect(after).not.toContain('say_why');
    const about = { person: OPERATOR, sessionId, messageTs: question.ts, viewId: 'V0AGAIN' };
    const values = { reason: { reason: { value: 'Another' } }, ticket: { ticket: { value: null } } };
    const again = await slack.invoke(submissionOf({ ...about, channel: question.channel, modal: 'say_why', values }));
    expect(JSON.parse(Object(again).body).errors.reason).toMatch(/already/);
  });

  test('alone can say why', async () => {
    const { sessionId, question } = await asked();
    const about = { person: APPROVER, sessionId, messageTs: question.ts, viewId: 'V0OTHERS' };
    const values = { reason: { reason: { value: 'Not mine' } }, ticket: { ticket: { value: null } } };
    const answer = await slack.invoke(submissionOf({ ...about, channel: question.channel, modal: 'say_why', values }));
    expect(JSON.parse(Object(answer).body).errors.reason).toMatch(/^Only the operator/);
    expect((await stage.eventsOf(sessionId)).map(({ type }) => type)).toEqual(['started', 'noticed']);
  });
});

describe('the reaction', () => {
  const react = (announced: Announced, person = approver, name = 'white_check_mark') =>
    client.react(person, announced.messageTs, name, true);

  test('an approver’s reaction acknowledges, and its removal changes nothing', async () => {
    const announced = await stage.announced();
    await react(announced);
    expect(await lastOf(announced)).toMatchObject({ type: 'acknowledged', by: APPROVER, via: 'reaction' });
    expect(stage.noticeOf(announced.sessionId).shown).toContain('Session acknowledged');
    const before = await stage.itemOf(announced.sessionId);
    await client.react(approver, announced.messageTs, 'white_check_mark', false);
    expect(await stage.itemOf(announced.sessionId)).toEqual(before);
  });

  test.each([
    ['a bystander', BYSTANDER, 'Only approvers can acknowledge'],
    ['the operator', OPERATOR, 'your own session'],
  ])('%s is told alone why not', async (_who, id, why) => {
    const announced = await stage.announced();
    const told = stage.listening(id);
    await react(announced, personOf(id));
    expect(told()).toEqual([expect.stringContaining(why)]);
    expect(await typesOf(announced)).toEqual(['started', 'noticed']);
  });

  test('a reaction that is delivered again changes nothing, and nobody is told', async () => {
    const announced = await stage.announced();
    const event = { person: APPROVER, messageTs: announced.messageTs, eventTs: '1795482000.000777' };
    expect(await slack.invoke(reactionOf(event))).toMatchObject({ statusCode: 200 });
    const before = [await stage.itemOf(announced.sessionId), stage.noticeOf(announced.sessionId)];
    const told = stage.listening(APPROVER);
    expect(await slack.invoke(reactionOf(event))).toMatchObject({ statusCode: 200 });
    expect([await stage.itemOf(announced.sessionId), stage.noticeOf(announced.sessionId)]).toEqual(before);
    expect(told()).toEqual([]);
  });

  test('without the setting, a reaction is nothing', async () => {
    const announced = await stage.announced();
    const plain = clientOf(await stage.running('slack'));
    await plain.react(approver, announced.messageTs, 'white_check_mark', true);
    expect(await typesOf(announced)).toEqual(['started', 'noticed']);
  });

  test('another emoji is nothing, and reads nothing', async () => {
    const announced = await stage.announced();
    stage.requests();
    await react(announced, approver, 'eyes');
    expect(stage.requests()).toEqual({});
  });
});

describe('the App Home', () => {
  /** The first button to acknowledge, and its session. */
  async function opened() {
    await stage.announced();
    await client.openHome(approver);
    const home = stage.slack.views.home(APPROVER);
    const rows = (home?.view.blocks ?? []).flatMap((block) => (block.type === 'actions' ? [block] : []));
    const [button] = rows.flatMap(({ block_id: blockId = '', elements }) =>
      elements.flatMap((one) =>
        one.type === 'button' && one.action_id === 'acknowledge_session' ? [{ blockId, value: one.value ?? '' }] : [],
      ),
    );
    if (home === undefined || button === undefined) throw new Error('the Home has no button');
    return { sessionId: button.value, press: { viewId: home.id, actionId: 'acknowledge_session', ...button } };
  }
  const shown = () => JSON.stringify(stage.slack.views.home(APPROVER)?.view.blocks);

  test('a press there acknowledges, and publishes it anew', async () => {
    const { sessionId, press } = await opened();
    await client.click(approver, press);
    expect((await stage.eventsOf(sessionId)).at(-1)).toMatchObject({ type: 'acknowledged', via: 'home' });
    expect(shown()).toContain('Done: you acknowledged');
    expect(stage.noticeOf(sessionId).shown).not.toContain('acknowledge_session');
  });

  test('a press there without a token, or with that of an earlier secret, changes nothing', async () => {
    const { sessionId, press } = await opened();
    const before = await stage.itemOf(sessionId);
    for (const blockId of ['decide', press.blockId.replace(/:[0-9a-f]{64}/, `:${'0'.repeat(64)}`)]) {
      await client.click(approver, { ...press, blockId });
      expect(shown()).toContain('This page was out of date; here it is anew.');
    }
    expect(await stage.itemOf(sessionId)).toEqual(before);
  });

  test('an opened Home and a reaction are not noted as verifications of the URL', async () => {
    await client.openHome(approver);
    expect((await stage.items()).filter(({ sessionId }) => sessionId === '#slackSeen')).toEqual([]);
  });
});
