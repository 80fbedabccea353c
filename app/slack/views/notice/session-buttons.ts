// The buttons of a session.
import type { KnownBlock } from '@slack/types';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { plain, sanitize } from '../../i18n/rich-text.ts';

export const ACKNOWLEDGE = 'acknowledge_session';
export const TERMINATE = 'terminate_session';

export type Button = Extract<Extract<KnownBlock, { type: 'actions' }>['elements'][number], { type: 'button' }>;

/** @returns Acknowledge while the session is unacknowledged and has not lapsed; Terminate while it is live and not being terminated */
export function buttonsOf(session: Session, text: Text): Button[] {
  const buttons: Button[] = [];
  if (!session.acknowledged && !session.lapsedAt) buttons.push(acknowledgeButton(session, text));
  if (!session.ended && !isBeingTerminated(session)) buttons.push(terminateButton(session, text));
  return buttons;
}

/** @param blockId comes back with a press, at most 255 characters @returns no block without buttons */
export function actions(elements: Button[], blockId: string): KnownBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: blockId, elements }];
}

export function acknowledgeButton({ id }: Session, { acknowledge }: Text): Button {
  return { type: 'button', action_id: ACKNOWLEDGE, text: plain(acknowledge), value: id, style: 'primary' };
}

export function terminateButton({ id, operator, target }: Session, text: Text): Button {
  return {
    type: 'button',
    action_id: TERMINATE,
    text: plain(text.terminate),
    value: id,
    style: 'danger',
    confirm: {
      title: plain(text.confirmTitle),
      text: plain(text.confirmText(sanitize(operator.name, 100), sanitize(target.name, 100))),
      confirm: plain(text.confirmYes),
      deny: plain(text.confirmNo),
      style: 'danger',
    },
  };
}
