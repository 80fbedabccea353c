// The question whether an acknowledgement still holds, once it is answered: in its place, without its buttons.
import type { Session } from '../../session/session.ts';
import { type Message, type MessageOptions, selectTexts } from '../i18n/message-options.ts';
import { selectModalTexts } from '../i18n/modal-texts.ts';
import { renderTime } from '../i18n/reader-time.ts';
import type { TextPart } from '../i18n/rich-text.ts';
import { renderSentence } from './answers.ts';

/** @returns undefined where no acknowledgement stands any more: then the question stays as it is */
export function renderAnswered({ acknowledged }: Session, messageOptions: MessageOptions): Message | undefined {
  if (acknowledged === undefined) return undefined;
  const text = selectTexts(messageOptions);
  const words = selectModalTexts(messageOptions);
  const { by, at, confirmedAt, takenOverFrom } = acknowledged;
  const who: TextPart = { user: by };
  if (confirmedAt !== undefined) return renderSentence(words.stillMine(who, renderTime(confirmedAt, messageOptions)));
  const time = renderTime(at, messageOptions);
  if (takenOverFrom === undefined) return renderSentence(text.acknowledgedBy(who, time));
  return renderSentence(words.takenOver(who, { user: takenOverFrom }, time));
}
