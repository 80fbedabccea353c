// The very calls that a start takes, made by hand: a put of what is new, a post, and a put of where it was posted.
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const { SESSIONS_TABLE: TableName = '', SLACK_CHANNEL: channel, SLACK_API_URL } = process.env;
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

/** All are stored before the first is shown, as it is with us. */
export async function handler({ awslogs }: { readonly awslogs: { readonly data: string } }): Promise<void> {
  const { logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
  const items = [];
  for (const { message } of logEvents) {
    const { userIdentity, requestParameters, responseElements, eventTime } = JSON.parse(message);
    const { sessionId } = responseElements;
    const at = { startedAt: eventTime, startedOn: eventTime.slice(0, 10), watch: 'open', dueAt: eventTime };
    const item = { sessionId, version: 1, operator: userIdentity.arn, target: requestParameters.target, ...at };
    await put(item, 'attribute_not_exists(sessionId)');
    items.push(item);
  }
  for (const item of items) {
    const answer = await fetch(`${SLACK_API_URL}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: 'Bearer xoxb-made-up', 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ channel, text: `${item.operator} on ${item.target}` }),
    });
    const { ts } = (await answer.json()) as { ts: string };
    await put({ ...item, version: 2, noticeTs: ts }, 'version = :seen', { ':seen': 1 });
  }
}

function put(
  Item: Record<string, unknown>,
  ConditionExpression: string,
  ExpressionAttributeValues?: Record<string, unknown>,
) {
  return dynamo.send(new PutCommand({ TableName, Item, ConditionExpression, ExpressionAttributeValues }));
}
