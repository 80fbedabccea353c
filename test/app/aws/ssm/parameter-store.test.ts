// Parameter Store over HTTP: signed as AWS demands, asked again where that may help, and never where it cannot.
import { createHash, createHmac } from 'node:crypto';
import { inspect } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openParameterStore, resolveEndpoint } from '../../../../app/aws/ssm/parameter-store.ts';
import { CREDENTIALS, REGION } from '../../../../local/aws/account.ts';
import { refuse, succeed } from '../../../../local/aws/aws-json.ts';
import {
  type Loopback,
  type LoopbackRequest,
  type LoopbackResponse,
  startLoopback,
} from '../../../../local/aws/loopback.ts';

const ASKED = { Name: '/targets', WithDecryption: true } as const;
const FOUND = succeed({ Parameter: { Name: '/targets', Value: '*' } });

/** Answers one thing after the other, and the last one from then on. */
async function answering(
  ...answers: readonly (LoopbackResponse | Promise<never>)[]
): Promise<Loopback & { readonly asked: LoopbackRequest[] }> {
  const asked: LoopbackRequest[] = [];
  const server = await startLoopback(async (request) => {
    asked.push(request);
    return answers[Math.min(asked.length, answers.length) - 1] ?? FOUND;
  });
  onTestFinished(() => server.close());
  return { ...server, asked };
}

const environment = (url: string) => ({
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_ENDPOINT_URL_SSM: url,
});

test('a request is signed with what Lambda lends the function', async () => {
  const { url, asked } = await answering(FOUND);
  const lent = { ...environment(url), AWS_SESSION_TOKEN: 'made-up-token' };
  expect(await openParameterStore(lent)('GetParameter', ASKED)).toEqual({
    Parameter: { Name: '/targets', Value: '*' },
  });
  const [{ method, path, headers, body } = expect.fail('nothing was asked')] = asked;
  expect({ method, path, body }).toEqual({ method: 'POST', path: '/', body: JSON.stringify(ASKED) });
  expect(headers).toMatchObject({
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'AmazonSSM.GetParameter',
    'x-amz-security-token': 'made-up-token',
  });
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
  const [, scope = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  expect(scope).toMatch(new RegExp(`^\\d{8}/${REGION}/ssm/aws4_request$`));
  expect(names.split(';')).toEqual(
    expect.arrayContaining(['host', 'x-amz-date', 'x-amz-target', 'x-amz-security-token']),
  );
  const canonical = names.split(';').map((name) => `${name}:${String(headers[name])}\n`);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  const request = ['POST', '/', '', canonical.join(''), names, sha256(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(request)].join('\n');
  const hmac = (key: string | Buffer, part: string) => createHmac('sha256', key).update(part).digest();
  const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${CREDENTIALS.secretAccessKey}`);
  expect(signature).toBe(hmac(key, text).toString('hex'));
});

test.each([
  ['a fault of AWS', refuse('InternalServerError', 'of theirs', 500)],
  ['too many requests', refuse('ThrottlingException', 'Rate exceeded')],
  ['a proxy that is out of order', { status: 503, body: '<html>' }],
])('a request is repeated after %s', async (_, answer) => {
  const { url, asked } = await answering(answer, answer, FOUND);
  expect(await openParameterStore(environment(url))('GetParameter', ASKED)).toMatchObject({ Parameter: {} });
  expect(asked).toHaveLength(3);
});

test('a request that fails each time is reported by the name and the words of AWS', async () => {
  const { url, asked } = await answering(refuse('com.amazonaws.ssm#InternalServerError', 'of theirs', 500));
  await expect(openParameterStore(environment(url))('GetParameter', ASKED)).rejects.toMatchObject({
    name: 'InternalServerError',
    message: 'GetParameter was refused: of theirs',
  });
  expect(asked).toHaveLength(3);
});

test.each([
  ['AccessDeniedException', refuse('AccessDeniedException', 'not authorized'), 'not authorized'],
  ['ParameterNotFound', { status: 400, body: '{"__type":"ParameterNotFound"}' }, 'HTTP 400'],
  ['RefusedError', { status: 302, body: 'moved' }, 'HTTP 302'],
])('a request that meets %s is made once', async (name, answer, words) => {
  const { url, asked } = await answering(answer);
  await expect(openParameterStore(environment(url))('GetParameter', ASKED)).rejects.toMatchObject({
    name,
    message: `GetParameter was refused: ${words}`,
  });
  expect(asked).toHaveLength(1);
});

test('a request without an answer is given up, and repeated', async () => {
  const { url, asked } = await answering(new Promise<never>(() => {}), FOUND);
  expect(await openParameterStore(environment(url), 200)('GetParameter', ASKED)).toMatchObject({ Parameter: {} });
  expect(asked).toHaveLength(2);
});

test('a fault names the place where nobody answers', async () => {
  const nowhere = 'http://127.0.0.1:9';
  await expect(openParameterStore(environment(nowhere))('GetParameter', ASKED)).rejects.toMatchObject({
    message: expect.stringMatching(/^GetParameter was not answered \(.*ECONNREFUSED.*\): .* can reach 127\.0\.0\.1:9$/),
    cause: { code: 'ECONNREFUSED' },
  });
});

test('an answer that is no JSON is a fault, which does not quote it', async () => {
  const { url, asked } = await answering({ status: 200, body: 'xoxb-made-up' });
  const fault: unknown = await openParameterStore(environment(url))('GetParameter', ASKED).catch((error) => error);
  expect(fault).toMatchObject({ message: expect.stringMatching(/^the answer to GetParameter is no JSON/) });
  expect(inspect(fault, { depth: null })).not.toContain('xoxb');
  expect(asked).toHaveLength(3);
});

test.each([
  ['ap-northeast-1', 'https://ssm.ap-northeast-1.amazonaws.com'],
  ['us-gov-west-1', 'https://ssm.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'https://ssm.cn-north-1.amazonaws.com.cn'],
])('Parameter Store in %s is at %s', (region, endpoint) => {
  expect(resolveEndpoint(region)).toBe(endpoint);
});

test.each(['us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'eusc-de-east-1'])(
  'Parameter Store in %s has no known address, and the fault says what to set',
  (region) => {
    expect(() => resolveEndpoint(region)).toThrow(`set it to the endpoint of ${region}`);
  },
);
