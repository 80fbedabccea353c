// The private card: the content of a notice for one person, with the buttons that this person may press.
import { type Actor, findRefusal, type Refusal } from '../../../session/decide.ts';
import type { Session } from '../../../session/session.ts';
import type { SessionAction as Act } from '../../../workflow/acknowledge-or-terminate.ts';
import { type Message, type MessageOptions, markTrial, textsOf } from '../../i18n/message-options.ts';
import type { CardTokens } from '../card-token.ts';
import { ACKNOWLEDGE, actions, buttonsOf } from './session-buttons.ts';
import { sessionBlocks } from './session-notice.ts';

/** The person who sees a private card. */
export interface Reader extends Pick<Actor, 'userId' | 'approver'> {
  readonly now: Date;
  readonly seal: CardTokens;
}

/** @returns why a press would be refused now; the press itself is judged again when it arrives */
export function refusalOf(session: Session, type: Act, { userId, approver }: Reader): Refusal | undefined {
  return findRefusal(type, session, { userId, approver, from: 'private-card' });
}

export function renderPrivateCard(session: Session, reader: Reader, messageOptions: MessageOptions): Message {
  const buttons = buttonsOf(session, textsOf(messageOptions)).filter(({ action_id }) => {
    const type = action_id === ACKNOWLEDGE ? 'acknowledge' : 'requestTermination';
    return refusalOf(session, type, reader) === undefined;
  });
  const blockId = reader.seal.blockId(reader.userId, session.id);
  // A private card mentions nobody.
  const card = sessionBlocks(session, { ...messageOptions, mention: { users: [] } }, actions(buttons, blockId));
  return messageOptions.trial ? markTrial(card, messageOptions) : card;
}
