// A hundred thousand sessions: exported in the memory that ten thousand need, and not much slower than they can be read.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatExport } from '../../../app/audit/exports/format-export.ts';
import { toItem } from '../../../app/aws/dynamodb/session-item.ts';
import { createSessionStore } from '../../../app/aws/dynamodb/session-store.ts';
import { addDays } from '../../../app/lib/days.ts';
import { madeUpClient } from '../../../local/aws/account.ts';
import { startDynamoDb } from '../../../local/aws/dynamodb.ts';
import type { Loopback } from '../../../local/aws/loopback.ts';
import { createSessionsTable } from '../../../local/aws/sessions-table.ts';
import { run } from '../../start/npm-start.ts';
import { acknowledged, aSession, noticed, startFacts } from '../session/a-session.ts';
import { unsaved } from '../store-contract.ts';

const TABLE = 'sessions';
const FIRST = '2026-11-01';
const DAYS = 10;
const A_DAY = 10_000;
const PATIENCE_MILLIS = 300_000;

let server: Loopback;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;
let folder: string;
beforeAll(async () => {
  server = await startDynamoDb();
  client = new DynamoDBClient(madeUpClient(server.url));
  documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  await createSessionsTable(client, TABLE);
  for (let day = 0; day < DAYS; day++) await fill(addDays(FIRST, day));
}, PATIENCE_MILLIS);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  client.destroy();
  await server.close();
});

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const MAX_PER_BATCH = 25;

async function fill(day: string): Promise<void> {
  let next = 0;
  async function write(): Promise<void> {
    for (let from = next; from < A_DAY; from = next) {
      next = from + MAX_PER_BATCH;
      const requests = Array.from({ length: MAX_PER_BATCH }, (_, n) => ({
        PutRequest: { Item: itemOf(day, from + n) },
      }));
      await documents.send(new BatchWriteCommand({ RequestItems: { [TABLE]: requests } }));
    }
  }
  await Promise.all([write(), write(), write(), write()]);
}

/** Every session has a moment of its own: the embedded DynamoDB may lose one of two that begin at the same. */
function itemOf(day: string, n: number) {
  const startedAt = new Date(Date.parse(day) + n * 8_000).toISOString();
  const facts = startFacts({ sessionId: `operator-${day}-${n}`, startedAt });
  const stored = { ...unsaved(aSession({ facts, after: [noticed, acknowledged()] })), version: 1 };
  return toItem(stored, undefined);
}

/** In a heap that could not hold a tenth of what it exports. */
async function exportAlone(days: number) {
  const script = fileURLToPath(new URL('export-process.ts', import.meta.url));
  const file = join(folder, `${days}.jsonl`);
  const to = addDays(FIRST, days);
  const flags = ['--experimental-strip-types', '--disable-warning=ExperimentalWarning', '--max-old-space-size=64'];
  const { code, stdout, stderr } = await run(
    process.execPath,
    [...flags, script, server.url, TABLE, FIRST, to, file],
    folder,
  );
  expect(code, stderr).toBe(0);
  const { entries, peakKilobytes }: { entries: number; peakKilobytes: number } = JSON.parse(stdout);
  let lines = 0;
  for await (const part of createReadStream(file)) lines += part.toString('latin1').split('\n').length - 1;
  expect([entries, lines]).toEqual([days * A_DAY, days * A_DAY]);
  return peakKilobytes;
}

test(
  'a hundred thousand sessions take the memory that ten thousand take',
  async () => {
    const [few, many] = [await exportAlone(1), await exportAlone(DAYS)];
    expect(many / few).toBeLessThan(1.2);
  },
  PATIENCE_MILLIS,
);

test(
  'an export takes at most twice as long as to read and print the same',
  async () => {
    const documents = DynamoDBDocumentClient.from(client);
    const store = createSessionStore(documents, TABLE);
    const period = { from: FIRST, to: addDays(FIRST, 1) };
    const ours = () => count(formatExport(store, { period, format: 'csv', timeZone: 'Asia/Tokyo' }));
    const bare = () => count(readAndPrint(FIRST));
    // In turn, and the best of each: what else the machine does disturbs both alike.
    const [oursMillis, bareMillis]: [number[], number[]] = [[], []];
    for (let round = 0; round < 3; round++) {
      bareMillis.push(await millisOf(bare));
      oursMillis.push(await millisOf(ours));
    }
    expect(Math.min(...oursMillis) / Math.min(...bareMillis)).toBeLessThan(2);
  },
  PATIENCE_MILLIS,
);

async function* readAndPrint(day: string): AsyncGenerator<string> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await documents.send(
      new QueryCommand({
        TableName: TABLE,
        IndexName: 'day',
        KeyConditionExpression: 'startedOn = :day',
        ExpressionAttributeValues: { ':day': day },
        ExclusiveStartKey: from,
      }),
    );
    const keys = (page.Items ?? []).map(({ sessionId }) => ({ sessionId }));
    for (let at = 0; at < keys.length; at += 100) {
      const RequestItems = { [TABLE]: { Keys: keys.slice(at, at + 100), ConsistentRead: true } };
      const { Responses } = await documents.send(new BatchGetCommand({ RequestItems }));
      for (const item of Responses?.[TABLE] ?? []) yield JSON.stringify(item);
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

async function count(texts: AsyncIterable<string>): Promise<number> {
  let characters = 0;
  for await (const text of texts) characters += text.length;
  return characters;
}

async function millisOf(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  expect(await work()).toBeGreaterThan(A_DAY * 100);
  return performance.now() - began;
}
