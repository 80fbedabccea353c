// The outcome of a call to Slack: sent, not sent, or unknown. It is unknown unless it is plainly one of the other two.
import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import type { SendResult } from '../../ports.ts';
import { findErrorClass } from './error-codes.ts';

/** An HTTP answer that nothing has checked yet. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  readonly text: string;
}

/** A proxy answered instead of Slack, or Slack's answer was damaged on its way: the outcome is unknown. */
export class GarbledAnswerError extends Error {
  constructor(what: string) {
    super(`Slack's answer is ${what}: look for a proxy between this function and Slack when this goes on`);
    this.name = 'GarbledAnswerError';
  }
}

/**
 * Checks an answer before the SDK does, because the SDK takes a body that is not JSON for one of Slack's error words.
 * @throws {GarbledAnswerError} for a 200 whose body is not a JSON object with `ok`
 */
export function checkAnswer({ status, contentType, text }: HttpAnswer): void {
  if (status !== 200) return;
  if (contentType !== undefined && !/\bjson\b/i.test(contentType)) throw new GarbledAnswerError('of another type');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    // The parser's error would quote the body, which must not be logged.
    throw new GarbledAnswerError('no JSON');
  }
  if (typeof body !== 'object' || body === null || !('ok' in body) || typeof body.ok !== 'boolean') {
    throw new GarbledAnswerError('JSON that does not say "ok"');
  }
  if (!body.ok && !('error' in body && typeof body.error === 'string')) {
    throw new GarbledAnswerError('a refusal without a reason');
  }
}

/** For a 429 whose header is missing or not a number: long enough for Slack's one-minute windows. */
export const DEFAULT_RETRY_AFTER_SECONDS = 30;
/** A longer wait points to a wrong clock. An early retry only gets another 429. */
const MAX_RETRY_AFTER_SECONDS = 500;

/**
 * @param header seconds, or an HTTP date @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 * @returns whole seconds, at least 1
 */
export function readRetryAfter(header: string | undefined, now: Date): number {
  const said = header?.trim() ?? '';
  const seconds = /^\d+$/.test(said) ? Number(said) : Math.ceil((Date.parse(said) - now.getTime()) / 1000);
  const isDate = /^\d+$/.test(said) || /GMT$/.test(said);
  if (!isDate || !Number.isFinite(seconds)) return DEFAULT_RETRY_AFTER_SECONDS;
  return bounded(seconds);
}

function bounded(seconds: number): number {
  return Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(1, seconds));
}

/**
 * Reads Slack's confirmation of a message.
 * @returns its `ts`, e.g. "1795507500.000100"
 * @throws {GarbledAnswerError} if there is none
 */
export function readTs({ ts }: { readonly ts?: unknown }): string {
  if (typeof ts !== 'string' || !/^\d+\.\d+$/.test(ts)) throw new GarbledAnswerError('a success without a "ts"');
  return ts;
}

/** Runs one write. @returns whether it was sent, was not sent, or may have been; it never throws */
export async function classifyWrite<T>(write: () => Promise<T>): Promise<SendResult<T>> {
  try {
    return { outcome: 'sent', ...(await write()) };
  } catch (error) {
    const cause = error instanceof Error ? error : new Error(String(error));
    if (error instanceof WebAPIRateLimitedError) {
      return { outcome: 'not-sent', cause, retryAfterSeconds: error.retryAfter };
    }
    if (error instanceof WebAPIPlatformError) return outcomeOf(error);
    if (error instanceof WebAPIHTTPError && isPlainRefusal(error.statusCode)) return { outcome: 'not-sent', cause };
    return { outcome: 'unknown', cause };
  }
}

/** Slack never saw a request that a proxy refused. A time-out, an empty success or a server error may follow the effect. */
function isPlainRefusal(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408;
}

function outcomeOf(cause: WebAPIPlatformError): Exclude<SendResult<object>, { outcome: 'sent' }> {
  const word = cause.data.error;
  switch (findErrorClass(word)) {
    case 'ours':
      return { outcome: 'refused', fault: 'ours', cause };
    case 'recipient':
      return { outcome: 'refused', fault: 'recipient', cause };
    case 'gone':
      return { outcome: 'message-gone', cause };
    case 'limited': {
      const { retryAfter } = cause.data.response_metadata ?? {};
      return { outcome: 'not-sent', cause, retryAfterSeconds: bounded(retryAfter ?? DEFAULT_RETRY_AFTER_SECONDS) };
    }
    case 'passing':
      return { outcome: 'not-sent', cause };
    case 'unknown':
      return { outcome: 'unknown', cause };
    case undefined:
      return { outcome: 'unknown', cause: new UnlistedWordError(word, { cause }) };
  }
}

/** Slack answered with a word that is not in the list: its meaning is unknown. */
export class UnlistedWordError extends Error {
  constructor(word: string, options?: ErrorOptions) {
    const shown = /^[\w.:-]{1,64}$/.test(word) ? `"${word}"` : 'no word';
    super(`Slack's error is ${shown}, which is not listed: add it to app/slack/http/error-codes.ts`, options);
    this.name = 'UnlistedWordError';
  }
}

/** True when Slack answered with one of these words, e.g. "channel_not_found". */
export function isRefusal(error: unknown, ...words: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && words.includes(error.data.error);
}
