// The control items: what the program remembers beside the sessions, in the same table and in none of its indexes.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Control, ControlKey, ControlStore, Controls } from '../ports.ts';
import { TABLE } from './table.ts';

const time = z.iso.datetime();
const lease = () => z.object({ owner: z.string(), until: time });
const posted = () => z.object({ channel: z.string(), ts: z.string(), at: time });

/** Each drawn when it is read: most invocations need one. */
const SHAPES: { readonly [K in ControlKey]: () => z.ZodMiniType<Controls[K]> } = {
  '#slack': () => z.object({ notBefore: z.optional(time), lease: z.optional(lease()) }),
  '#watermark': () =>
    z.object({
      first: time,
      at: time,
      unfinished: z.optional(z.object({ from: time, to: time, token: z.string() })),
    }),
  '#approvers': () => z.object({ group: z.string(), members: z.array(z.string()), at: time }),
  '#look': () => z.object({ at: time }),
  '#report': () => z.object({ month: z.string() }),
  '#digest': () =>
    z.object({
      date: z.iso.date(),
      sessionIds: z.array(z.string()),
      from: z.optional(z.int()),
      posted: z.optional(posted()),
      shownHash: z.optional(z.string()),
      lease: z.optional(z.extend(lease(), { takeovers: z.number() })),
      done: z.optional(z.boolean()),
    }),
};
const item = z.looseObject({ version: z.number().check(z.positive()), value: z.optional(z.unknown()) });

/** No item, or none with a version that `write` gives. */
const UNWRITTEN = 'attribute_not_exists(#version) OR NOT attribute_type(#version, :number) OR #version <= :seen';

/** An item that somebody changed by hand has no value: what it held is found out anew, and written over it. */
export function controlOf<K extends ControlKey>(key: K, stored: unknown): Control<K> {
  const outer = item.safeParse(stored);
  if (!outer.success) return { value: undefined, version: 0 };
  const value = SHAPES[key]().safeParse(outer.data.value);
  return { value: value.success ? value.data : undefined, version: outer.data.version };
}

/** @param dynamo must be made with `marshallOptions.removeUndefinedValues` */
export function createControlStore(dynamo: DynamoDBDocumentClient, tableName: string): ControlStore {
  return {
    async read(key) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: tableName, Key: { [TABLE.partitionKey]: key }, ConsistentRead: true }),
      );
      return controlOf(key, Item);
    },

    async write(key, value, seenVersion) {
      try {
        await dynamo.send(
          new PutCommand({
            TableName: tableName,
            Item: { [TABLE.partitionKey]: key, version: seenVersion + 1, value },
            ConditionExpression: seenVersion === 0 ? UNWRITTEN : '#version = :seen',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: seenVersion === 0 ? { ':number': 'N', ':seen': 0 } : { ':seen': seenVersion },
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
  };
}
