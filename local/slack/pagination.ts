// Time range, limit and cursor of the methods that list messages.
import * as z from 'zod';

export interface PageRequest {
  holds(ts: string): boolean;
  limit: number;
  /** The ts of the first message of the page */
  cursor?: string | undefined;
}

/** In forms, an absent and an empty field mean the same. */
const given = z.union([z.string(), z.number()]).transform(String).optional();
const fields = z.object({ oldest: given, latest: given, limit: given, cursor: given });

/** @returns Slack's error code for invalid arguments */
export function readPageRequest(body: Record<string, unknown>): PageRequest | string {
  const { oldest = '', latest = '', limit = '', cursor = '' } = fields.parse(body);
  const from = oldest === '' ? 0 : Number(oldest);
  const to = latest === '' ? Number.POSITIVE_INFINITY : Number(latest);
  const max = limit === '' ? 100 : Number(limit);
  if (Number.isNaN(from)) return 'invalid_ts_oldest';
  if (Number.isNaN(to)) return 'invalid_ts_latest';
  if (!Number.isInteger(max) || max < 1) return 'invalid_limit';
  const begin = cursor === '' ? undefined : /^next_ts:(\d+\.\d+)$/.exec(decodeBase64(cursor))?.[1];
  if (cursor !== '' && begin === undefined) return 'invalid_cursor';
  const inclusive = isTruthy(body.inclusive);
  return {
    holds: (ts) => (inclusive ? from <= Number(ts) && Number(ts) <= to : from < Number(ts) && Number(ts) < to),
    limit: Math.min(max, 999),
    cursor: begin,
  };
}

/** @param messages in the order of the response */
export function takePage<T extends { ts: string }>(messages: T[], { limit, cursor }: PageRequest) {
  const begin = cursor === undefined ? 0 : messages.findIndex(({ ts }) => ts === cursor);
  const rest = begin === -1 ? [] : messages.slice(begin);
  const next = rest[limit]?.ts;
  return {
    messages: rest.slice(0, limit),
    has_more: next !== undefined,
    response_metadata: { next_cursor: next === undefined ? '' : Buffer.from(`next_ts:${next}`).toString('base64') },
  };
}

/** Also accepts the strings of a form. */
export function isTruthy(value: unknown): boolean {
  return value === true || value === 'true' || value === 1 || value === '1';
}

function decodeBase64(cursor: string): string {
  return Buffer.from(cursor, 'base64').toString();
}
