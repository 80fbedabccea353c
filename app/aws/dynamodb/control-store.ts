// The control items: state beside the sessions, in the same table and in none of its indexes.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { type AssertNever, type DifferingMembers, utcTime } from '../../lib/schema-error.ts';
import type { Control, ControlStore } from '../../ports.ts';
import type { ControlKey, Controls } from '../../session/stored-state.ts';
import { TABLE } from '../table.ts';

const lease = { owner: v.string(), until: utcTime };
const posted = v.object({ channel: v.string(), ts: v.string(), at: utcTime });

const shapes = {
  '#slack': v.object({
    notBefore: v.optional(utcTime),
    retryAt: v.optional(utcTime),
    lease: v.optional(v.object(lease)),
  }),
  '#watermark': v.object({
    first: utcTime,
    at: utcTime,
    unfinished: v.optional(v.object({ from: utcTime, to: utcTime, token: v.string() })),
  }),
  '#approvers': v.object({ group: v.string(), members: v.array(v.string()), at: utcTime }),
  '#lastPoll': v.object({ at: utcTime }),
  '#report': v.object({ month: v.string() }),
  '#digest': v.object({
    date: v.pipe(v.string(), v.isoDate()),
    sessionIds: v.array(v.string()),
    from: v.optional(v.pipe(v.number(), v.safeInteger())),
    posted: v.optional(posted),
    shownHash: v.optional(v.string()),
    lease: v.optional(v.object({ ...lease, takeovers: v.number() })),
    done: v.optional(v.boolean()),
  }),
};
const SHAPES: { readonly [K in ControlKey]: v.GenericSchema<unknown, Controls[K]> } = shapes;

/** Compile-time check of schemas against types: the compiler names a member that only one of them has. */
export type ControlSchemaMatch = AssertNever<
  DifferingMembers<Controls, { [K in keyof typeof shapes]: v.InferOutput<(typeof shapes)[K]> }>
>;

const item = v.object({ version: v.pipe(v.number(), v.gtValue(0)), value: v.optional(v.unknown()) });

/** Matches a missing item, or one without a version that `write` assigns. */
const UNWRITTEN = 'attribute_not_exists(#version) OR NOT attribute_type(#version, :number) OR #version <= :seen';

/** An item that was edited by hand has no value: the state is determined again, and overwrites it. */
export function readControl<K extends ControlKey>(key: K, stored: unknown): Control<K> {
  const outer = v.safeParse(item, stored);
  if (!outer.success) return { value: undefined, version: 0 };
  const value = v.safeParse(SHAPES[key], outer.output.value);
  return { value: value.success ? value.output : undefined, version: outer.output.version };
}

/** @param dynamo must be made with `marshallOptions.removeUndefinedValues` */
export function createControlStore(dynamo: DynamoDBDocumentClient, tableName: string): ControlStore {
  return {
    async read(key) {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: tableName, Key: { [TABLE.partitionKey]: key }, ConsistentRead: true }),
      );
      return readControl(key, Item);
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
