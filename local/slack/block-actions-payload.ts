// The payload that Slack sends to the app after a click on a button or on an option of an overflow menu.
import type * as z from 'zod';
import { button, overflow } from './elements.ts';
import { toInteraction } from './interaction.ts';
import { type StandInMessage, toApiMessage } from './message.ts';
import { type OpenView, toApiView } from './open-views.ts';
import type { StandInChannel, StandInPerson } from './workspace.ts';

export interface ButtonPress {
  readonly person: StandInPerson;
  readonly actionId: string;
  readonly blockId: string;
  /** The value of the button, or of the chosen option */
  readonly value: string;
  readonly at: Date;
  readonly triggerId: string;
}

/** @see https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export function toBlockActionsPayload(
  press: ButtonPress,
  on: StandInMessage,
  channels: readonly StandInChannel[],
  responseUrl: string,
) {
  const { ts, threadTs, channel, place, visibleTo } = on;
  const isEphemeral = place === 'channel' && visibleTo !== undefined;
  const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
  return {
    type: 'block_actions',
    ...toInteraction(press.person),
    container: { type: 'message', message_ts: ts, ...thread, channel_id: channel, is_ephemeral: isEphemeral },
    trigger_id: press.triggerId,
    channel: { id: channel, name: findChannelName(on, channels) },
    // Slack omits ephemeral messages, which it does not store.
    ...(isEphemeral ? {} : { message: toApiMessage({ ...on, metadata: undefined }) }),
    state: { values: {} },
    response_url: responseUrl,
    actions: [toAction(press, on.blocks)],
  };
}

/** A click in a view has no channel and no response_url. */
export function toViewActionsPayload(press: ButtonPress, on: OpenView) {
  return {
    type: 'block_actions',
    ...toInteraction(press.person),
    container: { type: 'view', view_id: on.id },
    trigger_id: press.triggerId,
    view: toApiView(on),
    actions: [toAction(press, on.view.blocks)],
  };
}

/** @throws {Error} for an option that the menu does not have */
function toAction({ actionId, blockId, value, at }: ButtonPress, blocks: readonly unknown[]) {
  const element = findElement(blocks, blockId, actionId);
  const action = { action_id: actionId, block_id: blockId, action_ts: (at.getTime() / 1000).toFixed(6) };
  if (element?.type !== 'overflow') return { type: 'button', ...(element && { text: element.text }), value, ...action };
  const chosen = element.options.find((option) => option.value === value);
  if (chosen === undefined) throw new Error('This menu has no such option.');
  return { type: 'overflow', selected_option: { text: chosen.text, value }, ...action };
}

type Element = z.infer<typeof button> | z.infer<typeof overflow>;

/** @returns undefined if the message has no such element any more */
function findElement(blocks: readonly unknown[], blockId: string, actionId: string): Element | undefined {
  const elements = blocks
    .map((block): { block_id?: unknown; elements?: unknown; accessory?: unknown } => Object(block))
    .filter(({ block_id = '' }) => block_id === blockId)
    .flatMap((block): unknown[] => (Array.isArray(block.elements) ? block.elements : [block.accessory]));
  for (const element of elements) {
    const { data } = button.or(overflow).safeParse(element);
    if (data?.action_id === actionId) return data;
  }
  return undefined;
}

/** Slack names only public channels. */
function findChannelName({ place, channel }: StandInMessage, channels: readonly StandInChannel[]): string {
  if (place === 'direct') return 'directmessage';
  const found = channels.find(({ id }) => id === channel);
  return found === undefined || found.isPrivate ? 'privategroup' : found.name;
}
