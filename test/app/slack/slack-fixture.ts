// The Slack stand-in, or one that answers what a test says, behind the client that the handlers use.
import { createServer } from 'node:http';
import type { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { SlackClient } from '../../../app/slack/http/client.ts';
import { openOnLoopback } from '../../../local/aws/loopback.ts';
import { readCall, type SlackCall } from '../../../local/slack/request.ts';
import { type SlackStandIn, startSlack } from '../../../local/slack/stand-in.ts';
import type { SlackOptions } from '../../../local/slack/workspace.ts';
import { APPROVER, CHANNEL, OPERATOR } from './notice-states-fixture.ts';

export const GUEST = 'U0GUEST0001';
export const GROUP = 'S0APPROVERS';
/** Longer than the stand-in takes for anything, on a busy machine too */
const PATIENCE_MILLIS = 10_000;

export async function openSlack(
  options: Partial<SlackOptions> = {},
): Promise<{ slack: SlackStandIn; client: WebClient }> {
  const slack = await startSlack({
    scopes: ['chat:write', 'channels:history', 'usergroups:read', 'users:read', 'users:read.email'],
    channel: { id: CHANNEL, name: 'bastion' },
    people: [
      { id: APPROVER, name: 'approver-1' },
      { id: OPERATOR, name: 'operator', email: 'operator@example.com' },
      { id: GUEST, name: 'guest', guest: true },
    ],
    userGroups: [{ id: GROUP, handle: 'approvers', users: [APPROVER] }],
    ...options,
  });
  onTestFinished(() => slack.close());
  return { slack, client: clientOf(slack.apiUrl, slack.botToken) };
}

/** For what the stand-in cannot be brought to say. @param answer the body, with `ok` */
export async function openAnswering(answer: (call: SlackCall) => object): Promise<WebClient> {
  const server = createServer((request, response) => {
    readCall(request).then((call) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer(call)));
    });
  });
  const { url, close } = await openOnLoopback(server);
  onTestFinished(() => close());
  return clientOf(`${url}/api/`, 'xoxb-made-up');
}

/** For what no Slack would say: what stands in between, and what is damaged on its way. */
export async function openSaying(answer: {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  readonly retryAfter?: string | undefined;
}): Promise<WebClient> {
  const server = createServer((request, response) => {
    request.resume();
    const { status, contentType, retryAfter } = answer;
    response.writeHead(status, {
      'content-type': contentType,
      ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
    });
    response.end(answer.text);
  });
  const { url, close } = await openOnLoopback(server);
  onTestFinished(() => close());
  return clientOf(`${url}/api/`, 'xoxb-made-up');
}

export function clientOf(apiUrl: string, token: string, timeoutMillis = PATIENCE_MILLIS): SlackClient {
  return new SlackClient(token, { apiUrl, timeoutMillis });
}

/** A clock that stands still until it is moved. */
export function stoppedClock(iso: string) {
  let now = Date.parse(iso);
  return {
    now: () => new Date(now),
    pause: async () => {},
    pass(millis: number) {
      now += millis;
    },
  };
}
