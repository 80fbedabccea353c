// Tells one person alone what came of what they did.
import type { WebClient } from '@slack/web-api';
import type { Monitor } from '../ports.ts';
import type { Message } from './look.ts';
import { isRefusal } from './outcome.ts';

/** Best effort: who cannot be told sees the notice, which shows what is true. */
export type Whisper = (userId: string, channel: string, message: Message) => Promise<void>;

/** A command can be typed where this program is no member: there it cannot say anything. */
const NOT_THERE = ['not_in_channel', 'channel_not_found', 'user_not_in_channel'];

export function createWhisper(client: WebClient, monitor: Monitor): Whisper {
  return async (user, channel, message) => {
    try {
      await client.chat.postEphemeral({ channel, user, ...message });
    } catch (cause) {
      if (isRefusal(cause, ...NOT_THERE)) return direct(user, message);
      monitor.fault('somebody could not be told what came of a press', cause);
    }
  };

  async function direct(user: string, message: Message): Promise<void> {
    try {
      await client.chat.postMessage({ channel: user, ...message });
    } catch (cause) {
      monitor.fault('somebody could not be told what came of a press', cause);
    }
  }
}
