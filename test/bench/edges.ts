// Runs as its own process: DynamoDB, Slack and SSM for the measurements, which all answer at once.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createClientConfig } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { startLoopback } from '../../local/aws/loopback.ts';
import { createSessionsTable } from '../../local/aws/sessions-table.ts';
import { startSsm } from '../../local/aws/ssm.ts';
import { CHANNEL } from '../handlers/requests.ts';
import { LINUX, TABLE } from './inputs.ts';
import { startSsmFront } from './ssm-front.ts';

let posted = 0;

const dynamo = await startDynamoDb();
const client = new DynamoDBClient(createClientConfig(dynamo.url));
await createSessionsTable(client, TABLE);
const ssm = await startSsm({ targets: [LINUX] });
/** A Slack that accepts everything at once, and costs every subject the same. */
const slack = await startLoopback(({ path }) => {
  const ts = `1795482000.${String(++posted).padStart(6, '0')}`;
  const body = path.endsWith('conversations.history')
    ? { ok: true, messages: [] }
    : { ok: true, channel: CHANNEL, ts, message: { ts } };
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
});
const front = await startSsmFront(ssm);
process.on('disconnect', () => process.exit(0));
process.send?.({ dynamodb: dynamo.url, ssm: front.url, slack: `${slack.url}/api/` });
