// HTTP server on 127.0.0.1 for the stand-ins: it passes on whole requests and closes immediately.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface LoopbackRequest {
  readonly method: string;
  /** Without the query, e.g. "/2015-03-31/functions/watchdog/invocations" */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The bytes, decoded as UTF-8 */
  readonly body: string;
  readonly bytes: Uint8Array;
  /** True once the client has closed the connection. */
  gone(): boolean;
}

export interface LoopbackResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** Runs once the client has received the response or closed the connection. */
  readonly afterwards?: () => void;
}

export interface Loopback {
  /** e.g. "http://127.0.0.1:43217", without a trailing slash */
  readonly url: string;
  /** Closes open connections too, so that it never waits for a client. Further calls return the same promise. */
  close(): Promise<void>;
}

/** @throws {Error} if no port is available */
export async function startLoopback(
  answer: (request: LoopbackRequest) => LoopbackResponse | Promise<LoopbackResponse>,
): Promise<Loopback> {
  const server = createServer((request, response) => {
    serve(request, response, answer).catch((error: unknown) => {
      if (!response.destroyed) response.writeHead(500).end(String(error));
    });
  });
  return openOnLoopback(server);
}

/** @throws {Error} if no port is available */
export async function openOnLoopback(server: Server): Promise<Loopback> {
  refuseOtherSites(server);
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  let closing: Promise<void> | undefined;
  function close(): Promise<void> {
    closing ??= new Promise((done, failed) => {
      server.close((error) => (error ? failed(error) : done()));
      server.closeAllConnections();
    });
    return closing;
  }
  return { url: `http://127.0.0.1:${address.port}`, close };
}

/** Refuses requests with an `Origin`: browsers send one for pages of other sites, and our own clients send none. */
function refuseOtherSites(server: Server): void {
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.headers.origin !== undefined) return void response.writeHead(403).end();
    for (const listener of listeners) listener.call(server, request, response);
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: LoopbackRequest) => LoopbackResponse | Promise<LoopbackResponse>,
): Promise<void> {
  const bytes = await buffer(request);
  const [path = '/', query] = request.url?.split('?') ?? [];
  const {
    status,
    headers,
    body: responseBody,
    afterwards,
  } = await answer({
    method: request.method ?? '',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: bytes.toString(),
    bytes,
    gone: () => response.destroyed,
  });
  if (afterwards !== undefined) {
    if (response.destroyed) afterwards();
    else response.once('close', afterwards);
  }
  if (!response.destroyed) response.writeHead(status, { ...headers }).end(responseBody);
}
