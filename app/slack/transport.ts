// Carries requests to Slack over node:http, which the SDK has loaded anyway: the global fetch brings an HTTP client of its own,
// and would take a tenth of a cold click.
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { FetchFunction } from '@slack/web-api';

type Answer = Awaited<ReturnType<FetchFunction>>;

/**
 * What the Web API client may use for fetch. Redirects are not followed.
 * @throws Error when no whole answer came, whatever Slack may have done by then
 */
export const carry: FetchFunction = async (url, { method, headers, body, signal } = {}) => {
  // Only files go as a form of several parts, and fetch knows how to write one.
  if (typeof body === 'object') return fetch(url, { method, headers, body, signal, redirect: 'error' } as RequestInit);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { request } = new URL(url).protocol === 'http:' ? http : https;
  request(url, { method, headers, signal }, resolve).on('error', reject).end(body);
  const response = await promise;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch (broken) {
    throw new Error('the answer broke off', { cause: signal?.aborted ? signal.reason : broken });
  }
  return answered(String(url), response, Buffer.concat(chunks));
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
