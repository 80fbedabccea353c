// A first version as anybody writes it: a plainly bundled Bolt app on Lambda that answers the same slash command and click.
import { App, AwsLambdaReceiver, type BlockAction } from '@slack/bolt';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { held, read, replace } from './by-hand.ts';

const { SLACK_API_URL: slackApiUrl } = process.env;
const ready = start();
ready.catch(() => {});

export const handler = async (event: APIGatewayProxyEventV2) => (await ready)(event, {});

async function start() {
  const [botToken, signingSecret] = [await held('bot-token'), await held('signing-secret')];
  const receiver = new AwsLambdaReceiver({ signingSecret });
  const app = new App({
    receiver,
    authorize: async () => ({ botToken }),
    ...(slackApiUrl && { clientOptions: { slackApiUrl } }),
  });
  app.command('/bastion', async ({ ack }) => ack('Help: who, pending, history, acknowledge, terminate, export.'));
  app.action<BlockAction>('acknowledge_session', async ({ ack, body, action, client }) => {
    await ack();
    const item = await read('value' in action ? action.value : undefined);
    const version = Number(item.version);
    await replace({ ...item, acknowledged: { by: body.user.id, at: new Date().toISOString() } }, version);
    const [channel = '', ts = ''] = [body.channel?.id, body.message?.ts];
    await client.chat.update({ channel, ts, text: `Acknowledged by <@${body.user.id}>` });
    await replace({ ...item, shown: true }, version + 1);
  });
  return receiver.toHandler();
}
