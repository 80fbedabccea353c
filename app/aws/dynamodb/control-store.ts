// The control items: state beside the sessions, in the same table and in none of its indexes.
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { Control, ControlStore } from '../../ports.ts';
import type { ControlKey } from '../../session/stored-state.ts';
import { TABLE } from '../table.ts';
import { CONTROL_SCHEMAS } from './control-schemas.ts';

const itemSchema = v.object({ version: v.pipe(v.number(), v.gtValue(0)), value: v.optional(v.unknown()) });

/** Matches a missing item, or one without a version that `write` assigns. */
const UNWRITTEN = 'attribute_not_exists(#version) OR NOT attribute_type(#version, :number) OR #version <= :seen';

/** An item that was edited by hand has no value: the state is determined again, and overwrites it. */
export function readControl<K extends ControlKey>(key: K, stored: unknown): Control<K> {
  const outer = v.safeParse(itemSchema, stored);
  if (!outer.success) return { value: undefined, version: 0 };
  const value = v.safeParse(CONTROL_SCHEMAS[key], outer.output.value);
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
