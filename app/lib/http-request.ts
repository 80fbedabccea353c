// Sends one request over node:http, which the SDK has loaded anyway. The global fetch loads an HTTP client of its own,
// and would take a tenth of a cold click.
import http, { type IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';

/**
 * Redirects are not followed.
 * @throws {Error} if no complete answer arrived; the other side may have acted on the request
 */
export async function sendHttpRequest(
  url: URL,
  options: RequestOptions,
  body: string | undefined,
): Promise<{ readonly response: IncomingMessage; readonly bytes: Buffer }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { request } = url.protocol === 'http:' ? http : https;
  request(url, options, resolve).on('error', reject).end(body);
  const response = await promise;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response) chunks.push(chunk);
  } catch (broken) {
    throw new Error('the answer broke off', { cause: options.signal?.aborted ? options.signal.reason : broken });
  }
  return { response, bytes: Buffer.concat(chunks) };
}
