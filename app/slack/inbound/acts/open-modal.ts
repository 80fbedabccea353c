// Opens a modal. `views.open` goes out first, because its trigger dies after 3 seconds: nothing is read before it. A modal
// shows no more than the message that was pressed; its submission is checked and authorised.
import type { BlockAction, SlackActionMiddlewareArgs } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import * as v from 'valibot';
import { SchemaError } from '../../../lib/schema-error.ts';
import type { Monitor } from '../../../ports.ts';
import { type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { selectModalTexts } from '../../i18n/modal-texts.ts';
import { renderSentence } from '../../views/answers.ts';
import type { Modal } from '../../views/modal-ids.ts';
import { renderModal } from '../../views/modals.ts';
import { MORE, type MoreOption, readNoticeBlockId } from '../../views/notice/more-menu.ts';
import { SAY_WHY } from '../../views/notice/session-buttons.ts';
import type { EphemeralReply } from '../reply-ephemeral.ts';
import { writeOrigin } from './form-origin.ts';

export interface ModalOpenerOptions {
  readonly client: WebClient;
  readonly messageOptions: MessageOptions;
  readonly monitor: Monitor;
  readonly ephemeralReply: EphemeralReply;
}

type Press = Pick<SlackActionMiddlewareArgs<BlockAction>, 'ack' | 'body'>;

const MODAL_OF: Readonly<Record<MoreOption, Modal>> = {
  note: 'acknowledge_with_note',
  reason: 'terminate_with_reason',
  withdraw: 'withdraw_acknowledgement',
};

const OPTIONS = ['note', 'reason', 'withdraw'] as const satisfies readonly MoreOption[];
const MAX_BLOCK_ID = 255;

const menu = v.object({
  action_id: v.literal(MORE),
  block_id: v.pipe(v.string(), v.maxLength(MAX_BLOCK_ID)),
  selected_option: v.object({ value: v.picklist(OPTIONS) }),
});
const button = v.object({
  action_id: v.literal(SAY_WHY),
  value: v.pipe(v.string(), v.maxLength(MAX_BLOCK_ID)),
});

const shape = v.object({
  user: v.object({ id: v.string() }),
  trigger_id: v.string(),
  container: v.object({ channel_id: v.string(), message_ts: v.string() }),
  // Slack leaves private messages out.
  message: v.nullish(v.object({ text: v.nullish(v.string()) })),
  response_url: v.optional(v.unknown()),
  actions: v.strictTuple([v.variant('action_id', [menu, button])]),
});

export function createModalOpener({ client, messageOptions, monitor, ephemeralReply }: ModalOpenerOptions) {
  const text = selectTexts(messageOptions);
  return async ({ ack, body }: Press): Promise<void> => {
    await ack();
    const parsed = v.safeParse(shape, body);
    if (!parsed.success) {
      monitor.fault('a press that opens a form of an unknown shape', new SchemaError(parsed.issues, 'the press'));
      return;
    }
    const { user, trigger_id, container, message, response_url: responseUrl, actions } = parsed.output;
    const [action] = actions;
    const { channel_id: channel, message_ts: ts } = container;
    const presser = { userId: user.id, channel, responseUrl };
    const sessionId = action.action_id === SAY_WHY ? action.value : (readNoticeBlockId(action.block_id) ?? '');
    const modal = action.action_id === SAY_WHY ? 'say_why' : MODAL_OF[action.selected_option.value];
    const metadata = writeOrigin({ sessionId, channel, ts });
    if (metadata === undefined) {
      monitor.count('RequestsRefused');
      return ephemeralReply.tell(presser, renderSentence([text.refusal.unknownSession]));
    }
    const about = { sessionId, shown: message?.text ?? undefined, metadata };
    try {
      await client.views.open({ trigger_id, view: renderModal(modal, about, messageOptions) });
    } catch (cause) {
      monitor.fault('form not opened', cause, { sessionId });
      await ephemeralReply.tell(presser, renderSentence([selectModalTexts(messageOptions).notOpened]));
    }
  };
}
