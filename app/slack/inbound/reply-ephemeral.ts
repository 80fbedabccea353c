// Answers one person alone: in place of the private message that they pressed, or beside it.
import type { WebClient } from '@slack/web-api';
import type { Monitor } from '../../ports.ts';
import type { Message } from '../i18n/message-options.ts';
import type { ResponseUrls } from './response-url.ts';

/** Somebody who pressed a button, and where. */
export interface Presser {
  readonly userId: string;
  readonly channel: string;
  /** As Slack gave it with the press, and not looked at yet */
  readonly responseUrl: unknown;
}

export interface EphemeralReply {
  /** Best effort, in the first way that works: who cannot be told sees the notice, which shows what is true. */
  tell(presser: Presser, message: Message): Promise<void>;
  /** @returns false when the message that was pressed stays as it was, as far as is known */
  replace(presser: Presser, message: Message): Promise<boolean>;
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
      // A command can be typed where this program is no member, and a button pressed where nobody may post any more.
      const ways: (() => Promise<unknown>)[] = [
        () => client.chat.postEphemeral({ channel, user, ...message }),
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
      monitor.fault('somebody could not be told what came of a press', new Error(causes.join('; ')));
    },

    async replace(presser, message) {
      const url = urlOf(presser);
      if (url === undefined) return false;
      try {
        await responding.send(url, message, 'instead');
        return true;
      } catch (cause) {
        monitor.fault('private message not replaced', cause);
        return false;
      }
    },
  };
}
