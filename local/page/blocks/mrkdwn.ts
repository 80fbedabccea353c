// Parses Slack's mrkdwn into rich-text elements. Entities are decoded last, so that escaped text is never markup.
import type { Inline, InlineStyle } from './inlines.tsx';

/** Code comes first because it contains no markup, then angle brackets, then emphasis, which can contain both. */
const TOKEN = new RegExp(
  [
    '```(?<block>[\\s\\S]+?)```',
    '`(?<code>[^`\\n]+)`',
    '<(?<angle>[^<>\\n]+)>',
    createEmphasisPattern('bold', '\\*'),
    createEmphasisPattern('italic', '_'),
    createEmphasisPattern('strike', '~'),
  ].join('|'),
  'gu',
);

/** A mark counts only at the edge of a word, and never before the zero-width space that disables it. */
function createEmphasisPattern(name: string, mark: string): string {
  const edge = `[\\p{L}\\p{N}${mark}]`;
  return `(?<!${edge})${mark}(?<${name}>[^\\s\\u200b${mark}](?:[^${mark}\\n]*[^\\s${mark}])?)${mark}(?!${edge})`;
}

export function parseMrkdwn(mrkdwn: string, style: InlineStyle = {}): Inline[] {
  const inlines: Inline[] = [];
  let done = 0;
  for (const match of mrkdwn.matchAll(TOKEN)) {
    inlines.push(...toTextInlines(mrkdwn.slice(done, match.index), style));
    inlines.push(...parseToken(match, style));
    done = match.index + match[0].length;
  }
  return [...inlines, ...toTextInlines(mrkdwn.slice(done), style)];
}

function parseToken({ groups = {} }: RegExpMatchArray, style: InlineStyle): Inline[] {
  const { block, code, angle, bold, italic, strike } = groups;
  if (angle !== undefined) return [parseReference(angle, style)];
  if (bold !== undefined) return parseMrkdwn(bold, { ...style, bold: true });
  if (italic !== undefined) return parseMrkdwn(italic, { ...style, italic: true });
  if (strike !== undefined) return parseMrkdwn(strike, { ...style, strike: true });
  return toTextInlines(block ?? code ?? '', { ...style, code: true });
}

/** e.g. "@U0APPROVER1", "!subteam^S0APPROVERS", "!here", "#C0BASTION", "https://example.com|a label" */
function parseReference(content: string, style: InlineStyle): Inline {
  const [reference = '', label] = content.split('|', 2);
  const shown = label === undefined ? {} : { text: decodeEntities(label) };
  if (reference.startsWith('@')) return { type: 'user', user_id: reference.slice(1), style };
  if (reference.startsWith('#')) return { type: 'channel', channel_id: reference.slice(1), style };
  if (reference.startsWith('!subteam^')) return { type: 'usergroup', usergroup_id: reference.slice(9), style };
  const range = (['here', 'channel', 'everyone'] as const).find((one) => reference === `!${one}`);
  if (range !== undefined) return { type: 'broadcast', range, style };
  return { type: 'link', url: decodeEntities(reference), ...shown, style };
}

function toTextInlines(text: string, style: InlineStyle): Inline[] {
  return text === '' ? [] : [{ type: 'text', text: decodeEntities(text), style }];
}

/** Decodes the ampersand last, so that "&amp;lt;" becomes the text "&lt;". */
function decodeEntities(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
