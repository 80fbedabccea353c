// Starts through the built bundle, in several processes on one table: whatever arrives how often, one item and one notice.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createIamUser } from '../../local/aws/principals.ts';
import { createDeniedRecord, toEventBridgeEvent, toSubscriptionEvent } from '../../local/records.ts';
import { LINUX, type Stage, setStage } from './handlers-fixture.ts';
import type { LambdaProcess } from './lambda-process.ts';

let stage: Stage;
let processes: LambdaProcess[];
beforeAll(async () => {
  stage = await setStage();
  processes = await Promise.all([stage.running('session-events'), stage.start('session-events')]);
});
afterAll(() => stage.close());

const deliver = (events: unknown[]) =>
  Promise.allSettled(events.map((event, index) => processes[index % 2]?.invoke(event)));

const itemsOf = async (sessionId: string) => (await stage.items()).filter((item) => item.sessionId === sessionId);

test('the same start delivered five times by two processes at once is one item and one message', async () => {
  const { session, bySubscription, byEventBridge } = stage.operatorStarts();
  const outcomes = await deliver([bySubscription, byEventBridge, bySubscription, byEventBridge, bySubscription]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
  expect(await itemsOf(session.SessionId)).toHaveLength(1);
  expect(stage.noticesOf(session.SessionId)).toHaveLength(1);
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: stage.noticeOf(session.SessionId).ts });
});

test('it is one message, too, when Slack’s answer is cut off after the post', async () => {
  const { session, bySubscription, byEventBridge } = stage.operatorStarts();
  stage.slack.fault('chat.postMessage', 'cut-off-after-effect');
  const outcomes = await deliver([bySubscription, byEventBridge, bySubscription, byEventBridge, bySubscription]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
  expect(await itemsOf(session.SessionId)).toHaveLength(1);
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: stage.noticeOf(session.SessionId).ts });
});

test('and when the channel cannot be searched at once, the watchdog finds the message after the lease', async () => {
  const { session, bySubscription } = stage.operatorStarts();
  stage.slack.fault('chat.postMessage', 'cut-off-after-effect');
  stage.slack.fault('conversations.history', 'server-error');
  // What is stored is not lost, so nothing is thrown.
  expect(await deliver([bySubscription])).toMatchObject([{ status: 'fulfilled' }]);
  const watchdog = await stage.running('watchdog');
  await watchdog.invoke({});
  expect(await stage.itemOf(session.SessionId)).not.toHaveProperty('noticeTs');
  await stage.expireLease(session.SessionId);
  await watchdog.invoke({});
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: stage.noticeOf(session.SessionId).ts });
  expect(await stage.itemOf(session.SessionId)).not.toHaveProperty('slackLease');
});

test('a notice that met a 429 is sent again by the same handler, what starts then by the watchdog, and then all are sent at once again', async () => {
  const { session, bySubscription } = stage.operatorStarts();
  stage.slack.fault('chat.postMessage', 'rate-limited', { retryAfterSeconds: 1 });
  const posts = () => stage.slack.calls().filter(({ method }) => method === 'chat.postMessage').length;
  const before = posts();
  await deliver([bySubscription]);
  expect(posts() - before).toBe(2);
  expect(stage.noticesOf(session.SessionId)).toHaveLength(1);
  const watchdog = await stage.running('watchdog');
  const next = stage.operatorStarts();
  await deliver([next.bySubscription]);
  expect(stage.noticesOf(next.session.SessionId)).toEqual([]);
  await watchdog.invoke({});
  await watchdog.invoke({});
  expect(stage.noticesOf(session.SessionId)).toHaveLength(1);
  expect(stage.noticesOf(next.session.SessionId)).toHaveLength(1);
  // A second is how long a handler takes for true that it is not its turn.
  await setTimeout(1_100);
  const later = stage.operatorStarts();
  await deliver([later.bySubscription]);
  expect(stage.noticesOf(later.session.SessionId)).toHaveLength(1);
});

