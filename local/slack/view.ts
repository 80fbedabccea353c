// Slack's rules for a view: the content of a modal or of a Home tab.
import * as z from 'zod';
import { commonBlocks, refuseRepeatedIds } from './blocks.ts';
import { id, plainText, plainTextInput } from './elements.ts';
import { limitText } from './length.ts';
import { createFault, type MessageFault } from './limits.ts';
import { describeUnsupported } from './rich-text.ts';

/** @see https://docs.slack.dev/reference/block-kit/blocks/input-block */
const input = z.strictObject({
  type: z.literal('input'),
  block_id: id,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.literal(false).optional(),
  element: z.discriminatedUnion('type', [plainTextInput], { error: describeUnsupported }),
});

const block = z.discriminatedUnion('type', [...commonBlocks, input], { error: describeUnsupported });
const blocks = z.array(block).max(100).superRefine(refuseRepeatedIds);

const common = {
  blocks,
  private_metadata: limitText(3000).optional(),
  callback_id: limitText(255).optional(),
  external_id: limitText(255).optional(),
};

/** @see https://docs.slack.dev/reference/views/modal-views */
export const modalView = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    close: plainText(24).optional(),
    submit: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    ...common,
  })
  .refine((view) => view.submit !== undefined || view.blocks.every(({ type }) => type !== 'input'), {
    error: 'Needs submit, because it has an input',
    path: ['submit'],
  });

/** @see https://docs.slack.dev/reference/views/home-tab-views */
export const homeView = z.strictObject({ type: z.literal('home'), ...common });

export type ModalView = z.infer<typeof modalView>;
export type HomeView = z.infer<typeof homeView>;
export type ViewBlock = ModalView['blocks'][number];
export type InputBlock = Extract<ViewBlock, { type: 'input' }>;

/** Bytes of JSON */
const MAX_VIEW_BYTES = 250_000;

/** @returns the view with a block_id for each block, or Slack's refusal */
export function readView<View extends ModalView | HomeView>(
  schema: z.ZodType<View>,
  given: unknown,
): { view: View } | MessageFault {
  if (Buffer.byteLength(JSON.stringify(given) ?? '') > MAX_VIEW_BYTES) return { error: 'view_too_large', messages: [] };
  const read = schema.safeParse(given);
  if (!read.success) return createFault('invalid_arguments', read.error, 'view');
  const named = read.data.blocks.map((one, index) => ({ ...one, block_id: one.block_id ?? `block-${index}` }));
  return { view: { ...read.data, blocks: named } };
}
