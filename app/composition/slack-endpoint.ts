// The workflow behind Bolt, for the one handler that hears from Slack.
import { AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Config } from '../config/read-config.ts';
import { loadEagerly } from '../lib/lazy.ts';
import { verifyRequest } from '../slack/http/verify-request.ts';
import { createSlackApp } from '../slack/inbound/bolt-app.ts';
import { type AppContext, compose } from './core.ts';
import { createStartupReads, SECRETS_LIFETIME_MILLIS, type StartupReads } from './startup.ts';

type Answer = APIGatewayProxyStructuredResultV2;

/** What answers Slack with one pair of secrets. */
interface Endpoint extends AppContext {
  readonly signingSecret: string;
  readonly toBolt: (event: APIGatewayProxyEventV2) => Promise<Answer>;
}

/** Slack gives a click 3 seconds; what one call to it may take of them. */
const SLACK_TIMEOUT_MILLIS = 1_800;

/**
 * @param reads what is being read of Parameter Store meanwhile
 * @returns the function that answers one HTTP request: 400 or 401, and never 500, for what Slack did not sign
 */
export function composeSlack(
  config: Config<'slack'>,
  reads: () => StartupReads = createStartupReads(config),
): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  let endpoint = loadEagerly(() => open(config, reads()));
  let readAt = Date.now();

  return async function answer(event) {
    let { clock, signingSecret, toBolt, monitor, client } = await endpoint();
    if (isPing(event)) return { statusCode: 204, body: '' };
    if (client.isRefused && mayReadSecretsAgain()) ({ signingSecret, toBolt, monitor } = await openAgain());
    try {
      let verdict = verifyRequest(event, signingSecret, clock.now());
      if (!verdict.signed && verdict.why === 'a wrong signature' && mayReadSecretsAgain()) {
        ({ signingSecret, toBolt, monitor } = await openAgain());
        verdict = verifyRequest(event, signingSecret, clock.now());
      }
      if (verdict.signed) return await toBolt(verdict.request);
      monitor.count('RequestsUnsigned');
      return { statusCode: verdict.statusCode, body: '' };
    } finally {
      monitor.flush();
    }
  };

  function mayReadSecretsAgain(): boolean {
    return config.SLACK_SECRETS_PATH !== undefined && Date.now() - readAt >= SECRETS_LIFETIME_MILLIS;
  }

  /** With the secrets as they are now; with the old ones when those cannot be read. */
  async function openAgain(): Promise<Endpoint> {
    readAt = Date.now();
    const before = await endpoint();
    try {
      const after = await open(config, reads());
      endpoint = async () => after;
      return after;
    } catch (cause) {
      before.monitor.fault('the secrets could not be read again', cause);
      return before;
    }
  }
}

/** What keeps the function awake comes from a schedule and not by HTTP: it is answered, and nothing is touched. */
function isPing(event: object): boolean {
  return 'ping' in event && !('requestContext' in event);
}

async function open(config: Config<'slack'>, reads: StartupReads): Promise<Endpoint> {
  const composed = await compose(config, reads, { slackTimeoutMillis: SLACK_TIMEOUT_MILLIS });
  const { signingSecret } = composed.secrets;
  if (signingSecret === undefined) {
    throw new Error('signing-secret is not in Parameter Store: put it beside bot-token, as a SecureString');
  }
  // The door has checked the signature already, before anything was parsed.
  const receiver = new AwsLambdaReceiver({ signingSecret, signatureVerification: false, logLevel: LogLevel.ERROR });
  const { SLACK_TEAM_ID: teamId, SLACK_API_URL: apiUrl } = config;
  createSlackApp({ ...composed, receiver, teamId, apiUrl, cardSecret: signingSecret });
  const answer = receiver.toHandler();
  return { ...composed, signingSecret, toBolt: (event) => answer(event, {}) };
}
