// A reaction on a notice is an acknowledgement under the same rules. Other reactions, and their removal, mean nothing here.

import type { WebClient } from '@slack/web-api';
import * as v from 'valibot';
import type { Monitor } from '../../../ports.ts';
import { needsSecondApprover } from '../../../session/acknowledgement.ts';
import { type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderRefusal, renderSentence } from '../../views/answers.ts';
import { type MembershipOf, REFUSED } from '../membership.ts';
import type { SlackUseCases } from '../use-cases.ts';

export interface AcknowledgeReaction {
  /** e.g. "white_check_mark" */
  readonly emoji: string;
  /** The channel of the notices */
  readonly channel: string;
}

export interface ReactionsOptions {
  readonly client: WebClient;
  readonly membershipOf: MembershipOf;
  readonly messageOptions: MessageOptions;
  readonly useCases: Pick<SlackUseCases, 'acknowledge' | 'findByNotice'>;
  readonly monitor: Monitor;
  readonly wanted: AcknowledgeReaction;
}

/** Reactions to files have another `item`, and are no concern of this app. */
const shape = v.object({
  user: v.string(),
  reaction: v.string(),
  item: v.object({ type: v.literal('message'), channel: v.string(), ts: v.string() }),
  event_ts: v.string(),
});

export function createReactions({
  client,
  membershipOf,
  messageOptions,
  useCases,
  monitor,
  wanted,
}: ReactionsOptions): (event: unknown) => Promise<void> {
  const text = selectTexts(messageOptions);
  const emoji = normalizeEmoji(wanted.emoji);

  async function tell(user: string, message: Message): Promise<void> {
    try {
      await client.chat.postEphemeral({ channel: wanted.channel, user, ...message });
    } catch (cause) {
      monitor.fault('outcome of a reaction not delivered', cause);
    }
  }

  async function refuse(user: string, message: Message): Promise<void> {
    monitor.count('RequestsRefused');
    await tell(user, message);
  }

  return async (event) => {
    const parsed = v.safeParse(shape, event);
    if (!parsed.success || normalizeEmoji(parsed.output.reaction) !== emoji) return;
    const { user: userId, item, event_ts } = parsed.output;
    const { channel, ts } = item;
    if (channel !== wanted.channel) return;
    try {
      const sessionId = await useCases.findByNotice({ channel, ts });
      if (sessionId === undefined) return;
      // The event does not name the person's workspace.
      const membership = await membershipOf({ userId, teamId: undefined });
      if (membership === 'stranger') {
        monitor.count('RequestsRefused');
        // A bot cannot be told, and that is no fault.
        await client.chat
          .postEphemeral({ channel, user: userId, ...renderSentence([text.refusal[REFUSED[membership]]]) })
          .catch(() => undefined);
        return;
      }
      if (membership === 'unknown') return await refuse(userId, renderSentence([text.refusal[REFUSED[membership]]]));
      const id = `reaction:${userId}:${channel}:${ts}:${event_ts}`;
      const outcome = await useCases.acknowledge({ id, userId, sessionId, from: { channel, ts, via: 'reaction' } });
      if (outcome.outcome === 'refused') return await refuse(userId, renderRefusal(outcome.refusal, messageOptions));
      if (needsSecondApprover(outcome.session)) await tell(userId, renderSentence([text.acts.vouched]));
    } catch (fault) {
      monitor.fault('a reaction could not be answered', fault);
      await tell(userId, renderSentence([text.refusal.failed]));
    }
  };
}

/** Names of one emoji that Slack gives for another @see https://docs.slack.dev/reference/methods/reactions.add */
const ALIASES: Readonly<Record<string, string>> = { thumbsup: '+1', thumbsdown: '-1' };

/** @returns the name without colons and skin tone, in one form of Unicode */
function normalizeEmoji(name: string): string {
  const plain = name
    .normalize('NFC')
    .replace(/^:|:$/g, '')
    .replace(/::skin-tone-\d$/, '');
  return ALIASES[plain] ?? plain;
}
