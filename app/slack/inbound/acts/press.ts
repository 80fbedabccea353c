// A press of a button, checked before anything acts on it. Slack signs it, but a person may have copied it from elsewhere.
import type { BlockAction, ButtonAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import * as v from 'valibot';
import { SchemaError } from '../../../lib/schema-error.ts';
import type { Monitor } from '../../../ports.ts';
import type { Actor } from '../../../session/acts/act.ts';
import type { CardTokens } from '../../views/card-token.ts';
import type { Requester } from '../membership.ts';

export type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>>;

/** A press in a message or on the Home tab, which is no message. */
export interface Pressed {
  /** The same for every delivery */
  readonly id: string;
  readonly userId: string;
  readonly value: string;
  readonly blockId: string;
  /** The pressed message; undefined on the Home tab */
  readonly message:
    | {
        readonly channel: string;
        readonly ts: string;
        /** The message above, for one in a thread */
        readonly threadTs?: string | undefined;
        readonly isEphemeral: boolean;
      }
    | undefined;
  readonly responseUrl: unknown;
  readonly requester: Requester;
}

export const person = {
  user: v.object({ id: v.string(), team_id: v.nullish(v.string()) }),
  team: v.nullish(v.object({ id: v.string(), enterprise_id: v.nullish(v.string()) })),
};

const container = v.union([
  v.object({
    channel_id: v.string(),
    message_ts: v.string(),
    thread_ts: v.nullish(v.string()),
    is_ephemeral: v.nullish(v.boolean()),
  }),
  v.object({ type: v.literal('view'), view_id: v.string() }),
]);

const shape = v.object({
  ...person,
  container,
  // A press counts without a valid one: see response-url.ts.
  response_url: v.optional(v.unknown()),
  actions: v.strictTuple([
    v.object({
      value: v.pipe(v.string(), v.maxLength(2000)),
      action_ts: v.string(),
      block_id: v.nullish(v.pipe(v.string(), v.maxLength(255))),
    }),
  ]),
});

/** @returns undefined for a press of another shape, which is a fault */
export function readPress(body: unknown, monitor: Monitor): Pressed | undefined {
  const parsed = v.safeParse(shape, body);
  if (!parsed.success) {
    monitor.fault('a press of a button of an unknown shape', new SchemaError(parsed.issues, 'the press'));
    return undefined;
  }
  const { user, team, container: within, actions, response_url: responseUrl } = parsed.output;
  const [{ value, action_ts, block_id }] = actions;
  return {
    id: `click:${user.id}:${action_ts}`,
    userId: user.id,
    value,
    blockId: block_id ?? '',
    message: 'channel_id' in within ? messageOf(within) : undefined,
    responseUrl,
    requester: { userId: user.id, teamId: user.team_id, team },
  };
}

type MessageContainer = Extract<v.InferOutput<typeof container>, { channel_id: string }>;

function messageOf({ channel_id: channel, message_ts: ts, thread_ts: threadTs, is_ephemeral }: MessageContainer) {
  // Slack gives a message with replies its own time as that of the thread.
  const above = threadTs === ts ? undefined : (threadTs ?? undefined);
  return { channel, ts, threadTs: above, isEphemeral: is_ephemeral ?? false };
}

/** @returns from where the person acts; undefined for a forged or expired private card or Home tab */
export function sourceOf(
  { message, blockId, userId, value }: Pressed,
  cardTokens: Pick<CardTokens, 'noteIn'>,
): Actor['from'] | undefined {
  if (message !== undefined && !message.isEphemeral) {
    const { channel, ts, threadTs } = message;
    return threadTs === undefined ? { channel, ts } : { channel, ts: threadTs, via: 'follow-up' };
  }
  const note = cardTokens.noteIn(blockId, userId, value);
  if (message !== undefined) return note === undefined ? undefined : 'private-card';
  return note === 'home' ? 'home' : undefined;
}
