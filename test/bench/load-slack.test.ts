// The Slack stand-in of the load: it is as strict as Slack's documents, and remembers all calls.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { SlackSettings } from './load-slack.ts';

let child: ChildProcess | undefined;
afterEach(() => child?.disconnect());

async function start(settings: Partial<SlackSettings> = {}) {
  const all: SlackSettings = { millis: 0, onePostASecond: true, ...settings };
  child = fork(fileURLToPath(new URL('load-slack.ts', import.meta.url)), [JSON.stringify(all)], {
    execArgv: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
  });
  const [{ url }] = (await once(child, 'message')) as [{ url: string }];
  const call = async (method: string, body: Record<string, string>) => {
    const answer = await fetch(`${url}/api/${method}`, { method: 'POST', body: new URLSearchParams(body) });
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.json() };
  };
  const post = (channel: string, more: Record<string, string> = {}) =>
    call('chat.postMessage', { channel, text: 'x', ...more });
  const told = async () => (await fetch(`${url}/told`)).json();
  return { call, post, told };
}

const TAKEN = { status: 200, body: { ok: true } };
const TOO_MANY = { status: 429, retryAfter: '1', body: { ok: false, error: 'ratelimited' } };
const about = (id: string) => ({
  metadata: JSON.stringify({ event_type: 'bastion_session', event_payload: { session_id: id } }),
});

test('the Slack stand-in accepts one message a second for each channel with its threads, and for each person', async () => {
  const { post, told } = await start();
  const first = await post('C1');
  expect(first).toMatchObject(TAKEN);
  expect(await post('C1', { thread_ts: first.body.ts })).toMatchObject(TOO_MANY);
  expect(await post('U1')).toMatchObject(TAKEN);
  expect(await post('U1')).toMatchObject(TOO_MANY);
  expect(await post('U2')).toMatchObject(TAKEN);
  await setTimeout(1_010);
  // A refused post does not count.
  expect(await post('C1')).toMatchObject(TAKEN);
  const { messages, refusedPosts } = await told();
  expect(messages.map(({ channel }: { channel: string }) => channel)).toEqual(['C1', 'U1', 'U2', 'C1']);
  expect(refusedPosts).toHaveLength(2);
});

test('the Slack stand-in accepts a limited number of updates a minute, and only of existing messages', async () => {
  const { call, post, told } = await start({ onePostASecond: false, updatesAMinute: 2 });
  const { ts } = (await post('C1')).body;
  const change = (on: string) => call('chat.update', { channel: 'C1', ts: on, text: 'y' });
  expect(await change(ts)).toMatchObject(TAKEN);
  expect(await change('1.000001')).toMatchObject({ body: { ok: false, error: 'message_not_found' } });
  const late = await change(ts);
  expect(late).toMatchObject({ status: 429, body: { error: 'ratelimited' } });
  expect(Number(late.retryAfter)).toBeGreaterThan(50);
  expect(await told()).toMatchObject({ updates: 1, refusedUpdates: [expect.any(Number)] });
});

test('the history of the Slack stand-in has the posted messages with their metadata, newest first, and each thread its replies', async () => {
  const { call, post } = await start({ onePostASecond: false });
  const notice = (await post('C1', about('operator-a'))).body;
  const other = (await post('C1', about('operator-b'))).body;
  const reply = (await post('C1', { thread_ts: notice.ts, ...about('operator-a') })).body;
  await post('C2');
  const history = await call('conversations.history', { channel: 'C1', include_all_metadata: 'true' });
  expect(history.body.messages.map(({ ts }: { ts: string }) => ts)).toEqual([other.ts, notice.ts]);
  expect(history.body.messages[1].metadata.event_payload).toEqual({ session_id: 'operator-a' });
  expect(history.body.messages[1].user).toBe((await call('auth.test', {})).body.user_id);
  const plain = await call('conversations.history', { channel: 'C1', oldest: notice.ts, limit: '1' });
  expect(plain.body).toMatchObject({ has_more: false, messages: [{ ts: other.ts }] });
  expect(plain.body.messages[0]).not.toHaveProperty('metadata');
  const replies = await call('conversations.replies', { channel: 'C1', ts: notice.ts, include_all_metadata: 'true' });
  expect(replies.body.messages.map(({ ts }: { ts: string }) => ts)).toEqual([notice.ts, reply.ts]);
  expect((await call('conversations.replies', { channel: 'C1', ts: '1.000001' })).body.error).toBe('thread_not_found');
});

test('the Slack stand-in refuses an invalid message and reports its fault', async () => {
  const { post, told } = await start();
  expect((await post('C1', { blocks: '[{"type":"lever"}]' })).body).toMatchObject({
    ok: false,
    error: 'invalid_blocks',
  });
  expect((await told()).faults).toContain('invalid_blocks');
});
