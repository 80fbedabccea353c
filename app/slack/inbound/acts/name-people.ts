// Says a sentence as plain text, with people's names: Slack shows no mentions where an input is refused.
import { setTimeout } from 'node:timers/promises';
import type { WebClient } from '@slack/web-api';
import { unmarkTimes } from '../../i18n/reader-time.ts';
import { sanitize, type TextPart } from '../../i18n/rich-text.ts';

/** A submission has 3 seconds, and deciding has used some. */
const NAME_LIMIT_MILLIS = 800;
const MAX_NAME = 64;
const MAX_SENTENCE = 300;

/** @param unnamed stands for a person whom Slack does not name in time */
export function createPlainSentences(client: Pick<WebClient, 'users'>, unnamed: string) {
  async function nameOf(user: string): Promise<string> {
    const asked = client.users.info({ user }).then(
      ({ user: found }) => found?.profile?.display_name || found?.real_name || found?.name,
      // The sentence is as true without the name.
      () => undefined,
    );
    const name = await Promise.race([asked, setTimeout(NAME_LIMIT_MILLIS, undefined, { ref: false })]);
    return name ? sanitize(name, MAX_NAME) : unnamed;
  }

  async function say(part: TextPart): Promise<string> {
    if (typeof part === 'string') return unmarkTimes(part);
    if ('user' in part) return nameOf(part.user);
    if ('bold' in part) return part.bold;
    return 'code' in part ? part.code : '';
  }

  return async (parts: readonly TextPart[]): Promise<string> =>
    sanitize((await Promise.all(parts.map(say))).join(''), MAX_SENTENCE);
}
