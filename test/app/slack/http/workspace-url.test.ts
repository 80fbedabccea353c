// The address of the workspace: asked for once, and never a reason for a message to fail or to be late.
import { expect, test, vi } from 'vitest';
import { createWorkspaceUrl } from '../../../../app/slack/http/workspace-url.ts';
import { openAnswering, openSlack, stoppedClock } from '../slack-fixture.ts';

const NOW = '2026-11-24T08:00:00.000Z';

test('the address is that of the workspace, and Slack is asked once in the lifetime of a process', async () => {
  const { slack, client } = await openSlack();
  const { read } = createWorkspaceUrl(client, stoppedClock(NOW));
  expect(await Promise.all([read(), read()])).toEqual(['https://stand-in.slack.com/', 'https://stand-in.slack.com/']);
  expect(await read()).toBe('https://stand-in.slack.com/');
  expect(slack.calls().map(({ method }) => method)).toEqual(['auth.test']);
});

test('a failure is no fault of the message, and Slack is asked again a minute later', async () => {
  let answer: object = { ok: false, error: 'internal_error' };
  const ask = vi.fn(() => answer);
  const clock = stoppedClock(NOW);
  const { read } = createWorkspaceUrl(await openAnswering(ask), clock);
  expect(await read()).toBeUndefined();
  answer = { ok: true, url: 'https://example.slack.com/' };
  clock.pass(59_000);
  expect(await read()).toBeUndefined();
  expect(ask).toHaveBeenCalledTimes(1);
  clock.pass(1_000);
  expect(await read()).toBe('https://example.slack.com/');
});

test('an answer that comes late serves the next message', async () => {
  let answerNow = () => {};
  const url = new Promise<string>((resolve) => {
    answerNow = () => resolve('https://example.slack.com/');
  });
  const client = { auth: { test: async () => ({ ok: true, url: await url }) } } as never;
  const { read } = createWorkspaceUrl(client, stoppedClock(NOW));
  const before = performance.now();
  expect(await read()).toBeUndefined();
  expect(performance.now() - before).toBeLessThan(2_000);
  answerNow();
  await expect.poll(read).toBe('https://example.slack.com/');
});

test.each([
  [
    'an address with a path keeps its host alone',
    'https://example.slack.com/archives|x>',
    'https://example.slack.com/',
  ],
  ['a script is no address', 'javascript:alert(1)', undefined],
  ['a word is no address', 'example', undefined],
  ['nothing is no address', undefined, undefined],
])('%s', async (_, url, expected) => {
  const { read } = createWorkspaceUrl(await openAnswering(() => ({ ok: true, url })), stoppedClock(NOW));
  expect(await read()).toBe(expected);
});
