// The payload that Slack sends to the app after a click on a button.
import { randomUUID } from 'node:crypto';
import type { ClickRequest } from '../snapshot.ts';
import { type StandInMessage, toApiMessage } from './message.ts';
import { BOT, type Origin, type StandInChannel, type StandInPerson, TEAM } from './workspace.ts';

export interface ButtonPress extends Pick<ClickRequest, 'actionId' | 'blockId' | 'value'> {
  readonly person: StandInPerson;
  readonly on: StandInMessage;
  readonly at: Date;
}

/** @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function toBlockActionsPayload(
  { person, on, actionId, blockId, value, at }: ButtonPress,
  channels: readonly StandInChannel[],
  responseUrl: string,
) {
  const { ts, threadTs, channel, place, visibleTo } = on;
  const isEphemeral = place === 'channel' && visibleTo !== undefined;
  const { teamId, team, enterpriseId }: Origin = person.origin ?? { teamId: TEAM.id, team: TEAM };
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return {
    type: 'block_actions',
    user: { id: person.id, username: person.name, name: person.name, team_id: teamId },
    api_app_id: BOT.appId,
    token: 'made-up',
    container: { type: 'message', message_ts: ts, ...thread, channel_id: channel, is_ephemeral: isEphemeral },
    trigger_id: `${ts}.${randomUUID()}`,
    team,
    enterprise: enterpriseId === undefined ? null : { id: enterpriseId, name: 'stand-in' },
    is_enterprise_install: team === null,
    channel: { id: channel, name: findChannelName(on, channels) },
    // Slack omits ephemeral messages, which it does not store.
    ...(isEphemeral ? {} : { message: toApiMessage({ ...on, metadata: undefined }) }),
    state: { values: {} },
    response_url: responseUrl,
    actions: [
      { type: 'button', action_id: actionId, block_id: blockId, value, action_ts: (at.getTime() / 1000).toFixed(6) },
    ],
  };
}

/** Slack names only public channels. */
function findChannelName({ place, channel }: StandInMessage, channels: readonly StandInChannel[]): string {
  if (place === 'direct') return 'directmessage';
  const found = channels.find(({ id }) => id === channel);
  return found === undefined || found.isPrivate ? 'privategroup' : found.name;
}
