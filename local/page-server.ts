// HTTP server of the page: files, live snapshots and actions.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import * as z from 'zod';
import { ACTIONS, isAction } from './page-actions.ts';
import type { Snapshot } from './snapshot.ts';
import type { World } from './world.ts';

export interface PageServer {
  /** e.g. "http://127.0.0.1:3000" */
  readonly url: string;
  /** Sends a snapshot to all open pages after a change. */
  notify(): void;
  close(): Promise<void>;
}

const file = (name: string) => fileURLToPath(new URL(`./page/${name}`, import.meta.url));

/** Files of the style sheet, in the order of the cascade */
export const STYLES = [
  'base.css',
  'page.css',
  'views.css',
  'talk/talk.css',
  'world/world-panel.css',
  'person-switch.css',
  'talk/flow.css',
  'talk/message.css',
  'talk/reactions.css',
  'talk/home.css',
  'blocks/blocks.css',
  'talk/thread.css',
  'controls.css',
  'talk/composer.css',
  'blocks/confirm.css',
  'blocks/popover.css',
  'modal/modal.css',
  'world/start-form.css',
  'world/time-and-trouble.css',
  'world/ssm-sessions.css',
  'world/check-list.css',
  'world/handler-runs.css',
  'phone.css',
];

/** Changes within this time share one snapshot. */
const NOTIFY_DELAY_MILLIS = 25;
/** Far more than a person types */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * @param wishedPort preferred port; the next free one is used
 * @throws {Error} if the page cannot be built, or no port is free
 */
export async function startPageServer(world: World, wishedPort: number): Promise<PageServer> {
  const pages = await buildPageFiles();
  const streams = new Set<ServerResponse>();
  let pending: NodeJS.Timeout | undefined;

  const server = createServer((request, response) => {
    serve(request, response).catch((fault: unknown) =>
      answer(response, 400, { ok: false, error: describeFault(fault) }),
    );
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Guards against other sites: DNS rebinding has another host, and a form has another content type.
    if (!isLocalRequest(request))
      return answer(response, 403, { ok: false, error: 'This page is for this machine alone.' });
    const path = request.url?.split('?')[0] ?? '/';
    const page = pages[path];
    if (request.method === 'GET' && page) return void response.writeHead(200, page.headers).end(page.body);
    if (request.method === 'GET' && path === '/api/environment') return answer(response, 200, world.environment());
    if (request.method === 'GET' && path === '/api/events') return listen(request, response);
    const name = /^\/api\/(\w+)$/.exec(path)?.[1];
    if (request.method !== 'POST' || name === undefined || !isAction(name)) {
      return answer(response, 404, { ok: false, error: `There is nothing at ${request.method} ${path}.` });
    }
    if (!request.headers['content-type']?.startsWith('application/json')) {
      return answer(response, 415, { ok: false, error: 'Send JSON.' });
    }
    const more = await ACTIONS[name](world, JSON.parse(await readBody(request)));
    answer(response, 200, { ok: true, ...Object(more) });
  }

  function listen(request: IncomingMessage, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(formatEvent(world.snapshot()));
    streams.add(response);
    request.once('close', () => streams.delete(response));
  }

  function notify(): void {
    pending ??= setTimeout(() => {
      pending = undefined;
      if (streams.size === 0) return;
      const news = formatEvent(world.snapshot());
      for (const stream of streams) stream.write(news);
    }, NOTIFY_DELAY_MILLIS);
  }

  const url = await listenNear(server, wishedPort);
  return {
    url,
    notify,
    close: () =>
      new Promise((resolve) => {
        clearTimeout(pending);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function formatEvent(snapshot: Snapshot): string {
  return `data: ${JSON.stringify(snapshot)}\n\n`;
}

function isLocalRequest({ headers }: IncomingMessage): boolean {
  const isLocal = (host: string | undefined) => /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host ?? '');
  return isLocal(headers.host) && (headers.origin === undefined || isLocal(headers.origin.replace(/^http:\/\//, '')));
}

async function readBody(request: IncomingMessage): Promise<string> {
  const length = Number(request.headers['content-length']);
  if (!(length <= MAX_BODY_BYTES)) throw new Error('The body is too long, or its length is not given.');
  return text(request);
}

function describeFault(fault: unknown): string {
  if (fault instanceof z.ZodError)
    return fault.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  if (fault instanceof SyntaxError) return 'The body is not JSON.';
  return fault instanceof Error ? fault.message : String(fault);
}

function answer(response: ServerResponse, status: number, body: object): void {
  if (response.destroyed || response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

interface PageFile {
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

async function buildPageFiles(): Promise<Record<string, PageFile>> {
  const { output } = await build({
    input: file('main.tsx'),
    platform: 'browser',
    write: false,
    transform: { target: 'es2022', jsx: 'react-jsx', define: { 'process.env.NODE_ENV': '"production"' } },
    output: { format: 'esm', minify: true },
    logLevel: 'warn',
  });
  const html = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
    'cache-control': 'no-store',
  };
  const typed = (type: string) => ({ 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store' });
  return {
    '/': { headers: html, body: readFileSync(file('index.html')) },
    '/page.css': { headers: typed('text/css'), body: STYLES.map((name) => readFileSync(file(name))).join('\n') },
    '/page.js': { headers: typed('text/javascript'), body: output[0].code },
  };
}

const MAX_PORTS_TRIED = 100;

async function listenNear(server: Server, wishedPort: number): Promise<string> {
  for (let port = wishedPort; port < wishedPort + MAX_PORTS_TRIED && port < 65_536; port++) {
    if (await listenAt(server, port)) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`No port from ${wishedPort} on is free: choose another with --port.`);
}

/** @returns false if the port is in use */
function listenAt(server: Server, port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const onError = (fault: NodeJS.ErrnoException) => (fault.code === 'EADDRINUSE' ? resolve(false) : reject(fault));
  const onListening = () => resolve(true);
  server.once('error', onError).once('listening', onListening).listen(port, '127.0.0.1');
  return promise.finally(() => server.off('error', onError).off('listening', onListening));
}
