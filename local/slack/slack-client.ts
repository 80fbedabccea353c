// Slack's client: sends clicks and slash commands to the app as signed requests, and shows its responses.
import { createHmac, randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import type { ClickRequest } from '../snapshot.ts';
import { toBlockActionsPayload } from './block-actions-payload.ts';
import { findFault } from './limits.ts';
import type { StandInMessage } from './message.ts';
import type { SlackStandIn } from './stand-in.ts';
import { BOT, listChannels, type Origin, type SlackOptions, type StandInPerson, TEAM } from './workspace.ts';

type Answer = APIGatewayProxyStructuredResultV2;
type Where = Pick<StandInMessage, 'place' | 'channel'>;

export interface SlackClientOptions extends Pick<SlackOptions, 'channel' | 'otherChannels' | 'scopes'> {
  readonly slack: SlackStandIn;
  readonly signingSecret: string;
  readonly deliver: (event: APIGatewayProxyEventV2) => Promise<Answer>;
}

export interface SlackClient {
  /** @throws {Error} if the person does not see the message */
  click(person: StandInPerson, click: Omit<ClickRequest, 'personId'>): Promise<void>;
  /**
   * @param channelId the channel it is typed in; by default that of the notices
   * @throws {Error} for an unknown channel, or if the response breaks Slack's limits
   */
  command(person: StandInPerson, command: string, text: string, channelId?: string): Promise<void>;
  /** @throws {Error} if the app does not answer with the challenge */
  verifyUrl(): Promise<void>;
}

/**
 * Time that Slack gives an app to respond.
 * @see https://docs.slack.dev/interactivity/handling-user-interaction
 */
const ANSWER_LIMIT_MILLIS = 3_000;

const ephemeral = z.object({ text: z.string().default(''), blocks: z.array(z.unknown()).default([]) });

export function createSlackClient({
  slack,
  scopes,
  signingSecret,
  deliver,
  ...options
}: SlackClientOptions): SlackClient {
  const channels = listChannels(options);

  async function send(body: URLSearchParams): Promise<Answer | 'too late'> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'too late'>((resolve) => {
      timer = setTimeout(resolve, ANSWER_LIMIT_MILLIS, 'too late');
    });
    try {
      return await Promise.race([deliver(signRequest(body.toString(), signingSecret, new Date())), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  function addEphemeral(person: StandInPerson, where: Where, text: string, blocks: unknown[] = []): void {
    const { place, channel } = where;
    slack.addMessage({ place, channel, visibleTo: person.id, user: BOT.userId, text, blocks });
  }

  return {
    async click(person, { messageTs, ...button }) {
      const on = slack
        .messages()
        .find(({ ts, visibleTo }) => ts === messageTs && (visibleTo === undefined || visibleTo === person.id));
      if (on === undefined) throw new Error('This message is not there any more.');
      const { channel, place, threadTs, ts } = on;
      const responseUrl = slack.responseUrl({ personId: person.id, channel, place, threadTs, on: ts });
      const payload = toBlockActionsPayload({ person, on, ...button, at: new Date() }, channels, responseUrl);
      const answer = await send(new URLSearchParams({ payload: JSON.stringify(payload) }));
      if (answer === 'too late' || answer.statusCode !== 200)
        addEphemeral(person, on, describeFailure('This button', answer));
    },

    async verifyUrl() {
      const challenge = randomUUID();
      const body = JSON.stringify({ token: 'made-up', challenge, type: 'url_verification' });
      const answer = await deliver(signRequest(body, signingSecret, new Date(), 'application/json'));
      if (answer.statusCode !== 200 || !answer.body?.includes(challenge))
        throw new Error(`The request URL is not verified: the app answered ${answer.statusCode}.`);
    },

    async command(person, command, text, channelId = options.channel.id) {
      const channel = channels.find(({ id }) => id === channelId);
      if (channel === undefined) throw new Error(`There is no channel ${channelId} here.`);
      const where: Where = { place: 'channel', channel: channelId };
      if (!scopes.includes('commands')) {
        return addEphemeral(person, where, `${command} is not a command: the app's token has no scope "commands".`);
      }
      const { teamId, enterpriseId, team }: Origin = person.origin ?? { teamId: TEAM.id, team: TEAM };
      const answer = await send(
        new URLSearchParams({
          token: 'made-up',
          ...(teamId === undefined ? {} : { team_id: teamId }),
          ...(enterpriseId === undefined ? {} : { enterprise_id: enterpriseId, enterprise_name: 'stand-in' }),
          team_domain: TEAM.domain,
          channel_id: channel.id,
          channel_name: channel.name,
          user_id: person.id,
          user_name: person.name,
          command,
          text,
          api_app_id: BOT.appId,
          is_enterprise_install: String(team === null),
          response_url: slack.responseUrl({ ...where, personId: person.id }),
          trigger_id: randomUUID(),
        }),
      );
      if (answer === 'too late' || answer.statusCode !== 200)
        return addEphemeral(person, where, describeFailure(command, answer));
      if (!answer.body) return;
      const { text: said, blocks } = ephemeral.parse(JSON.parse(answer.body));
      const fault = findFault({ text: said, blocks });
      if (fault) throw new Error(`The answer to ${command} breaks Slack's limits: ${fault.messages.join('; ')}`);
      addEphemeral(person, where, said, blocks);
    },
  };
}

/** Slack's own message of the failure, for the person who acted. */
function describeFailure(what: string, answer: Answer | 'too late'): string {
  return answer === 'too late'
    ? `${what} failed with the error "operation_timeout": the app did not answer within 3 seconds.`
    : `${what} failed with the error "dispatch_failed": the app answered ${answer.statusCode}.`;
}

/**
 * The event of the HTTP API: payload format 2.0, with the form as base64.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function signRequest(
  body: string,
  signingSecret: string,
  at: Date,
  contentType = 'application/x-www-form-urlencoded',
): APIGatewayProxyEventV2 {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    version: '2.0',
    routeKey: 'POST /slack/events',
    rawPath: '/slack/events',
    rawQueryString: '',
    headers: {
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
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  };
}
