// Reads Parameter Store without the SDK's client for Systems Manager, which knows 150 operations: a cold start needs
// one of them, and would take up to 18 ms longer. The signature is the SDK's own.
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import * as v from 'valibot';
import { sendHttpRequest } from '../../lib/http-request.ts';

/** The operations in use, each with its input. */
interface Operations {
  readonly GetParameter: { readonly Name: string; readonly WithDecryption: true };
  readonly GetParameters: { readonly Names: readonly string[]; readonly WithDecryption: true };
}

/**
 * @returns the answer of Parameter Store, of any shape
 * @throws {RefusedError} if Parameter Store refuses
 * @throws {Error} if no attempt is answered
 */
export type ParameterStore = <O extends keyof Operations>(operation: O, input: Operations[O]) => Promise<unknown>;

/** Its name is AWS's error code, e.g. "ParameterNotFound". */
export class RefusedError extends Error {
  /** True if another attempt may succeed. */
  readonly passes: boolean;

  constructor(operation: string, { status, text }: Answer) {
    const { __type: type, message, Message } = parseRefusal(text);
    super(`${operation} was refused: ${message ?? Message ?? `HTTP ${status}`}`);
    // AWS may send it as "com.amazonaws.ssm#ParameterNotFound".
    this.name = type?.split('#').at(-1) ?? 'RefusedError';
    this.passes = status >= 500 || status === 429 || /Throttl/.test(this.name);
  }
}

const MAX_ATTEMPTS = 3;
/** Longest wait before the second attempt; before the third, twice as long. */
const PAUSE_MILLIS = 100;

/** Lambda sets region and credentials there. */
type AwsEnvironment = Readonly<Record<string, string | undefined>>;

/** @param timeoutMillis limit of one attempt */
export function openParameterStore(env: AwsEnvironment = process.env, timeoutMillis = 2_500): ParameterStore {
  return async (operation, input) => {
    for (let tries = 1; ; tries++) {
      try {
        return await ask(env, operation, JSON.stringify(input), AbortSignal.timeout(timeoutMillis));
      } catch (fault) {
        if (tries === MAX_ATTEMPTS || (fault instanceof RefusedError && !fault.passes)) throw fault;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * PAUSE_MILLIS * tries));
      }
    }
  };
}

async function ask(env: AwsEnvironment, operation: string, body: string, signal: AbortSignal): Promise<unknown> {
  const { AWS_REGION: region = '', AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_SSM } = env;
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = env;
  const url = new URL(AWS_ENDPOINT_URL_SSM ?? AWS_ENDPOINT_URL ?? resolveEndpoint(region));
  const signer = new SignatureV4({
    service: 'ssm',
    region,
    sha256: Sha256,
    credentials: {
      accessKeyId: AWS_ACCESS_KEY_ID,
      secretAccessKey: AWS_SECRET_ACCESS_KEY,
      ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
    },
  });
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: '/',
    headers: { host: url.host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${operation}` },
    body,
  });
  const { response, bytes } = await sendHttpRequest(url, { method: 'POST', headers, signal }, body).catch((cause) => {
    const why = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new Error(`${operation} was not answered (${why}): see that the function can reach ${url.host}`, { cause });
  });
  const answer = { status: response.statusCode ?? 0, text: bytes.toString() };
  if (answer.status !== 200) throw new RefusedError(operation, answer);
  try {
    return JSON.parse(answer.text);
  } catch {
    // The parser would quote text that may be a secret.
    throw new Error(`the answer to ${operation} is no JSON: look for a proxy before ${url.host}`);
  }
}

/** Partitions whose endpoints have another form, which only AWS's own rules give. */
const ELSEWHERE = /^(us-iso|eu-iso|eusc-)/;

/**
 * @returns e.g. "https://ssm.ap-northeast-1.amazonaws.com"
 * @throws {Error} for a partition whose endpoints are not known here
 */
export function resolveEndpoint(region: string): string {
  if (ELSEWHERE.test(region)) throw new Error(`AWS_ENDPOINT_URL_SSM is not set: set it to the endpoint of ${region}`);
  return `https://ssm.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const refusal = v.object({
  __type: v.optional(v.string()),
  message: v.optional(v.string()),
  Message: v.optional(v.string()),
});

function parseRefusal(text: string): v.InferOutput<typeof refusal> {
  try {
    return v.parse(refusal, JSON.parse(text));
  } catch {
    // Something other than AWS answered; only its status is reported.
    return {};
  }
}
