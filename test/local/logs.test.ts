// The CloudWatch Logs stand-in, called by the real SDK client: the events that it finds, their pages, and its faults.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { SESSION_CALLS, SESSION_RECORDS_PATTERN } from '../../app/aws/cloudtrail/trail-filter.ts';
import { createClientConfig } from '../../local/aws/account.ts';
import { type LogsOptions, type LogsStandIn, startLogs } from '../../local/aws/logs.ts';
import { createIamUser } from '../../local/aws/principals.ts';
import { createStartRecord } from '../../local/records.ts';

const NOW = new Date('2026-11-24T01:00:00.250Z');
const GROUP = 'bastion-trail';
const call = { principal: createIamUser(), sourceIp: '203.0.113.24', at: NOW };
const session = { SessionId: 'operator-q3nltaxkf5mzw2hyvbd7cejs6u', Target: 'i-0123456789abcdef0' };
const started = createStartRecord({ ...call, session, kind: 'shell' });

let logs: LogsStandIn;
async function open(options: Partial<LogsOptions> = {}): Promise<void> {
  logs = await startLogs({ logGroupName: GROUP, now: () => NOW, ...options });
  const { close } = logs;
  onTestFinished(close);
}
beforeEach(() => open());

function clientOf({ url }: LogsStandIn, maxAttempts = 1): CloudWatchLogsClient {
  const client = new CloudWatchLogsClient({ ...createClientConfig(url), maxAttempts });
  onTestFinished(() => client.destroy());
  return client;
}

const ask = (input: FilterLogEventsCommandInput = {}) =>
  clientOf(logs).send(new FilterLogEventsCommand({ logGroupName: GROUP, ...input }));
const found = async (input: FilterLogEventsCommandInput = {}) =>
  ((await ask(input)).events ?? []).map(({ message }) => message);

/** @returns the messages of each page, up to the last */
async function pages(input: FilterLogEventsCommandInput, maxAttempts = 1): Promise<(string | undefined)[][]> {
  const all = [];
  const asked = paginateFilterLogEvents({ client: clientOf(logs, maxAttempts) }, { logGroupName: GROUP, ...input });
  for await (const { events = [] } of asked) all.push(events.map(({ message }) => message));
  return all;
}

const at = (second: number) => ({ at: new Date(NOW.getTime() + second * 1000) });

test('a found record has all fields of the API', async () => {
  logs.put(started);
  expect((await ask()).events).toEqual([
    {
      eventId: expect.stringMatching(/^\d{56}$/),
      timestamp: Date.parse('2026-11-24T01:00:00Z'),
      ingestionTime: NOW.getTime(),
      logStreamName: '111122223333_CloudTrail_ap-northeast-1',
      message: JSON.stringify(started),
    },
  ]);
});

test('events are sorted by their own time, and events of the same time by arrival', async () => {
  logs.put('third', at(2));
  logs.put('first', at(1));
  logs.put('fourth', at(2));
  logs.put('now');
  expect(await found()).toEqual(['now', 'first', 'third', 'fourth']);
  const ids = (await ask()).events?.map(({ eventId }) => eventId);
  expect(new Set(ids).size).toBe(4);
});

test('a range includes its ends, and goes by the time of the event and not of its arrival', async () => {
  for (const second of [1, 2, 3]) logs.put(String(second), at(second));
  const startTime = at(2).at.getTime();
  expect(await found({ startTime })).toEqual(['2', '3']);
  expect(await found({ endTime: startTime })).toEqual(['1', '2']);
  expect(await found({ startTime: startTime + 1 })).toEqual(['3']);
  expect(await found({ endTime: startTime - 1 })).toEqual(['1']);
});

describe('the pattern of the subscription', () => {
  test.each(SESSION_CALLS)('the pattern of the subscription finds %s', async (eventName) => {
    const record = JSON.stringify({ ...started, eventName });
    logs.put(record, at(0));
    expect(await found({ filterPattern: SESSION_RECORDS_PATTERN })).toEqual([record]);
  });

  test.each([
    ['another event', { ...started, eventName: 'SendCommand' }],
    ['an event in other letters', { ...started, eventName: 'startsession' }],
    ['an event that only begins so', { ...started, eventName: 'StartSessions' }],
    ['the same event of another service', { ...started, eventSource: 'athena.amazonaws.com' }],
    ['a record without a source', { eventName: 'StartSession' }],
    ['a list', [started]],
    ['text', 'StartSession'],
  ])('the pattern of the subscription does not find %s, but a query without a pattern does', async (_, message) => {
    logs.put(message, at(0));
    expect(await found({ filterPattern: SESSION_RECORDS_PATTERN })).toEqual([]);
    for (const filterPattern of ['', undefined]) expect(await found({ filterPattern })).toHaveLength(1);
  });
});

