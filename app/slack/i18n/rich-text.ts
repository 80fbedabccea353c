// A sentence as parts, so that what a person typed is never read as markup.

import type { KnownBlock, RichTextElement } from '@slack/types';
import { truncate } from '../../lib/truncate.ts';
import { splitTimes, unmarkTimes } from './reader-time.ts';

/** A piece of a sentence. Plain strings are shown to the letter. */
export type TextPart =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | { readonly user: string }
  | { readonly group: string }
  | { readonly channel: string };

/** Several lines, each of parts, as one block. Rich text has no markup language, so there is nothing to escape. */
export function richText(...lines: readonly (readonly TextPart[])[]): KnownBlock {
  const elements = lines.flatMap((line, index) => (index === 0 ? line : ['\n', ...line])).flatMap(toElement);
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function toElement(part: TextPart): RichTextElement[] {
  if (typeof part === 'string') return splitTimes(part).flatMap((piece) => (piece === '' ? [] : [toTimeOrText(piece)]));
  if ('bold' in part) return [{ type: 'text', text: part.bold, style: { bold: true } }];
  if ('code' in part) return [{ type: 'text', text: part.code, style: { code: true } }];
  if ('user' in part) return [{ type: 'user', user_id: part.user }];
  if ('channel' in part) return [{ type: 'channel', channel_id: part.channel }];
  return [{ type: 'usergroup', usergroup_id: part.group }];
}

function toTimeOrText(piece: ReturnType<typeof splitTimes>[number]): RichTextElement {
  return typeof piece === 'string' ? { type: 'text', text: piece } : piece;
}

/** Small print, shown to the letter: no markup, no emoji. No block when there is nothing to show. */
export function smallPrint(...texts: readonly (string | false | undefined)[]): KnownBlock[] {
  const elements = texts
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .map((text) => plain(unmarkTimes(text)));
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

/** What a button says. */
export function plain(text: string) {
  return { type: 'plain_text' as const, text, emoji: false };
}

/** The same parts with a space between them. */
export function joinWithSpaces(parts: readonly TextPart[]): TextPart[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [' ', part]));
}

/** The same sentence for a message's `text`, which phones show as the notification. */
export function mrkdwn(parts: readonly TextPart[]): string {
  return parts.map(toMrkdwn).join('');
}

function toMrkdwn(part: TextPart): string {
  if (typeof part === 'string') return escapeMrkdwn(unmarkTimes(part));
  if ('bold' in part) return escapeMrkdwn(part.bold);
  if ('code' in part) return escapeMrkdwn(part.code);
  if ('channel' in part) return `<#${part.channel}>`;
  return 'user' in part ? `<@${part.user}>` : `<!subteam^${part.group}>`;
}

/**
 * Text that mrkdwn shows as it is. `& < >` have entities; for the marks of emphasis, code and emoji Slack has none, so a
 * zero-width space keeps each from being one.
 * @see https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function escapeMrkdwn(text: string): string {
  return withEntities(text)
    .replace(/[*_~`]|:(?=[\w+'-]+:)/g, (mark) => `${mark}\u200b`)
    .replace(/^(?=\s*&gt;)/, '\u200b');
}

/** Code within mrkdwn: nothing in it is markup but its own mark, which has no escape. */
export function asCode(text: string): string {
  return `\`${withEntities(text).replaceAll('`', 'ˋ')}\``;
}

function withEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Ends of lines and other controls: a name with one of them could add lines of its own to a notice. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Marks, embeddings and overrides of direction, which can turn the rest of the line around. @see https://www.unicode.org/reports/tr9/ */
const TURNS = /\p{Bidi_Control}/gu;
/** Codes that are no characters: marks of our own are made of them, and text has none. @see https://www.unicode.org/faq/private_use.html#noncharacters */
const NONCHARACTERS = /\p{Noncharacter_Code_Point}/gu;

/** What a person typed, as one line of at most `most` UTF-16 units, and a dash where that leaves nothing. */
export function sanitize(text: string, most: number): string {
  const line = text.toWellFormed().replace(CONTROLS, ' ').replace(TURNS, '').replace(NONCHARACTERS, '');
  return truncate(line.trim(), most) || '–';
}
