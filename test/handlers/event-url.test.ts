// The event URL in the order of a first deployment: Slack asks for it before the secrets are stored, and again after that.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import { createClientConfig } from '../../local/aws/account.ts';
import { startDynamoDb } from '../../local/aws/dynamodb.ts';
import { createSessionsTable } from '../../local/aws/sessions-table.ts';
import { startSsm } from '../../local/aws/ssm.ts';
import { createAwsEnvironment } from '../../local/environment.ts';
import { builtHandlers } from './built-handlers.ts';
import { startLambdaProcess } from './lambda-process.ts';
import { CHANNEL, SIGNING_SECRET, signed, TEAM } from './requests.ts';

const PATH = '/bastion-ack/slack';
const CHALLENGE = 'a-challenge-of-slack';

/** The built function beside a Parameter Store that has nothing yet. */
async function deploy() {
  const secrets = new Map<string, string>();
  const [dynamo, ssm] = await Promise.all([startDynamoDb(), startSsm({ targets: [], secrets })]);
  await createSessionsTable(new DynamoDBClient(createClientConfig(dynamo.url)), 'sessions');
  const { slack = '' } = await builtHandlers();
  const lambda = await startLambdaProcess(slack, {
    ...createAwsEnvironment({ dynamodb: dynamo.url, ssm: ssm.url, lambda: dynamo.url }),
    SESSIONS_TABLE: 'sessions',
    SLACK_CHANNEL: CHANNEL,
    SLACK_TEAM_ID: TEAM,
    SLACK_SECRETS_PATH: PATH,
    BASTION_TARGETS: '{"i-0123456789abcdef0":"bastion-1"}',
    APPROVER_USERS: 'U0APPROVER1,U0APPROVER2',
    ACKNOWLEDGE_REACTION: '認識済み',
    WATCHDOG_FUNCTION: 'watchdog',
  });
  onTestFinished(async () => {
    await lambda.close();
    await Promise.all([ssm.close(), dynamo.close()]);
  });
  return {
    store: (name: string, value: string) => secrets.set(`${PATH}/${name}`, value),
    /** As Slack asks: with JSON, signed with the secret of the app */
    askForChallenge() {
      const body = JSON.stringify({ type: 'url_verification', token: 'old', challenge: CHALLENGE });
      const event = signed(body, new Date(), SIGNING_SECRET);
      return lambda.invoke({ ...event, headers: { ...event.headers, 'content-type': 'application/json' } });
    },
  };
}

test('the event URL is not verified before both secrets are stored, and at the first request after that', async () => {
  const { store, askForChallenge } = await deploy();
  // Slack asks when the app is created, and whoever is impatient presses Retry.
  await expect(askForChallenge()).rejects.toThrow();
  store('bot-token', 'xoxb-made-up');
  await expect(askForChallenge()).rejects.toThrow('signing-secret is not in Parameter Store');
  store('signing-secret', SIGNING_SECRET);
  expect(await askForChallenge()).toMatchObject({ statusCode: 200, body: JSON.stringify({ challenge: CHALLENGE }) });
});

test('the event URL is not verified with the secret of another app', async () => {
  const { store, askForChallenge } = await deploy();
  store('bot-token', 'xoxb-made-up');
  store('signing-secret', 'of-another-app');
  expect(await askForChallenge()).toMatchObject({ statusCode: 401 });
});
