// The Web API client, which notices when its token is refused.
import { type FetchFunction, LogLevel, type WebAPICallResult, WebAPIPlatformError, WebClient } from '@slack/web-api';
import { isTokenRefusal } from './error-words.ts';
import { checkAnswer, readRetryAfter } from './outcome.ts';
import { carry } from './transport.ts';

export interface SlackClientOptions {
  /** Slack's own by default */
  readonly apiUrl: string | undefined;
  /** How long one call may take */
  readonly timeoutMillis: number;
}

const SLACK_API_URL = 'https://slack.com/api/';

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
      fetch: judging(apiUrl ?? SLACK_API_URL),
      logLevel: LogLevel.ERROR,
    });
  }

  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    try {
      return await super.apiCall(method, options);
    } catch (fault) {
      if (fault instanceof WebAPIPlatformError && isTokenRefusal(fault.data.error)) this.isRefused = true;
      throw fault;
    }
  }
}

/** Judges each answer of the Web API before the SDK reads it; files go to other addresses, which answer otherwise. */
function judging(apiUrl: string): FetchFunction {
  return async (url, options) => {
    const answer = await carry(url, options);
    if (!String(url).startsWith(apiUrl)) return answer;
    const { status, headers } = answer;
    checkAnswer({ status, contentType: headers.get('content-type') ?? undefined, text: await answer.text() });
    if (status !== 429) return answer;
    // The SDK knows a rate limit by a number of seconds alone.
    const seconds = String(readRetryAfter(headers.get('retry-after') ?? undefined, new Date()));
    const get = (name: string) => (name.toLowerCase() === 'retry-after' ? seconds : headers.get(name));
    return { ...answer, headers: { entries: () => headers.entries(), get } };
  };
}
