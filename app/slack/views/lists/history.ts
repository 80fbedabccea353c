// The sessions of the last days as rows, newest first.
import type { Session } from '../../../session/session.ts';
import { type History, MAX_HISTORY_DAYS } from '../../../workflow/queries/history.ts';
import { sliceOf } from '../../../workflow/queries/list-slice.ts';
import { slackUserIn } from '../../../workflow/queries/search-text.ts';
import { type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { createRichText, createSmallPrint, formatMrkdwn, sanitize, type TextPart } from '../../i18n/rich-text.ts';
import { renderSentence } from '../answers.ts';
import { createRowLink } from '../links.ts';
import type { Reader } from '../notice/private-card.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { createListTimes, type ListTimes, type Row, renderWithTeamText } from './list-times.ts';
import type { Listing } from './listing.ts';
import { renderPageButton, takePage } from './paging.ts';
import { createRowLines } from './row-lines.ts';

const MAX_LISTED = 20;

/** @param listing the page and the question; it may ask for more days than are shown */
export function renderHistory(
  history: History,
  listing: Listing,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
): Message {
  return renderWithTeamText(messageOptions, (options) => historyIn(options, history, listing, reader));
}

function historyIn(
  messageOptions: MessageOptions,
  { all, days, sessions, more }: History,
  listing: Listing,
  reader: Omit<Reader, 'approver'>,
): Message {
  const { audit, pending, list } = selectTexts(messageOptions);
  const words = audit.history;
  const title = words.title(sessions.length, days, aboutIn(listing));
  const slice = sliceOf(sessions, { from: listing.from, most: MAX_LISTED });
  const times = createListTimes(slice.sessions, messageOptions);
  const linesIn = (row: Row<Session>) => linesOf(row, times, messageOptions);
  const page = takePage({ ...slice, sessions: times.rows }, MAX_LIST_CHARACTERS, (row) =>
    createRichText(...linesIn(row)),
  );
  const lines = page.rows.map(linesIn);
  const notes = [
    page.left > 0 && words.more(page.left),
    more && words.partly,
    listing.days > days && words.most(MAX_HISTORY_DAYS),
    !all && pending.ownOnly,
    times.zone !== undefined && list.zone(times.zone),
  ].filter((note) => note !== false);
  const isText = title.every((part) => typeof part === 'string');
  const message = renderSentence(isText ? [{ bold: title.join('') }] : title);
  return {
    text: [message.text, ...lines.flat().map(formatMrkdwn), ...notes.map((note) => formatMrkdwn([note]))].join('\n'),
    blocks: [
      ...message.blocks,
      ...lines.map((row) => createRichText(...row)),
      ...renderPageButton(page, listing, reader, messageOptions),
      ...notes.flatMap((note) => createSmallPrint(note)),
    ],
  };
}

/** @returns the searched name, so that an empty answer says of whom or of what; undefined without a search */
function aboutIn({ about }: Listing): TextPart | undefined {
  if (about === '') return undefined;
  const user = slackUserIn(about);
  return user === undefined ? sanitize(about, 64) : { user };
}

function linesOf(row: Row<Session>, times: ListTimes<Session>, options: MessageOptions): TextPart[][] {
  const text = selectTexts(options);
  const range = times.rangeOf(row.session, row.session.ended?.at);
  const states = statesOf(row.session, times, options);
  return createRowLines(row, text, (...words) => [
    ...text.audit.history.session(...words, range, states),
    ...createRowLink(row.session, options),
  ]);
}

function statesOf(session: Session, times: ListTimes<Session>, options: MessageOptions): TextPart[][] {
  const words = selectTexts(options).audit.history;
  const { acknowledged, lapsedAt, ended } = session;
  const ending = ended?.how.cause === 'terminated' ? [[words.terminated]] : [];
  if (acknowledged)
    return [...ending, words.acknowledgedBy({ user: acknowledged.by }, times.timeIn(session, acknowledged.at))];
  return [...ending, [lapsedAt ? words.lapsed : words.unacknowledged]];
}
