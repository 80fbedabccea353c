// Reads a call of the Web API from its HTTP request.
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

export interface SlackCall {
  /** e.g. "chat.postMessage" */
  method: string;
  /** Arguments without the token; those that forms encode as JSON are decoded. */
  body: Record<string, unknown>;
  token?: string | undefined;
}

const ENCODED = ['blocks', 'metadata', 'attachments', 'files', 'view'];
const object = z.record(z.string(), z.unknown());

/** @throws {Error} if the client closes the connection before the body is complete */
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

/** Like Slack, treats a body other than a JSON object as one without arguments. */
function parseObject(sent: string): Record<string, unknown> {
  return object.catch({}).parse(decodeField(sent));
}

/** Returns invalid JSON unchanged; the schema of the field refuses it. */
function decodeField(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
