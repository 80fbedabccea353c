// Creates the sessions table in the DynamoDB stand-in, from the definition that the deployment uses.
import {
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../app/aws/table.ts';

/** Keeps a table that already exists. */
export async function createSessionsTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const keys = (partitionKey: string, sortKey?: string) => [
    { AttributeName: partitionKey, KeyType: 'HASH' as const },
    ...(sortKey === undefined ? [] : [{ AttributeName: sortKey, KeyType: 'RANGE' as const }]),
  ];
  const indexes = Object.entries(TABLE.indexes);
  const names = new Set([TABLE.partitionKey, ...indexes.flatMap(([, index]) => [index.partitionKey, index.sortKey])]);
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: keys(TABLE.partitionKey),
        GlobalSecondaryIndexes: indexes.map(([IndexName, { partitionKey, sortKey, projects }]) => ({
          IndexName,
          KeySchema: keys(partitionKey, sortKey),
          Projection:
            projects.length === 0
              ? { ProjectionType: 'KEYS_ONLY' }
              : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...projects] },
        })),
      }),
    );
  } catch (fault) {
    if (!(fault instanceof ResourceInUseException)) throw fault;
  }
  // A table accepts no items before it is active, here as on AWS.
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 }, { TableName: tableName });
}
