// A sessions table in the embedded DynamoDB, and its items as stored.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { createControlStore } from '../../app/aws/dynamodb/control-store.ts';
import { createSessionStore } from '../../app/aws/dynamodb/session-store.ts';
import { TABLE } from '../../app/aws/table.ts';
import { createClientConfig } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { createSessionsTable } from '../../local/aws/sessions-table.ts';

const NAME = 'sessions';

export async function openTable() {
  const server = await startDynamoDb();
  const client = new DynamoDBClient(createClientConfig(server.url));
  await createSessionsTable(client, NAME);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    store: createSessionStore(documents, NAME),
    controls: createControlStore(documents, NAME),
    async itemOf(key: string): Promise<Record<string, unknown>> {
      const { Item } = await documents.send(new GetCommand({ TableName: NAME, Key: { [TABLE.partitionKey]: key } }));
      if (Item === undefined) throw new Error(`the table does not hold ${key}`);
      return Item;
    },
    async close() {
      client.destroy();
      await server.close();
    },
  };
}

export type Table = Awaited<ReturnType<typeof openTable>>;
