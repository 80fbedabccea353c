// The calls of the floors, and of a plain app: as one writes them by hand, with no more around them than they need.
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';

const { SESSIONS_TABLE: TableName = '', SLACK_SECRETS_PATH, SLACK_API_URL } = process.env;
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

/** As every deployed function has to: asked of Parameter Store at once, while the rest of the program is loaded. */
const secrets = new SSMClient({}).send(
  new GetParametersCommand({
    Names: ['bot-token', 'signing-secret'].map((name) => `${SLACK_SECRETS_PATH}/${name}`),
    WithDecryption: true,
  }),
);
// What fails is told to whoever needs it.
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

/** Of what is new. */
export function put(Item: Record<string, unknown>) {
  return dynamo.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(sessionId)' }));
}

/** Over the version that was seen. */
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

/** Over node:http, as our handlers do: the global fetch would load an HTTP client of its own. @param method e.g. "chat.update" */
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
