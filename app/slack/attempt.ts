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

/** What is wrong with this program, and not with whoever should read it. */
const OURS = [
  'invalid_auth',
  'not_authed',
  'token_revoked',
  'token_expired',
  'missing_scope',
  'not_allowed_token_type',
  'no_text',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'invalid_metadata_format',
  'msg_too_long',
  'msg_blocks_too_long',
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
    if (error instanceof WebAPIPlatformError) return { ...outcomeOf(error), cause };
    if (error instanceof WebAPIHTTPError && error.statusCode < 500) return { outcome: 'not-sent', cause };
    return { outcome: 'unknown', cause };
  }
}

/** What is not known to pass is taken for a refusal that would be repeated. */
function outcomeOf(
  error: WebAPIPlatformError,
): { outcome: 'unknown' | 'message-gone' | 'not-sent' } | { outcome: 'refused'; ours: boolean } {
  if (isRefusal(error, ...FAILURES_OF_SLACK)) return { outcome: 'unknown' };
  if (isRefusal(error, ...GONE)) return { outcome: 'message-gone' };
  return isRefusal(error, ...PASSING)
    ? { outcome: 'not-sent' }
    : { outcome: 'refused', ours: isRefusal(error, ...OURS) };
}

/** Whether Slack answered with one of these codes, e.g. "channel_not_found". */
export function isRefusal(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}
