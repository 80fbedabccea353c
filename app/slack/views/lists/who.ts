// The people on the bastions now, as lines.
import type { Presence, PresentSession } from '../../../workflow/queries/who.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { formatTime } from '../../i18n/format-time.ts';
import { kindText, type Message, type MessageOptions, textsOf } from '../../i18n/message-options.ts';
import { richText, sanitize, smallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { renderSentence } from '../answers.ts';
import type { Reader } from '../notice/private-card.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { type Listing, listingOf } from './listing.ts';
import { pageOf, renderPageButton } from './paging.ts';

/** A person reads fewer lines than a message holds. */
export const WHO_LISTED = 15;

/** @param room characters of blocks */
export function renderWho(
  presence: Presence,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
  {
    listing = listingOf('who'),
    room = MAX_LIST_CHARACTERS,
  }: { readonly listing?: Listing; readonly room?: number } = {},
): Message {
  const text = textsOf(messageOptions);
  const { who } = text;
  const { total } = presence;
  const title = total === 0 ? who.none : who.title(total);
  const lineOf = (session: PresentSession) => present(session, text, messageOptions);
  const page = pageOf(presence, room, (one) => richText(lineOf(one)));
  const more = page.left > 0 ? [[who.more(page.left)]] : [];
  const message = renderSentence([{ bold: title }], ...page.rows.map(lineOf), ...more);
  return {
    text: message.text,
    blocks: [
      ...message.blocks,
      ...renderPageButton(page, listing, reader, messageOptions),
      ...smallPrint(sourceOf(presence, messageOptions)),
    ],
  };
}

function sourceOf({ source, at }: Presence, messageOptions: MessageOptions): string {
  const { who } = textsOf(messageOptions);
  if (at === undefined) return who.neverAsked;
  const words = { ssm: who.live, stored: who.stored, 'stored-of-many': who.storedOfMany }[source];
  return words(formatTime(at, messageOptions));
}

function present(session: PresentSession, text: Text, messageOptions: MessageOptions): TextPart[] {
  const { who } = text;
  const { operator, target, kind, startedAt, acknowledged, termination } = session;
  const states: TextPart[][] = [acknowledged ? who.acknowledgedBy({ user: acknowledged.by }) : [who.unacknowledged]];
  if (termination && !termination.failed) states.push([who.terminating]);
  const since = formatTime(startedAt, messageOptions);
  return who.session(sanitize(operator.name, 64), sanitize(target.name, 64), kindText(kind, text, 64), since, states);
}
