// Termination by hand, through the built bundles of slack and of the watchdog that a click wakes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { APPROVER, OPERATOR, type Stage, setStage } from './handlers-fixture.ts';
import { commandOf, pressOf } from './requests.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

async function terminate(person: string, { sessionId, messageTs }: { sessionId: string; messageTs: string }) {
  const slack = await stage.running('slack');
  return slack.invoke(pressOf({ person, sessionId, messageTs, action: 'terminate_session' }));
}

const typesOf = async (sessionId: string) => (await stage.eventsOf(sessionId)).map(({ type }) => type);
const termination = () => stage.ssm.calls().filter((call) => call === 'TerminateSession').length;

test('a click on Terminate asks SSM once and updates the notice, and the watchdog confirms the termination in the thread', async () => {
  const announced = await stage.announced();
  const { sessionId, messageTs } = announced;
  const before = termination();
  stage.ssm.hang('DescribeSessions', true);
  expect(await terminate(APPROVER, announced)).toMatchObject({ statusCode: 200 });
  expect(termination()).toBe(before + 1);
  expect(stage.noticeOf(sessionId).shown).toContain('being terminated');
  expect(stage.noticeOf(sessionId).shown).toContain('acknowledge_session');
  expect(stage.noticeOf(sessionId).shown).not.toContain('terminate_session');
  stage.ssm.hang('DescribeSessions', false);
  await stage.lambda.settled();
  expect(stage.faults).toEqual([]);
  expect(await stage.itemOf(sessionId)).toMatchObject({
    ended: { status: 'Terminated', how: { cause: 'terminated' } },
  });
  expect(stage.noticeOf(sessionId).shown).toContain('Session terminated');
  expect(stage.thread(messageTs)).toEqual([
    expect.stringMatching(new RegExp(`<@${APPROVER}>.*<@${OPERATOR}>`)),
    expect.stringMatching(new RegExp(`<@${OPERATOR}>.*<@${APPROVER}>`)),
  ]);
  expect(termination()).toBe(before + 1);
});

test('the operator can terminate their own session', async () => {
  const announced = await stage.announced();
  await terminate(OPERATOR, announced);
  await stage.lambda.settled();
  expect(await stage.itemOf(announced.sessionId)).toMatchObject({ ended: { how: { cause: 'terminated' } } });
});

test('a click on Terminate after the end of the session shows that it had already ended', async () => {
  const announced = await stage.announced();
  stage.ssm.end(announced.sessionId);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await terminate(APPROVER, announced);
  await stage.lambda.settled();
  expect(await stage.itemOf(announced.sessionId)).toMatchObject({ ended: { how: { cause: 'unknown' } } });
  expect(stage.thread(announced.messageTs)[1]).toContain('Already ended');
});

test('a session that stays connected after TerminateSession is reported as still connected, and can be terminated again', async () => {
  const announced = await stage.announced();
  const { sessionId, messageTs } = announced;
  stage.ssm.terminateDoesNothing(true);
  const before = termination();
  await terminate(APPROVER, announced);
  await stage.lambda.settled();
  expect(await typesOf(sessionId)).toEqual(['started', 'noticed', 'terminationRequested', 'terminationFailed']);
  expect(termination()).toBe(before + 5);
  expect(stage.noticeOf(sessionId).shown).toContain('still connected');
  expect(stage.noticeOf(sessionId).shown).toContain('terminate_session');
  expect(stage.thread(messageTs)[1]).toMatch(/still connected.*5 attempts/);
  stage.ssm.terminateDoesNothing(false);
  await terminate(APPROVER, announced);
  await stage.lambda.settled();
  expect(await stage.itemOf(sessionId)).toMatchObject({ ended: { how: { cause: 'terminated' } } });
});

test('a click on Terminate is answered before SSM answers, and is not lost', async () => {
  const announced = await stage.announced();
  stage.ssm.hang('TerminateSession', true);
  expect(await terminate(APPROVER, announced)).toMatchObject({ statusCode: 200 });
  expect(await typesOf(announced.sessionId)).toContain('terminationRequested');
  stage.ssm.hang('TerminateSession', false);
  await stage.lambda.settled();
  expect(await stage.itemOf(announced.sessionId)).toMatchObject({ ended: { how: { cause: 'terminated' } } });
});

test('/bastion who lists the live sessions and their approvers', async () => {
  const { sessionId, messageTs } = await stage.announced();
  const slack = await stage.running('slack');
  await slack.invoke(pressOf({ person: APPROVER, sessionId, messageTs }));
  const ended = await stage.announced();
  stage.ssm.end(ended.sessionId);
  const live = stage.ssm.sessions().filter(({ Status }) => Status === 'Connected').length;
  for (const words of ['who', '', '  WHO  ']) {
    const answer = await slack.invoke(commandOf(OPERATOR, words));
    expect(answer).toMatchObject({ statusCode: 200, body: expect.stringContaining('"response_type":"ephemeral"') });
    expect(answer).toMatchObject({ body: expect.stringContaining(`${live} open session`) });
    expect(answer).toMatchObject({ body: expect.stringContaining(`<@${APPROVER}>`) });
  }
});

test('/bastion who shows the stored sessions and their age when SSM does not answer', async () => {
  await stage.announced();
  const slack = await stage.running('slack');
  stage.ssm.hang('DescribeSessions', true);
  const answer = await slack.invoke(commandOf(OPERATOR, 'who'));
  stage.ssm.hang('DescribeSessions', false);
  expect(answer).toMatchObject({ body: expect.stringContaining('Session Manager did not respond') });
});

test.each(['help', 'anything else', '<!channel>'])('/bastion %s is answered with the help', async (words) => {
  const answer = await (await stage.running('slack')).invoke(commandOf(OPERATOR, words));
  expect(answer).toMatchObject({ body: expect.stringContaining('/bastion who') });
});

test('/bastion shows no session to another workspace', async () => {
  await stage.announced();
  const answer = await (await stage.running('slack')).invoke(commandOf(APPROVER, 'who', 'T0ELSEWHERE'));
  expect(answer).toMatchObject({ statusCode: 200, body: expect.not.stringContaining('operator') });
});
