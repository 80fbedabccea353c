// The response URL of a click or a slash command: good for five answers within 30 minutes, which replace the message or add one.
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { type SlackStandIn, startSlack } from '../../local/slack/stand-in.ts';

const CHANNEL = 'C0BASTION01';
const APPROVER = 'U0APPROVER1';
const BLOCKS = [{ type: 'section', text: { type: 'plain_text', text: 'anew' } }];

let slack: SlackStandIn;
let now: number;
beforeEach(async () => {
  now = Date.parse('2026-11-24T01:00:00.250Z');
  slack = await startSlack({
    scopes: ['chat:write', 'channels:history'],
    channel: { id: CHANNEL, name: 'bastion' },
    people: [{ id: APPROVER, name: 'approver-1' }],
    now: () => now,
  });
  const { close } = slack;
  onTestFinished(() => close());
});

const acted = { personId: APPROVER, channel: CHANNEL, place: 'channel' } as const;
const posted = (visibleTo?: string) =>
  slack.addMessage({ ...acted, visibleTo, user: slack.botUserId, text: 'before', blocks: [] });

async function post(url: string, body: object | string) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return [answer.status, await answer.text()];
}

test('a response URL replaces an ephemeral message without marking it as edited', async () => {
  const on = posted(APPROVER);
  const url = slack.responseUrl({ ...acted, on });
  expect(await post(url, { text: 'anew', blocks: BLOCKS, replace_original: true })).toEqual([200, 'ok']);
  expect(slack.messages()).toMatchObject([
    { ts: on, text: 'anew', blocks: BLOCKS, visibleTo: APPROVER, edited: false },
  ]);
});

test('a response URL replaces a message in the channel and marks it as edited', async () => {
  const on = posted();
  const url = slack.responseUrl({ ...acted, on });
  expect(await post(url, { text: 'anew', blocks: BLOCKS, replace_original: true })).toEqual([200, 'ok']);
  expect(slack.messages()).toMatchObject([{ ts: on, text: 'anew', edited: true }]);
});

test('a response URL adds a message, which only the acting person sees unless it is for the channel', async () => {
  const url = slack.responseUrl({ ...acted, on: posted() });
  await post(url, { text: 'psst' });
  await post(url, { text: 'hello', response_type: 'in_channel' });
  // The answer to a slash command replaces nothing.
  await post(slack.responseUrl(acted), { text: 'first', replace_original: true });
  expect(slack.messages().map(({ text, visibleTo }) => [text, visibleTo])).toEqual([
    ['before', undefined],
    ['psst', APPROVER],
    ['hello', undefined],
    ['first', APPROVER],
  ]);
});

test('a response URL deletes its message', async () => {
  expect(await post(slack.responseUrl({ ...acted, on: posted(APPROVER) }), { delete_original: true })).toEqual([
    200,
    'ok',
  ]);
  expect(slack.messages()).toEqual([]);
});

test('a response URL works five times, and for half an hour', async () => {
  const url = slack.responseUrl(acted);
  for (let use = 0; use < 5; use++) expect(await post(url, { text: `${use}` })).toEqual([200, 'ok']);
  expect(await post(url, { text: 'sixth' })).toEqual([404, '{"ok":false,"error":"used_url"}']);
  const other = slack.responseUrl(acted);
  now += 30 * 60_000;
  expect(await post(other, { text: 'just in time' })).toEqual([200, 'ok']);
  now += 1;
  expect(await post(other, { text: 'too late' })).toEqual([404, '{"ok":false,"error":"expired_url"}']);
  expect(await post(`${other}x`, { text: 'nobody’s' })).toEqual([404, '{"ok":false,"error":"expired_url"}']);
  expect(slack.messages()).toHaveLength(6);
});

test('a response URL refuses an invalid message, which does not count as an answer', async () => {
  const url = slack.responseUrl(acted);
  for (let n = 0; n < 6; n++) expect((await post(url, { blocks: [{ type: 'header' }] }))[0]).toBe(400);
  for (const body of ['no JSON', '{}', { text: 'x', response_type: 'to_all' }])
    expect((await post(url, body))[0]).toBe(400);
  expect(await post(url, { text: 'fine' })).toEqual([200, 'ok']);
  expect(slack.messages()).toHaveLength(1);
});

test('a response URL has the faults of any call, and fails while Slack is down', async () => {
  const url = slack.responseUrl(acted);
  slack.fault('response_url', 'server-error');
  expect((await post(url, { text: 'x' }))[0]).toBe(500);
  slack.setDown(true);
  expect((await post(url, { text: 'x' }))[0]).toBe(500);
  slack.setDown(false);
  slack.fault('response_url', 'cut-off-after-effect');
  await expect(post(url, { text: 'cut off' })).rejects.toThrow();
  expect(slack.messages().map(({ text }) => text)).toEqual(['cut off']);
  expect(slack.calls().map(({ method }) => method)).toEqual(Array(3).fill('response_url'));
});
