// The open sessions, one line each.
import type { KnownBlock } from '@slack/types';
import type { Presence, PresentSession } from '../../../workflow/queries/who.ts';
import type { Text } from '../../i18n/en/texts.ts';
import { zoneName } from '../../i18n/format-time.ts';
import { kindText, type Message, type MessageOptions, textsOf } from '../../i18n/message-options.ts';
import { renderTime } from '../../i18n/reader-time.ts';
import { richText, sanitize, smallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { renderSentence } from '../answers.ts';
import type { Reader } from '../notice/private-card.ts';
import { statusIcon } from '../notice/session-status.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { createListTimes, type ListTimes, type Row, withTeamText } from './list-times.ts';
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
  return withTeamText(messageOptions, (options) => whoIn(options, presence, reader, { listing, room }));
}

function whoIn(
  messageOptions: MessageOptions,
  presence: Presence,
  reader: Omit<Reader, 'approver'>,
  { listing, room }: { readonly listing: Listing; readonly room: number },
): Message {
  const text = textsOf(messageOptions);
  const { who } = text;
  const { total } = presence;
  const title = total === 0 ? who.none : who.title(total);
  const times = createListTimes(presence.sessions, messageOptions);
  const linesIn = (row: Row<PresentSession>) => linesOf(row, times, text);
  const page = pageOf({ ...presence, sessions: times.rows }, room, (row) => richText(...linesIn(row)));
  const more = page.left > 0 ? [[who.more(page.left)]] : [];
  const message = renderSentence([{ bold: title }], ...page.rows.flatMap(linesIn), ...more);
  return {
    text: message.text,
    blocks: [
      ...message.blocks,
      ...renderPageButton(page, listing, reader, messageOptions),
      ...sourceOf(presence, messageOptions),
      ...smallPrint(
        times.zone !== undefined && times.zone !== zoneIn(presence, messageOptions) && text.list.zone(times.zone),
      ),
    ],
  };
}

/** @returns the zone that the last line names; undefined if that line has no time, and in readers' times */
export function zoneIn({ at }: Presence, { timeZone, times }: MessageOptions): string | undefined {
  return at === undefined || times === 'reader' ? undefined : zoneName(at, timeZone);
}

/** Small print cannot hold a date element, so in readers' times this line has the usual size. */
function sourceOf({ source, at }: Presence, messageOptions: MessageOptions): KnownBlock[] {
  const { who } = textsOf(messageOptions);
  if (at === undefined) return smallPrint(who.neverAsked);
  const words = { ssm: who.live, stored: who.stored, 'stored-of-many': who.storedOfMany }[source];
  const said = words(renderTime(at, messageOptions));
  return messageOptions.times === 'team' ? smallPrint(said) : [richText([said])];
}

function linesOf({ session, day }: Row<PresentSession>, times: ListTimes<PresentSession>, text: Text): TextPart[][] {
  const { who } = text;
  const { operator, target, kind, startedAt, acknowledged, termination } = session;
  const states: TextPart[][] = [acknowledged ? who.acknowledgedBy({ user: acknowledged.by }) : [who.unacknowledged]];
  if (termination && !termination.failed) states.push([who.terminating]);
  const [name, where, since] = [
    sanitize(operator.name, 64),
    sanitize(target.name, 64),
    times.timeIn(session, startedAt),
  ];
  return [
    ...(day === undefined ? [] : [[{ bold: day }]]),
    [
      `${statusIcon({ acknowledged, termination }, text)} `,
      ...who.session(name, where, kindText(kind, text, 64), since, states),
    ],
  ];
}
