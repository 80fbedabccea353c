// The notice of a session, or of a group of denied attempts, as Block Kit.
import type { Stream } from '../../../session/session.ts';
import { type Message, type MessageOptions, markTrial } from '../../i18n/message-options.ts';
import { renderDenied } from './denied-notice.ts';
import { renderSession } from './session-notice.ts';

/** Depends on the stream and the settings alone: a different hash means that the posted notice is stale. */
export function renderNotice(stream: Stream, messageOptions: MessageOptions): Message {
  const message =
    stream.type === 'session' ? renderSession(stream, messageOptions) : renderDenied(stream, messageOptions);
  return messageOptions.trial ? markTrial(message, messageOptions) : message;
}
