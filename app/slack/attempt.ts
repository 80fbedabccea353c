// Writes to Slack, and says how sure it is that the write had its effect.
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { Sent } from '../ports.ts';

/** Slack's words for a failure of its own, of which it says that some of the operation may have succeeded.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const FAILURES_OF_SLACK = ['internal_error', 'fatal_error', 'service_unavailable'];

/** Slack's words for what passes without anybody doing anything: too many messages, a request cut short, a workspace that is moved. */
const PASSING = [
  'ratelimited',
  'rate_limited',
  'message_limit_exceeded',
  'request_timeout',
  'team_added_to_org',
  'org_login_required',
];

/** The message to change, or the one to reply to, is deleted. */
const GONE = ['message_not_found', 'thread_not_found'];

/**
 * Only Slack's own refusal proves that a write had no effect: an error 5xx, a failure that Slack speaks of, a broken
 * connection and a time-out may come after it.
 */
export async function attempt<T>(write: () => Promise<T>): Promise<Sent<T>> {
  try {
    return { outcome: 'sent', ...(await write()) };
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (error instanceof WebAPIRateLimitedError) {
      return { outcome: 'not-sent', cause, retryAfterSeconds: error.retryAfter };
    }
    if (error instanceof WebAPIPlatformError) return { outcome: outcomeOf(error), cause };
    if (error instanceof WebAPIHTTPError && error.statusCode < 500) return { outcome: 'not-sent', cause };
    return { outcome: 'unknown', cause };
  }
}

/** What is not known to pass is taken for a refusal that would be repeated. */
function outcomeOf(error: WebAPIPlatformError): 'unknown' | 'message-gone' | 'not-sent' | 'refused' {
  if (isRefusal(error, ...FAILURES_OF_SLACK)) return 'unknown';
  if (isRefusal(error, ...GONE)) return 'message-gone';
  return isRefusal(error, ...PASSING) ? 'not-sent' : 'refused';
}

/** Whether Slack answered with one of these codes, e.g. "channel_not_found". */
export function isRefusal(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}
