// Draws the Block Kit blocks of a message or of a view.
import { Fragment } from 'react';
import type { z } from 'zod';
import type { blocks as blocksOfMessage } from '../../slack/blocks.ts';
import { ActionButton, type Pressing } from './action-button.tsx';
import { InPlace } from './in-place.tsx';
import { Inlines, type RichTextPart } from './inlines.tsx';
import { OverflowMenu } from './overflow-menu.tsx';
import { TextObject } from './text-object.tsx';

export type Block = z.infer<typeof blocksOfMessage>[number];
type ActionElement = Extract<Block, { type: 'actions' }>['elements'][number];

export function Blocks({ blocks, ...pressing }: { blocks: readonly Block[] } & Pressing) {
  return (
    <InPlace parts={blocks} draw={(block) => <Fragment key={block.block_id}>{drawBlock(block, pressing)}</Fragment>} />
  );
}

function drawBlock(block: Block, pressing: Pressing) {
  const { block_id: blockId = '' } = block;
  switch (block.type) {
    case 'header':
      return <h3 className="block-header">{block.text.text}</h3>;
    case 'divider':
      return <hr />;
    case 'image':
      // The page loads nothing from elsewhere, so the alternative text replaces the image.
      return <p className="block-context">{block.alt_text}</p>;
    case 'rich_text':
      return <InPlace parts={block.elements} draw={(part) => <RichText part={part} />} />;
    case 'context':
      return (
        <div className="block-context">
          <InPlace
            parts={block.elements}
            draw={(element) => (
              <span>{element.type === 'image' ? element.alt_text : <TextObject text={element} />}</span>
            )}
          />
        </div>
      );
    case 'section': {
      const { text, fields = [], accessory } = block;
      return (
        <div className="block-section">
          <InPlace
            parts={text ? [text, ...fields] : fields}
            draw={(one) => (
              <p className="block-text">
                <TextObject text={one} />
              </p>
            )}
          />
          {accessory && accessory.type !== 'image' && drawElement(accessory, blockId, pressing)}
        </div>
      );
    }
    case 'actions':
      return (
        <div className="block-actions">
          <InPlace
            parts={block.elements}
            draw={(element) => <Fragment key={element.action_id}>{drawElement(element, blockId, pressing)}</Fragment>}
          />
        </div>
      );
  }
}

function drawElement(element: ActionElement, blockId: string, pressing: Pressing) {
  return element.type === 'overflow' ? (
    <OverflowMenu menu={element} blockId={blockId} {...pressing} />
  ) : (
    <ActionButton button={element} blockId={blockId} {...pressing} />
  );
}

function RichText({ part }: { part: RichTextPart }) {
  switch (part.type) {
    case 'rich_text_section':
      return (
        <p className="block-text">
          <Inlines elements={part.elements} />
        </p>
      );
    case 'rich_text_quote':
      return (
        <blockquote className="block-text">
          <Inlines elements={part.elements} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return (
        <pre>
          <Inlines elements={part.elements} />
        </pre>
      );
    case 'rich_text_list': {
      const List = part.style === 'ordered' ? 'ol' : 'ul';
      return (
        <List className="block-text">
          <InPlace
            parts={part.elements}
            draw={({ elements }) => (
              <li>
                <Inlines elements={elements} />
              </li>
            )}
          />
        </List>
      );
    }
  }
}
