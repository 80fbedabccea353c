// Slack's rules for the elements of blocks: texts, buttons, overflow menus and text fields.
// Lengths from https://docs.slack.dev/reference/block-kit and node-slack-sdk's packages/types, in UTF-16 code units.
import * as z from 'zod';
import { limitText, requireText } from './length.ts';
import { describeUnsupported } from './rich-text.ts';

export const id = requireText(255).optional();
const style = z.enum(['primary', 'danger']).optional();

export function plainText(max: number) {
  return z.strictObject({
    type: z.literal('plain_text'),
    text: requireText(max),
    emoji: z.boolean().optional(),
  });
}

export function mrkdwn(max: number) {
  return z.strictObject({
    type: z.literal('mrkdwn'),
    text: requireText(max),
    verbatim: z.boolean().optional(),
  });
}

export function anyText(max: number) {
  return z.discriminatedUnion('type', [plainText(max), mrkdwn(max)], { error: describeUnsupported });
}

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style,
});

export const button = z.strictObject({
  type: z.literal('button'),
  text: plainText(75),
  action_id: id,
  value: limitText(2000).optional(),
  url: limitText(3000).optional(),
  style,
  confirm: confirm.optional(),
  accessibility_label: limitText(75).optional(),
});

/** @see https://docs.slack.dev/reference/block-kit/composition-objects/option-object */
const option = z.strictObject({
  text: plainText(75),
  value: limitText(150).optional(),
  description: plainText(75).optional(),
  url: limitText(3000).optional(),
});

/** @see https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  action_id: id,
  options: z.array(option).min(1).max(5),
  confirm: confirm.optional(),
});

export const picture = { image_url: requireText(3000), alt_text: limitText(2000) };
export const image = z.strictObject({ type: z.literal('image'), ...picture });

/** Slack's own limit of a field that states none. */
const MAX_INPUT = 3000;

/** @see https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element */
export const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    action_id: id,
    initial_value: limitText(MAX_INPUT).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(MAX_INPUT).optional(),
    max_length: z.int().min(1).max(MAX_INPUT).optional(),
    placeholder: plainText(150).optional(),
    focus_on_load: z.boolean().optional(),
  })
  .refine(({ min_length: min = 0, max_length: max = MAX_INPUT }) => min <= max, { error: 'min_length is too long' })
  .refine(({ initial_value: value = '', max_length: max = MAX_INPUT }) => value.length <= max, {
    error: 'initial_value is longer than max_length',
    path: ['initial_value'],
  });
