// Guards the public endpoint: only requests that Slack has just signed reach Bolt.
import { isValidSlackRequest } from '@slack/bolt';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as v from 'valibot';
import { namedValues } from '../../lib/schema-error.ts';

/** Slack's own limit for old requests; the same applies to timestamps in the future. @see https://docs.slack.dev/authentication/verifying-requests-from-slack */
const MAX_SKEW_SECONDS = 300;

const FORM = 'application/x-www-form-urlencoded';

export type Verdict =
  | { readonly signed: true; readonly request: APIGatewayProxyEventV2 }
  | { readonly signed: false; readonly statusCode: 400 | 401; readonly why: string };

/** The part of an event that is read here. A direct invocation can send anything. */
const httpRequest = v.object({
  headers: v.nullish(namedValues(v.optional(v.string()))),
  body: v.nullish(v.string()),
  isBase64Encoded: v.nullish(v.boolean()),
});

/**
 * Bolt's Lambda receiver parses the body before it checks the signature, accepts timestamps in the future, and throws if it
 * cannot parse; so this function decides all three first.
 */
export function verifyRequest(event: APIGatewayProxyEventV2, signingSecret: string, now: Date): Verdict {
  const parsed = v.safeParse(httpRequest, event);
  if (!parsed.success) return refuse(400, 'no HTTP request');
  const given = Object.entries(parsed.output.headers ?? {});
  const headers = Object.fromEntries(given.map(([name, value]) => [name.toLowerCase(), value]));
  const sent = parsed.output.body ?? '';
  const body = parsed.output.isBase64Encoded ? Buffer.from(sent, 'base64').toString('utf8') : sent;
  const signature = headers['x-slack-signature'];
  const timestamp = headers['x-slack-request-timestamp'];
  if (signature === undefined || timestamp === undefined) return refuse(401, 'no signature');
  if (!/^\d{1,12}$/.test(timestamp)) return refuse(401, 'no timestamp');
  const seconds = Number(timestamp);
  if (Math.abs(now.getTime() / 1000 - seconds) > MAX_SKEW_SECONDS) return refuse(401, 'a timestamp of another time');
  const signed = { 'x-slack-signature': signature, 'x-slack-request-timestamp': seconds };
  if (!isValidSlackRequest({ signingSecret, body, headers: signed, nowMilliseconds: now.getTime() })) {
    return refuse(401, 'a wrong signature');
  }
  const contentType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (contentType !== FORM && contentType !== 'application/json') return refuse(400, 'an unknown content type');
  if (!isReadable(contentType, body)) return refuse(400, 'a body that cannot be read');
  // The body as text, and the content type in the only spelling that Bolt knows.
  return {
    signed: true,
    request: { ...event, headers: { ...headers, 'content-type': contentType }, body, isBase64Encoded: false },
  };
}

function refuse(statusCode: 400 | 401, why: string): Verdict {
  return { signed: false, statusCode, why };
}

function isReadable(contentType: string, body: string): boolean {
  if (body === '') return false;
  const payload = contentType === FORM ? new URLSearchParams(body).get('payload') : body;
  if (payload === null) return true;
  try {
    const parsed: unknown = JSON.parse(payload);
    return typeof parsed === 'object' && parsed !== null;
  } catch {
    // The caller refuses the request.
    return false;
  }
}