test('two processes that see two different sessions at once announce both', async () => {
  const [one, other] = [stage.operatorStarts('one'), stage.operatorStarts('other')];
  await deliver([toSubscriptionEvent([one.record, other.record]), toSubscriptionEvent([other.record, one.record])]);
  expect(stage.noticesOf(one.session.SessionId)).toHaveLength(1);
  expect(stage.noticesOf(other.session.SessionId)).toHaveLength(1);
});

test('a denied attempt is announced once and never as a session, with a count of its repetitions', async () => {
  const denied = (at: string) =>
    createDeniedRecord({
      principal: createIamUser('somebody'),
      sourceIp: '203.0.113.24',
      target: LINUX,
      at: new Date(at),
    });
  const [first, second] = [denied('2026-11-24T01:00:01Z'), denied('2026-11-24T01:00:02Z')];
  await deliver([toEventBridgeEvent(first), toSubscriptionEvent([first])]);
  await deliver([toSubscriptionEvent([second]), toEventBridgeEvent(second)]);
  const items = (await stage.items()).filter(({ type }) => type === 'denied');
  expect(items).toMatchObject([{ count: 2 }]);
  const { shown } = stage.noticeOf(String(items[0]?.sessionId));
  expect(shown).toContain('2 attempts');
  expect(shown).not.toContain('"type":"actions"');
});

test('a batch of one bad and many good records announces the good ones and then fails', async () => {
  const good = Array.from({ length: 5 }, () => stage.operatorStarts());
  const records = good.map(({ record }) => record);
  const bad = ['{"eventVersion":', { eventName: 'StartSession' }, { ...records[0], userIdentity: undefined }];
  const outcomes = await deliver([toSubscriptionEvent([...records.slice(0, 2), ...bad, ...records.slice(2)])]);
  expect(outcomes).toMatchObject([{ status: 'rejected', reason: { message: expect.stringContaining('3 of 8') } }]);
  for (const { session } of good) expect(stage.noticesOf(session.SessionId)).toHaveLength(1);
});

test.each<[string, unknown]>([
  ['nothing', {}],
  ['a payload that is not base64', { awslogs: { data: '***' } }],
  ['a payload that is not gzip', { awslogs: { data: Buffer.from('{}').toString('base64') } }],
])('%s fails with a clear word and stores nothing', async (_what, event) => {
  const before = await stage.items();
  const [outcome] = await deliver([event]);
  expect(outcome).toMatchObject({
    status: 'rejected',
    reason: { message: expect.stringContaining('check what invokes') },
  });
  expect(await stage.items()).toEqual(before);
});

test('a name and a reason that would be markup are shown to the letter, and nobody is called', async () => {
  const reason = `<!channel> *bold* \`code\` ${'🧑‍🚒'.repeat(30)} & <https://example.com|a link>`;
  const { session, bySubscription } = stage.operatorStarts(reason, createIamUser('o*p_e~r@t.o-r'));
  await deliver([bySubscription]);
  const notice = stage.noticeOf(session.SessionId);
  expect(notice.text).not.toMatch(/<[^@]/);
  const typed = notice.shown.match(/"type":"mrkdwn","text":"[^"]*"/g) ?? [];
  expect(typed.join()).not.toContain('channel');
  expect(
    JSON.parse(`[${notice.shown}]`)
      .flat()
      .map((block: unknown) => JSON.stringify(block))
      .join(),
  ).toContain('<!channel>');
  expect(notice.shown).toContain(JSON.stringify(reason).slice(1, -1));
});

test('a notice whose answer was garbled on its way is found in the channel, and not posted again', async () => {
  const { session, bySubscription } = stage.operatorStarts();
  stage.slack.fault('chat.postMessage', 'garbled-after-effect');
  await (await stage.running('session-events')).invoke(bySubscription);
  await (await stage.running('watchdog')).invoke({});
  const { ts } = stage.noticeOf(session.SessionId);
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: ts });
});
