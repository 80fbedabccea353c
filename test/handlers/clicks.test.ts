// Clicks of several people through the built bundle, in several processes with one table.
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import {
  APPROVER,
  APPROVER_2,
  BYSTANDER,
  OPERATOR,
  ORGANISATION,
  SISTER,
  type Stage,
  setStage,
} from './handlers-fixture.ts';
import { CHANNEL, commandOf, type Press, pressOf } from './requests.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

async function press(click: Press): Promise<unknown> {
  return (await stage.running('slack')).invoke(pressOf(click));
}

const typesOf = async (sessionId: string) => (await stage.eventsOf(sessionId)).map(({ type }) => type);

test('exactly one of 20 simultaneous clicks by two approvers in two processes acknowledges', async () => {
  const { sessionId, messageTs } = await stage.announced();
  const processes = [await stage.start('slack'), await stage.start('slack')];
  const told = { [APPROVER]: stage.listening(APPROVER), [APPROVER_2]: stage.listening(APPROVER_2) };

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      // Each approver clicks in both processes.
      const person = index % 4 < 2 ? APPROVER : APPROVER_2;
      return processes[index % 2]?.invoke(pressOf({ person, sessionId, messageTs }));
    }),
  );
  expect(answers).toEqual(answers.map(() => expect.objectContaining({ statusCode: 200 })));

  const acknowledged = (await stage.eventsOf(sessionId)).filter(({ type }) => type === 'acknowledged');
  expect(acknowledged).toHaveLength(1);
  const winner = acknowledged[0]?.by ?? '';
  const loser = winner === APPROVER ? APPROVER_2 : APPROVER;
  expect(told[loser]?.()).toHaveLength(10);
  for (const text of told[loser]?.() ?? []) {
    expect(text).toMatch(
      new RegExp(`^<@${winner}> .*acknowledged this session at \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d JST`),
    );
  }
  expect(told[winner]?.()).toHaveLength(9);
  for (const text of told[winner]?.() ?? []) {
    expect(text).toMatch(/^You already acknowledged this session at \d{4}\/\d\d\/\d\d \d\d:\d\d JST/);
  }

  const { shown } = stage.noticeOf(sessionId);
  expect(shown).toContain('Session acknowledged');
  expect(shown).toContain(winner);
  expect(shown).not.toContain(loser);
  expect(await stage.itemOf(sessionId)).not.toHaveProperty('slackLease');
});

test('a click that is delivered again changes nothing and gets no private reply', async () => {
  const { sessionId, messageTs } = await stage.announced();
  const click = { person: APPROVER, sessionId, messageTs, actionTs: '1795482000.999999' };
  await press(click);
  const before = [await stage.itemOf(sessionId), stage.noticeOf(sessionId)];
  const told = stage.listening(APPROVER);
  await press(click);
  expect([await stage.itemOf(sessionId), stage.noticeOf(sessionId)]).toEqual(before);
  expect(told()).toEqual([]);
});

test.each([
  ['a bystander', BYSTANDER, 'Only approvers can acknowledge'],
  ['the operator', OPERATOR, 'your own session'],
])('%s cannot acknowledge, and reads the reason', async (_who, person, why) => {
  const { sessionId, messageTs } = await stage.announced();
  const before = [await stage.itemOf(sessionId), stage.noticeOf(sessionId)];
  const told = stage.listening(person);
  await press({ person, sessionId, messageTs });
  expect([await stage.itemOf(sessionId), stage.noticeOf(sessionId)]).toEqual(before);
  expect(told()).toEqual([expect.stringContaining(why)]);
});

test.each<[string, Pick<Press, 'person' | 'userTeam' | 'enterprise'>, string[]]>([
  ['our organisation', { person: APPROVER, userTeam: ORGANISATION, enterprise: ORGANISATION }, []],
  ['a sister workspace and ours', { person: APPROVER_2, userTeam: SISTER, enterprise: ORGANISATION }, ['users.info']],
])('an approver whose click carries %s acknowledges', async (_what, from, asked) => {
  const { sessionId, messageTs } = await stage.announced();
  const before = stage.slack.calls().length;
  await press({ sessionId, messageTs, ...from });
  expect(await typesOf(sessionId)).toEqual(['started', 'noticed', 'acknowledged']);
  const methods = stage.slack
    .calls()
    .slice(before)
    .map(({ method }) => method);
  expect(methods.filter((method) => ['users.info', 'auth.test'].includes(method))).toEqual(asked);
});

test.each([
  ['another organisation', { userTeam: 'E0STRANGERS', enterprise: ORGANISATION }],
  ['another workspace', { userTeam: 'T0STRANGERS' }],
])('an approver whose click carries %s changes nothing', async (_what, from) => {
  const { sessionId, messageTs } = await stage.announced();
  const told = stage.listening(APPROVER);
  await press({ person: APPROVER, sessionId, messageTs, ...from });
  expect(await typesOf(sessionId)).toEqual(['started', 'noticed']);
  expect(told()).toEqual([expect.stringContaining('Only members of the workspace')]);
});

