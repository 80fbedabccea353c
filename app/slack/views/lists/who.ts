// The people on the bastions now, as lines.
import type { Presence, PresentSession } from '../../../workflow/queries/who.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { shownTime } from '../../i18n/format-time.ts';
import { kindInWords, type Look, type Message, textOf } from '../../i18n/message-options.ts';
import { type Part, richText, smallPrint, typed } from '../../i18n/rich-text.ts';
import { say } from '../answers.ts';
import type { Reader } from '../notice/private-card.ts';
import { ROOM } from './block-budget.ts';
import { type Listing, listingOf } from './listing.ts';
import { pageOf, renderPageButton } from './paging.ts';

/** A person reads fewer lines than a message holds. */
export const WHO_LISTED = 15;

/** @param room characters of blocks */
export function renderWho(
  presence: Presence,
  reader: Omit<Reader, 'approver'>,
  look: Look,
  { listing = listingOf('who'), room = ROOM }: { readonly listing?: Listing; readonly room?: number } = {},
): Message {
  const text = textOf(look);
  const { who } = text;
  const { total } = presence;
  const title = total === 0 ? who.none : who.title(total);
  const lineOf = (session: PresentSession) => present(session, text, look);
  const page = pageOf(presence, room, (one) => richText(lineOf(one)));
  const more = page.left > 0 ? [[who.more(page.left)]] : [];
  const message = say([{ bold: title }], ...page.rows.map(lineOf), ...more);
  return {
    text: message.text,
    blocks: [
      ...message.blocks,
      ...renderPageButton(page, listing, reader, look),
      ...smallPrint(sourceOf(presence, look)),
    ],
  };
}

function sourceOf({ source, at }: Presence, look: Look): string {
  const { who } = textOf(look);
  if (at === undefined) return who.neverAsked;
  const words = { ssm: who.live, stored: who.stored, 'stored-of-many': who.storedOfMany }[source];
  return words(shownTime(at, look));
}

function present(session: PresentSession, text: Text, look: Look): Part[] {
  const { who } = text;
  const { operator, target, kind, startedAt, acknowledged, termination } = session;
  const states: Part[][] = [acknowledged ? who.acknowledgedBy({ user: acknowledged.by }) : [who.unacknowledged]];
  if (termination && !termination.failed) states.push([who.terminating]);
  const since = shownTime(startedAt, look);
  return who.session(typed(operator.name, 64), typed(target.name, 64), kindInWords(kind, text, 64), since, states);
}
