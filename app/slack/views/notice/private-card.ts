// The private card: the content of a notice for one person, with the buttons that this person may press.

import type { Actor, Refusal } from '../../../session/acts/act.ts';
import { type ButtonAct, findRefusal } from '../../../session/decide.ts';
import type { Session } from '../../../session/session.ts';
import { type Message, type MessageOptions, markTrial, selectTexts } from '../../i18n/message-options.ts';
import type { CardTokens } from '../card-token.ts';
import { ACKNOWLEDGE, createActions, createButtons } from './session-buttons.ts';
import { renderSessionBlocks } from './session-notice.ts';

/** The person who sees a private card. */
export interface Reader extends Pick<Actor, 'userId' | 'approver'> {
  readonly now: Date;
  readonly cardTokens: CardTokens;
}

/** @returns why a press would be refused now; the press itself is judged again when it arrives */
export function findPressRefusal(session: Session, type: ButtonAct, { userId, approver }: Reader): Refusal | undefined {
  return findRefusal(type, session, { userId, approver, from: 'private-card' });
}

export function renderPrivateCard(session: Session, reader: Reader, messageOptions: MessageOptions): Message {
  const buttons = createButtons(session, selectTexts(messageOptions)).filter(({ action_id }) => {
    const type = action_id === ACKNOWLEDGE ? 'acknowledge' : 'requestTermination';
    return findPressRefusal(session, type, reader) === undefined;
  });
  const blockId = reader.cardTokens.blockId(reader.userId, session.id);
  // A private card mentions nobody.
  const card = renderSessionBlocks(
    session,
    { ...messageOptions, mention: { users: [] } },
    createActions(buttons, blockId),
  );
  return messageOptions.trial ? markTrial(card, messageOptions) : card;
}
