// Requests of strangers and of Slack, and that Bolt can read all that is let in.
import { createHmac } from 'node:crypto';
import { App, AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyRequest } from '../../../../app/slack/http/verify-request.ts';
import { signRequest } from '../../../../local/slack/signed-request.ts';
import { runs } from '../../../runs.ts';

const SECRET = 'a-secret-of-the-test';
const NOW = new Date('2026-11-24T08:00:00.000Z');
const FORM = 'application/x-www-form-urlencoded';
const COMMAND = 'command=%2Fbastion&text=who&user_id=U0APPROVER1&team_id=T0TEAM';
const PRESS = `payload=${encodeURIComponent(JSON.stringify({ type: 'block_actions', note: '踏み台' }))}`;

interface Sent {
  body?: string | undefined;
  contentType?: string | undefined;
  secret?: string;
  /** After NOW; negative is before */
  seconds?: number;
  headers?: Record<string, string>;
  base64?: boolean;
}

function signatureOf(timestamp: string, body: string, secret = SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function request({ body = COMMAND, secret, seconds = 0, headers, base64 = false, ...rest }: Sent = {}) {
  const contentType = 'contentType' in rest ? rest.contentType : FORM;
  const timestamp = String(NOW.getTime() / 1000 + seconds);
  const event: APIGatewayProxyEventV2 = {
    ...signRequest('', SECRET, NOW),
    headers: {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(timestamp, body, secret),
      ...headers,
    },
    body: base64 ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded: base64,
  };
  return event;
}

const verdictOf = (sent: Sent) => verifyRequest(request(sent), SECRET, NOW);
const bodyOf = (sent: Sent) => {
  const verdict = verdictOf(sent);
  return verdict.signed ? verdict.request.body : verdict;
};

describe('a request that Slack did not sign now', () => {
  test.each<[string, Sent]>([
    ['the signature of another secret', { secret: 'another' }],
    [
      'the signature of another body',
      { headers: { 'x-slack-signature': signatureOf(String(NOW.getTime() / 1000), 'x') } },
    ],
    ['an empty signature', { headers: { 'x-slack-signature': '' } }],
    ['a signature without a hash', { headers: { 'x-slack-signature': 'v0' } }],
    ['a signature with an empty hash', { headers: { 'x-slack-signature': 'v0=' } }],
    ['a signature of another version', { headers: { 'x-slack-signature': 'v1=00' } }],
    ['a signature that is no hexadecimal', { headers: { 'x-slack-signature': 'v0=é' } }],
    ['a request that is six minutes old', { seconds: -360 }],
    ['a request from six minutes ahead', { seconds: 360 }],
    ['a request from an hour ahead', { seconds: 3600 }],
    ['a request that is years old', { seconds: -300_000_000 }],
    ['a timestamp with a fraction', { headers: { 'x-slack-request-timestamp': '1795507200.5' } }],
    ['a timestamp in hexadecimal', { headers: { 'x-slack-request-timestamp': '0x6b057800' } }],
    ['a timestamp that is no number', { headers: { 'x-slack-request-timestamp': 'now' } }],
    ['an empty timestamp', { headers: { 'x-slack-request-timestamp': '' } }],
    ['a timestamp with spaces', { headers: { 'x-slack-request-timestamp': ' 1795507200 ' } }],
    ['a timestamp without end', { headers: { 'x-slack-request-timestamp': '9'.repeat(400) } }],
    ['an unsigned ssl_check', { body: 'ssl_check=1', secret: 'another' }],
    ['unsigned garbage', { body: '{', contentType: 'application/json', secret: 'another' }],
    ['an unsigned challenge', { body: '{"type":"url_verification","challenge":"x"}', secret: 'another' }],
  ])('an unsigned or late request is answered with 401: %s', (_, sent) => {
    expect(verdictOf(sent)).toMatchObject({ signed: false, statusCode: 401 });
  });

  test.each(['x-slack-signature', 'x-slack-request-timestamp'])(
    'a request without %s is answered with 401',
    (missing) => {
      const event = request();
      const headers = Object.fromEntries(Object.entries(event.headers).filter(([name]) => name !== missing));
      expect(verifyRequest({ ...event, headers }, SECRET, NOW)).toMatchObject({ signed: false, statusCode: 401 });
    },
  );

  test('no request passes while the secret is empty', () => {
    expect(verifyRequest(request({ secret: 'x' }), '', NOW)).toMatchObject({ signed: false, statusCode: 401 });
  });

  test('a signature holds for five minutes in both directions', () => {
    expect(verdictOf({ seconds: -300 })).toMatchObject({ signed: true });
    expect(verdictOf({ seconds: 300 })).toMatchObject({ signed: true });
    expect(verdictOf({ seconds: -301 })).toMatchObject({ signed: false, why: 'a timestamp of another time' });
    expect(verdictOf({ seconds: 301 })).toMatchObject({ signed: false, why: 'a timestamp of another time' });
  });
});

describe('a signed request that cannot be read', () => {
  test.each<[string, Sent]>([
    ['an empty body', { body: '' }],
    ['an empty body of JSON', { body: '', contentType: 'application/json' }],
    ['a body without content type', { contentType: undefined }],
    ['a body with an empty content type', { contentType: '' }],
    ['a body of another type', { contentType: 'text/plain' }],
    ['JSON that is none', { body: '{', contentType: 'application/json' }],
    ['JSON that is a word', { body: '"x"', contentType: 'application/json' }],
    ['JSON that is null', { body: 'null', contentType: 'application/json' }],
    ['a form whose payload is no JSON', { body: 'payload=%7B' }],
    ['a form whose payload is empty', { body: 'payload=' }],
    ['a form whose payload is a number', { body: 'payload=1' }],
  ])('a signed request that cannot be read is answered with 400: %s', (_, sent) => {
    expect(verdictOf(sent)).toMatchObject({ signed: false, statusCode: 400 });
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a word', 'x'],
    ['an empty object', {}],
    ['headers that are none', { ...request(), headers: 'x' }],
    ['a header that is no text', { ...request(), headers: { 'x-slack-signature': 1 } }],
    ['a body that is no text', { ...request(), body: { a: 1 } }],
  ])('an event that is %s is no request, and never throws', (_, event) => {
    const verdict = examineAnything(event);
    expect(verdict.signed).toBe(false);
  });
});

describe('a signed request', () => {
  test.each<[string, Sent, string]>([
    ['a command', {}, COMMAND],
    ['a press of a button', { body: PRESS }, PRESS],
    ['a content type with a charset', { contentType: `${FORM}; charset=utf-8` }, COMMAND],
    ['a content type in capitals', { contentType: 'Application/JSON;charset=UTF-8', body: '{"a":1}' }, '{"a":1}'],
    ['a body in base64, as the HTTP API sends forms', { body: PRESS, base64: true }, PRESS],
    [
      'JSON in base64 with more than ASCII in it',
      { body: '{"a":"踏み台 👩‍👩‍👧‍👦"}', contentType: 'application/json', base64: true },
      '{"a":"踏み台 👩‍👩‍👧‍👦"}',
    ],
  ])('a signed request passes: %s', (_, sent, body) => {
    expect(bodyOf(sent)).toBe(body);
  });

  test('the headers of a request pass in any case, and Bolt gets them in one spelling', () => {
    const { headers, ...event } = request({ contentType: `${FORM}; charset=utf-8` });
    const loud = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    const verdict = verifyRequest({ ...event, headers: loud }, SECRET, NOW);
    expect(verdict).toMatchObject({
      signed: true,
      request: { headers: { 'content-type': FORM }, isBase64Encoded: false },
    });
  });

  test('a request that the stand-in of Slack has signed passes', () => {
    expect(verifyRequest(signRequest(COMMAND, SECRET, NOW), SECRET, NOW)).toMatchObject({ signed: true });
  });

  test('a body of ten megabytes passes', () => {
    const body = `text=${'x'.repeat(10_000_000)}`;
    expect(verdictOf({ body }).signed).toBe(true);
    expect(verdictOf({ body, secret: 'another' }).signed).toBe(false);
  });
});

describe('any garbage', () => {
  const anyHeaders = fc.dictionary(
    fc.constantFrom('x-slack-signature', 'X-Slack-Request-Timestamp', 'content-type', '__proto__', 'constructor'),
    fc.oneof(fc.string(), fc.constantFrom(String(NOW.getTime() / 1000), FORM, `v0=${'0'.repeat(64)}`), fc.anything()),
  );
  const anyEvent = fc.oneof(
    fc.anything(),
    fc.record(
      {
        headers: fc.oneof(anyHeaders, fc.anything()),
        body: fc.oneof(fc.string(), fc.json(), fc.webQueryParameters(), fc.anything()),
        isBase64Encoded: fc.oneof(fc.boolean(), fc.anything()),
      },
      { requiredKeys: [] },
    ),
  );

  test('any garbage never throws and is never taken for Slack’s', () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const verdict = examineAnything(event);
        expect(verdict.signed).toBe(false);
        expect(verdict).toMatchObject({ statusCode: expect.toSatisfy((code) => code === 400 || code === 401) });
      }),
      { numRuns: runs(1_000, 200) },
    );
  });

  test('any garbage that is signed is refused, or is answered by Bolt without throwing', async () => {
    const receiver = new AwsLambdaReceiver({
      signingSecret: SECRET,
      signatureVerification: false,
      logLevel: LogLevel.ERROR,
    });
    new App({ receiver, authorize: async () => ({ botToken: 'xoxb-x' }), logLevel: LogLevel.ERROR });
    const toBolt = receiver.toHandler();
    const anyBody = fc.oneof(
      fc.string().map((body) => ({ body, contentType: FORM })),
      fc.webQueryParameters().map((body) => ({ body, contentType: FORM })),
      fc.json().map((payload) => ({ body: `payload=${encodeURIComponent(payload)}`, contentType: FORM })),
      fc.json().map((body) => ({ body, contentType: 'application/json; charset=utf-8' })),
      fc.string().map((body) => ({ body, contentType: 'application/json' })),
    );
    await fc.assert(
      fc.asyncProperty(anyBody, fc.boolean(), async (sent, base64) => {
        const verdict = verdictOf({ ...sent, base64 });
        if (verdict.signed) {
          // Only Slack can sign, and it sends none of this, so an answer of 500 is fine.
          expect((await toBolt(verdict.request, {})).statusCode).toBeTypeOf('number');
        } else {
          expect(verdict.statusCode).toBe(400);
        }
      }),
      { numRuns: runs(300, 60) },
    );
  });
});

/** As whoever may invoke the function can: with what the compiler would not let through. */
function examineAnything(event: unknown) {
  const call: (event: never, secret: string, now: Date) => ReturnType<typeof verifyRequest> = verifyRequest;
  return Reflect.apply(call, undefined, [event, SECRET, NOW]);
}
