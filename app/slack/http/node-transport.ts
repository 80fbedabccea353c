// Sends requests to Slack through node:https instead of fetch.
import type { IncomingMessage } from 'node:http';
import type { FetchFunction } from '@slack/web-api';
import { sendHttpRequest } from '../../lib/http-request.ts';

type Answer = Awaited<ReturnType<FetchFunction>>;

/**
 * A stand-in for `fetch` in the Web API client. It follows no redirects.
 * @throws {Error} if no complete answer arrives; Slack may have acted all the same
 */
export const sendByNode: FetchFunction = async (url, { method, headers, body, signal } = {}) => {
  // Only files are sent as a multipart form, which fetch knows how to write.
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
