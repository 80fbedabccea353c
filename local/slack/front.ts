// Slack's side of a click and of a command: the signed request to the app, and what the person sees of its answer.
import { createHmac, randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { z } from 'zod';
import type { ClickRequest } from '../snapshot.ts';
import { findFault } from './limits.ts';
import type { StandInMessage } from './message.ts';
import type { SlackStandIn } from './stand-in.ts';
import { BOT, type SlackOptions, type StandInPerson, TEAM_ID } from './workspace.ts';

type Answer = APIGatewayProxyStructuredResultV2;

export interface FrontOptions extends Pick<SlackOptions, 'channel' | 'scopes'> {
  readonly slack: SlackStandIn;
  readonly signingSecret: string;
  readonly deliver: (event: APIGatewayProxyEventV2) => Promise<Answer>;
}

export interface Front {
  click(person: StandInPerson, click: Omit<ClickRequest, 'personId'>): Promise<void>;
  command(person: StandInPerson, command: string, text: string): Promise<void>;
}

/** What Slack gives an app before it tells the person that nothing came. @see https://docs.slack.dev/interactivity/handling-user-interaction */
const PATIENCE_MILLIS = 3_000;

const ephemeral = z.object({ text: z.string().default(''), blocks: z.array(z.unknown()).default([]) });

export function createFront({ slack, channel, scopes, signingSecret, deliver }: FrontOptions): Front {
  const team = { id: TEAM_ID, domain: 'stand-in' };

  async function send(body: URLSearchParams): Promise<Answer | 'too late'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'too late'>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MILLIS, 'too late');
    });
    try {
      return await Promise.race([deliver(signedRequest(body.toString(), signingSecret, new Date())), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  function whisper(person: StandInPerson, text: string, blocks: unknown[] = []): void {
    const where = { place: 'channel' as const, channel: channel.id, visibleTo: person.id };
    slack.addMessage({ ...where, user: BOT.userId, text, blocks });
  }

  return {
    async click(person, { messageTs, actionId, blockId, value }) {
      const message = slack.messages().find(({ ts }) => ts === messageTs);
      if (message === undefined) throw new Error('This message is not there any more.');
      const answer = await send(new URLSearchParams({ payload: JSON.stringify(press(message)) }));
      if (answer === 'too late' || answer.statusCode !== 200) whisper(person, failureOf('This button', answer));

      function press(on: StandInMessage) {
        const { ts, text, blocks, channel: channelId } = on;
        const now = Date.now() / 1000;
        return {
          type: 'block_actions',
          user: { id: person.id, username: person.name, name: person.name, team_id: team.id },
          api_app_id: BOT.appId,
          token: 'made-up',
          container: { type: 'message', message_ts: ts, channel_id: channelId, is_ephemeral: false },
          trigger_id: `${ts}.${randomUUID()}`,
          team,
          enterprise: null,
          is_enterprise_install: false,
          channel: { id: channelId, name: channel.name },
          message: { type: 'message', ts, text, blocks, user: BOT.userId, bot_id: BOT.botId, app_id: BOT.appId },
          state: { values: {} },
          response_url: `${slack.apiUrl}response-urls-are-not-used`,
          actions: [{ type: 'button', action_id: actionId, block_id: blockId, value, action_ts: now.toFixed(6) }],
        };
      }
    },

    async command(person, command, text) {
      if (!scopes.includes('commands')) {
        return whisper(person, `${command} is not a command: the app's token has no scope "commands".`);
      }
      const answer = await send(
        new URLSearchParams({
          token: 'made-up',
          team_id: team.id,
          team_domain: team.domain,
          channel_id: channel.id,
          channel_name: channel.name,
          user_id: person.id,
          user_name: person.name,
          command,
          text,
          api_app_id: BOT.appId,
          is_enterprise_install: 'false',
          response_url: `${slack.apiUrl}response-urls-are-not-used`,
          trigger_id: randomUUID(),
        }),
      );
      if (answer === 'too late' || answer.statusCode !== 200) return whisper(person, failureOf(command, answer));
      if (!answer.body) return;
      const { text: said, blocks } = ephemeral.parse(JSON.parse(answer.body));
      const fault = findFault({ text: said, blocks });
      if (fault) throw new Error(`The answer to ${command} breaks Slack's limits: ${fault.messages.join('; ')}`);
      whisper(person, said, blocks);
    },
  };
}

/** As Slack says it: only to the person who acted. */
function failureOf(what: string, answer: Answer | 'too late'): string {
  return answer === 'too late'
    ? `${what} failed with the error "operation_timeout": the app did not answer within 3 seconds.`
    : `${what} failed with the error "dispatch_failed": the app answered ${answer.statusCode}.`;
}

/**
 * What the HTTP API hands to the function: payload format 2.0, and a form as base64.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signedRequest(body: string, signingSecret: string, at: Date): APIGatewayProxyEventV2 {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    version: '2.0',
    routeKey: 'POST /slack/events',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
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
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}
