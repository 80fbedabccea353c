// The one message of a session, or of a row of denied attempts: as Block Kit, by what is stored alone.
import type { Entry } from '../session/session.ts';
import { renderDenied } from './denied-notice.ts';
import { type Look, type Message, textOf } from './look.ts';
import { smallPrint } from './parts.ts';
import { renderSession } from './session-notice.ts';

export { type Look, type Message, textOf } from './look.ts';
export { ACKNOWLEDGE, TERMINATE } from './session-notice.ts';

/** The message of an entry. Nothing but `entry` and the settings decides it, so that its hash tells whether it is stale. */
export function renderNotice(entry: Entry, look: Look): Message {
  const message = entry.type === 'session' ? renderSession(entry, look) : renderDenied(entry, look);
  return look.trial ? asTrial(message, look) : message;
}

function asTrial({ text, blocks }: Message, look: Look): Message {
  const { trial, trialNote } = textOf(look);
  return { text: `${trial} ${text}`, blocks: [...smallPrint(`${trial} ${trialNote}`), ...blocks] };
}
