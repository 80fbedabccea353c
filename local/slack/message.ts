// One message of the stand-in, as it is kept in the file and shown to the page.
import * as z from 'zod';

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
  /** Set on ephemeral and direct messages: the person who sees it. */
  visibleTo: z.string().optional(),
  place: z.enum(['channel', 'direct']),
  /** What was uploaded with it. */
  file: z.object({ name: z.string(), base64: z.string() }).optional(),
});

export type StandInMessage = z.infer<typeof standInMessage>;
