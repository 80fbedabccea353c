// The calls of the floors and of a plain app, written by hand with as little code as possible.
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

const { SESSIONS_TABLE: TableName = '', SLACK_SECRETS_PATH, SLACK_API_URL } = process.env;
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

/** Requests the secrets from Parameter Store at once, while the rest of the program loads, as every deployed function must. */
const secrets = new SSMClient({}).send(
  new GetParametersCommand({
    Names: ['bot-token', 'signing-secret'].map((name) => `${SLACK_SECRETS_PATH}/${name}`),
    WithDecryption: true,
  }),
);
// The caller that awaits the secrets gets the error.
secrets.catch(() => {});

/** One of the two secrets. */
export async function held(name: 'bot-token' | 'signing-secret'): Promise<string> {
  const { Parameters = [] } = await secrets;
  return Parameters.find(({ Name }) => Name === `${SLACK_SECRETS_PATH}/${name}`)?.Value ?? '';
}

export async function read(sessionId: string | undefined): Promise<Record<string, unknown>> {
  const { Item = {} } = await dynamo.send(new GetCommand({ TableName, Key: { sessionId }, ConsistentRead: true }));
  return Item;
}

/** Puts a new item. */
export function put(Item: Record<string, unknown>) {
  return dynamo.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(sessionId)' }));
}

/** Replaces the version that was read. */
export function replace(item: Record<string, unknown>, seen: number) {
  return dynamo.send(
    new PutCommand({
      TableName,
      Item: { ...item, version: seen + 1 },
      ConditionExpression: 'version = :seen',
      ExpressionAttributeValues: { ':seen': seen },
    }),
  );
}

/** Calls Slack over node:http, because the global fetch loads its own HTTP client. @param method e.g. "chat.update" */
export async function slack(method: string, body: object): Promise<{ readonly ts: string }> {
  const url = `${SLACK_API_URL}${method}`;
  const headers = {
    authorization: `Bearer ${await held('bot-token')}`,
    'content-type': 'application/json; charset=utf-8',
  };
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { request } = url.startsWith('http:') ? http : https;
  request(url, { method: 'POST', headers }, resolve).on('error', reject).end(JSON.stringify(body));
  const chunks: Buffer[] = [];
  for await (const chunk of await promise) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}
