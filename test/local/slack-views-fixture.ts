// The Slack stand-in with its client and a scripted app, for the tests of views and events.
import { WebClient } from '@slack/web-api';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { onTestFinished } from 'vitest';
import type { Answer } from '../../local/slack/delivery.ts';
import { createSlackClient, type SlackClientOptions } from '../../local/slack/slack-client.ts';
import { startSlack } from '../../local/slack/stand-in.ts';
import type { SlackOptions } from '../../local/slack/workspace.ts';

export const CHANNEL = { id: 'C0BASTION01', name: 'bastion' };
export const APPROVER = { id: 'U0APPROVER1', name: 'approver-1' };
export const OPERATOR = { id: 'U0OPERATOR1', name: 'operator' };
export const SCOPES = ['chat:write', 'commands', 'reactions:read', 'channels:history', 'im:history'];

export const plain = (text: string) => ({ type: 'plain_text' as const, text });

export const NOTE = {
  type: 'input' as const,
  block_id: 'note',
  label: plain('Note'),
  element: { type: 'plain_text_input' as const, action_id: 'note', multiline: true, max_length: 500 },
};

export const MODAL = {
  type: 'modal' as const,
  callback_id: 'acknowledge_with_note',
  title: plain('Acknowledge'),
  submit: plain('Acknowledge'),
  private_metadata: 'session-1',
  blocks: [NOTE],
};

export const MENU = {
  type: 'actions' as const,
  block_id: 'session:1',
  elements: [
    {
      type: 'button' as const,
      action_id: 'acknowledge_session',
      text: plain('Acknowledge'),
      value: '1',
      accessibility_label: 'Acknowledge operator on bastion-linux',
    },
    {
      type: 'overflow' as const,
      action_id: 'more_session',
      options: [
        { text: plain('Acknowledge with a note…'), value: 'note' },
        { text: plain('Take back'), value: 'withdraw' },
      ],
    },
  ],
};

export type Settings = Partial<SlackOptions> & Pick<SlackClientOptions, 'events' | 'retryAfterMillis'>;

/** A request that the app has received. */
export interface Received {
  readonly headers: APIGatewayProxyEventV2['headers'];
  readonly raw: string;
  // biome-ignore lint/suspicious/noExplicitAny: a payload of Slack has many shapes
  readonly payload: any;
}

export async function openWorkspace({ events, retryAfterMillis, ...options }: Settings = {}) {
  const workspace = {
    scopes: SCOPES,
    channel: CHANNEL,
    people: [APPROVER, OPERATOR],
    ...options,
  };
  const slack = await startSlack(workspace);
  onTestFinished(() => slack.close());
  const web = new WebClient(slack.botToken, { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } });
  const received: Received[] = [];
  let answerWith: (got: Received) => Answer | Promise<Answer> = () => ({ statusCode: 200 });
  const client = createSlackClient({
    ...workspace,
    slack,
    events,
    retryAfterMillis,
    signingSecret: 'made-up',
    async deliver({ body = '', isBase64Encoded, headers }) {
      const raw = isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
      const json = isBase64Encoded ? new URLSearchParams(raw).get('payload') : raw;
      const got = { headers, raw, payload: JSON.parse(json ?? 'null') };
      received.push(got);
      return answerWith(got);
    },
  });

  return {
    slack,
    web,
    client,
    received,
    latest: () => received.at(-1)?.payload,
    app(answer: typeof answerWith) {
      answerWith = answer;
    },
    /** @returns Slack's error code; undefined for an accepted call */
    errorOf: (call: Promise<unknown>): Promise<string | undefined> =>
      call.then(
        () => undefined,
        ({ data }) => data.error,
      ),
    async post(more: object = {}): Promise<string> {
      const { ts } = await web.chat.postMessage({ channel: CHANNEL.id, text: 'hello', ...more });
      return String(ts);
    },
    /** Opens a modal as the app does after a click of the approver. @returns its id */
    async open(view: object = MODAL): Promise<string> {
      const trigger_id = slack.triggerId({ personId: APPROVER.id });
      const answer = await web.apiCall('views.open', { trigger_id, view });
      return String(Object(Object(answer).view).id);
    },
    modals: () => slack.views.visible(),
  };
}

export function answerWith(body: object): Answer {
  return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
