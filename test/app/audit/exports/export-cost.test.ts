// Many days of sessions are exported in the memory that one day needs. How long that takes is told by `npm run bench -- --load`.
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { toItem } from '../../../../app/aws/dynamodb/session-item.ts';
import { addDays } from '../../../../app/lib/days.ts';
import { createClientConfig } from '../../../../local/aws/account.ts';
import { startDynamoDb } from '../../../../local/aws/dynamodb.ts';
import type { Loopback } from '../../../../local/aws/loopback.ts';
import { createSessionsTable } from '../../../../local/aws/sessions-table.ts';
import { runs } from '../../../runs.ts';
import { run } from '../../../start/npm-start.ts';
import { unsaved } from '../../aws/dynamodb/session-store-contract.ts';
import { acknowledged, aSession, noticed, startFacts } from '../../session/session-fixture.ts';

const TABLE = 'sessions';
const FIRST = '2026-11-01';
const DAYS = runs(10, 4);
const A_DAY = 10_000;

let server: Loopback;
let client: DynamoDBClient;
let documents: DynamoDBDocumentClient;
let folder: string;
beforeAll(async () => {
  server = await startDynamoDb();
  client = new DynamoDBClient(createClientConfig(server.url));
  documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  await createSessionsTable(client, TABLE);
  for (let day = 0; day < DAYS; day++) await fill(addDays(FIRST, day));
});
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

test('an export of many days takes the memory that an export of one day takes', async () => {
  const [few, many] = [await exportAlone(1), await exportAlone(DAYS)];
  expect(many / few).toBeLessThan(1.2);
});
