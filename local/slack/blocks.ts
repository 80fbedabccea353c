// Slack's rules for the blocks of a message.
// Lengths from https://docs.slack.dev/reference/block-kit and node-slack-sdk's packages/types, in UTF-16 code units.
import * as z from 'zod';
import { limitText, requireText } from './length.ts';
import { describeUnsupported, richText } from './rich-text.ts';

const id = requireText(255).optional();
const style = z.enum(['primary', 'danger']).optional();

function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: requireText(max),
    emoji: z.boolean().optional(),
  });
}

function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: requireText(max),
    verbatim: z.boolean().optional(),
  });
}

function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)], { error: describeUnsupported });
}

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style,
});

const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: id,
  value: limitText(2000).optional(),
  url: limitText(3000).optional(),
  style,
  confirm: confirm.optional(),
  accessibility_label: limitText(75).optional(),
});

const picture = { image_url: requireText(3000), alt_text: limitText(2000) };
const image = z.strictObject({ type: z.literal('image'), ...picture });

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: id,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z.discriminatedUnion('type', [button, image], { error: describeUnsupported }).optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, { error: 'Needs text or fields' });

const actions = z.strictObject({
  type: z.literal('actions'),
  block_id: id,
  elements: z
    .array(z.discriminatedUnion('type', [button], { error: describeUnsupported }))
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

const block = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('header'), block_id: id, text: plainText(150) }),
    z.strictObject({ type: z.literal('divider'), block_id: id }),
    z.strictObject({ type: z.literal('image'), block_id: id, ...picture, title: plainText(2000).optional() }),
    section,
    actions,
    context,
    richText,
  ],
  { error: describeUnsupported },
);

/** The blocks of one message, without the limit of their total size. */
export const blocks = z
  .array(block)
  .max(50)
  .superRefine((all, context) => {
    for (const index of findRepeated(all.map((one) => one.block_id))) {
      context.addIssue({ code: 'custom', path: [index, 'block_id'], message: 'Repeated block_id' });
    }
  });

function findRepeated(ids: (string | undefined)[]): number[] {
  return [...ids.keys()].filter((index) => ids[index] !== undefined && ids.indexOf(ids[index]) < index);
}
