// Delivers signed requests to the app, and waits three seconds for each answer.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { signRequest } from './signed-request.ts';

export type Answer = APIGatewayProxyStructuredResultV2;

export interface Delivery {
  /** A click, a command or a submission, as a form. */
  sendForm(fields: Readonly<Record<string, string>>): Promise<Answer | 'too late'>;
  sendJson(body: object, headers?: Readonly<Record<string, string>>): Promise<Answer | 'too late'>;
}

export interface DeliveryOptions {
  readonly signingSecret: string;
  readonly deliver: (event: APIGatewayProxyEventV2) => Promise<Answer>;
}

/**
 * Time that Slack gives an app to respond.
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
const ANSWER_LIMIT_MILLIS = 3_000;

export function createDelivery({ signingSecret, deliver }: DeliveryOptions): Delivery {
  async function send(request: APIGatewayProxyEventV2): Promise<Answer | 'too late'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'too late'>((resolve) => {
      timer = setTimeout(resolve, ANSWER_LIMIT_MILLIS, 'too late');
    });
    try {
      return await Promise.race([deliver(request), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    sendForm: (fields) => send(signRequest(new URLSearchParams(fields).toString(), signingSecret, new Date())),
    sendJson: (body, headers) =>
      send(signRequest(JSON.stringify(body), signingSecret, new Date(), 'application/json', headers)),
  };
}

/** @returns Slack's error code; undefined for an answer with status 200 */
export function findFailure(answer: Answer | 'too late'): 'operation_timeout' | 'dispatch_failed' | undefined {
  if (answer === 'too late') return 'operation_timeout';
  return answer.statusCode === 200 ? undefined : 'dispatch_failed';
}

/**
 * Slack's own message of the failure, for the person who acted.
 * @returns undefined for an answer with status 200
 */
export function describeFailure(what: string, answer: Answer | 'too late'): string | undefined {
  const error = findFailure(answer);
  if (error === undefined) return undefined;
  const why =
    answer === 'too late' ? 'the app did not answer within 3 seconds' : `the app answered ${answer.statusCode}`;
  return `${what} failed with the error "${error}": ${why}.`;
}
