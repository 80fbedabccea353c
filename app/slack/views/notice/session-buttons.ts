// The buttons of a session.
import type { KnownBlock } from '@slack/types';
import { truncate } from '../../../lib/truncate.ts';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { createPlainText, sanitize } from '../../i18n/rich-text.ts';

export const ACKNOWLEDGE = 'acknowledge_session';
export const TERMINATE = 'terminate_session';
export const STILL_MINE = 'still_mine';
export const TAKE_OVER = 'take_over';
export const SAY_WHY = 'say_why';

type Element = Extract<KnownBlock, { type: 'actions' }>['elements'][number];
export type Button = Extract<Element, { type: 'button' }>;

/** True while the session is unacknowledged and has not lapsed */
export function isAcknowledgeable({ acknowledged, lapsedAt }: Session): boolean {
  return !acknowledged && !lapsedAt;
}

/** True while the session is live and not being terminated */
export function isTerminable(session: Session): boolean {
  return !session.ended && !isBeingTerminated(session);
}

/** @returns Acknowledge and Terminate, each while it can be pressed */
export function createButtons(session: Session, text: Text): Button[] {
  return [
    ...(isAcknowledgeable(session) ? [createAcknowledgeButton(session, text)] : []),
    ...(isTerminable(session) ? [createTerminateButton(session, text)] : []),
  ];
}

/** @param blockId comes back with a press, at most 255 characters @returns no block without elements */
export function createActions(elements: Element[], blockId: string): KnownBlock[] {
  return elements.length === 0 ? [] : [{ type: 'actions', block_id: blockId, elements }];
}

export function createAcknowledgeButton(session: Session, { acknowledge, notice }: Text): Button {
  return { ...createButton(ACKNOWLEDGE, acknowledge, session, notice.label.acknowledge), style: 'primary' };
}

export function createTerminateButton(session: Session, text: Text): Button {
  const { operator, target } = session;
  return {
    ...createButton(TERMINATE, text.terminate, session, text.notice.label.terminate),
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

/** @param label read aloud in the place of the text, which does not say whose session it is */
export function createButton(
  actionId: string,
  text: string,
  session: Session,
  label: (operator: string, target: string) => string,
): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: createPlainText(text),
    accessibility_label: fitLabel(session, label),
    value: session.id,
  };
}

/** Slack's limit. @see https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const MAX_LABEL = 75;

/** Names both: a long name leaves the other at least half of the room. */
function fitLabel(session: Session, label: (operator: string, target: string) => string): string {
  const operator = sanitize(session.operator.name, MAX_LABEL);
  const target = sanitize(session.target.name, MAX_LABEL);
  const room = MAX_LABEL - label('', '').length;
  const half = Math.floor(room / 2);
  const ofOperator = Math.max(half, room - target.length);
  const shown = truncate(operator, ofOperator);
  return label(shown, truncate(target, room - shown.length));
}
