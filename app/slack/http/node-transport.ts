// Carries requests to Slack, in the place of fetch.
import type { IncomingMessage } from 'node:http';
import type { FetchFunction } from '@slack/web-api';
import { sendHttpRequest } from '../../lib/http-request.ts';

type Answer = Awaited<ReturnType<FetchFunction>>;

/**
 * What the Web API client may use for fetch. Redirects are not followed.
 * @throws Error when no whole answer came, whatever Slack may have done by then
 */
export const sendByNode: FetchFunction = async (url, { method, headers, body, signal } = {}) => {
  // Only files go as a form of several parts, and fetch knows how to write one.
  if (typeof body === 'object') return fetch(url, { method, headers, body, signal, redirect: 'error' } as RequestInit);
  const { response, bytes } = await sendHttpRequest(new URL(url), { method, headers, signal }, body);
  return answered(String(url), response, bytes);
};

function answered(
  url: string,
  { statusCode = 0, statusMessage = '', headers }: IncomingMessage,
  bytes: Buffer,
): Answer {
  const text = async () => bytes.toString();
  return {
    url,
    status: statusCode,
    statusText: statusMessage,
    ok: statusCode >= 200 && statusCode < 300,
    headers: {
      get: (name) => headers[name.toLowerCase()]?.toString() ?? null,
      entries: () => Object.entries(headers).map(([name, value]) => [name, String(value)]),
    },
    text,
    json: async () => JSON.parse(await text()),
    arrayBuffer: async () => Uint8Array.from(bytes).buffer,
  };
}
