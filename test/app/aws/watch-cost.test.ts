// What a pass of the watchdog asks of DynamoDB depends on the sessions that are open, and not on those that ever were.
import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { createControlStore } from '../../../app/aws/control-store.ts';
import { createSessionStore } from '../../../app/aws/session-store.ts';
import { createGate } from '../../../app/workflow/gate.ts';
import { createWorkflow } from '../../../app/workflow.ts';
import { madeUpClient } from '../../../local/aws/account.ts';
import { startDynamoDb } from '../../../local/aws/dynamodb.ts';
import type { Loopback } from '../../../local/aws/loopback.ts';
import { createSessionsTable } from '../../../local/aws/sessions-table.ts';
import { createMemoryPorts, SETTINGS } from '../memory-ports.ts';

const OPEN = 50;
const MUCH = 100_000;
/** A hundred thousand items take their time, on slow machines most of a minute. */
const PATIENCE_MILLIS = 240_000;

let server: Loopback;
beforeAll(async () => {
  server = await startDynamoDb();
});
afterAll(() => server.close());

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MOST_PER_BATCH = 25;
const IN_FLIGHT = 8;

/** Of the same day and the same person as those that are open, with nothing due. Nobody is to read them, so they are short. */
const past = (n: number): Record<string, AttributeValue> => ({
  sessionId: { S: `past-${n}` },
  version: { N: '1' },
  startedOn: { S: '2026-11-24' },
  startedAt: { S: '2026-11-24T00:30:00.000Z' },
  operator: { S: 'operator' },
});

async function writeHistory(TableName: string, count: number): Promise<void> {
  const client = new DynamoDBClient(madeUpClient(server.url));
  let next = 0;
  async function write(): Promise<void> {
    for (let from = next; from < count; from = next) {
      next = Math.min(count, from + MOST_PER_BATCH);
      const requests = Array.from({ length: next - from }, (_, n) => ({ PutRequest: { Item: past(from + n) } }));
      const { UnprocessedItems } = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }),
      );
      expect(UnprocessedItems).toEqual({});
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, write));
  client.destroy();
}

interface Cost {
  readonly requests: Readonly<Record<string, number>>;
  readonly capacityUnits: number;
}

const capacity = z.looseObject({ CapacityUnits: z.number() });
const answered = z.looseObject({
  ConsumedCapacity: z.union([capacity.transform((one) => [one]), z.array(capacity)]),
});

/** Counts what goes through it, and what DynamoDB says that it cost. */
function countingClient() {
  let requests: Record<string, number> = {};
  let capacityUnits = 0;
  const client = new DynamoDBClient({ ...madeUpClient(server.url), maxAttempts: 1 });
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const answer = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: 'TOTAL' } });
        requests[commandName] = (requests[commandName] ?? 0) + 1;
        for (const { CapacityUnits } of answered.parse(answer.output).ConsumedCapacity) capacityUnits += CapacityUnits;
        return answer;
      },
    { step: 'initialize' },
  );
  return {
    documents: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
    /** Since it was asked last. */
    spent(): Cost {
      const cost = { requests, capacityUnits };
      [requests, capacityUnits] = [{}, 0];
      return cost;
    },
  };
}

/** What passes cost that find many starts, remind of them all, and find nothing new. */
async function costsWith(history: number): Promise<{ found: Cost; reminded: Cost; quiet: Cost }> {
  const TableName = `sessions-after-${history}`;
  await createSessionsTable(new DynamoDBClient(madeUpClient(server.url)), TableName);
  await writeHistory(TableName, history);
  const memory = createMemoryPorts();
  const { documents, spent } = countingClient();
  const controls = createControlStore(documents, TableName);
  const store = createSessionStore(documents, TableName);
  const workflow = createWorkflow(
    { ...memory.ports, controls, store, gate: createGate({ ...memory.ports, controls }) },
    SETTINGS,
  );
  async function pass(): Promise<Cost> {
    await workflow.watch(memory.until());
    return spent();
  }

  for (let n = 0; n < OPEN; n++) memory.connect(`operator-${n}`);
  const found = await pass();
  expect(memory.notes.filter(({ where }) => where === 'channel')).toHaveLength(OPEN);
  memory.pass(6);
  const reminded = await pass();
  expect(memory.notes.filter(({ where }) => where === 'thread')).toHaveLength(OPEN);
  memory.pass(1);
  const quiet = await pass();
  expect(memory.faults, 'no item of the history was read').toEqual([]);
  return { found, reminded, quiet };
}

test(
  'a pass makes the same requests and takes the same capacity after a hundred sessions and after a hundred thousand',
  async () => {
    const few = await costsWith(100);
    expect(await costsWith(MUCH)).toEqual(few);
    expect(few.quiet.capacityUnits).toBeGreaterThan(0);
  },
  PATIENCE_MILLIS,
);

test('a pass that finds nothing new asks for what is open once, however much that is', async () => {
  const { quiet } = await costsWith(0);
  expect(quiet.requests).toMatchObject({ QueryCommand: 1, BatchGetItemCommand: 1 });
  expect(Object.values(quiet.requests).reduce((sum, count) => sum + count, 0)).toBeLessThan(10);
});
