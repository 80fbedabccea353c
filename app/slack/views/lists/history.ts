// What was on the bastions in the last days, as rows, newest first.
import type { Session } from '../../../session/session.ts';
import { type History, MAX_HISTORY_DAYS } from '../../../workflow/queries/history.ts';
import { sliceOf } from '../../../workflow/queries/list-slice.ts';
import { slackUserIn } from '../../../workflow/queries/search-text.ts';
import { formatTime } from '../../i18n/format-time.ts';
import { kindText, type Message, type MessageOptions, textsOf } from '../../i18n/message-options.ts';
import { mrkdwn, richText, sanitize, smallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { renderSentence } from '../answers.ts';
import type { Reader } from '../notice/private-card.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import type { Listing } from './listing.ts';
import { pageOf, renderPageButton } from './paging.ts';

const MAX_LISTED = 20;

/** @param listing which page, and what was asked for: perhaps more days than are shown */
export function renderHistory(
  { all, days, sessions, more }: History,
  listing: Listing,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
): Message {
  const { audit, pending } = textsOf(messageOptions);
  const words = audit.history;
  const title = words.title(sessions.length, days, aboutIn(listing));
  const page = pageOf(sliceOf(sessions, { from: listing.from, most: MAX_LISTED }), MAX_LIST_CHARACTERS, (session) =>
    richText(lineOf(session, messageOptions)),
  );
  const lines = page.rows.map((session) => lineOf(session, messageOptions));
  const notes = [
    page.left > 0 && words.more(page.left),
    more && words.partly,
    listing.days > days && words.most(MAX_HISTORY_DAYS),
    !all && pending.ownOnly,
  ].filter((note) => note !== false);
  const isText = title.every((part) => typeof part === 'string');
  const message = renderSentence(isText ? [{ bold: title.join('') }] : title);
  return {
    text: [message.text, ...lines.map(mrkdwn), ...notes.map((note) => mrkdwn([note]))].join('\n'),
    blocks: [
      ...message.blocks,
      ...lines.map((line) => richText(line)),
      ...renderPageButton(page, listing, reader, messageOptions),
      ...notes.flatMap((note) => smallPrint(note)),
    ],
  };
}

/** The searched name, repeated in the answer: a "none" shows of whom or of what it is true. */
function aboutIn({ about }: Listing): TextPart | undefined {
  if (about === '') return undefined;
  const user = slackUserIn(about);
  return user === undefined ? sanitize(about, 64) : { user };
}

function lineOf(session: Session, messageOptions: MessageOptions): TextPart[] {
  const text = textsOf(messageOptions);
  const { operator, target, kind, startedAt, ended } = session;
  const words = text.audit.history;
  const times = words.times(
    formatTime(startedAt, messageOptions),
    ended ? formatTime(ended.at, messageOptions) : words.live,
  );
  const [who, where] = [sanitize(operator.name, 64), sanitize(target.name, 64)];
  return words.session(who, where, kindText(kind, text, 64), times, statesOf(session, messageOptions));
}

function statesOf({ acknowledged, lapsedAt, ended }: Session, messageOptions: MessageOptions): TextPart[][] {
  const words = textsOf(messageOptions).audit.history;
  const cut = ended?.how.cause === 'terminated' ? [[words.cut]] : [];
  if (acknowledged)
    return [...cut, words.acknowledgedBy({ user: acknowledged.by }, formatTime(acknowledged.at, messageOptions))];
  return [...cut, [lapsedAt ? words.lapsed : words.waiting]];
}
