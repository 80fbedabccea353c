// Starts through the built bundle, in several processes with one table: each start makes one item and one notice.
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

test('a start that two processes receive five times at once makes one item and one notice', async () => {
  const { session, bySubscription, byEventBridge } = stage.operatorStarts();
  const outcomes = await deliver([bySubscription, byEventBridge, bySubscription, byEventBridge, bySubscription]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
  expect(await itemsOf(session.SessionId)).toHaveLength(1);
  expect(stage.noticesOf(session.SessionId)).toHaveLength(1);
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: stage.noticeOf(session.SessionId).ts });
});

test('a start makes one notice although Slack’s answer to the post is lost', async () => {
  const { session, bySubscription, byEventBridge } = stage.operatorStarts();
  stage.slack.fault('chat.postMessage', 'cut-off-after-effect');
  const outcomes = await deliver([bySubscription, byEventBridge, bySubscription, byEventBridge, bySubscription]);
  expect(outcomes.map(({ status }) => status)).toEqual(Array(5).fill('fulfilled'));
  expect(await itemsOf(session.SessionId)).toHaveLength(1);
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: stage.noticeOf(session.SessionId).ts });
});

test('after the lease the watchdog finds a notice whose answer was lost, although the first search of the channel failed', async () => {
  const { session, bySubscription } = stage.operatorStarts();
  stage.slack.fault('chat.postMessage', 'cut-off-after-effect');
  stage.slack.fault('conversations.history', 'server-error');
  // The event is stored, so the handler throws no error.
  expect(await deliver([bySubscription])).toMatchObject([{ status: 'fulfilled' }]);
  const watchdog = await stage.running('watchdog');
  await watchdog.invoke({});
  expect(await stage.itemOf(session.SessionId)).not.toHaveProperty('noticeTs');
  await stage.expireLease(session.SessionId);
  await watchdog.invoke({});
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: stage.noticeOf(session.SessionId).ts });
  expect(await stage.itemOf(session.SessionId)).not.toHaveProperty('slackLease');
});

test('after a 429 the handler posts its notice again, the watchdog posts those of the next starts, and later notices go out at once', async () => {
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
  // A handler relies on its reading of the throttle for one second.
  await setTimeout(1_100);
  const later = stage.operatorStarts();
  await deliver([later.bySubscription]);
  expect(stage.noticesOf(later.session.SessionId)).toHaveLength(1);
});

test('two processes that receive two different starts at once post both notices', async () => {
  const [one, other] = [stage.operatorStarts('one'), stage.operatorStarts('other')];
  await deliver([toSubscriptionEvent([one.record, other.record]), toSubscriptionEvent([other.record, one.record])]);
  expect(stage.noticesOf(one.session.SessionId)).toHaveLength(1);
  expect(stage.noticesOf(other.session.SessionId)).toHaveLength(1);
});

test('denied attempts get one message that counts them, and no notice of a session', async () => {
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

test('a batch with one bad record posts the notices of the good ones and then fails', async () => {
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
])('an event with %s fails with a clear message and stores nothing', async (_what, event) => {
  const before = await stage.items();
  const [outcome] = await deliver([event]);
  expect(outcome).toMatchObject({
    status: 'rejected',
    reason: { message: expect.stringContaining('check what invokes') },
  });
  expect(await stage.items()).toEqual(before);
});

test('a name and a reason with markup appear literally and mention nobody', async () => {
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

test('after a garbled answer the handler finds its notice in the channel and does not post it again', async () => {
  const { session, bySubscription } = stage.operatorStarts();
  stage.slack.fault('chat.postMessage', 'garbled-after-effect');
  await (await stage.running('session-events')).invoke(bySubscription);
  await (await stage.running('watchdog')).invoke({});
  const { ts } = stage.noticeOf(session.SessionId);
  expect(await stage.itemOf(session.SessionId)).toMatchObject({ noticeTs: ts });
});
