// The store contract, kept by the store in memory and by DynamoDB alike, and what only DynamoDB can do wrong.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { readOutlines } from '../../../../app/aws/dynamodb/outline.ts';
import { toItem } from '../../../../app/aws/dynamodb/session-item.ts';
import { createSessionStore } from '../../../../app/aws/dynamodb/session-store.ts';
import { createClientConfig } from '../../../../local/aws/account.ts';
import { startDynamoDb } from '../../../../local/aws/dynamodb.ts';
import { type Loopback, startLoopback } from '../../../../local/aws/loopback.ts';
import { createSessionsTable } from '../../../../local/aws/sessions-table.ts';
import { createMemoryStore } from '../../doubles/memory-store.ts';
import { APPROVER, acknowledged, aSession, at, noticed, type Step } from '../../session/session-fixture.ts';
import { idsOn, type OpenedStore, saved, sessionCalled, storeContract, unsaved } from './session-store-contract.ts';

let server: Loopback;
let documents: DynamoDBDocumentClient;
let tables = 0;

beforeAll(async () => {
  server = await startDynamoDb();
  documents = clientOf(server);
});
afterAll(() => server.close());

function clientOf({ url }: Loopback): DynamoDBDocumentClient {
  const client = new DynamoDBClient({ ...createClientConfig(url), maxAttempts: 1 });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

async function freshTable(): Promise<string> {
  const name = `sessions-${tables++}`;
  await createSessionsTable(new DynamoDBClient(createClientConfig(server.url)), name);
  return name;
}

async function openDynamo(): Promise<OpenedStore> {
  const TableName = await freshTable();
  return {
    store: createSessionStore(documents, TableName),
    async overwrite(sessionId, change) {
      const { Item = {} } = await documents.send(new GetCommand({ TableName, Key: { sessionId } }));
      await documents.send(new PutCommand({ TableName, Item: change(Item) }));
    },
  };
}

async function openMemory(): Promise<OpenedStore> {
  const store = createMemoryStore();
  return { store, overwrite: async (id, change) => store.overwrite(id, change(store.items().get(id) ?? {})) };
}

describe('in memory', () => storeContract(openMemory));
describe('in DynamoDB', () => storeContract(openDynamo));

test('an index that fills more than one page is read to its end', async () => {
  const TableName = await freshTable();
  // DynamoDB's page is a megabyte: so the ids are long.
  const ids = Array.from({ length: 600 }, (_, n) => `operator-${n}-${'x'.repeat(1_900)}`);
  const requests = ids.map((id, n) => ({
    PutRequest: { Item: toItem({ ...unsaved(sessionCalled(id, { startedAt: at(n / 60) })), version: 1 }, at(n)) },
  }));
  for (let from = 0; from < requests.length; from += 25) {
    await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: requests.slice(from, from + 25) } }));
  }
  const store = createSessionStore(documents, TableName);
  const numbers = (found: string[]) => found.map((id) => Number(id.split('-')[1]));
  const all = [...ids.keys()];
  expect(numbers(await store.open())).toEqual(all);
  expect(numbers(await idsOn(store, '2026-11-24'))).toEqual(all);
  expect(numbers(await store.byOperator('operator'))).toEqual(all.toReversed());
});

test('items that a batch left out are asked for again', async () => {
  const { store: real } = await openDynamo();
  const { stream } = await saved(real, unsaved(aSession()));
  const answers = ['UnprocessedKeys', 'UnprocessedKeys', 'Responses'];
  const forgetful = await startLoopback(({ body }) => {
    const { RequestItems } = JSON.parse(body);
    const left = answers.shift() === 'UnprocessedKeys';
    const Responses = left ? {} : { sessions: [{ sessionId: { S: stream.id } }] };
    return { status: 200, body: JSON.stringify({ Responses, UnprocessedKeys: left ? RequestItems : {} }) };
  });
  onTestFinished(() => forgetful.close());
  const store = createSessionStore(clientOf(forgetful), 'sessions');
  // The item in the last answer is no whole one: it is enough to see that the answer was waited for.
  expect(await store.readMany([stream.id])).toMatchObject({
    faults: [{ message: expect.stringContaining(stream.id) }],
  });
  expect(answers).toEqual([]);
});

test('an item that moved in the index between two pages has one outline, the newer', () => {
  const row = (after: readonly Step[]) => toItem({ ...unsaved(aSession({ after })), version: 1 }, at(1));
  const [older, newer] = [row([noticed]), row([noticed, acknowledged()])];
  const damaged = { ...newer, acknowledged: 'yes' };
  const readRows = (...rows: Record<string, unknown>[]) => {
    const { outlines, unknown } = readOutlines(rows);
    return [outlines.map((one) => one.acknowledged?.by), unknown.length];
  };
  expect(readRows(older, newer)).toEqual([[APPROVER], 0]);
  expect(readRows(damaged, newer)).toEqual([[APPROVER], 0]);
  expect(readRows(older, damaged)).toEqual([[], 1]);
});

test('a table that is there already is left as it is', async () => {
  const TableName = await freshTable();
  const { stream } = await saved(createSessionStore(documents, TableName), unsaved(aSession()), at(1));
  await createSessionsTable(new DynamoDBClient(createClientConfig(server.url)), TableName);
  expect(await createSessionStore(documents, TableName).open()).toEqual([stream.id]);
});

test('a fault of DynamoDB is thrown, and is no conflict', async () => {
  const store = createSessionStore(documents, 'no-such-table');
  await expect(store.save(unsaved(aSession()), undefined)).rejects.toThrow('not found');
  await expect(store.open()).rejects.toThrow('not found');
});

test('an item says in plain attributes what reads need without replaying', async () => {
  const stored = { ...unsaved(aSession({ after: [noticed, acknowledged()] })), version: 7 };
  expect(toItem(stored, undefined)).toMatchObject({
    sessionId: stored.stream.id,
    version: 7,
    operator: 'operator',
    operatorIdentity: { slackUser: 'U0OPERATOR' },
    startedOn: '2026-11-24',
    startedAt: '2026-11-24T08:00:00.000Z',
    noticeChannel: 'C0BASTION',
    noticeTs: '1795507260.000100',
    acknowledged: { by: 'U0APPROVER' },
  });
  expect(toItem(stored, undefined)).not.toHaveProperty('watch');
});
