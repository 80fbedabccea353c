// How long the client waits for Slack, however long a call may take by itself, and when it does not ask at all.
import { createServer, type RequestListener } from 'node:http';
import { WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTimeLimit } from '../../../../app/lib/time-limit.ts';
import { classifyWrite } from '../../../../app/slack/http/call-outcome.ts';
import { SlackClient } from '../../../../app/slack/http/client.ts';
import { openOnLoopback } from '../../../../local/aws/loopback.ts';

/** How long a call may take by itself: no test waits so long. */
const A_DAY_MILLIS = 86_400_000;

/** @returns the client, its limit, and the methods that Slack was asked */
async function clientOf(answer: (method: string) => { status: number; retryAfter?: string } | 'never') {
  const asked: string[] = [];
  const listener: RequestListener = (request, response) => {
    const method = String(request.url).slice('/api/'.length);
    asked.push(method);
    request.resume();
    const told = answer(method);
    if (told === 'never') return;
    const { status, retryAfter } = told;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(retryAfter && { 'retry-after': retryAfter }),
    });
    response.end(status === 200 ? '{"ok":true,"ts":"1795482000.000100"}' : '{"ok":false,"error":"ratelimited"}');
  };
  const { url, close } = await openOnLoopback(createServer(listener));
  onTestFinished(() => close());
  const limit = createTimeLimit();
  const client = new SlackClient('xoxb-made-up', { apiUrl: `${url}/api/`, timeoutMillis: A_DAY_MILLIS, limit });
  return { client, limit, asked };
}

const post = (client: SlackClient, channel = 'C0BASTION01') => client.chat.postMessage({ channel, text: 'hello' });

test('a call that is under way when its function has to end is given up, and its outcome is unknown', async () => {
  const { client, limit, asked } = await clientOf(() => 'never');
  limit.endIn(200.5);
  await expect(post(client)).rejects.toThrow(WebAPIRequestError);
  expect(asked).toEqual(['chat.postMessage']);
  limit.endIn(200.5);
  expect((await classifyWrite(() => post(client))).outcome).toBe('unknown');
});

test('a call that ends in time is answered, however little is left', async () => {
  const { client, limit } = await clientOf(() => ({ status: 200 }));
  // No whole number of milliseconds, as a clock tells them.
  for (const left of [300_000.25, A_DAY_MILLIS - 0.001, 600_000, Number.POSITIVE_INFINITY]) {
    limit.endIn(left);
    expect(await post(client)).toMatchObject({ ok: true });
  }
});

test('the next invocation has its own time', async () => {
  const { client, limit } = await clientOf(() => ({ status: 200 }));
  limit.endIn(-1);
  await expect(post(client)).rejects.toThrow(WebAPIRequestError);
  limit.endIn(Number.POSITIVE_INFINITY);
  expect(await post(client)).toMatchObject({ ok: true });
});

test.each([
  ['chat.update', (client: SlackClient) => client.chat.update({ channel: 'C0BASTION01', ts: '1.000000', text: '' })],
  ['chat.postEphemeral', (client: SlackClient) => client.chat.postEphemeral({ channel: 'C', user: 'U', text: '' })],
  ['conversations.history', (client: SlackClient) => client.conversations.history({ channel: 'C0BASTION01' })],
  ['users.lookupByEmail', (client: SlackClient) => client.users.lookupByEmail({ email: 'operator@example.com' })],
  ['chat.postMessage', (client: SlackClient) => post(client)],
])('Slack is not asked for %s after a 429 as long as it says, and for the rest as ever', async (limited, ask) => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  let times = 0;
  const { client, asked } = await clientOf((method) =>
    method === limited && times++ === 0 ? { status: 429, retryAfter: '20' } : { status: 200 },
  );
  for (let more = 0; more < 10; more++) await expect(ask(client)).rejects.toThrow(WebAPIRateLimitedError);
  expect(asked).toEqual([limited]);
  // Another place is counted for itself.
  await post(client, 'C0ANOTHER01');
  await client.auth.test();
  expect(asked.slice(1)).toEqual(['chat.postMessage', 'auth.test']);
  vi.advanceTimersByTime(19_900);
  await expect(ask(client)).rejects.toThrow(WebAPIRateLimitedError);
  vi.advanceTimersByTime(200);
  await ask(client);
  expect(asked.at(-1)).toBe(limited);
});
