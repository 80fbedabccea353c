// The buttons of a session.
import type { KnownBlock } from '@slack/types';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { createPlainText, sanitize } from '../../i18n/rich-text.ts';

export const ACKNOWLEDGE = 'acknowledge_session';
export const TERMINATE = 'terminate_session';

export type Button = Extract<Extract<KnownBlock, { type: 'actions' }>['elements'][number], { type: 'button' }>;

/** @returns Acknowledge while the session is unacknowledged and has not lapsed; Terminate while it is live and not being terminated */
export function createButtons(session: Session, text: Text): Button[] {
  const buttons: Button[] = [];
  if (!session.acknowledged && !session.lapsedAt) buttons.push(createAcknowledgeButton(session, text));
  if (!session.ended && !isBeingTerminated(session)) buttons.push(createTerminateButton(session, text));
  return buttons;
}

/** @param blockId comes back with a press, at most 255 characters @returns no block without buttons */
export function createActions(elements: Button[], blockId: string): KnownBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: blockId, elements }];
}

export function createAcknowledgeButton({ id }: Session, { acknowledge }: Text): Button {
  return { type: 'button', action_id: ACKNOWLEDGE, text: createPlainText(acknowledge), value: id, style: 'primary' };
}

export function createTerminateButton({ id, operator, target }: Session, text: Text): Button {
  return {
    type: 'button',
    action_id: TERMINATE,
    text: createPlainText(text.terminate),
    value: id,
    style: 'danger',
    confirm: {
      title: createPlainText(text.confirmTitle),
      text: createPlainText(text.confirmText(sanitize(operator.name, 100), sanitize(target.name, 100))),
      confirm: createPlainText(text.confirmYes),
      deny: createPlainText(text.confirmNo),
      style: 'danger',
    },
  };
}