test('a bystander cannot terminate, and SSM gets no request', async () => {
  const { sessionId, messageTs } = await stage.announced();
  const told = stage.listening(BYSTANDER);
  await press({ person: BYSTANDER, sessionId, messageTs, action: 'terminate_session' });
  expect(await typesOf(sessionId)).toEqual(['started', 'noticed']);
  expect(stage.ssm.calls()).not.toContain('TerminateSession');
  expect(told()).toEqual([expect.stringContaining('Only approvers or the operator')]);
});

test('while Slack does not list the group, its members cannot acknowledge and the named approvers can', async () => {
  const { sessionId, messageTs } = await stage.announced();
  // This process has not read the group yet.
  const slack = await stage.start('slack');
  const told = stage.listening(APPROVER_2);
  stage.slack.fault('usergroups.users.list', 'server-error');
  await slack.invoke(pressOf({ person: APPROVER_2, sessionId, messageTs }));
  expect(told()).toEqual([expect.stringContaining('try again')]);
  expect(await typesOf(sessionId)).toEqual(['started', 'noticed']);
  await slack.invoke(pressOf({ person: APPROVER, sessionId, messageTs }));
  expect(await typesOf(sessionId)).toEqual(['started', 'noticed', 'acknowledged']);
});

test.each<[string, Partial<Press>, string]>([
  ['of an unknown session', { sessionId: 'operator-unknownunknownunknownunkno' }, 'session is not on record'],
  ['whose value was tampered with', { sessionId: '{"sessionId":"<!channel>"}' }, 'session is not on record'],
  ['whose value names a control item', { sessionId: '#watermark' }, 'session is not on record'],
  ['from another message', { messageTs: '1795482000.000001' }, 'own notice'],
  ['from another workspace', { team: 'T0ELSEWHERE' }, 'workspace'],
])('a click %s changes nothing', async (_what, other, why) => {
  const { sessionId, messageTs } = await stage.announced();
  const before = await stage.items();
  const told = stage.listening(APPROVER);
  for (const action of ['acknowledge_session', 'terminate_session'] as const) {
    expect(await press({ person: APPROVER, sessionId, messageTs, action, ...other })).toMatchObject({
      statusCode: 200,
    });
  }
  expect(await stage.items()).toEqual(before);
  expect(stage.ssm.calls()).not.toContain('TerminateSession');
  expect(told()).toEqual([expect.stringContaining(why), expect.stringContaining(why)]);
});

test('a click from another channel changes nothing', async () => {
  const { sessionId, messageTs } = await stage.announced();
  const before = await stage.items();
  // The app cannot reply in a channel that it is not in. The answer is still a 200.
  const answer = await press({ person: APPROVER, sessionId, messageTs, channel: 'C0ELSEWHERE' });
  expect(answer).toMatchObject({ statusCode: 200 });
  expect(await stage.items()).toEqual(before);
});

test('a click on a stale button gets the current state as its reply, and updates the notice', async () => {
  const { sessionId, messageTs } = await stage.announced();
  // Slack refuses the update of the notice after the first click.
  stage.slack.fault('chat.update', 'server-error');
  await press({ person: APPROVER, sessionId, messageTs });
  expect(stage.noticeOf(sessionId).shown).toContain('acknowledge_session');
  const told = stage.listening(APPROVER_2);
  await press({ person: APPROVER_2, sessionId, messageTs });
  expect(told()).toEqual([expect.stringContaining(`<@${APPROVER}>`)]);
  expect(stage.noticeOf(sessionId).shown).not.toContain('acknowledge_session');
});

const answered = z.object({ body: z.string().transform((body) => JSON.parse(body)) });
const shownBlocks = z.object({
  text: z.string(),
  blocks: z.array(z.looseObject({ block_id: z.string().optional(), elements: z.array(z.unknown()).optional() })),
});

test('a click in a row of a private list acknowledges the session, and replaces the list in place', async () => {
  const { sessionId } = await stage.announced();
  const slack = await stage.running('slack');
  const answer = answered.parse(await slack.invoke(commandOf(APPROVER, `acknowledge ${sessionId}`)));
  const { text, blocks } = shownBlocks.parse(answer.body);
  const blockId = blocks.find(({ block_id: id }) => id?.startsWith('card:'))?.block_id;
  const where = { channel: CHANNEL, place: 'channel' } as const;
  const messageTs = stage.slack.addMessage({ ...where, visibleTo: APPROVER, user: 'U0BASTIONBOT', text, blocks });
  const responseUrl = stage.slack.responseUrl({ ...where, personId: APPROVER, on: messageTs });
  const told = stage.listening(APPROVER);
  await press({ person: APPROVER, sessionId, messageTs, isEphemeral: true, blockId, responseUrl });
  expect(await typesOf(sessionId)).toEqual(['started', 'noticed', 'acknowledged']);
  const replaced = stage.slack.messages().find(({ ts }) => ts === messageTs);
  expect(JSON.stringify(replaced?.blocks)).toContain('Session acknowledged');
  expect(JSON.stringify(replaced?.blocks)).not.toContain('acknowledge_session');
  expect(told()).toEqual([]);
  expect(JSON.stringify(stage.slack.calls())).not.toContain(responseUrl);
});
