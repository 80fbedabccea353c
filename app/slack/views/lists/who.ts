// The open sessions, one line each.
import type { KnownBlock } from '@slack/types';
import type { Presence, PresentSession } from '../../../workflow/queries/who.ts';
import { findZoneName } from '../../i18n/format-time.ts';
import { type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { createRichText, createSmallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { renderSentence } from '../answers.ts';
import { createRowLink } from '../links.ts';
import type { Reader } from '../notice/private-card.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { createListTimes, type ListTimes, type Row, renderWithTeamText } from './list-times.ts';
import { createListing, type Listing } from './listing.ts';
import { renderPageButton, takePage } from './paging.ts';
import { createRowLines, describeHolder, type Listed } from './row-lines.ts';

/** A person reads fewer lines than a message holds. */
export const WHO_LISTED = 15;

/** @param room characters of blocks */
export function renderWho(
  presence: Presence,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
  {
    listing = createListing('who'),
    room = MAX_LIST_CHARACTERS,
  }: { readonly listing?: Listing; readonly room?: number } = {},
): Message {
  return renderWithTeamText(messageOptions, (options) => whoIn(options, presence, reader, { listing, room }));
}

function whoIn(
  messageOptions: MessageOptions,
  presence: Presence,
  reader: Omit<Reader, 'approver'>,
  { listing, room }: { readonly listing: Listing; readonly room: number },
): Message {
  const text = selectTexts(messageOptions);
  const { who } = text;
  const { total } = presence;
  const title = total === 0 ? who.none : who.title(total);
  const times = createListTimes(presence.sessions, messageOptions);
  const linesIn = (row: Row<PresentSession>) => linesOf(row, times, messageOptions);
  const page = takePage({ ...presence, sessions: times.rows }, room, (row) => createRichText(...linesIn(row)));
  const more = page.left > 0 ? [[who.more(page.left)]] : [];
  const message = renderSentence([{ bold: title }], ...page.rows.flatMap(linesIn), ...more);
  return {
    text: message.text,
    blocks: [
      ...message.blocks,
      ...renderPageButton(page, listing, reader, messageOptions),
      ...sourceOf(presence, messageOptions),
      ...createSmallPrint(
        times.zone !== undefined &&
          times.zone !== findNamedZone(presence, messageOptions) &&
          text.list.zone(times.zone),
      ),
    ],
  };
}

/** @returns the zone that the last line names; undefined if that line has no time, and in readers' times */
export function findNamedZone({ at }: Presence, { timeZone, times }: MessageOptions): string | undefined {
  return at === undefined || times === 'reader' ? undefined : findZoneName(at, timeZone);
}

/** Small print cannot hold a date element, so in readers' times this line has the usual size. */
function sourceOf({ source, at }: Presence, messageOptions: MessageOptions): KnownBlock[] {
  const { who } = selectTexts(messageOptions);
  if (at === undefined) return createSmallPrint(who.neverAsked);
  const words = { ssm: who.live, stored: who.stored, 'stored-of-many': who.storedOfMany }[source];
  const said = words(renderTime(at, messageOptions));
  return messageOptions.times === 'team' ? createSmallPrint(said) : [createRichText([said])];
}

function linesOf(
  row: Row<PresentSession>,
  times: ListTimes<PresentSession>,
  messageOptions: MessageOptions,
): TextPart[][] {
  const text = selectTexts(messageOptions);
  const { who } = text;
  const { operator, target, kind, startedAt, acknowledged, termination } = row.session;
  const states = describeHolder(row.session, text);
  if (termination && !termination.failed) states.push([who.terminating]);
  const since = times.timeIn(row.session, startedAt);
  // The session is live, whatever end its stored stream may have.
  const live: Row<Listed> = { ...row, session: { operator, target, kind, acknowledged, termination } };
  return createRowLines(live, text, (...words) => [
    ...who.session(...words, since, states),
    ...createRowLink(row.session, messageOptions),
  ]);
}
