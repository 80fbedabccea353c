// A signed request of Slack, as the event that the HTTP API makes of it.
import { createHmac, randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const FORM = 'application/x-www-form-urlencoded';

/**
 * The event of the HTTP API: payload format 2.0, with a form as base64, and JSON as it is.
 * @param headers in addition to the content type and the signature
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signRequest(
  body: string,
  signingSecret: string,
  at: Date,
  contentType = FORM,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyEventV2 {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const isBase64Encoded = contentType === FORM;
  return {
    version: '2.0',
    routeKey: 'POST /slack/events',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers: {
      ...headers,
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'local',
      domainName: 'local.invalid',
      domainPrefix: 'local',
      http: {
        method: 'POST',
        path: '/slack/events',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'Slackbot',
      },
      requestId: randomUUID(),
      routeKey: 'POST /slack/events',
      stage: '$default',
      time: at.toISOString(),
      timeEpoch: at.getTime(),
    },
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded,
  };
}
