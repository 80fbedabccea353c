// The built watchdog with the stand-ins: the sessions that it finds without CloudTrail, and the records that it reads again.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLogs } from '../../local/aws/logs.ts';
import { LINUX, OPERATOR, type Stage, setStage } from './handlers-fixture.ts';
import { commandOf } from './requests.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

test('a session without a CloudTrail record has its notice after the next poll of the same watchdog pass', async () => {
  const watchdog = await stage.start('watchdog', { POLL_EVERY_SECONDS: '5' });
  const looks = () => stage.ssm.calls().filter((call) => call === 'DescribeSessions').length;
  const pass = watchdog.invoke({});
  // Right after the first poll: the worst moment.
  await expect.poll(looks, { interval: 5 }).toBe(1);
  const { session } = stage.operatorStarts();
  await expect.poll(() => stage.noticesOf(session.SessionId).length, { interval: 50 }).toBe(1);
  expect(looks()).toBe(2);
  expect(stage.noticeOf(session.SessionId).shown).toContain('DescribeSessions');
  await watchdog.close();
  await pass.catch(() => {});
});

test('the watchdog reads a record that the subscription never delivered from the log group, once', async () => {
  const logs = await startLogs({ logGroupName: 'bastion-trail' });
  const watchdog = await stage.start('watchdog', {
    TRAIL_LOG_GROUP: 'bastion-trail',
    REPLAY_EVERY_MINUTES: '1',
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: logs.url,
  });
  await watchdog.invoke({});
  const { session, record } = stage.operatorStarts('short and sweet');
  stage.ssm.end(session.SessionId);
  logs.put(record);
  logs.put('{"eventVersion":', { matchesAnyPattern: true });
  await stage.rewind('#watermark', 2);
  await watchdog.invoke({});
  expect(stage.noticeOf(session.SessionId).shown).toContain('short and sweet');
  expect(watchdog.printed()).toContain('trail record not readable');
  await stage.rewind('#watermark', 2);
  await watchdog.invoke({});
  expect(stage.noticesOf(session.SessionId)).toHaveLength(1);
  await watchdog.close();
  await logs.close();
});

test('an unacknowledged session gets a reminder and a warning by every channel, and is terminated', async () => {
  const environment = {
    ON_DEADLINE: 'terminate',
    REMIND_AFTER_MINUTES: '0.02',
    WARN_BEFORE_MINUTES: '0.03',
    ACKNOWLEDGE_WITHIN_MINUTES: '0.08',
    WARN_ON_HOST: 'true',
  };
  const watchdog = await stage.start('watchdog', environment);
  const { session } = stage.operatorStarts();
  await watchdog.invoke({});
  const { ts } = stage.noticeOf(session.SessionId);
  for (let look = 0; look < 20 && stage.ssm.sessions().at(-1)?.Status !== 'Terminated'; look++) {
    await watchdog.invoke({});
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  await watchdog.invoke({});
  const types = (await stage.eventsOf(session.SessionId)).map(({ type }) => type);
  expect(types).toEqual(expect.arrayContaining(['reminded', 'warned', 'terminationRequested', 'ended']));
  expect(stage.thread(ts).join('\n')).toContain('S0APPROVERS');
  expect(stage.toldAlone(OPERATOR).join('\n')).toContain('will be terminated');
  const warning = { documentName: 'bastion-ack-warning', instanceIds: [LINUX] };
  expect(stage.ssm.commands()).toContainEqual(expect.objectContaining(warning));
  expect(stage.noticeOf(session.SessionId).shown).toContain('Session terminated');
  await watchdog.close();
});

test('the watchdog stores the members of the group, so that a click does not ask Slack for them', async () => {
  const { sessionId } = await stage.announced();
  await (await stage.running('watchdog')).invoke({});
  const before = stage.slack.calls().length;
  const slack = await stage.running('slack');
  await slack.invoke(commandOf('U0APPROVER2', `acknowledge ${sessionId}`));
  const methods = stage.slack
    .calls()
    .slice(before)
    .map(({ method }) => method);
  expect(methods).not.toContain('usergroups.users.list');
});
