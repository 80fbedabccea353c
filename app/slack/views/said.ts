// The message that asked the operator why, once they have said it: with what they said, and without a button.
import type { Session } from '../../session/session.ts';
import type { Message, MessageOptions } from '../i18n/message-options.ts';
import { joinMessages, renderSentence } from './answers.ts';
import { renderFollowUp } from './follow-ups/follow-ups.ts';
import { describeReason } from './notice/acknowledgement-lines.ts';

/** @param now its deadline is the one that holds then @returns undefined while the operator has said nothing */
export function renderSaid(session: Session, messageOptions: MessageOptions, now: Date): Message | undefined {
  if (session.said === undefined) return undefined;
  const answer = renderSentence(...describeReason(session, messageOptions, 'operator'));
  const event = session.events.findLast((one) => one.type === 'noticed');
  if (event === undefined) return answer;
  const question = renderFollowUp(session, { key: '', audience: 'operator', event }, messageOptions, now);
  return joinMessages(question, answer);
}
