// One message of the stand-in, in the form of the file and of the page.
import * as z from 'zod';
import { BOT } from './workspace.ts';

export const standInMessage = z.object({
  /** e.g. "1795482000.250000"; survives a restart */
  ts: z.string(),
  /** Channel of a direct message: "D" and the person's id without its first letter, e.g. "D0APPROVER1" */
  channel: z.string(),
  /** In replies, the ts of the thread's parent. */
  threadTs: z.string().optional(),
  /** User id of the author: the bot or a person */
  user: z.string(),
  text: z.string(),
  blocks: z.array(z.unknown()),
  metadata: z.unknown().optional(),
  edited: z.boolean(),
  /** Time of the latest change, in the form of a ts */
  editedTs: z.string().optional(),
  /** In ephemeral and direct messages, the id of the only person who sees it. */
  visibleTo: z.string().optional(),
  place: z.enum(['channel', 'direct']),
  /** True for a reply that is shown in the channel as well. */
  broadcast: z.boolean().optional(),
  /** Emoji, each with the ids of the people who chose it, in order. */
  reactions: z.array(z.object({ name: z.string(), users: z.array(z.string()) })).optional(),
  /** The uploaded file. */
  file: z.object({ name: z.string(), base64: z.string() }).optional(),
});

export type StandInMessage = z.infer<typeof standInMessage>;

/** The message in the form of the Web API and of payloads. */
export function toApiMessage(message: StandInMessage, replies: readonly StandInMessage[] = []) {
  const { ts, user, text, blocks, metadata, edited, editedTs, threadTs, broadcast, reactions = [] } = message;
  return {
    type: 'message',
    ...(broadcast && { subtype: 'thread_broadcast' }),
    user,
    text,
    ts,
    ...(user === BOT.userId && { bot_id: BOT.botId, app_id: BOT.appId }),
    ...(blocks.length > 0 && { blocks }),
    ...(metadata !== undefined && { metadata }),
    ...(edited && { edited: { user, ts: editedTs ?? ts } }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(reactions.length > 0 && { reactions: reactions.map((one) => ({ ...one, count: one.users.length })) }),
    ...(replies.length > 0 && {
      reply_count: replies.length,
      reply_users: [...new Set(replies.map((reply) => reply.user))],
    }),
  };
}
