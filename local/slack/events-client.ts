// Slack's client for the Events API: tells the app about reactions and opened Home tabs, and repeats what it missed.
import { randomUUID } from 'node:crypto';
import type { Delivery } from './delivery.ts';
import { EMOJI } from './emoji.ts';
import { type OpenHome, toApiView } from './open-views.ts';
import type { SlackStandIn } from './stand-in.ts';
import { BOT, listChannels, type SlackOptions, type StandInPerson, TEAM_ID, toDirectChannelId } from './workspace.ts';

/** Events that the stand-in can send. */
export type EventName = 'reaction_added' | 'reaction_removed' | 'app_home_opened';

/**
 * Delays of the three repetitions, after a failure.
 * @see https://docs.slack.dev/apis/events-api/#retries
 */
const RETRY_AFTER_MILLIS: readonly number[] = [0, 60_000, 300_000];

export interface EventsClientOptions extends Pick<SlackOptions, 'channel' | 'otherChannels' | 'scopes'> {
  readonly slack: Pick<SlackStandIn, 'messages' | 'react' | 'views'>;
  readonly delivery: Pick<Delivery, 'sendJson'>;
  /** Events that the app subscribes to; none by default */
  readonly events?: readonly string[] | undefined;
  /** Delays of the repetitions; those of Slack by default */
  readonly retryAfterMillis?: readonly number[] | undefined;
}

export function createEventsClient({
  slack,
  delivery,
  scopes,
  events = [],
  retryAfterMillis = RETRY_AFTER_MILLIS,
  ...options
}: EventsClientOptions) {
  const channels = listChannels(options);

  /** @returns the reason of a failure; undefined once the app has the event */
  async function attempt(body: object, headers: Record<string, string>): Promise<string | undefined> {
    try {
      const answer = await delivery.sendJson(body, headers);
      if (answer === 'too late') return 'http_timeout';
      const { statusCode = 500, headers: sent = {} } = answer;
      const isTaken = (statusCode >= 200 && statusCode < 300) || String(sent['x-slack-no-retry']) === '1';
      return isTaken ? undefined : 'http_error';
    } catch {
      return 'connection_failed';
    }
  }

  /** Resolves after the first attempt; repetitions follow by themselves. */
  async function send(name: EventName, event: object): Promise<void> {
    if (!events.includes(name)) return;
    const body = wrap({ type: name, ...event });
    const repeat = (reason: string, number: number) => {
      const delay = retryAfterMillis[number - 1];
      if (delay === undefined) return;
      setTimeout(async () => {
        const headers = { 'x-slack-retry-num': String(number), 'x-slack-retry-reason': reason };
        const next = await attempt(body, headers);
        if (next !== undefined) repeat(next, number + 1);
      }, delay).unref();
    };
    const failure = await attempt(body, {});
    if (failure !== undefined) repeat(failure, 1);
  }

  return {
    /** @throws {Error} if the person does not see the message, or for an unknown emoji */
    async react(person: StandInPerson, messageTs: string, reaction: string, on: boolean): Promise<void> {
      if (!EMOJI.some(({ name }) => name === reaction)) throw new Error(`There is no emoji ${reaction} here.`);
      const message = slack.messages().find(({ ts }) => ts === messageTs);
      const isVisible = message?.visibleTo === undefined || message.visibleTo === person.id;
      if (message === undefined || !isVisible) throw new Error('This message is not there any more.');
      const { channel, place, visibleTo, user, ts } = message;
      if (place === 'channel' && visibleTo !== undefined) throw new Error('Slack has no reactions to this message.');
      if (!slack.react(ts, reaction, person.id, on)) return;
      const hasBot = place === 'direct' || channels.some(({ id, hasBot = true }) => id === channel && hasBot);
      if (!hasBot || !scopes.includes('reactions:read')) return;
      await send(on ? 'reaction_added' : 'reaction_removed', {
        user: person.id,
        reaction,
        item: { type: 'message', channel, ts },
        item_user: user,
        event_ts: toEventTs(),
      });
    },

    async openHome(person: StandInPerson): Promise<void> {
      const home: OpenHome | undefined = slack.views.home(person.id);
      await send('app_home_opened', {
        user: person.id,
        channel: toDirectChannelId(person.id),
        tab: 'home',
        // Only a Home tab that was published before has a view.
        ...(home && { view: toApiView(home) }),
        event_ts: toEventTs(),
      });
    },
  };
}

/** @see https://docs.slack.dev/apis/events-api/#callback-field */
function wrap(event: object) {
  return {
    token: 'made-up',
    team_id: TEAM_ID,
    context_team_id: TEAM_ID,
    context_enterprise_id: null,
    api_app_id: BOT.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: TEAM_ID, user_id: BOT.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
  };
}

function toEventTs(): string {
  return (Date.now() / 1000).toFixed(6);
}
