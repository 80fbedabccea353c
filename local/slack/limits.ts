// Slack's limits of a message, as a pure function from any payload to Slack's error.
import * as z from 'zod';
import { blocks as blocksOfMessage } from './blocks.ts';

/**
 * Characters; undocumented, and varies with the content.
 * @see https://github.com/slackapi/bolt-js/issues/2509
 */
const MAX_OF_ALL_BLOCKS = 13_200;
/**
 * Characters.
 * @see https://docs.slack.dev/reference/methods/chat.postMessage
 */
const MAX_TEXT = 40_000;

const metadata = z.strictObject({
  event_type: z.string().min(1),
  event_payload: z.record(z.string(), z.unknown()),
});

export interface MessageFault {
  /** e.g. "invalid_blocks" */
  error: string;
  /** e.g. "[ERROR] Longer than 150 characters [json-pointer:/blocks/0/text/text]" */
  messages: string[];
}

/**
 * @param body arguments of chat.postMessage, chat.update or chat.postEphemeral, with `blocks` and `metadata` decoded
 * @returns undefined for a message that Slack accepts
 */
export function findFault(body: Record<string, unknown>): MessageFault | undefined {
  const { text, blocks = [] } = body;
  const judged = blocksOfMessage.safeParse(blocks);
  if (!judged.success) return createFault('invalid_blocks', judged.error, 'blocks');
  const size = JSON.stringify(blocks).length;
  if (size > MAX_OF_ALL_BLOCKS) {
    return { error: 'msg_blocks_too_long', messages: [formatFault(`${size} characters of blocks`, ['blocks'])] };
  }
  if (judged.data.length === 0 && (typeof text !== 'string' || text === '')) return { error: 'no_text', messages: [] };
  if (typeof text === 'string' && text.length > MAX_TEXT) {
    return { error: 'msg_too_long', messages: [formatFault(`${text.length} characters of text`, ['text'])] };
  }
  const described = metadata.optional().safeParse(body.metadata);
  return described.success ? undefined : createFault('invalid_metadata_format', described.error, 'metadata');
}

/** @param field argument of the method that is at fault */
export function createFault(error: string, { issues }: z.ZodError, field: string): MessageFault {
  return { error, messages: issues.map(({ message, path }) => formatFault(message, [field, ...path])) };
}

function formatFault(message: string, path: PropertyKey[]): string {
  return `[ERROR] ${message} [json-pointer:/${path.map(String).join('/')}]`;
}
