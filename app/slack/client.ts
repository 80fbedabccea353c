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

  readonly #limit: Limit;

  constructor(botToken: string, { apiUrl, timeoutMillis }: SlackClientOptions) {
    const limit: Limit = { timeoutMillis, endsAt: Number.POSITIVE_INFINITY };
    super(botToken, {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timeoutMillis,
      fetch: judging(apiUrl ?? SLACK_API_URL, limit),
      logLevel: LogLevel.ERROR,
    });
    this.#limit = limit;
  }

  /**
   * Ends all calls by then, so that a slow one does not outlive its function: whether Slack took it is not known.
   * @param millis from now on; Infinity for no such end
   */
  endIn(millis: number): void {
    // Not by the clock, which may be moved.
    this.#limit.endsAt = performance.now() + millis;
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

interface Limit {
  readonly timeoutMillis: number;
  /** By `performance.now()` */
  endsAt: number;
}

/** Judges each answer of the Web API before the SDK reads it; files go to other addresses, which answer otherwise. */
function judging(apiUrl: string, limit: Limit): FetchFunction {
  return async (url, options) => {
    const answer = await carry(url, inTime(options, limit));
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

/** The SDK's own signal ends a call after its time-out. */
function inTime(options: Parameters<FetchFunction>[1], { timeoutMillis, endsAt }: Limit): typeof options {
  const left = endsAt - performance.now();
  if (left >= timeoutMillis) return options;
  const signals = [options?.signal ?? [], AbortSignal.timeout(Math.max(0, Math.ceil(left)))].flat();
  return { ...options, signal: AbortSignal.any(signals) };
}
