// The HTTP API stand-in: one route to one function, and API Gateway's own answers for everything else.
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Loopback, type LoopbackRequest, type LoopbackResponse, startLoopback } from './loopback.ts';

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
}

export interface HttpApiStandIn extends Loopback {
  /** Address of the route, e.g. "http://127.0.0.1:43217/slack/events" */
  readonly requestUrl: string;
  /** One request to the route, as it comes in from outside. */
  receive(event: APIGatewayProxyEventV2): Promise<HttpAnswer>;
  /** While true, somebody uses up the rate limit: every request gets API Gateway's 429. */
  flood(flooded: boolean): void;
  isFlooded(): boolean;
}

export interface HttpApiOptions {
  /** Invokes the function of the route. @throws {unknown} the function's own error */
  readonly invoke: (event: APIGatewayProxyEventV2) => Promise<HttpAnswer>;
}

const [METHOD, PATH] = ['POST', '/slack/events'];

export async function startHttpApi({ invoke }: HttpApiOptions): Promise<HttpApiStandIn> {
  let isFlooded = false;

  async function receive(event: APIGatewayProxyEventV2): Promise<HttpAnswer> {
    if (isFlooded) return refuse(429, 'Too Many Requests');
    try {
      return await invoke(event);
    } catch {
      // The function's own journal has its error: API Gateway never passes it on.
      return refuse(500, 'Internal Server Error');
    }
  }

  const loopback = await startLoopback(async (request): Promise<LoopbackResponse> => {
    const isRouted = request.method === METHOD && request.path === PATH;
    const {
      statusCode,
      headers = {},
      body = '',
    } = isRouted ? await receive(toEvent(request)) : refuse(404, 'Not Found');
    return { status: statusCode, headers, body };
  });
  return {
    ...loopback,
    requestUrl: `${loopback.url}${PATH}`,
    receive,
    flood: (flooded) => {
      isFlooded = flooded;
    },
    isFlooded: () => isFlooded,
  };
}

/** API Gateway's own answer. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html */
function refuse(statusCode: number, message: string): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ message }) };
}

/** Payload format 2.0. */
function toEvent({ headers, bytes }: LoopbackRequest): APIGatewayProxyEventV2 {
  const routeKey = `${METHOD} ${PATH}`;
  const now = new Date();
  return {
    version: '2.0',
    routeKey,
    rawPath: PATH,
    rawQueryString: '',
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: 'local.invalid',
      domainPrefix: 'local',
      http: { method: METHOD, path: PATH, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: '' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(bytes.length > 0 && { body: Buffer.from(bytes).toString('base64') }),
    isBase64Encoded: bytes.length > 0,
  };
}
