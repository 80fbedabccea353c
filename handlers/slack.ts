// HTTP from Slack: the buttons of a notice, and /bastion.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { composeSlack } from '../app/compose-slack.ts';
import { readConfig } from '../app/config.ts';

const config = readConfig('slack');
let composed = composeSlack(config);

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  let slack = await composed;
  if (slack.secretsMayHaveChanged(event)) {
    composed = composeSlack(config);
    slack = await composed;
  }
  return slack.answer(event);
}
