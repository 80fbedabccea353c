// The Web API client, which notices when its token is refused.
import { LogLevel, type WebAPICallResult, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { carry } from './transport.ts';

/** What Slack says of a token that was revoked or replaced, or whose app was taken away. */
const REFUSALS: ReadonlySet<string> = new Set([
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'account_inactive',
]);

export interface SlackClientOptions {
  /** Slack's own by default */
  readonly apiUrl: string | undefined;
  /** How long one call may take */
  readonly timeoutMillis: number;
}

/** What Slack would not take now, the watchdog sends later: no waiting and no repeating here, where it could post twice. */
export class SlackClient extends WebClient {
  /** Whether Slack refused the token since the client was made: then there is another one. */
  isRefused = false;

  constructor(botToken: string, { apiUrl, timeoutMillis }: SlackClientOptions) {
    super(botToken, {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timeoutMillis,
      fetch: carry,
      logLevel: LogLevel.ERROR,
    });
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    try {
      return await super.apiCall(method, options);
    } catch (fault) {
      if (fault instanceof WebAPIPlatformError && REFUSALS.has(fault.data.error)) this.isRefused = true;
      throw fault;
    }
  }
}
