// A message as lines of text, so that a test can say what somebody sees.
import type { KnownBlock } from '@slack/types';
import type { z } from 'zod';
import type { blocks } from '../../../local/slack/blocks.ts';

/** As we make it, or as the stand-in has it. */
type Shown = KnownBlock | z.infer<typeof blocks>[number];

/** One line for each line that is shown: `#` header, `*bold*`, `` `code` ``, `[button]`, `⋯` menu, `·` small print. */
export function draw({ blocks }: { blocks: readonly Shown[] }): string[] {
  return blocks.flatMap(lines);
}

function lines(block: Shown): string[] {
  switch (block.type) {
    case 'header':
      return [`# ${block.text.text}`];
    case 'actions':
      return [
        block.elements
          .map((element) => {
            if (element.type === 'button') return `[${element.text.text}: ${element.style}]`;
            return element.type === 'overflow' ? `⋯ ${element.options.map(({ text }) => text.text).join(' | ')}` : '?';
          })
          .join(' '),
      ];
    case 'context':
      return block.elements.map((element) => `· ${element.type === 'image' ? '?' : element.text}`);
    case 'rich_text':
      return block.elements
        .flatMap((section) => (section.type === 'rich_text_section' ? section.elements : []))
        .map((element) => {
          switch (element.type) {
            case 'text':
              if (element.style?.code) return `\`${element.text}\``;
              return element.style?.bold ? `*${element.text}*` : element.text;
            case 'user':
              return `@${element.user_id}`;
            case 'channel':
              return `#${element.channel_id}`;
            case 'link':
              return `[${element.text}](${element.url})`;
            case 'usergroup':
              return `@${element.usergroup_id}`;
            default:
              return '?';
          }
        })
        .join('')
        .split('\n');
    default:
      return ['?'];
  }
}
