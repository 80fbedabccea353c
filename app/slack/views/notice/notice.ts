// The one message of a session, or of a row of denied attempts: as Block Kit, by what is stored alone.
import type { Stream } from '../../../session/session.ts';
import { type Message, type MessageOptions, markTrial } from '../../i18n/message-options.ts';
import { renderDenied } from './denied-notice.ts';
import { renderSession } from './session-notice.ts';

/** The message of an entry. Nothing but `entry` and the settings decides it, so that its hash tells whether it is stale. */
export function renderNotice(stream: Stream, messageOptions: MessageOptions): Message {
  const message =
    stream.type === 'session' ? renderSession(stream, messageOptions) : renderDenied(stream, messageOptions);
  return messageOptions.trial ? markTrial(message, messageOptions) : message;
}
