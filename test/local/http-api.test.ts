// The HTTP API stand-in passes one route on, and answers everything else as API Gateway does.
import { expect, onTestFinished, test } from 'vitest';
import { createEndpoint } from '../../app/slack/http/endpoint.ts';
import { UNSIGNED_ANSWER } from '../../app/slack/http/unsigned-answer.ts';
import { type HttpApiOptions, startHttpApi } from '../../local/aws/http-api.ts';

async function open(invoke: HttpApiOptions['invoke'] = async () => ({ statusCode: 401, body: UNSIGNED_ANSWER })) {
  const api = await startHttpApi({ invoke });
  onTestFinished(() => api.close());
  return api;
}

const post = async (url: string, body?: string) => {
  const answer = await fetch(url, { method: 'POST', ...(body !== undefined && { body }) });
  return [answer.status, await answer.text()];
};

test('a request to the route reaches the function in payload format 2.0', async () => {
  const seen: unknown[] = [];
  const { requestUrl } = await open(async (event) => {
    seen.push(event);
    return { statusCode: 200, headers: { 'content-type': 'text/plain' }, body: 'taken' };
  });
  expect(await post(requestUrl, 'a=1')).toEqual([200, 'taken']);
  expect(seen).toMatchObject([
    {
      version: '2.0',
      routeKey: 'POST /slack/events',
      body: Buffer.from('a=1').toString('base64'),
      isBase64Encoded: true,
    },
  ]);
});

test('another path and another method get API Gateway’s 404', async () => {
  const { url, requestUrl } = await open();
  expect(await post(`${url}/other`)).toEqual([404, '{"message":"Not Found"}']);
  expect((await fetch(requestUrl)).status).toBe(404);
});

test('a flood gets API Gateway’s 429, and the probe sees it', async () => {
  const { requestUrl, flood } = await open();
  const { probe } = createEndpoint(requestUrl);
  expect(await probe()).toBeUndefined();
  flood(true);
  expect(await post(requestUrl)).toEqual([429, '{"message":"Too Many Requests"}']);
  expect((await probe())?.message).toContain('status 429');
  flood(false);
  expect(await probe()).toBeUndefined();
});

test('a function that fails gets API Gateway’s 500, without its error', async () => {
  const { requestUrl } = await open(() => Promise.reject(new Error('a secret')));
  expect(await post(requestUrl)).toEqual([500, '{"message":"Internal Server Error"}']);
});
