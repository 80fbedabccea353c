// Slack's rules for the blocks of a message.
import * as z from 'zod';
import { anyText, button, id, image, mrkdwn, overflow, picture, plainText } from './elements.ts';
import { describeUnsupported, richText } from './rich-text.ts';

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: id,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, overflow, image], { error: describeUnsupported }).optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, { error: 'Needs text or fields' });

const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: id,
  elements: z
    .array(z.discriminatedUnion('type', [button, overflow], { error: describeUnsupported }))
    .min(1)
    .max(25)
    .superRefine((elements, context) => {
      for (const index of findRepeated(elements.map((element) => element.action_id))) {
        context.addIssue({ code: 'custom', path: [index, 'action_id'], message: 'Repeated action_id' });
      }
    }),
});

const context = z.strictObject({
  type: z.literal('context'),
  block_id: id,
  elements: z
    .array(z.discriminatedUnion('type', [plainText(3000), mrkdwn(3000), image], { error: describeUnsupported }))
    .min(1)
    .max(10),
});

/** The blocks that messages and views have in common. */
export const commonBlocks = [
  z.strictObject({ type: z.literal('header'), block_id: id, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id: id }),
  z.strictObject({ type: z.literal('image'), block_id: id, ...picture, title: plainText(2000).optional() }),
  section,
  actions,
  context,
  richText,
] as const;

const block = z.discriminatedUnion('type', commonBlocks, { error: describeUnsupported });

/** The blocks of one message, without the limit of their total size. */
export const blocks = z.array(block).max(50).superRefine(refuseRepeatedIds);

/** A block_id is unique in a message and in a view. */
export function refuseRepeatedIds(all: readonly { block_id?: string | undefined }[], context: z.RefinementCtx): void {
  for (const index of findRepeated(all.map((one) => one.block_id))) {
    context.addIssue({ code: 'custom', path: [index, 'block_id'], message: 'Repeated block_id' });
  }
}

function findRepeated(ids: (string | undefined)[]): number[] {
  return [...ids.keys()].filter((index) => ids[index] !== undefined && ids.indexOf(ids[index]) < index);
}
