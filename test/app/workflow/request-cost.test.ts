// The requests of a watchdog pass, `/bastion who` and a click depend on the open sessions, never on the history.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDynamoDb } from '../../../local/aws/dynamodb.ts';
import type { Loopback } from '../../../local/aws/loopback.ts';
import { runs } from '../../runs.ts';
import { costsAfter, costsOfListing } from './request-cost-fixture.ts';

/** Far more than one page of a query holds. */
const MANY = runs(100_000, 10_000);

let server: Loopback;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

test('a session costs the same requests and the same capacity after a hundred sessions as after many', async () => {
  const few = await costsAfter(server.url, 100);
  expect(await costsAfter(server.url, MANY)).toEqual(few);
  for (const step of Object.values(few)) expect(step.capacityUnits).toBeGreaterThan(0);
});

test('a watchdog pass that finds nothing new reads the open streams once, however many there are', async () => {
  const { quiet } = await costsAfter(server.url, 0);
  expect(quiet.requests).toMatchObject({ QueryCommand: 1, BatchGetItemCommand: 1 });
  expect(Object.values(quiet.requests).reduce((sum, count) => sum + count, 0)).toBeLessThan(10);
});

test('a pass over an acknowledgement whose question nobody has answered costs as much as any quiet pass', async () => {
  const { quiet, held } = await costsAfter(server.url, 3);
  expect(held.requests).toEqual(quiet.requests);
});

test('a list reads what it shows, and one index of open streams', async () => {
  const { who, pending, overview } = await costsAfter(server.url, 2);
  expect(who.requests).toEqual({ BatchGetItemCommand: 1 });
  expect(pending.requests).toEqual({ QueryCommand: 1, BatchGetItemCommand: 1 });
  expect(overview.requests).toEqual({ QueryCommand: 1, BatchGetItemCommand: 2 });
});

test.each([
  // SSM lists a thousand in as many pages as somebody waits for; of more, what is stored is shown.
  [1_000, 1, { BatchGetItemCommand: 1 }],
  [10_000, 3, { QueryCommand: 3, BatchGetItemCommand: 1, GetItemCommand: 1 }],
])('a list of %i open sessions reads no more than it shows', async (open, QueryCommand, presence) => {
  const { who, pending, overview } = await costsOfListing(server.url, open);
  expect(who.requests).toEqual(presence);
  expect(pending.requests).toEqual({ QueryCommand, BatchGetItemCommand: 1 });
  expect(overview.requests).toEqual({ ...presence, QueryCommand, BatchGetItemCommand: 2 });
});

test('a click is one read and two writes', async () => {
  const { click } = await costsAfter(server.url, 1);
  expect(click.requests).toEqual({ GetItemCommand: 1, PutItemCommand: 2 });
});
