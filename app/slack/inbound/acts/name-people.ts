// Says a sentence as plain text, with people's names: Slack shows no mentions where an input is refused.
import { setTimeout } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { unmarkTimes } from '../../i18n/reader-time.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';

/** The most that a name is worth waiting for */
const NAME_LIMIT_MILLIS = 800;
const MAX_NAME = 64;
const MAX_SENTENCE = 300;

/** @param unnamed stands for a person whom Slack does not name in time */
export function createPlainSentences(client: Pick<WebClient, 'users'>, unnamed: string) {
  async function nameOf(user: string, limitMillis: number): Promise<string> {
    const asked = client.users.info({ user }).then(
      ({ user: found }) => found?.profile?.display_name || found?.real_name || found?.name,
      // The sentence is as true without the name.
      () => undefined,
    );
    const limit = setTimeout(Math.min(NAME_LIMIT_MILLIS, limitMillis), undefined, { ref: false });
    const name = await Promise.race([asked, limit]);
    return name ? sanitize(name, MAX_NAME) : unnamed;
  }

  async function say(part: TextPart, limitMillis: number): Promise<string> {
    if (typeof part === 'string') return unmarkTimes(part);
    if ('user' in part) return nameOf(part.user, limitMillis);
    if ('bold' in part) return part.bold;
    return 'code' in part ? part.code : '';
  }

  return async (parts: readonly TextPart[], limitMillis: number): Promise<string> => {
    const said = await Promise.all(parts.map((part) => say(part, limitMillis)));
    return sanitize(said.join(''), MAX_SENTENCE);
  };
}
