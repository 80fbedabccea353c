// What one writes first: a Bolt app on Lambda, bundled as it comes, that answers the same command and the same click.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { App, AwsLambdaReceiver, type BlockAction } from '@slack/bolt';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const { SESSIONS_TABLE: TableName = '', SLACK_SECRETS_PATH, SLACK_API_URL: slackApiUrl } = process.env;
const dynamo = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});
const ready = start();
ready.catch(() => {});

export const handler = async (event: APIGatewayProxyEventV2) => (await ready)(event, {});

async function start() {
  const Names = ['bot-token', 'signing-secret'].map((name) => `${SLACK_SECRETS_PATH}/${name}`);
  const { Parameters = [] } = await new SSMClient({}).send(new GetParametersCommand({ Names, WithDecryption: true }));
  const [botToken, signingSecret = ''] = Names.map((name) => Parameters.find(({ Name }) => Name === name)?.Value);
  const receiver = new AwsLambdaReceiver({ signingSecret });
  const app = new App({
    receiver,
    authorize: async () => ({ botToken }),
    ...(slackApiUrl && { clientOptions: { slackApiUrl } }),
  });
  app.command('/bastion', async ({ ack }) => ack('Help: who, pending, history, acknowledge, terminate, export.'));
  app.action<BlockAction>('acknowledge_session', async ({ ack, body, action, client }) => {
    await ack();
    const sessionId = 'value' in action ? action.value : undefined;
    const { Item = {} } = await dynamo.send(new GetCommand({ TableName, Key: { sessionId }, ConsistentRead: true }));
    await put({ ...Item, acknowledged: { by: body.user.id, at: new Date().toISOString() } }, Item.version);
    const [channel = '', ts = ''] = [body.channel?.id, body.message?.ts];
    await client.chat.update({ channel, ts, text: `Acknowledged by <@${body.user.id}>` });
    await put({ ...Item, shown: true }, Item.version + 1);
  });
  return receiver.toHandler();
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
