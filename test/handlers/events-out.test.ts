// The built handlers put their events on the bus behind their deployed roles, and ask the endpoint whether clicks can arrive.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EventBusStandIn, startEventBus } from '../../local/aws/event-bus.ts';
import { type HttpApiStandIn, startHttpApi } from '../../local/aws/http-api.ts';
import { EVENT_BUS } from './deployed-role.ts';
import { APPROVER, type Stage, setStage } from './handlers-fixture.ts';
import { pressOf } from './requests.ts';

let stage: Stage;
let bus: EventBusStandIn;
beforeAll(async () => {
  stage = await setStage();
  bus = await startEventBus({ name: EVENT_BUS });
});
afterAll(async () => {
  await stage.close();
  await bus.close();
});

const withBus = () => ({ EVENT_BUS, AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url });
const typesOn = (sessionId: string) =>
  bus.records().flatMap(({ detail, ...record }) => (detail.sessionId === sessionId ? [record['detail-type']] : []));

test('session-events puts the start and the notice, the watchdog what a click leaves, and the slack function nothing', async () => {
  const [events, slack, watchdog] = [
    await stage.start('session-events', withBus()),
    await stage.start('slack', withBus()),
    await stage.start('watchdog', withBus()),
  ];
  const { session, bySubscription } = stage.operatorStarts();
  const { SessionId: sessionId } = session;
  await events.invoke(bySubscription);
  expect(typesOn(sessionId)).toEqual(['Session started', 'Notice posted']);
  const messageTs = stage.noticeOf(sessionId).ts;
  await slack.invoke(pressOf({ person: APPROVER, sessionId, messageTs }));
  stage.ssm.end(sessionId);
  expect(typesOn(sessionId)).toHaveLength(2);
  await watchdog.invoke({});
  expect(typesOn(sessionId).slice(2)).toEqual(['Session acknowledged', 'Session ended']);
  // Nothing is left to do: it is not due any more.
  const item = await stage.itemOf(sessionId);
  expect([item.eventsPut, item.watch]).toEqual([4, undefined]);
  expect(slack.printed()).not.toContain('ERROR');
});

test('the watchdog asks the endpoint once a pass, and knows the slack function by its answer', async () => {
  const slack = await stage.running('slack');
  let asked = 0;
  const api: HttpApiStandIn = await startHttpApi({
    async invoke(event) {
      asked += 1;
      return slack.invoke(event) as ReturnType<Parameters<typeof startHttpApi>[0]['invoke']>;
    },
  });
  const watchdog = await stage.start('watchdog', { ENDPOINT_URL: api.requestUrl });
  await watchdog.invoke({});
  expect([asked, watchdog.printed().includes('endpoint silent')]).toEqual([1, false]);
  api.flood(true);
  await watchdog.invoke({});
  expect([asked, watchdog.printed().includes('endpoint silent')]).toEqual([1, true]);
  expect(watchdog.printed()).toContain('status 429');
  await api.close();
});
