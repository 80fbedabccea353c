// One message of the stand-in, as it is kept in the file and shown to the page.
import * as z from 'zod';
import { BOT } from './workspace.ts';

export const standInMessage = z.object({
  /** e.g. "1795482000.250000"; ours, and so the same after a restart */
  ts: z.string(),
  /** Channel of a direct message: "D" and the person's id without its first letter, e.g. "D0APPROVER1" */
  channel: z.string(),
  /** Set on replies: the ts of the message whose thread it is in. */
  threadTs: z.string().optional(),
  /** Who wrote it: the bot's user id or a person's. */
  user: z.string(),
  text: z.string(),
  blocks: z.array(z.unknown()),
  metadata: z.unknown().optional(),
  edited: z.boolean(),
  /** When it was changed last, in the form of a ts */
  editedTs: z.string().optional(),
  /** Set on ephemeral and direct messages: the person who sees it. */
  visibleTo: z.string().optional(),
  place: z.enum(['channel', 'direct']),
  /** What was uploaded with it. */
  file: z.object({ name: z.string(), base64: z.string() }).optional(),
});

export type StandInMessage = z.infer<typeof standInMessage>;

/** The message as the Web API and payloads show it. */
export function toApiMessage(message: StandInMessage, replies: readonly StandInMessage[] = []) {
  const { ts, user, text, blocks, metadata, edited, editedTs, threadTs } = message;
  return {
    type: 'message',
    user,
    text,
    ts,
    ...(user === BOT.userId && { bot_id: BOT.botId, app_id: BOT.appId }),
    ...(blocks.length > 0 && { blocks }),
    ...(metadata !== undefined && { metadata }),
    ...(edited && { edited: { user, ts: editedTs ?? ts } }),
    ...(threadTs !== undefined && { thread_ts: threadTs }),
    ...(replies.length > 0 && {
      reply_count: replies.length,
      reply_users: [...new Set(replies.map((reply) => reply.user))],
    }),
  };
}
