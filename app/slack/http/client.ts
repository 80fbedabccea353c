// The Web API client. It notices when Slack refuses its token.
import {
  type FetchFunction,
  LogLevel,
  type WebAPICallResult,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
} from '@slack/web-api';
import type { TimeLimit } from '../../lib/time-limit.ts';
import { checkAnswer, DEFAULT_RETRY_AFTER_SECONDS, readRetryAfter } from './call-outcome.ts';
import { findErrorClass, isTokenRefusal } from './error-codes.ts';
import { sendByNode } from './node-transport.ts';

export interface SlackClientOptions {
  /** Slack's own by default */
  readonly apiUrl: string | undefined;
  /** How long one call may take */
  readonly timeoutMillis: number;
  /** The time limit of all calls; the outcome of a call that it aborts is unknown */
  readonly limit?: TimeLimit;
}

const SLACK_API_URL = 'https://slack.com/api/';

/** The client neither waits nor retries, because a retry could post twice; the watchdog sends later. */
export class SlackClient extends WebClient {
  /** True after Slack has refused the token: there must be a new one */
  isRefused = false;

  /** For each method, the end of its rate limit, by `performance.now()` */
  readonly #closedUntil = new Map<string, number>();

  constructor(botToken: string, { apiUrl, timeoutMillis, limit }: SlackClientOptions) {
    super(botToken, {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      timeout: timeoutMillis,
      fetch: judging(apiUrl ?? SLACK_API_URL, (signal) => signalsOf(signal, limit?.signal(timeoutMillis))),
      logLevel: LogLevel.ERROR,
    });
  }

  /** @throws {WebAPIRateLimitedError} also without a call, while a rate limit lasts */
  override async apiCall(method: string, options?: Record<string, unknown>): Promise<WebAPICallResult> {
    const counted = countedAs(method, options);
    const left = (this.#closedUntil.get(counted) ?? 0) - performance.now();
    if (left > 0) throw new WebAPIRateLimitedError(Math.ceil(left / 1000));
    try {
      return await super.apiCall(method, options);
    } catch (fault) {
      const seconds = secondsOf(fault);
      if (seconds !== undefined) this.#closedUntil.set(counted, performance.now() + seconds * 1000);
      if (fault instanceof WebAPIPlatformError && isTokenRefusal(fault.data.error)) this.isRefused = true;
      throw fault;
    }
  }
}

/** Slack counts each method for itself, and posts by the place as well. @see https://docs.slack.dev/apis/web-api/rate-limits */
function countedAs(method: string, options: Record<string, unknown> = {}): string {
  return method === 'chat.postMessage' ? `${method} ${options.channel}` : method;
}

/** @returns the seconds of a rate limit; undefined for other faults */
function secondsOf(fault: unknown): number | undefined {
  if (fault instanceof WebAPIRateLimitedError) return fault.retryAfter;
  const isLimited = fault instanceof WebAPIPlatformError && findErrorClass(fault.data.error) === 'limited';
  return isLimited ? (fault.data.response_metadata?.retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS) : undefined;
}

type Signal = NonNullable<Parameters<FetchFunction>[1]>['signal'];

function signalsOf(own: Signal, ending: AbortSignal | undefined): Signal {
  return own && ending ? AbortSignal.any([own, ending]) : (own ?? ending);
}

/** Judges each answer of the Web API before the SDK reads it; files go to other addresses, which answer otherwise. */
function judging(apiUrl: string, ending: (own: Signal) => Signal): FetchFunction {
  return async (url, options) => {
    const answer = await sendByNode(url, { ...options, signal: ending(options?.signal) });
    if (!String(url).startsWith(apiUrl)) return answer;
    const { status, headers } = answer;
    checkAnswer({ status, contentType: headers.get('content-type') ?? undefined, text: await answer.text() });
    if (status !== 429) return answer;
    // The SDK recognizes a rate limit only by a number of seconds.
    const seconds = String(readRetryAfter(headers.get('retry-after') ?? undefined, new Date()));
    const get = (name: string) => (name.toLowerCase() === 'retry-after' ? seconds : headers.get(name));
    return { ...answer, headers: { entries: () => headers.entries(), get } };
  };
}
