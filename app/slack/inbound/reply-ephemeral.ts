// Answers one person: in place of the message that they pressed, or beside it.
import type { WebClient } from '@slack/web-api';
import type { Monitor } from '../../ports.ts';
import type { ReplyPlace, ResponseUrls } from '../http/response-url.ts';
import type { Message } from '../i18n/message-options.ts';

/** The person who pressed a button, and the place. */
export interface Presser {
  readonly userId: string;
  /** Undefined on the Home tab, which is in none: then a direct message answers */
  readonly channel: string | undefined;
  /** The response URL of the press, not yet checked */
  readonly responseUrl: unknown;
}

export interface EphemeralReply {
  /** Best effort, in the first way that works. The notice shows the outcome in any case. */
  tell(presser: Presser, message: Message): Promise<void>;
  /** @returns false if the pressed message stays as it was, as far as the app knows */
  replace(presser: Presser, message: Message, place?: Exclude<ReplyPlace, 'beside'>): Promise<boolean>;
}

export function createEphemeralReply(client: WebClient, responding: ResponseUrls, monitor: Monitor): EphemeralReply {
  function urlOf({ responseUrl }: Presser) {
    if (responseUrl === undefined || responseUrl === null) return undefined;
    const url = responding.parse(responseUrl);
    if (url === undefined) monitor.fault('response_url ignored', new Error('it is no address of Slack’s'));
    return url;
  }

  return {
    async tell(presser, message) {
      const { userId: user, channel } = presser;
      // People can type a command where the app is not a member, and press a button where posting is no longer allowed.
      const ways: (() => Promise<unknown>)[] = [
        ...(channel === undefined ? [] : [() => client.chat.postEphemeral({ channel, user, ...message })]),
        async () => {
          const url = urlOf(presser);
          if (url === undefined) throw new Error('the press came without a response_url');
          await responding.send(url, message, 'beside');
        },
        () => client.chat.postMessage({ channel: user, ...message }),
      ];
      const causes: string[] = [];
      for (const way of ways) {
        try {
          await way();
          return;
        } catch (cause) {
          causes.push(cause instanceof Error ? cause.message : String(cause));
        }
      }
      monitor.fault('outcome of a press not delivered', new Error(causes.join('; ')));
    },

    async replace(presser, message, place = 'instead') {
      const url = urlOf(presser);
      if (url === undefined) return false;
      try {
        await responding.send(url, message, place);
        return true;
      } catch (cause) {
        monitor.fault(place === 'instead' ? 'private message not replaced' : 'follow-up not replaced', cause);
        return false;
      }
    },
  };
}
