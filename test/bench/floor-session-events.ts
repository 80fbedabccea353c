// The floor of `session-events`: gunzip, one conditional put and one post, by hand, with no rules.
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';

const { SESSIONS_TABLE: TableName = '', SLACK_CHANNEL: channel, SLACK_SECRETS_PATH, SLACK_API_URL } = process.env;
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

export async function handler({ awslogs }: { readonly awslogs: { readonly data: string } }): Promise<void> {
  const { logEvents } = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
  for (const { message } of logEvents) {
    const { userIdentity, requestParameters, responseElements, eventTime } = JSON.parse(message);
    const { sessionId } = responseElements;
    await dynamo.send(
      new PutCommand({
        TableName,
        Item: {
          sessionId,
          version: 1,
          operator: userIdentity.arn,
          target: requestParameters.target,
          startedAt: eventTime,
        },
        ConditionExpression: 'attribute_not_exists(sessionId)',
      }),
    );
    await fetch(`${SLACK_API_URL}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await held('bot-token')}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ channel, text: `${userIdentity.arn} on ${requestParameters.target}` }),
    });
  }
}
