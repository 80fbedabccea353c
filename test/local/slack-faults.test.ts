// Each fault of the Slack stand-in, seen by the real Web API client.
import {
  WebAPIHTTPError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';

const CHANNEL = 'C0BASTION01';
const POST = 'chat.postMessage';

let slack: SlackStandIn;
beforeEach(async () => {
  slack = await startSlack({
    scopes: ['chat:write', 'channels:history'],
    channel: { id: CHANNEL, name: 'bastion' },
    people: [{ id: 'U0OPERATOR1', name: 'operator-1' }],
  });
  onTestFinished(() => slack.close());
});

function post(options: WebClientOptions = {}) {
  const retryConfig = { retries: 0 };
  const client = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig, ...options });
  return client.chat.postMessage({ channel: CHANNEL, text: 'hello' });
}

const faultOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );
const posted = () => slack.messages().length;

test('a rate-limited call has no effect, and its answer says how long to wait', async () => {
  slack.fault(POST, 'rate-limited', { retryAfterSeconds: 7 });
  const fault = await faultOf(post({ rejectRateLimitedCalls: true }));
  expect(fault).toBeInstanceOf(WebAPIRateLimitedError);
  expect(fault).toMatchObject({ retryAfter: 7 });
  expect(posted()).toBe(0);
  await post();
  expect(posted()).toBe(1);
});

test('a rate-limited call has Slack’s body', async () => {
  slack.fault(POST, 'rate-limited');
  const answer = await fetch(`${slack.apiUrl}${POST}`, { method: 'POST' });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1']);
  expect(await answer.json()).toEqual({ ok: false, error: 'ratelimited' });
});

test('a call that meets a server error has no effect', async () => {
  slack.fault(POST, 'server-error');
  const fault = await faultOf(post());
  expect(fault).toBeInstanceOf(WebAPIHTTPError);
  expect(fault).toMatchObject({ statusCode: 500 });
  expect(posted()).toBe(0);
});

test('a call whose connection breaks has taken effect', async () => {
  slack.fault(POST, 'cut-off-after-effect');
  expect(await faultOf(post())).toBeInstanceOf(WebAPIRequestError);
  expect(slack.messages()).toMatchObject([{ text: 'hello', channel: CHANNEL }]);
});

test('a call that times out has no effect, not even later', async () => {
  slack.fault(POST, 'time-out');
  expect(await faultOf(post({ timeout: 50 }))).toBeInstanceOf(WebAPIRequestError);
  await post();
  expect(posted()).toBe(1);
});

test('a fault lasts for the set number of calls, and for its method only', async () => {
  slack.fault(POST, 'server-error', { times: 2 });
  slack.fault('chat.update', 'server-error');
  slack.fault(POST, 'rate-limited');
  expect(await faultOf(post())).toBeInstanceOf(WebAPIHTTPError);
  expect(await faultOf(post())).toBeInstanceOf(WebAPIHTTPError);
  expect(await faultOf(post({ rejectRateLimitedCalls: true }))).toBeInstanceOf(WebAPIRateLimitedError);
  await post();
  expect(posted()).toBe(1);
  expect(slack.calls().map(({ method }) => method)).toEqual([POST, POST, POST, POST]);
});

test('while Slack is down every call fails and no fault is used up', async () => {
  slack.fault(POST, 'rate-limited');
  slack.setDown(true);
  expect(await faultOf(post())).toMatchObject({ statusCode: 500 });
  expect(posted()).toBe(0);
  slack.setDown(false);
  expect(await faultOf(post({ rejectRateLimitedCalls: true }))).toBeInstanceOf(WebAPIRateLimitedError);
});

test('the Slack stand-in closes during a call without an answer, and can be closed twice', async () => {
  slack.fault(POST, 'time-out');
  const hanging = faultOf(post());
  await expect.poll(() => slack.calls().length).toBe(1);
  await slack.close();
  await slack.close();
  expect(await hanging).toBeInstanceOf(WebAPIRequestError);
});

test('a call with a garbled answer gets no JSON and has no effect', async () => {
  slack.fault(POST, 'garbled');
  const answer = await fetch(`${slack.apiUrl}${POST}`, { method: 'POST' });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html']);
  expect(await answer.text()).toContain('<!DOCTYPE html>');
  expect(posted()).toBe(0);
});

test('an answer that is garbled after the effect has the content type of JSON, and is none', async () => {
  slack.fault(POST, 'garbled-after-effect');
  await faultOf(post());
  expect(posted()).toBe(1);
});
