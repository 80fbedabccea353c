// The four modals in which people write to a session: why it is open, a note, a reason to terminate it, why it is taken back.
import type { KnownBlock, ModalView } from '@slack/types';
import { createUnknownMemberError } from '../../lib/unknown-member.ts';
import { MAX_NOTE_CHARACTERS, MAX_TICKET_CHARACTERS } from '../../session/acts/act.ts';
import type { MessageOptions } from '../i18n/message-options.ts';
import { selectModalTexts } from '../i18n/modal-texts.ts';
import { createPlainText, createSmallPrint, sanitize } from '../i18n/rich-text.ts';
import { INPUTS, type Modal } from './modal-ids.ts';

export interface ModalAbout {
  readonly sessionId: string;
  /** The text of the pressed message; undefined if the press came without one */
  readonly shown: string | undefined;
  /** Comes back with the submission, at most 3000 characters */
  readonly metadata: string;
}

interface Field {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly most: number;
  readonly isOptional?: boolean;
}

const MAX_SHOWN = 300;

export function renderModal(modal: Modal, about: ModalAbout, messageOptions: MessageOptions): ModalView {
  const text = selectModalTexts(messageOptions);
  const { title, submit } = text[modal];
  return {
    type: 'modal',
    callback_id: modal,
    private_metadata: about.metadata,
    title: createPlainText(title),
    submit: createPlainText(submit),
    close: createPlainText(text.cancel),
    blocks: [
      ...lineOf(about.shown),
      ...createSmallPrint(text.session(sanitize(about.sessionId, 128))),
      ...fieldsOf(modal, messageOptions).map(toInput),
    ],
  };
}

function fieldsOf(modal: Modal, messageOptions: MessageOptions): Field[] {
  const text = selectModalTexts(messageOptions);
  switch (modal) {
    case 'say_why': {
      const [reason, ticket] = INPUTS[modal];
      return [
        { id: reason, label: text.reason, hint: text.reasonHint, most: MAX_NOTE_CHARACTERS },
        { id: ticket, label: text.ticket, most: MAX_TICKET_CHARACTERS, isOptional: true },
      ];
    }
    case 'acknowledge_with_note':
      return [{ id: INPUTS[modal][0], label: text.note, hint: text.noteHint, most: MAX_NOTE_CHARACTERS }];
    case 'terminate_with_reason':
      return [
        { id: INPUTS[modal][0], label: text.terminateReason, hint: text.terminateHint, most: MAX_NOTE_CHARACTERS },
      ];
    case 'withdraw_acknowledgement': {
      const [id] = INPUTS[modal];
      return [{ id, label: text.note, hint: text.withdrawHint, most: MAX_NOTE_CHARACTERS, isOptional: true }];
    }
    default:
      throw createUnknownMemberError('the modal', modal);
  }
}

function toInput({ id, label, hint, most, isOptional = false }: Field): KnownBlock {
  return {
    type: 'input',
    block_id: id,
    label: createPlainText(label),
    ...(hint !== undefined && { hint: createPlainText(hint) }),
    optional: isOptional,
    element: {
      type: 'plain_text_input',
      action_id: id,
      multiline: most === MAX_NOTE_CHARACTERS,
      max_length: most,
    },
  };
}

function lineOf(shown: string | undefined): KnownBlock[] {
  if (shown === undefined || shown.trim() === '') return [];
  return [{ type: 'section', text: createPlainText(sanitize(readMrkdwn(shown), MAX_SHOWN)) }];
}

/** @returns the words of the first line that `formatMrkdwn` made, as they are read: a link's own, and none of a mention */
function readMrkdwn(mrkdwn: string): string {
  const [line = ''] = mrkdwn.split('\n', 1);
  return line
    .replace(/<[@#!][^<>]*>/g, '')
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replaceAll('\u200b', '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
