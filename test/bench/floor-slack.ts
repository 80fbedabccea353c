// The floor of `slack`: a signature check and the same calls of the same SDK clients, by hand, with no framework and no rules.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const { SESSIONS_TABLE: TableName = '', SLACK_SECRETS_PATH, SLACK_API_URL } = process.env;
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

/** As every deployed function has to: read of Parameter Store, while the rest of the program is loaded. */
const secrets = new SSMClient({}).send(
  new GetParametersCommand({
    Names: ['bot-token', 'signing-secret'].map((name) => `${SLACK_SECRETS_PATH}/${name}`),
    WithDecryption: true,
  }),
);
const held = async (name: string) =>
  (await secrets).Parameters?.find(({ Name }) => Name === `${SLACK_SECRETS_PATH}/${name}`)?.Value ?? '';

export async function handler({ headers, body = '' }: APIGatewayProxyEventV2) {
  const form = Buffer.from(body, 'base64').toString();
  const base = `v0:${headers['x-slack-request-timestamp']}:${form}`;
  const expected = `v0=${createHmac('sha256', await held('signing-secret'))
    .update(base)
    .digest('hex')}`;
  const given = headers['x-slack-signature'] ?? '';
  if (given.length !== expected.length || !timingSafeEqual(Buffer.from(given), Buffer.from(expected)))
    return { statusCode: 401, body: '' };
  const fields = new URLSearchParams(form);
  const payload = fields.get('payload');
  if (payload === null) {
    const text = 'Help: who, pending, history, acknowledge, terminate, export.';
    return { statusCode: 200, body: JSON.stringify({ response_type: 'ephemeral', text }) };
  }
  await acknowledge(JSON.parse(payload));
  return { statusCode: 200, body: '' };
}

interface Payload {
  readonly user: { readonly id: string };
  readonly container: { readonly channel_id: string; readonly message_ts: string };
  readonly actions: readonly { readonly value: string }[];
}

async function acknowledge({ user, container, actions: [action] }: Payload): Promise<void> {
  const Key = { sessionId: action?.value };
  const { Item = {} } = await dynamo.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  await put({ ...Item, acknowledged: { by: user.id, at: new Date().toISOString() } }, Item.version);
  await fetch(`${SLACK_API_URL}chat.update`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await held('bot-token')}`, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      channel: container.channel_id,
      ts: container.message_ts,
      text: `Acknowledged by <@${user.id}>`,
    }),
  });
  await put({ ...Item, shown: true }, Item.version + 1);
}

function put(item: Record<string, unknown>, seen: number) {
  return dynamo.send(
    new PutCommand({
      TableName,
      Item: { ...item, version: seen + 1 },
      ConditionExpression: 'version = :seen',
      ExpressionAttributeValues: { ':seen': seen },
    }),
  );
}
