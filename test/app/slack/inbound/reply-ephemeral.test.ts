// How one person is answered: every way to them is tried, and only addresses of Slack's are written to.
import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Monitor } from '../../../../app/ports.ts';
import { createResponseUrls } from '../../../../app/slack/http/response-url.ts';
import { createEphemeralReply, type EphemeralReply } from '../../../../app/slack/inbound/reply-ephemeral.ts';
import { renderSentence } from '../../../../app/slack/views/answers.ts';
import { openOnLoopback } from '../../../../local/aws/loopback.ts';
import { APPROVER, CHANNEL } from '../notice-states-fixture.ts';
import { clientOf } from '../slack-fixture.ts';

const MESSAGE = renderSentence(['Done.']);
const SECRET = '/actions/T000000001/1234/a-secret';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** Slack's next answers, by method; of a response_url by 'response'. "never" leaves a request without an answer. */
let answers: Record<string, Answer | 'never'>;
let asked: { method: string; body: string; contentType: string | undefined }[];
let faults: string[];
let whisper: EphemeralReply;
let url: string;

beforeEach(async () => {
  [answers, asked, faults] = [{}, [], []];
  const methodOf = ({ url: path = '' }: IncomingMessage) => (path.startsWith('/api/') ? path.slice(5) : 'response');
  const server = createServer(async (request, response) => {
    const method = methodOf(request);
    asked.push({ method, body: await text(request), contentType: request.headers['content-type'] });
    const answer = answers[method] ?? { body: method === 'response' ? 'ok' : { ok: true } };
    if (answer === 'never') return;
    const { status = 200, headers = {}, body = '' } = answer;
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const opened = await openOnLoopback(server);
  onTestFinished(() => opened.close());
  ({ url } = opened);
  const apiUrl = `${url}/api/`;
  const monitor: Monitor = {
    count: () => {},
    measure: () => {},
    fault: (what, cause) =>
      faults.push(`${what}: ${cause instanceof Error ? `${cause.message} ${cause.stack}` : cause}`),
  };
  whisper = createEphemeralReply(clientOf(apiUrl, 'xoxb-made-up'), createResponseUrls(apiUrl), monitor);
});

const presser = (responseUrl: unknown = `${url}${SECRET}`) => ({ userId: APPROVER, channel: CHANNEL, responseUrl });
const methods = () => asked.map(({ method }) => method);
const refused = (error: string): Answer => ({ body: { ok: false, error } });

describe('somebody is told', () => {
  test.each([
    ['a 429', { status: 429, headers: { 'retry-after': '1' }, body: { ok: false, error: 'ratelimited' } }],
    ['a 429 without a number', { status: 429, body: '' }],
    ['the word alone', { body: { ok: false, error: 'ratelimited' } }],
  ])(
    'a private answer goes another way after %s, as long as Slack takes none in the channel',
    async (_what, answer) => {
      answers['chat.postEphemeral'] = answer;
      for (let more = 0; more < 20; more++) await whisper.tell(presser(), MESSAGE);
      expect(methods().filter((method) => method === 'chat.postEphemeral')).toHaveLength(1);
      expect(methods().filter((method) => method === 'response')).toHaveLength(20);
      expect(faults).toEqual([]);
    },
  );

  test('a private answer goes to the channel, where that works', async () => {
    await whisper.tell(presser(), MESSAGE);
    expect([methods(), faults]).toEqual([['chat.postEphemeral'], []]);
  });

  test.each([
    'is_archived',
    'cannot_dm_bot',
    'messages_tab_disabled',
    'restricted_action',
    'msg_too_long',
    'not_in_channel',
    'channel_not_found',
    'user_not_in_channel',
    'a_word_of_tomorrow',
  ])('a private answer goes through the response_url, where Slack says %s', async (error) => {
    answers['chat.postEphemeral'] = refused(error);
    await whisper.tell(presser(), MESSAGE);
    expect([methods(), faults]).toEqual([['chat.postEphemeral', 'response'], []]);
    expect(asked[1]?.contentType).toMatch(/^application\/json/);
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({
      ...MESSAGE,
      response_type: 'ephemeral',
      replace_original: false,
    });
  });

  test.each<[string, Answer]>([
    ['an error 500', { status: 500 }],
    ['a rate limit', { status: 429, headers: { 'retry-after': '30' }, body: refused('ratelimited').body ?? '' }],
    ['no JSON', { body: '<html>' }],
  ])('a private answer goes through the response_url after %s', async (_, answer) => {
    answers['chat.postEphemeral'] = answer;
    await whisper.tell(presser(), MESSAGE);
    expect([methods(), faults]).toEqual([['chat.postEphemeral', 'response'], []]);
  });

  test.each<[string, Answer | 'never']>([
    ['is used up', { status: 404, body: { ok: false, error: 'used_url' } }],
    ['refuses with a 200', refused('invalid_blocks')],
    ['leads elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }],
    ['fails', { status: 500 }],
    ['does not answer', 'never'],
  ])('a private answer is a direct message, where the response_url %s', async (_, answer) => {
    answers['chat.postEphemeral'] = refused('is_archived');
    answers.response = answer;
    await whisper.tell(presser(), MESSAGE);
    expect([methods(), faults]).toEqual([['chat.postEphemeral', 'response', 'chat.postMessage'], []]);
  });

  test('a private answer is a direct message, where the press came without a response_url', async () => {
    answers['chat.postEphemeral'] = refused('is_archived');
    for (const none of [undefined, null]) await whisper.tell({ ...presser(), responseUrl: none }, MESSAGE);
    expect(methods()).toEqual(Array(2).fill(['chat.postEphemeral', 'chat.postMessage']).flat());
    expect(faults).toEqual([]);
  });

  test('a private answer that goes nowhere is a fault with every reason in it, and without the address', async () => {
    answers['chat.postEphemeral'] = refused('is_archived');
    answers.response = { status: 404 };
    answers['chat.postMessage'] = refused('cannot_dm_bot');
    await whisper.tell(presser(), MESSAGE);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^outcome of a press not delivered.*is_archived.*404.*cannot_dm_bot/);
    expect(faults[0]).not.toContain(SECRET);
  });
});

describe('a private message is replaced', () => {
  test('a private message is replaced through the response_url', async () => {
    expect(await whisper.replace(presser(), MESSAGE)).toBe(true);
    expect(asked).toMatchObject([{ method: 'response' }]);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      ...MESSAGE,
      response_type: 'ephemeral',
      replace_original: true,
    });
  });

  test('a message that everybody sees is replaced for everybody', async () => {
    expect(await whisper.replace(presser(), MESSAGE, 'instead-for-all')).toBe(true);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      ...MESSAGE,
      response_type: 'in_channel',
      replace_original: true,
    });
  });

  test.each<[string, Answer | 'never']>([
    ['is used up', { status: 404, body: { ok: false, error: 'used_url' } }],
    ['refuses with a 200', refused('invalid_blocks')],
    ['leads elsewhere', { status: 307, headers: { location: 'http://127.0.0.1:9/' } }],
    ['does not answer', 'never'],
  ])(
    'a private message is not replaced where the response_url %s, which is a fault without the address',
    async (_, answer) => {
      answers.response = answer;
      expect(await whisper.replace(presser(), MESSAGE)).toBe(false);
      expect(methods()).toEqual(['response']);
      expect(faults).toEqual([expect.stringMatching(/^private message not replaced/)]);
      expect(faults[0]).not.toContain(SECRET);
    },
  );

  test.each([
    'https://hooks.slack.com.example.com/actions/1',
    'https://example.com/hooks.slack.com',
    'http://hooks.slack.com/actions/1',
    'https://hooks.slack.com:8443/actions/1',
    'https://user:word@hooks.slack.com/actions/1',
    'https://127.0.0.1/actions/1',
    'http://127.0.0.1:9/actions/1',
    'file:///etc/hosts',
    'javascript:alert(1)',
    'hooks.slack.com/actions/1',
    `https://hooks.slack.com/${'x'.repeat(500)}`,
    '',
    42,
    {},
  ])('a private message is never replaced by way of %j, which is ignored with a fault', async (foreign) => {
    expect(await whisper.replace(presser(foreign), MESSAGE)).toBe(false);
    expect(asked).toEqual([]);
    expect(faults).toEqual([expect.stringMatching(/^response_url ignored/)]);
    if (typeof foreign === 'string' && foreign !== '') expect(faults[0]).not.toContain(foreign);
  });
});

test('only Slack’s own addresses are taken, where no other base of the Web API is named', () => {
  const slack = 'https://hooks.slack.com/actions/T000000001/1234/abcd';
  expect(createResponseUrls(undefined).parse(slack)?.href).toBe(slack);
  expect(createResponseUrls(`${url}/api/`).parse(slack)?.href).toBe(slack);
  expect(createResponseUrls(undefined).parse(`${url}${SECRET}`)).toBeUndefined();
  expect(createResponseUrls(`${url}/api/`).parse(`${url}${SECRET}`)?.href).toBe(`${url}${SECRET}`);
});
