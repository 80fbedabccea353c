// The contract of control items, kept in memory and in DynamoDB alike, and that no index and no list ever shows them.
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createControlStore } from '../../../../app/aws/dynamodb/control-store.ts';
import { createSessionStore } from '../../../../app/aws/dynamodb/session-store.ts';
import { TABLE } from '../../../../app/aws/table.ts';
import { isSessionId } from '../../../../app/session/session.ts';
import { createClientConfig } from '../../../../local/aws/account.ts';
import { startDynamoDb } from '../../../../local/aws/dynamodb.ts';
import { type Loopback, startLoopback } from '../../../../local/aws/loopback.ts';
import { createSessionsTable } from '../../../../local/aws/sessions-table.ts';
import { createMemoryControls } from '../../doubles/memory-store.ts';
import { aSession, at } from '../../session/session-fixture.ts';
import { controlStoreContract, type OpenedControls } from './control-store-contract.ts';
import { idsOn, saved, unsaved } from './session-store-contract.ts';

let server: Loopback;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;
let tables = 0;

beforeAll(async () => {
  server = await startDynamoDb();
  client = new DynamoDBClient({ ...createClientConfig(server.url), maxAttempts: 1 });
  documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
});
afterAll(() => server.close());

async function freshTable(): Promise<string> {
  const name = `controls-${tables++}`;
  await createSessionsTable(client, name);
  return name;
}

async function openDynamo(): Promise<OpenedControls> {
  const TableName = await freshTable();
  return {
    controls: createControlStore(documents, TableName),
    overwrite: async (_, Item) => void (await documents.send(new PutCommand({ TableName, Item }))),
  };
}

async function openMemory(): Promise<OpenedControls> {
  const controls = createMemoryControls();
  return { controls, overwrite: async (key, item) => controls.overwrite(key, item) };
}

describe('in memory', () => controlStoreContract(openMemory));
describe('in DynamoDB', () => controlStoreContract(openDynamo));

describe('beside the sessions', () => {
  const KEYS = ['#slack', '#lastPoll', '#digest'] as const;

  async function openBoth() {
    const TableName = await freshTable();
    const controls = createControlStore(documents, TableName);
    await controls.write('#slack', { notBefore: at(1) }, 0);
    await controls.write('#lastPoll', { at: at(1) }, 0);
    await controls.write('#digest', { date: '2026-11-24', sessionIds: ['operator-0'] }, 0);
    return { TableName, controls, store: createSessionStore(documents, TableName) };
  }

  test('control items are in no index', async () => {
    const { TableName } = await openBoth();
    for (const IndexName of Object.keys(TABLE.indexes)) {
      expect((await client.send(new ScanCommand({ TableName, IndexName }))).Items).toEqual([]);
    }
    expect((await client.send(new ScanCommand({ TableName }))).Items).toHaveLength(KEYS.length);
  });

  test('control items are in no list of the store', async () => {
    const { store } = await openBoth();
    const { stream } = await saved(store, unsaved(aSession()), at(1));
    const lists = [await store.open(), await idsOn(store, '2026-11-24'), await store.byOperator('operator')];
    expect(lists).toEqual([[stream.id], [stream.id], [stream.id]]);
  });

  test('no session can have the id of a control item', () => {
    expect(KEYS.filter(isSessionId)).toEqual([]);
  });
});

test('a control item is read as it was written last, since an older copy would only lose the next write', async () => {
  const asked: unknown[] = [];
  const other = await startLoopback(({ body }) => {
    asked.push(JSON.parse(body));
    return { status: 200, body: '{}' };
  });
  onTestFinished(() => other.close());
  const client = new DynamoDBClient({ ...createClientConfig(other.url), maxAttempts: 1 });
  await createControlStore(DynamoDBDocumentClient.from(client), 'sessions').read('#lastPoll');
  expect(asked).toMatchObject([{ ConsistentRead: true }]);
});

test('a fault of DynamoDB is thrown, and is not taken for the write of somebody else', async () => {
  const controls = createControlStore(documents, 'no-such-table');
  await expect(controls.write('#lastPoll', { at: at(1) }, 0)).rejects.toThrow('not found');
  await expect(controls.read('#lastPoll')).rejects.toThrow('not found');
});
