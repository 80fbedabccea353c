// Events reach EventBridge in batches, and each entry of its answer counts by itself.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { expect, onTestFinished, test } from 'vitest';
import { createEventBus } from '../../../app/aws/event-bus.ts';
import { createTimeLimit } from '../../../app/lib/time-limit.ts';
import type { BusEvent } from '../../../app/ports.ts';
import { createClientConfig } from '../../../local/aws/account.ts';
import { startEventBus } from '../../../local/aws/event-bus.ts';

async function open(bus = 'bastion-events') {
  const standIn = await startEventBus({ name: 'bastion-events' });
  onTestFinished(() => standIn.close());
  const client = new EventBridgeClient({ ...createClientConfig(standIn.url), maxAttempts: 1 });
  return { standIn, client, bus: createEventBus(client, bus, createTimeLimit()) };
}

const anEvent = (number: number, text = ''): BusEvent => ({
  at: '2026-11-24T08:00:00.000Z',
  detailType: 'Session started',
  detail: { number, text },
});
const someEvents = (count: number, text?: string) => Array.from({ length: count }, (_, n) => anEvent(n + 1, text));

test('an event arrives on the bus with its source, type, time and detail', async () => {
  const { standIn, bus } = await open();
  expect(await bus.put([anEvent(1)])).toEqual([undefined]);
  expect(standIn.records()).toEqual([
    expect.objectContaining({
      source: 'bastion-ack',
      'detail-type': 'Session started',
      time: '2026-11-24T08:00:00Z',
      detail: { number: 1, text: '' },
    }),
  ]);
});

test('a bus can be named by its ARN', async () => {
  const { standIn, bus } = await open('arn:aws:events:ap-northeast-1:111122223333:event-bus/bastion-events');
  expect(await bus.put([anEvent(1)])).toEqual([undefined]);
  expect(standIn.records()).toHaveLength(1);
});

test('more than ten events go in several calls, in their order', async () => {
  const { standIn, bus } = await open();
  expect(await bus.put(someEvents(23))).toEqual(Array(23).fill(undefined));
  expect(standIn.calls()).toEqual([10, 10, 3]);
  expect(standIn.records().map(({ detail }) => detail.number)).toEqual(someEvents(23).map((_, n) => n + 1));
});

test('large events go in calls of at most 256 KB', async () => {
  const { standIn, bus } = await open();
  expect(await bus.put(someEvents(6, 'é'.repeat(30_000)))).toEqual(Array(6).fill(undefined));
  expect(standIn.calls()).toEqual([4, 2]);
});

test('an event that is too large for a call fails alone', async () => {
  const { bus } = await open();
  const outcomes = await bus.put([anEvent(1), anEvent(2, 'x'.repeat(300_000)), anEvent(3)]);
  expect(outcomes.map((outcome) => outcome?.message.split(':')[0])).toEqual([
    undefined,
    'EventBridge did not take the events',
    undefined,
  ]);
});

test('an entry that failed is told from those that did not', async () => {
  const { standIn, bus } = await open();
  standIn.throttleEntries(1);
  const [first, second] = await bus.put(someEvents(2));
  expect([first?.message, second]).toEqual([
    'EventBridge did not take an event: ThrottlingException Rate exceeded',
    undefined,
  ]);
  expect(standIn.records().map(({ detail }) => detail.number)).toEqual([2]);
});

test('a bus that does not answer takes nothing, and is asked once', async () => {
  const { standIn, bus } = await open();
  standIn.setDown(true);
  const outcomes = await bus.put(someEvents(25));
  expect(outcomes.every((outcome) => outcome instanceof Error)).toBe(true);
  expect(standIn.calls()).toEqual([0]);
  standIn.setDown(false);
  expect(await bus.put([anEvent(1)])).toEqual([undefined]);
});

test('a bus that does not exist is a fault that names it', async () => {
  const { bus } = await open('another');
  const [outcome] = await bus.put([anEvent(1)]);
  expect(outcome?.message).toBe('EventBridge did not take the events: check the bus another');
});

test.each([
  [{ DetailType: 'a', Detail: '{}' }, 'InvalidArgument'],
  [{ Source: 'bastion-ack', Detail: '{}' }, 'InvalidArgument'],
  [{ Source: 'bastion-ack', DetailType: 'a' }, 'InvalidArgument'],
  [{ Source: 'bastion-ack', DetailType: 'a', Detail: 'no JSON' }, 'MalformedDetail'],
  [{ Source: 'aws.ssm', DetailType: 'a', Detail: '{}' }, 'NotAuthorizedForSource'],
])('the stand-in fails the entry %j as EventBridge does: %s', async (entry, code) => {
  const { standIn, client } = await open();
  const command = new PutEventsCommand({ Entries: [{ ...entry, EventBusName: 'bastion-events' }] });
  expect(await client.send(command)).toMatchObject({ FailedEntryCount: 1, Entries: [{ ErrorCode: code }] });
  expect(standIn.records()).toEqual([]);
});

test('the stand-in refuses eleven entries', async () => {
  const { client } = await open();
  const one = { Source: 'bastion-ack', DetailType: 'a', Detail: '{}', EventBusName: 'bastion-events' };
  await expect(client.send(new PutEventsCommand({ Entries: Array(11).fill(one) }))).rejects.toThrow(
    /Member must have length less than or equal to 10/,
  );
});
