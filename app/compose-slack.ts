// The workflow behind Bolt, for the one handler that hears from Slack.
import { AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { compose } from './compose.ts';
import type { Config } from './config.ts';
import { createSlackApp } from './slack/app.ts';
import { examine } from './slack/door.ts';

export interface SlackEndpoint {
  answer(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /** True, at most once a minute, for a signature that the secret we know does not make: it may have been changed. */
  secretsMayHaveChanged(event: APIGatewayProxyEventV2): boolean;
}

/** Slack gives a click 3 seconds; what one call to it may take of them. */
const SLACK_TIMEOUT_MILLIS = 1_800;
const SECRETS_KEPT_MILLIS = 60_000;

export async function composeSlack(config: Config<'slack'>): Promise<SlackEndpoint> {
  const composed = await compose(config, { slackTimeoutMillis: SLACK_TIMEOUT_MILLIS });
  const { workflow, monitor, clock, directory, client, look } = composed;
  const { botToken, signingSecret } = composed.secrets;
  if (signingSecret === undefined)
    throw new Error('the signing secret is missing beside the bot token in Parameter Store');
  const composedAt = clock.now().getTime();

  // The door has checked the signature already, before anything was parsed.
  const receiver = new AwsLambdaReceiver({ signingSecret, signatureVerification: false, logLevel: LogLevel.ERROR });
  createSlackApp({ receiver, client, botToken, teamId: config.SLACK_TEAM_ID, look, workflow, directory, monitor });
  const toBolt = receiver.toHandler();

  return {
    async answer(event) {
      try {
        const verdict = examine(event, signingSecret, clock.now());
        if (verdict.signed) return await toBolt(verdict.request, {});
        monitor.count('RequestsUnsigned');
        return { statusCode: verdict.statusCode, body: '' };
      } finally {
        monitor.flush();
      }
    },
    secretsMayHaveChanged(event) {
      const now = clock.now();
      if (config.SLACK_SECRETS_PATH === undefined || now.getTime() - composedAt < SECRETS_KEPT_MILLIS) return false;
      const verdict = examine(event, signingSecret, now);
      return !verdict.signed && verdict.why === 'a wrong signature';
    },
  };
}
