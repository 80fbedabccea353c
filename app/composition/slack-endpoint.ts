// The HTTP endpoint for Slack: signature, Bolt, and the use cases behind it.
import { AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Config } from '../config/read-config.ts';
import { UNSIGNED_ANSWER } from '../slack/http/unsigned-answer.ts';
import { verifyRequest } from '../slack/http/verify-request.ts';
import { createSlackApp } from '../slack/inbound/bolt-app.ts';
import { type AppContext, compose } from './core.ts';
import { isTokenRefused, withSecretRefresh } from './secret-refresh.ts';
import { bindSlackUseCases } from './slack-use-cases.ts';
import { createStartupReads, type StartupReads } from './startup.ts';

type Answer = APIGatewayProxyStructuredResultV2;

/** The endpoint with one pair of secrets. */
interface Endpoint extends AppContext {
  readonly signingSecret: string;
  readonly toBolt: (event: APIGatewayProxyEventV2) => Promise<Answer>;
  readonly noteRequest: () => Promise<void>;
}

/** Time limit of one call to Slack, of the 3 seconds that Slack gives a click. */
const SLACK_TIMEOUT_MILLIS = 1_800;

/**
 * @param reads gives the reads of Parameter Store, of which the first are on their way
 * @returns the function that answers one HTTP request: 400 or 401, and never 500, for an unsigned one
 */
export function composeSlack(
  config: Config<'slack'>,
  reads: () => StartupReads = createStartupReads(config, { verifies: true }),
): (event: APIGatewayProxyEventV2) => Promise<Answer> {
  const endpoint = withSecretRefresh(() => open(config, reads()), config.SLACK_SECRETS_PATH !== undefined);

  return async function answer(event) {
    let current = await endpoint(isPing(event) ? () => false : isTokenRefused);
    if (isPing(event)) return { statusCode: 204, body: '' };
    const verify = () => verifyRequest(event, current.signingSecret, current.ports.clock.now());
    try {
      let verdict = verify();
      if (!verdict.signed && verdict.why === 'a wrong signature') {
        current = await endpoint(() => true);
        verdict = verify();
      }
      if (verdict.signed) {
        const [answered] = await Promise.all([
          current.toBolt(verdict.request),
          noteIfVerified(current, verdict.request),
        ]);
        return answered;
      }
      current.monitor.count('RequestsUnsigned');
      return refuse(verdict.statusCode);
    } finally {
      current.monitor.flush();
    }
  };
}

/** @returns an answer that tells nothing but whose it is: the watchdog knows its own endpoint by it */
function refuse(statusCode: 400 | 401): Answer {
  if (statusCode === 400) return { statusCode, body: '' };
  return { statusCode, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: UNSIGNED_ANSWER };
}

/** Slack's verification of the URL is noted. A click, a command and an event pay for nothing but their own work. */
function noteIfVerified({ noteRequest }: Endpoint, { body = '' }: APIGatewayProxyEventV2): Promise<void> | undefined {
  return body.startsWith('{') && /"type"\s*:\s*"url_verification"/.test(body) ? noteRequest() : undefined;
}

/** The ping that keeps the function warm comes from a schedule, not by HTTP: it is answered and changes nothing. */
function isPing(event: object): boolean {
  return 'ping' in event && !('requestContext' in event);
}

async function open(config: Config<'slack'>, reads: StartupReads): Promise<Endpoint> {
  const composed = await compose(config, reads, { slackTimeoutMillis: SLACK_TIMEOUT_MILLIS });
  const { signingSecret } = composed.secrets;
  if (signingSecret === undefined) {
    throw new Error('signing-secret is not in Parameter Store: put it beside bot-token, as a SecureString');
  }
  // `verifyRequest` has checked the signature already, before anything was parsed.
  const receiver = new AwsLambdaReceiver({ signingSecret, signatureVerification: false, logLevel: LogLevel.ERROR });
  const { SLACK_TEAM_ID: teamId, SLACK_API_URL: apiUrl } = config;
  const { ports, settings } = composed;
  const useCases = bindSlackUseCases(ports, settings);
  const { ACKNOWLEDGE_REACTION: emoji, SLACK_CHANNEL: channel } = config;
  createSlackApp({
    ...composed,
    clock: ports.clock,
    useCases,
    receiver,
    teamId,
    apiUrl,
    cardSecret: signingSecret,
    acknowledgeReaction: emoji === undefined ? undefined : { emoji, channel },
  });
  return {
    ...composed,
    signingSecret,
    toBolt: (event) => receiver.toHandler()(event, {}),
    noteRequest: useCases.noteRequest,
  };
}
