// One call of the Web API as it comes over HTTP: which method, with which arguments and whose token.
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

export interface SlackCall {
  /** e.g. "chat.postMessage" */
  method: string;
  /** Without the token, and with the arguments decoded that forms carry as JSON */
  body: Record<string, unknown>;
  token?: string | undefined;
}

const ENCODED = ['blocks', 'metadata', 'attachments', 'files'];
const object = z.record(z.string(), z.unknown());

/** @throws Error when the client goes before it has said everything */
export async function readCall(request: IncomingMessage): Promise<SlackCall> {
  const sent = await text(request);
  const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const isJson = request.headers['content-type']?.includes('application/json');
  const { token, ...body } = isJson ? parseObject(sent) : Object.fromEntries(new URLSearchParams(sent));
  for (const field of ENCODED) if (field in body) body[field] = decodeField(body[field]);
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return {
    method: pathname.replace(/^\/api\//, ''),
    body,
    token: bearer ?? (typeof token === 'string' ? token : undefined),
  };
}

/** What is no JSON object has no arguments, as Slack sees it. */
function parseObject(sent: string): Record<string, unknown> {
  return object.catch({}).parse(decodeField(sent));
}

/** What is no JSON stays what it is, and is refused by the rules for its field. */
function decodeField(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
