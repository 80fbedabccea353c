// How requests reach Slack: over real connections, which may break anywhere.
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { sendByNode } from '../../../../app/slack/http/node-transport.ts';
import { openOnLoopback } from '../../../../local/aws/loopback.ts';

async function listening(listener: RequestListener): Promise<string> {
  const { url, close } = await openOnLoopback(createServer(listener));
  onTestFinished(() => close());
  return `${url}/api/chat.update`;
}

const headers = { authorization: 'Bearer xoxb-made-up', 'Content-Type': 'application/x-www-form-urlencoded' };
const post = (url: string, more: Parameters<typeof sendByNode>[1] = {}) =>
  sendByNode(url, { method: 'POST', headers, body: 'text=ack%20%E2%9C%93', redirect: 'error', ...more });

test('a request arrives whole, and so does the answer', async () => {
  const asked: string[] = [];
  const url = await listening(async (request, response) => {
    const { method, headers: sent } = request;
    asked.push(`${method} ${request.url} ${sent.authorization} ${sent['content-type']} ${sent['content-length']}`);
    for await (const chunk of request) asked.push(String(chunk));
    response.writeHead(429, 'Too Many', { 'Retry-After': '7', 'set-cookie': ['a=1', 'b=2'] });
    response.end(JSON.stringify({ text: '承認' }));
  });
  const answer = await post(url);
  expect(asked).toEqual([
    'POST /api/chat.update Bearer xoxb-made-up application/x-www-form-urlencoded 20',
    'text=ack%20%E2%9C%93',
  ]);
  expect(answer).toMatchObject({ url, status: 429, statusText: 'Too Many', ok: false });
  expect(await answer.text()).toBe('{"text":"承認"}');
  expect(await answer.json()).toEqual({ text: '承認' });
  expect(Buffer.from(await answer.arrayBuffer()).toString()).toBe('{"text":"承認"}');
  expect(answer.headers.get('Retry-After')).toBe('7');
  expect(answer.headers.get('x-oauth-scopes')).toBeNull();
  expect(Object.fromEntries(answer.headers.entries())).toMatchObject({ 'retry-after': '7', 'set-cookie': 'a=1,b=2' });
});

test('a redirect is not followed: the token goes nowhere else', async () => {
  const asked: (string | undefined)[] = [];
  const url = await listening((request, response) => {
    asked.push(request.url);
    response.writeHead(307, { location: '/elsewhere' }).end();
  });
  expect(await post(url)).toMatchObject({ status: 307, ok: false });
  expect(asked).toEqual(['/api/chat.update']);
});

test.each<[string, RequestListener]>([
  ['before an answer', (request) => request.socket.destroy()],
  [
    'in the middle of it',
    (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"ok":true', () => response.destroy());
    },
  ],
])('a connection that breaks %s is a failure', async (_, listener) => {
  await expect(post(await listening(listener))).rejects.toThrow();
});

test.each<[string, RequestListener]>([
  ['says nothing', () => {}],
  ['does not come to an end', (_, response) => response.writeHead(200).write('{"ok":')],
])('a server that %s is not waited for longer than the limit', async (_, listener) => {
  const waiting = post(await listening(listener), { signal: AbortSignal.timeout(50) });
  await expect(waiting).rejects.toMatchObject({ cause: { name: 'TimeoutError' } });
});

test('a port without a listener is a failure', async () => {
  const { url, close } = await openOnLoopback(createServer());
  await close();
  await expect(post(`${url}/api/chat.update`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('the transport speaks https where the address says so', async () => {
  const url = await listening((_, response) => response.end());
  await expect(post(url.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'EPROTO' });
});

test('a form with a file is sent too', async () => {
  const parts: string[] = [];
  const url = await listening(async (request, response) => {
    for await (const chunk of request) parts.push(String(chunk));
    response.end('OK');
  });
  const body = new FormData();
  body.append('filename', 'audit.csv');
  body.append('body', new Blob(['id,at\n']), 'audit.csv');
  const answer = await sendByNode(url, { method: 'POST', headers: {}, body });
  expect(await answer.text()).toBe('OK');
  expect(parts.join('')).toMatch(/form-data; name="body"; filename="audit.csv"[\s\S]*id,at\n/);
});
