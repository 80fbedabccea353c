// Builds sentences from parts, so that Slack never reads typed text as markup.
import type { KnownBlock, RichTextElement } from '@slack/types';
import { truncate } from '../../lib/truncate.ts';
import { splitTimes, unmarkTimes } from './reader-time.ts';

/** A piece of a sentence. A plain string is shown as it is. */
export type TextPart =
  | string
  | { readonly bold: string }
  | { readonly code: string }
  | { readonly user: string }
  | { readonly group: string }
  | { readonly channel: string }
  /** A URL of our own, e.g. of a notice */
  | { readonly link: string; readonly text: string };

/** @returns the lines as one block. Rich text has no markup, so nothing needs escaping. */
export function createRichText(...lines: readonly (readonly TextPart[])[]): KnownBlock {
  const elements = lines.flatMap((line, index) => (index === 0 ? line : ['\n', ...line])).flatMap(toElement);
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function toElement(part: TextPart): RichTextElement[] {
  if (typeof part === 'string') return splitTimes(part).flatMap((piece) => (piece === '' ? [] : [toTimeOrText(piece)]));
  if ('bold' in part) return [{ type: 'text', text: part.bold, style: { bold: true } }];
  if ('code' in part) return [{ type: 'text', text: part.code, style: { code: true } }];
  if ('user' in part) return [{ type: 'user', user_id: part.user }];
  if ('channel' in part) return [{ type: 'channel', channel_id: part.channel }];
  if ('link' in part) return [{ type: 'link', url: part.link, text: part.text }];
  return [{ type: 'usergroup', usergroup_id: part.group }];
}

function toTimeOrText(piece: ReturnType<typeof splitTimes>[number]): RichTextElement {
  return typeof piece === 'string' ? { type: 'text', text: piece } : piece;
}

/** @returns the texts in small print, without markup and emoji; no block without texts */
export function createSmallPrint(...texts: readonly (string | false | undefined)[]): KnownBlock[] {
  const elements = texts
    .filter((text): text is string => typeof text === 'string' && text !== '')
    .map((text) => createPlainText(unmarkTimes(text)));
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

/** @returns the text object of a button, without emoji */
export function createPlainText(text: string) {
  return { type: 'plain_text' as const, text, emoji: false };
}

/** @returns the same parts with spaces between them */
export function joinWithSpaces(parts: readonly TextPart[]): TextPart[] {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [' ', part]));
}

/** @returns the same sentence as mrkdwn, for the notification of a message */
export function formatMrkdwn(parts: readonly TextPart[]): string {
  return parts.map(toMrkdwn).join('');
}

function toMrkdwn(part: TextPart): string {
  if (typeof part === 'string') return escapeMrkdwn(unmarkTimes(part));
  if ('bold' in part) return escapeMrkdwn(part.bold);
  if ('code' in part) return escapeMrkdwn(part.code);
  if ('channel' in part) return `<#${part.channel}>`;
  if ('link' in part) return `<${withEntities(part.link.replaceAll('|', '%7C'))}|${escapeMrkdwn(part.text)}>`;
  return 'user' in part ? `<@${part.user}>` : `<!subteam^${part.group}>`;
}

/**
 * Escapes text for mrkdwn. `& < >` have entities; the marks of emphasis, code and emoji have none, so a
 * zero-width space disarms each.
 * @see https://docs.slack.dev/messaging/formatting-message-text/#escaping
 */
export function escapeMrkdwn(text: string): string {
  return withEntities(text)
    .replace(/[*_~`]|:(?=[\w+'-]+:)/g, (mark) => `${mark}\u200b`)
    .replace(/^(?=\s*&gt;)/, '\u200b');
}

/** @returns mrkdwn code. Within it only a backtick is markup; Slack has no escape for it, so a look-alike stands in. */
export function formatCode(text: string): string {
  return `\`${withEntities(text).replaceAll('`', 'ˋ')}\``;
}

function withEntities(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Line ends and other controls, with which a name could add lines to a notice. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Controls of direction, which can reverse the rest of the line. @see https://www.unicode.org/reports/tr9/ */
const TURNS = /\p{Bidi_Control}/gu;
/** Codes that no text needs; reader-time.ts makes its marks of them. @see https://www.unicode.org/faq/private_use.html#noncharacters */
const NONCHARACTERS = /\p{Noncharacter_Code_Point}/gu;

/** @returns typed text as one line of at most `most` UTF-16 units; a dash if nothing is left */
export function sanitize(text: string, most: number): string {
  const line = text.toWellFormed().replace(CONTROLS, ' ').replace(TURNS, '').replace(NONCHARACTERS, '');
  return truncate(line.trim(), most) || '–';
}