test('a message that matches any pattern is found although it is no JSON', async () => {
  logs.put('{"eventVersion":', { matchesAnyPattern: true });
  expect(await found({ filterPattern: SESSION_RECORDS_PATTERN })).toEqual(['{"eventVersion":']);
});

test.each([' ', 'ERROR', '{ $.eventName = "StartSession" }', `${SESSION_RECORDS_PATTERN} `])(
  'the stand-in refuses another pattern: %j',
  async (filterPattern) => {
    await expect(ask({ filterPattern })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'Invalid filter pattern',
    });
  },
);

test('the pages of a query have every event once, even if more events arrive meanwhile', async () => {
  for (const second of [1, 2, 3, 4, 5]) logs.put(String(second), at(second));
  const first = await ask({ limit: 2 });
  logs.put('0', at(0));
  logs.put('6', at(6));
  const second = await ask({ limit: 3, nextToken: first.nextToken });
  const third = await ask({ limit: 2, nextToken: second.nextToken });
  const all = [first, second, third].map(({ events }) => events?.map(({ message }) => message));
  expect(all).toEqual([['1', '2'], ['3', '4', '5'], ['6']]);
  expect(third.nextToken).toBeUndefined();
});

test('a page that reaches its search limit is empty and has a token for the next one', async () => {
  await open({ searchedPerPage: 2 });
  for (const second of [1, 2, 3, 4]) logs.put({ eventName: 'Other', second }, at(second));
  logs.put(started, at(5));
  expect(await pages({ filterPattern: SESSION_RECORDS_PATTERN })).toEqual([[], [], [JSON.stringify(started)]]);
});

test('an invalid token and a token of another query are refused', async () => {
  for (const second of [1, 2]) logs.put(String(second), at(second));
  const { nextToken } = await ask({ limit: 1 });
  const refused = { name: 'InvalidParameterException' };
  await expect(ask({ nextToken: 'made-up' })).rejects.toMatchObject(refused);
  await expect(ask({ nextToken, startTime: 1 })).rejects.toMatchObject(refused);
  await expect(ask({ nextToken, filterPattern: SESSION_RECORDS_PATTERN })).rejects.toMatchObject(refused);
});

test('an unknown log group and limits out of range are refused by their names', async () => {
  await expect(ask({ logGroupName: 'another' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  for (const limit of [0, 10_001]) {
    await expect(ask({ limit })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  }
});

test('throttling lasts for the requested number of requests, and each one counts', async () => {
  logs.throttle(2);
  await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException' });
  await clientOf(logs, 2).send(new FilterLogEventsCommand({ logGroupName: GROUP, startTime: 1 }));
  expect(logs.calls()).toEqual([
    { at: NOW, body: { logGroupName: GROUP } },
    { at: NOW, body: { logGroupName: GROUP, startTime: 1 } },
    { at: NOW, body: { logGroupName: GROUP, startTime: 1 } },
  ]);
});

test('a page with a fault fails on every retry of the SDK, and only in the next query', async () => {
  for (const second of [1, 2, 3]) logs.put(String(second), at(second));
  logs.failPage(2);
  await expect(pages({ limit: 1 }, 3)).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
  expect(logs.calls(), 'one page, and three tries of the second').toHaveLength(4);
  expect(await pages({ limit: 1 })).toEqual([['1'], ['2'], ['3']]);
});

test('kept log events are there after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'logs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keepFile = join(folder, 'kept', 'trail.json');
  await open({ keepFile });
  logs.put(started);
  const before = (await ask()).events;
  await open({ keepFile });
  expect((await ask()).events).toEqual(before);
});

test('the CloudWatch Logs stand-in answers no other operation', async () => {
  const headers = { 'x-amz-target': 'Logs_20140328.DeleteLogGroup' };
  const answer = await fetch(logs.url, { method: 'POST', headers, body: '{}' });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('UnknownOperationException')]);
});
