// Slack's rules for a rich_text block. Slack publishes its shape, but no lengths.
import * as z from 'zod';
import { requireText } from './length.ts';

const style = z.strictObject({
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  strike: z.boolean().optional(),
  underline: z.boolean().optional(),
  code: z.boolean().optional(),
});

const styled = { style: style.optional() };
const filled = z.string().min(1);

const text = z.strictObject({ type: z.literal('text'), text: filled, ...styled });
const link = z.strictObject({
  type: z.literal('link'),
  url: filled,
  text: z.string().optional(),
  unsafe: z.boolean().optional(),
  ...styled,
});

const inline = z.discriminatedUnion(
  'type',
  [
    text,
    link,
    z.strictObject({ type: z.literal('user'), user_id: filled, ...styled }),
    z.strictObject({ type: z.literal('usergroup'), usergroup_id: filled, ...styled }),
    z.strictObject({ type: z.literal('channel'), channel_id: filled, ...styled }),
    z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), ...styled }),
    z.strictObject({ type: z.literal('emoji'), name: filled, unicode: z.string().optional(), ...styled }),
    z.strictObject({
      type: z.literal('date'),
      timestamp: z.int('must provide an integer'),
      format: filled,
      timezone: z.string().optional(),
      url: z.string().optional(),
      fallback: z.string().optional(),
      ...styled,
    }),
  ],
  { error: describeUnsupported },
);

const section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(inline) });
const border = z.int().min(0).optional();

const part = z.discriminatedUnion(
  'type',
  [
    section,
    z.strictObject({
      type: z.literal('rich_text_list'),
      style: z.enum(['bullet', 'ordered']),
      elements: z.array(section),
      indent: z.int().min(0).optional(),
      offset: z.int().min(0).optional(),
      border,
    }),
    z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(inline), border }),
    z.strictObject({
      type: z.literal('rich_text_preformatted'),
      elements: z.array(z.discriminatedUnion('type', [text, link], { error: describeUnsupported })),
      border,
    }),
  ],
  { error: describeUnsupported },
);

/** @see https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export const richText = z.strictObject({
  type: z.literal('rich_text'),
  elements: z.array(part),
  block_id: requireText(255).optional(),
});

/** Error message of a union for an unknown `type`. */
export function describeUnsupported({ code }: { code: string }): string | undefined {
  return code === 'invalid_union' ? 'Unsupported type' : undefined;
}
