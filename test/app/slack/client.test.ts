// How long the client waits for Slack, however long a call may take by itself.
import { createServer } from 'node:http';
import { WebAPIRequestError } from '@slack/web-api';
import { expect, onTestFinished, test } from 'vitest';
import { SlackClient } from '../../../app/slack/client.ts';
import { attempt } from '../../../app/slack/outcome.ts';
import { openOnLoopback } from '../../../local/aws/loopback.ts';

/** Takes each message, and never says so. */
async function silentSlack(): Promise<SlackClient> {
  const { url, close } = await openOnLoopback(createServer((request) => void request.resume()));
  onTestFinished(() => close());
  return new SlackClient('xoxb-made-up', { apiUrl: `${url}/api/`, timeoutMillis: 5_000 });
}

const post = (client: SlackClient) => client.chat.postMessage({ channel: 'C0BASTION01', text: 'hello' });

test.each([
  ['under way when its function has to end', async (client: SlackClient) => client.endIn(200)],
  ['begun when its function should be over', async (client: SlackClient) => client.endIn(-1)],
])('a call that is %s is given up, and nobody knows what became of it', async (_what, limit) => {
  const client = await silentSlack();
  await limit(client);
  const began = performance.now();
  await expect(post(client)).rejects.toThrow(WebAPIRequestError);
  expect(performance.now() - began).toBeLessThan(2_000);
  expect((await attempt(() => post(client))).outcome).toBe('unknown');
});

test('a call that ends in time is answered, however little is left', async () => {
  const { url, close } = await openOnLoopback(
    createServer((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end('{"ok":true,"ts":"1795482000.000100"}');
    }),
  );
  onTestFinished(() => close());
  const client = new SlackClient('xoxb-made-up', { apiUrl: `${url}/api/`, timeoutMillis: 5_000 });
  // No whole number of milliseconds, as a clock tells them.
  for (const left of [3_000.25, 4_999.999, 1_000, 60_000.5, Number.POSITIVE_INFINITY]) {
    client.endIn(left);
    expect(await post(client)).toMatchObject({ ok: true });
  }
});

test('the next invocation has its own time', async () => {
  const client = await silentSlack();
  client.endIn(-1);
  client.endIn(Number.POSITIVE_INFINITY);
  const waited = Symbol('still waiting');
  const answer = post(client).catch((fault: unknown) => fault);
  expect(await Promise.race([answer, new Promise((resolve) => setTimeout(() => resolve(waited), 500))])).toBe(waited);
  client.endIn(-1);
});
