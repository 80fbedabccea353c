// The app's own refusal alone shows that clicks can arrive; whatever else answers in its place does not.
import { createServer, type RequestListener } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { createEndpoint } from '../../../../app/slack/http/endpoint.ts';
import { UNSIGNED_ANSWER } from '../../../../app/slack/http/unsigned-answer.ts';
import { openOnLoopback } from '../../../../local/aws/loopback.ts';

async function serve(listener: RequestListener): Promise<string> {
  const { url, close } = await openOnLoopback(createServer(listener));
  onTestFinished(close);
  return `${url}/slack/events`;
}

const answering = (status: number, body: string, headers = {}) =>
  serve((_, response) => void response.writeHead(status, headers).end(body));
const probe = (url: string, timeoutMillis?: number) => createEndpoint(url, timeoutMillis).probe();

test('the refusal of this app is an answer', async () => {
  expect(await probe(await answering(401, UNSIGNED_ANSWER))).toBeUndefined();
});

test('the request is a POST without a signature, a body or a cookie', async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push([request.method, request.url, Object.keys(request.headers).toSorted()]);
    response.writeHead(401).end(UNSIGNED_ANSWER);
  });
  await probe(url);
  expect(seen).toEqual([['POST', '/slack/events', ['connection', 'content-length', 'host']]]);
});

test.each([
  ['another site’s 401', 401, 'Unauthorized'],
  ['a 401 without a body', 401, ''],
  ['a 401 that only contains the answer', 401, `<html>${UNSIGNED_ANSWER}</html>`],
  ['the throttle of API Gateway', 429, '{"message":"Too Many Requests"}'],
  ['an API without the route', 404, '{"message":"Not Found"}'],
  ['a function that fails', 500, '{"message":"Internal Server Error"}'],
  ['the answer with another status', 200, UNSIGNED_ANSWER],
])('%s is no answer of this app', async (_, status, body) => {
  const fault = await probe(await answering(status, body));
  expect(fault?.message).toBe(`an unsigned request was answered with status ${status}, and not by this app`);
});

test('a redirect is not followed, even to this app', async () => {
  const ours = await answering(401, UNSIGNED_ANSWER);
  const fault = await probe(await answering(307, '', { location: ours }));
  expect(fault?.message).toContain('status 307');
});

test('an endpoint that never answers is given up after the time limit', async () => {
  const url = await serve(() => {});
  const began = performance.now();
  expect((await probe(url, 200))?.message).toContain('was not answered');
  expect(performance.now() - began).toBeLessThan(2_000);
});

test('an answer that never ends is given up after the time limit', async () => {
  const url = await serve((_, response) => void response.writeHead(401).write(UNSIGNED_ANSWER));
  expect((await probe(url, 200))?.message).toContain('was not answered');
});

test('an address where nothing listens is no answer', async () => {
  expect((await probe('http://127.0.0.1:9/slack/events'))?.message).toContain('was not answered');
});
