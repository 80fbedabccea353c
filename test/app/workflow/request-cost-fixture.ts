// A table with a history, and what it costs to work on it: counted where the requests are made.
import assert from 'node:assert/strict';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { createControlStore } from '../../../app/aws/dynamodb/control-store.ts';
import { toItem } from '../../../app/aws/dynamodb/session-item.ts';
import { createSessionStore } from '../../../app/aws/dynamodb/session-store.ts';
import { createPostThrottle } from '../../../app/workflow/slack-sync/post-throttle.ts';
import { createClientConfig } from '../../../local/aws/account.ts';
import { createSessionsTable } from '../../../local/aws/sessions-table.ts';
import { APPROVER, CHANNEL, createMemoryPorts, SETTINGS } from '../doubles/memory-ports.ts';
import { aSession, at, noticed, startFacts } from '../session/session-fixture.ts';
import { type BoundWorkflow, bindWorkflow } from './bound-workflow-fixture.ts';

/** Sessions that are open at once. */
export const OPEN = 50;
export type Step = 'found' | 'reminded' | 'quiet' | 'who' | 'pending' | 'overview' | 'click' | 'asked' | 'held';

/** Long after all that is due of a session that nobody acknowledges. */
const CONFIRM_EVERY_HOURS = 8;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_PER_BATCH = 25;
const IN_FLIGHT = 8;

/** Of the same day and the same person as those that are open, with nothing due. Nobody is to read them, so they are short. */
const past = (n: number) => ({
  sessionId: `past-${n}`,
  version: 1,
  startedOn: '2026-11-24',
  startedAt: '2026-11-24T00:30:00.000Z',
  operator: 'operator',
});

async function write(
  url: string,
  TableName: string,
  count: number,
  itemOf: (n: number) => Record<string, unknown>,
): Promise<void> {
  const client = new DynamoDBClient(createClientConfig(url));
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  let next = 0;
  async function writeSome(): Promise<void> {
    for (let from = next; from < count; from = next) {
      next = Math.min(count, from + MAX_PER_BATCH);
      const requests = Array.from({ length: next - from }, (_, n) => ({ PutRequest: { Item: itemOf(from + n) } }));
      const { UnprocessedItems } = await documents.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: requests } }),
      );
      assert.deepEqual(UnprocessedItems, {});
    }
  }
  await Promise.all(Array.from({ length: IN_FLIGHT }, writeSome));
  client.destroy();
}

/** Requests by command, and what DynamoDB says that they took. */
export interface Cost {
  readonly requests: Readonly<Record<string, number>>;
  readonly capacityUnits: number;
}

const capacity = z.looseObject({ CapacityUnits: z.number() });
const answered = z.looseObject({
  ConsumedCapacity: z.union([capacity.transform((one) => [one]), z.array(capacity)]),
});

/** Counts what goes through it, and what DynamoDB says that it cost. */
function countingClient(url: string) {
  let requests: Record<string, number> = {};
  let capacityUnits = 0;
  const client = new DynamoDBClient({ ...createClientConfig(url), maxAttempts: 1 });
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

/**
 * Requests of passes that find many starts, remind of them all, and find nothing new; then one look at who is on, and one click;
 * and in the end of the pass that asks if the acknowledgement still holds, and of the next one.
 * @param url of an embedded DynamoDB
 * @param history sessions that are over, of the same day and person
 */
export async function costsAfter(url: string, history: number): Promise<Readonly<Record<Step, Cost>>> {
  const TableName = `sessions-after-${history}`;
  await createSessionsTable(new DynamoDBClient(createClientConfig(url)), TableName);
  await write(url, TableName, history, past);
  const memory = createMemoryPorts({ deadlines: { confirmEveryHours: CONFIRM_EVERY_HOURS } });
  const { documents, spent } = countingClient(url);
  const controls = createControlStore(documents, TableName);
  const store = createSessionStore(documents, TableName);
  const workflow = bindWorkflow(
    { ...memory.ports, controls, store, throttle: createPostThrottle({ ...memory.ports, controls }) },
    SETTINGS,
  );
  async function pass(): Promise<Cost> {
    await workflow.watch(memory.until());
    return spent();
  }

  for (let n = 0; n < OPEN; n++) memory.connect(`operator-${n}`);
  const found = await pass();
  assert.equal(memory.notes.filter(({ where }) => where === 'channel').length, OPEN);
  memory.pass(6);
  const reminded = await pass();
  assert.equal(memory.notes.filter(({ where }) => where === 'thread').length, OPEN);
  memory.pass(1);
  const quiet = await pass();
  const lists = await costsOfLists(workflow, spent, OPEN);
  const sessionId = 'operator-0';
  const stored = await store.read(sessionId);
  spent();
  const from = { channel: CHANNEL, ts: stored?.stream.noticed?.ts ?? '' };
  const { outcome } = await workflow.acknowledge({ id: 'click:1', userId: APPROVER, sessionId, from });
  assert.equal(outcome, 'done');
  const click = spent();
  assert.deepEqual(memory.faults, [], 'no item of the history was read');
  memory.pass(CONFIRM_EVERY_HOURS * 60 + 1);
  const asked = await pass();
  const question = (await store.read(sessionId))?.stream.events.at(-1)?.type;
  assert.equal(question, 'reconfirmationAsked');
  spent();
  memory.pass(1);
  const held = await pass();
  return { found, reminded, quiet, ...lists, click, asked, held };
}

/** As many rows as `/bastion` shows of each. */
const SPANS = { presence: { from: 0, most: 15 }, pending: { from: 0, most: 10 } };

async function costsOfLists(workflow: BoundWorkflow, spent: () => Cost, open: number) {
  const who = await workflow.who(SPANS.presence);
  const costOfWho = spent();
  const pending = await workflow.pending(APPROVER, SPANS.pending);
  const costOfPending = spent();
  const both = await workflow.overview(APPROVER, SPANS);
  const listed = [who, pending, both.presence, both.pending].map(({ total, sessions }) => [total, sessions.length]);
  assert.deepEqual(
    listed,
    [15, 10, 15, 10].map((most) => [open, Math.min(most, open)]),
  );
  return { who: costOfWho, pending: costOfPending, overview: spent() };
}

/**
 * Requests of the lists of `/bastion` with very many open sessions, of which SSM lists what it can.
 * @param url of an embedded DynamoDB
 */
export async function costsOfListing(url: string, open: number) {
  const TableName = `sessions-with-${open}-open`;
  await createSessionsTable(new DynamoDBClient(createClientConfig(url)), TableName);
  await write(url, TableName, open, openItem);
  const memory = createMemoryPorts();
  for (let n = 0; n < open; n++) memory.connect(idOf(n));
  const { documents, spent } = countingClient(url);
  const store = createSessionStore(documents, TableName);
  const controls = createControlStore(documents, TableName);
  const costs = await costsOfLists(bindWorkflow({ ...memory.ports, controls, store }, SETTINGS), spent, open);
  assert.deepEqual(memory.faults, []);
  return costs;
}

const idOf = (n: number) => `operator-${String(n).padStart(26, '0')}`;

/** Announced, and answered by nobody. Each has a start of its own, in no order. */
function openItem(n: number): Record<string, unknown> {
  const startedAt = at(((n * 7_919) % 10_007) / 1_000);
  const stream = aSession({ facts: startFacts({ sessionId: idOf(n), startedAt }), after: [noticed] });
  return toItem({ stream, delivery: { followUps: {} }, version: 1 }, startedAt);
}
