// The sessions in DynamoDB: one item each; each write is conditional on the version that was read.
import { setTimeout } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import type { SessionStore } from '../../ports.ts';
import { TABLE, WATCHED } from '../table.ts';
import { fromItem, fromItems, toItem } from './session-item.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const MAX_PER_BATCH = 100;
/** Rounds of asking again for the items that a batch left out, before it is a fault. */
const MAX_BATCH_ROUNDS = 8;

/** Doubled in each round. */
const FIRST_BATCH_PAUSE_MILLIS = 20;

/** @param dynamo must be made with `marshallOptions.removeUndefinedValues` */
export function createSessionStore(dynamo: DynamoDBDocumentClient, tableName: string): SessionStore {
  return {
    async read(id) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: tableName, Key: { [TABLE.partitionKey]: id }, ConsistentRead: true }),
      );
      return Item && fromItem(Item);
    },

    async readMany(asked) {
      // A batch must not name a key twice, but an index that changes between two pages may.
      const ids = [...new Set(asked)];
      const items: Record<string, unknown>[] = [];
      for (let from = 0; from < ids.length; from += MAX_PER_BATCH) {
        items.push(...(await readBatch(ids.slice(from, from + MAX_PER_BATCH))));
      }
      return fromItems(items, ids);
    },

    async save(stored, dueAt) {
      const next = { ...stored, version: stored.version + 1 };
      const isNew = stored.version === 0;
      try {
        await dynamo.send(
          new PutCommand({
            TableName: tableName,
            Item: toItem(next, dueAt),
            ConditionExpression: isNew ? 'attribute_not_exists(#key)' : '#version = :seen',
            ExpressionAttributeNames: isNew ? { '#key': TABLE.partitionKey } : { '#version': 'version' },
            ExpressionAttributeValues: isNew ? undefined : { ':seen': stored.version },
          }),
        );
        return next;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return 'conflict';
        throw error;
      }
    },

    open: () => ids('due', WATCHED),
    async outlines() {
      // Clicks and starts never need outlines, so their cold start does not load them.
      const { readOutlines } = await import('./outline.ts');
      const rows: Record<string, unknown>[] = [];
      for await (const page of pages('outline', WATCHED)) rows.push(...page);
      return readOutlines(rows);
    },
    startedOn: (day, newest) => idPages('day', day, { forward: newest === undefined, most: newest }),
    byOperator: (name, newest) => ids('operator', name, { forward: false, most: newest }),
  };

  async function readBatch(batch: readonly string[]): Promise<Record<string, unknown>[]> {
    const found: Record<string, unknown>[] = [];
    let keys: Record<string, unknown>[] = batch.map((id) => ({ [TABLE.partitionKey]: id }));
    for (let round = 0; keys.length > 0; round++) {
      if (round === MAX_BATCH_ROUNDS)
        throw new Error(`DynamoDB left ${keys.length} items out ${round} times: it is throttled`);
      if (round > 0) await setTimeout(FIRST_BATCH_PAUSE_MILLIS * 2 ** (round - 1));
      const { Responses, UnprocessedKeys } = await dynamo.send(
        new BatchGetCommand({ RequestItems: { [tableName]: { Keys: keys, ConsistentRead: true } } }),
      );
      found.push(...(Responses?.[tableName] ?? []));
      keys = UnprocessedKeys?.[tableName]?.Keys ?? [];
    }
    return found;
  }

  async function ids(index: Index, key: string, order: Order = {}): Promise<string[]> {
    const found: string[] = [];
    for await (const page of idPages(index, key, order)) found.push(...page);
    return found;
  }

  async function* idPages(index: Index, key: string, order: Order): AsyncGenerator<string[]> {
    for await (const page of pages(index, key, { ...order, only: TABLE.partitionKey })) {
      yield page.map((row) => String(row[TABLE.partitionKey]));
    }
  }

  /** @param options.only the one attribute to read of each row */
  async function* pages(
    index: Index,
    key: string,
    { forward = true, most, only }: Order & { readonly only?: string } = {},
  ): AsyncGenerator<Record<string, unknown>[]> {
    let from: Record<string, unknown> | undefined;
    do {
      const page = await dynamo.send(
        new QueryCommand({
          TableName: tableName,
          IndexName: index,
          KeyConditionExpression: '#key = :key',
          ProjectionExpression: only && '#only',
          ExpressionAttributeNames: { '#key': TABLE.indexes[index].partitionKey, ...(only && { '#only': only }) },
          ExpressionAttributeValues: { ':key': key },
          ScanIndexForward: forward,
          Limit: most,
          ExclusiveStartKey: from,
        }),
      );
      yield page.Items ?? [];
      // A page of keys holds thousands of rows: with a limit, the first page has them all.
      from = most === undefined ? page.LastEvaluatedKey : undefined;
    } while (from !== undefined);
  }
}

type Index = keyof typeof TABLE.indexes;

interface Order {
  /** True unless given */
  readonly forward?: boolean;
  /** Rows of the only page that is read; undefined for all pages */
  readonly most?: number | undefined;
}
