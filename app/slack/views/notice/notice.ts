// The one message of a session, or of a row of denied attempts: as Block Kit, by what is stored alone.
import type { Stream } from '../../../session/session.ts';
import { markTrial, type MessageOptions, type Message } from '../../i18n/message-options.ts';
import { renderDenied } from './denied-notice.ts';
import { renderSession } from './session-notice.ts';

export { type MessageOptions as Look, type Message, textsOf as textOf } from '../../i18n/message-options.ts';
export { ACKNOWLEDGE, TERMINATE } from './session-buttons.ts';

/** The message of an entry. Nothing but `entry` and the settings decides it, so that its hash tells whether it is stale. */
export function renderNotice(entry: Stream, look: MessageOptions): Message {
  const message = entry.type === 'session' ? renderSession(entry, look) : renderDenied(entry, look);
  return look.trial ? markTrial(message, look) : message;
}
