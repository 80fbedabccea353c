// Draws the inline elements of a line: text, mentions, links.
import type { CSSProperties } from 'react';
import type { z } from 'zod';
import type { richText } from '../../slack/rich-text.ts';
import { type Reader, useReader } from '../i18n/reader.ts';
import { useJump } from '../jump.ts';
import { InPlace } from './in-place.tsx';
import { drawDate, getReaderZone } from './slack-date.ts';

export type RichTextPart = z.infer<typeof richText>['elements'][number];
export type Inline = Extract<RichTextPart, { type: 'rich_text_section' }>['elements'][number];
export type InlineStyle = NonNullable<Inline['style']>;

export function Inlines({ elements }: { elements: readonly Inline[] }) {
  return <InPlace parts={elements} draw={(element) => <Piece element={element} />} />;
}

function Piece({ element }: { element: Inline }) {
  const reader = useReader();
  const { actionOf } = useJump();
  const shown = <span style={toCss(element.style)}>{toText(element, reader)}</span>;
  switch (element.type) {
    case 'text':
      return element.style?.code ? <code>{shown}</code> : shown;
    case 'link': {
      const jump = actionOf(element.url);
      return jump ? (
        <a
          href={element.url}
          onClick={(event) => {
            event.preventDefault();
            jump();
          }}
        >
          {shown}
        </a>
      ) : isWebAddress(element.url) ? (
        <a href={element.url} target="_blank" rel="noreferrer noopener">
          {shown}
        </a>
      ) : (
        shown
      );
    }
    case 'user':
      return (
        <span className="mention" data-you={element.user_id === reader.person?.id || undefined}>
          {shown}
        </span>
      );
    case 'usergroup':
    case 'broadcast':
    case 'channel':
      return <span className="mention">{shown}</span>;
    case 'date':
      return <span className="date">{shown}</span>;
    default:
      return shown;
  }
}

/** Text of an element without its style, as screen readers need it. */
export function toText(
  element: Inline,
  { nameOf, groupOf, channelOf, emojiOf }: Pick<Reader, 'nameOf' | 'groupOf' | 'channelOf' | 'emojiOf'>,
): string {
  switch (element.type) {
    case 'text':
      return element.text;
    case 'link':
      return element.text ?? element.url;
    case 'user':
      return `@${nameOf(element.user_id)}`;
    case 'usergroup':
      return `@${groupOf(element.usergroup_id)}`;
    case 'channel':
      return `#${channelOf(element.channel_id)}`;
    case 'broadcast':
      return `@${element.range}`;
    case 'emoji':
      return emojiOf(element.name);
    case 'date':
      return drawDate(element, getReaderZone());
  }
}

function toCss({ bold, italic, strike, underline }: InlineStyle = {}): CSSProperties {
  const lines = [strike && 'line-through', underline && 'underline'].filter(Boolean).join(' ');
  return {
    ...(bold && { fontWeight: 700 }),
    ...(italic && { fontStyle: 'italic' }),
    ...(lines && { textDecorationLine: lines }),
  };
}

/** Other links, such as `javascript:` and `data:`, are drawn as plain text. */
function isWebAddress(url: string): boolean {
  return /^(https?:\/\/|mailto:)/i.test(url);
}
