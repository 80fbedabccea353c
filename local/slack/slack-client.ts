// Slack's client: sends clicks, slash commands, submissions and events to the app, and shows its responses.
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { ClickRequest } from '../snapshot.ts';
import { type ButtonPress, toBlockActionsPayload, toViewActionsPayload } from './block-actions-payload.ts';
import { createDelivery, type DeliveryOptions, describeFailure } from './delivery.ts';
import { createEventsClient, type EventsClientOptions } from './events-client.ts';
import { findFault } from './limits.ts';
import type { StandInMessage } from './message.ts';
import { createModalClient, type SubmissionResult, type TypedTexts } from './modal-client.ts';
import type { SlackStandIn } from './stand-in.ts';
import { BOT, listChannels, type Origin, type StandInPerson, TEAM } from './workspace.ts';

type Where = Pick<StandInMessage, 'place' | 'channel'>;

export interface SlackClientOptions extends Omit<EventsClientOptions, 'slack' | 'delivery'>, DeliveryOptions {
  readonly slack: SlackStandIn;
}

export interface SlackClient {
  /** @throws {Error} if the person does not see the message or the view, or Slack refuses the answer */
  click(person: StandInPerson, click: Omit<ClickRequest, 'personId'>): Promise<void>;
  /**
   * @param channelId the channel it is typed in; by default that of the notices
   * @throws {Error} for an unknown channel, or if the response breaks Slack's limits
   */
  command(person: StandInPerson, command: string, text: string, channelId?: string): Promise<void>;
  /** @throws {Error} if the modal is not open, or Slack refuses the answer */
  submit(person: StandInPerson, viewId: string, typed: TypedTexts): Promise<SubmissionResult>;
  /** @throws {Error} if the modal is not open */
  close(person: StandInPerson, viewId: string): Promise<void>;
  openHome(person: StandInPerson): Promise<void>;
  /** @throws {Error} if the person does not see the message, or for an unknown emoji */
  react(person: StandInPerson, messageTs: string, reaction: string, on: boolean): Promise<void>;
  /** @throws {Error} if the app does not answer with the challenge */
  verifyUrl(): Promise<void>;
}

const ephemeral = z.object({ text: z.string().default(''), blocks: z.array(z.unknown()).default([]) });

export function createSlackClient({ slack, signingSecret, deliver, ...options }: SlackClientOptions): SlackClient {
  const channels = listChannels(options);
  const delivery = createDelivery({ signingSecret, deliver });
  const events = createEventsClient({ ...options, slack, delivery });

  function addEphemeral(person: StandInPerson, where: Where, text: string, blocks: unknown[] = []): void {
    const { place, channel } = where;
    slack.addMessage({ place, channel, visibleTo: person.id, user: BOT.userId, text, blocks });
  }

  async function clickMessage(press: ButtonPress, messageTs: string | undefined): Promise<void> {
    const { person } = press;
    const on = slack
      .messages()
      .find(({ ts, visibleTo }) => ts === messageTs && (visibleTo === undefined || visibleTo === person.id));
    if (on === undefined) throw new Error('This message is not there any more.');
    const { channel, place, threadTs, ts } = on;
    const responseUrl = slack.responseUrl({ personId: person.id, channel, place, threadTs, on: ts });
    const payload = toBlockActionsPayload(press, on, channels, responseUrl);
    const failure = describeFailure('This button', await delivery.sendForm({ payload: JSON.stringify(payload) }));
    if (failure !== undefined) addEphemeral(person, on, failure);
  }

  async function clickView(press: ButtonPress, viewId: string): Promise<void> {
    const { person } = press;
    const home = slack.views.home(person.id);
    const on = home?.id === viewId ? home : slack.views.findVisible(person.id, viewId);
    if (on === undefined) throw new Error('This view is not there any more.');
    const payload = JSON.stringify(toViewActionsPayload(press, on));
    const failure = describeFailure('This button', await delivery.sendForm({ payload }));
    if (failure !== undefined) throw new Error(failure);
  }

  return {
    ...createModalClient({ slack, delivery }),
    ...events,

    async click(person, { messageTs, viewId, client, ...button }) {
      const triggerId = slack.triggerId({ personId: person.id, client });
      const press = { person, ...button, at: new Date(), triggerId };
      await (viewId === undefined ? clickMessage(press, messageTs) : clickView(press, viewId));
    },

    async verifyUrl() {
      const challenge = randomUUID();
      const answer = await delivery.sendJson({ token: 'made-up', challenge, type: 'url_verification' });
      if (answer === 'too late' || answer.statusCode !== 200 || !answer.body?.includes(challenge)) {
        const what = answer === 'too late' ? 'nothing in time' : answer.statusCode;
        throw new Error(`The request URL is not verified: the app answered ${what}.`);
      }
    },

    async command(person, command, text, channelId = options.channel.id) {
      const channel = channels.find(({ id }) => id === channelId);
      if (channel === undefined) throw new Error(`There is no channel ${channelId} here.`);
      const where: Where = { place: 'channel', channel: channelId };
      if (!options.scopes.includes('commands')) {
        return addEphemeral(person, where, `${command} is not a command: the app's token has no scope "commands".`);
      }
      const { teamId, enterpriseId, team }: Origin = person.origin ?? { teamId: TEAM.id, team: TEAM };
      const answer = await delivery.sendForm({
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
        trigger_id: slack.triggerId({ personId: person.id }),
      });
      const failure = describeFailure(command, answer);
      if (answer === 'too late' || failure !== undefined) return addEphemeral(person, where, failure ?? '');
      if (!answer.body) return;
      const { text: said, blocks } = ephemeral.parse(JSON.parse(answer.body));
      const fault = findFault({ text: said, blocks });
      if (fault) throw new Error(`The answer to ${command} breaks Slack's limits: ${fault.messages.join('; ')}`);
      addEphemeral(person, where, said, blocks);
    },
  };
}
