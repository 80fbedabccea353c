// Ids of the modals and of their inputs: apart from their views, which load late.

/** The `callback_id` of each modal */
export const MODALS = [
  'say_why',
  'acknowledge_with_note',
  'terminate_with_reason',
  'withdraw_acknowledgement',
] as const;
export type Modal = (typeof MODALS)[number];

/** Inputs of the modals: `block_id` and `action_id` are the same */
export const INPUTS = {
  say_why: ['reason', 'ticket'],
  acknowledge_with_note: ['note'],
  terminate_with_reason: ['note'],
  withdraw_acknowledgement: ['note'],
} as const satisfies Readonly<Record<Modal, readonly string[]>>;
