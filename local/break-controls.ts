// Breaks the two checks that read control items: nobody has polled, and no request of Slack has arrived.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { createControlStore } from '../app/aws/dynamodb/control-store.ts';
import { TABLE } from '../app/aws/table.ts';
import type { CheckName } from '../app/checks/check-names.ts';

/** Shorter than the gap that the watchdog itself reports */
const LONG_AGO_MILLIS = 7 * 60_000;

/** @returns a function that does nothing for the other checks */
export function createControlBreaker(client: DynamoDBClient, table: string): (check: CheckName) => Promise<void> {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const controls = createControlStore(documents, table);
  return async (check) => {
    if (check === 'watchdog') {
      const { version } = await controls.read('#lastPoll');
      await controls.write('#lastPoll', { at: new Date(Date.now() - LONG_AGO_MILLIS).toISOString() }, version);
    }
    if (check === 'slack-requests') {
      // An item without a value counts as never written.
      const Item = { [TABLE.partitionKey]: '#slackSeen', version: 1 };
      await documents.send(new PutCommand({ TableName: table, Item }));
    }
  };
}
