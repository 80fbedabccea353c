// What was on the bastions in the last days, as rows, newest first.
import type { Session } from '../../../session/session.ts';
import { type History, MOST_HISTORY_DAYS } from '../../../workflow/queries/history.ts';
import { sliceOf } from '../../../workflow/queries/list-slice.ts';
import { slackUserIn } from '../../../workflow/queries/search-text.ts';
import { shownTime } from '../../i18n/format-time.ts';
import { kindInWords, type Look, type Message, textOf } from '../../i18n/message-options.ts';
import { mrkdwn, type Part, richText, smallPrint, typed } from '../../i18n/rich-text.ts';
import { say } from '../answers.ts';
import type { Reader } from '../notice/private-card.ts';
import { ROOM } from './block-budget.ts';
import type { Listing } from './listing.ts';
import { pageOf, renderPageButton } from './paging.ts';

const MOST_LISTED = 20;

/** @param listing which page, and what was asked for: perhaps more days than are shown */
export function renderHistory(
  { all, days, sessions, more }: History,
  listing: Listing,
  reader: Omit<Reader, 'approver'>,
  look: Look,
): Message {
  const { audit, pending } = textOf(look);
  const words = audit.history;
  const title = words.title(sessions.length, days, aboutIn(listing));
  const page = pageOf(sliceOf(sessions, { from: listing.from, most: MOST_LISTED }), ROOM, (session) =>
    richText(lineOf(session, look)),
  );
  const lines = page.rows.map((session) => lineOf(session, look));
  const notes = [
    page.left > 0 && words.more(page.left),
    more && words.partly,
    listing.days > days && words.most(MOST_HISTORY_DAYS),
    !all && pending.ownOnly,
  ].filter((note) => note !== false);
  const isText = title.every((part) => typeof part === 'string');
  const message = say(isText ? [{ bold: title.join('') }] : title);
  return {
    text: [message.text, ...lines.map(mrkdwn), ...notes.map((note) => mrkdwn([note]))].join('\n'),
    blocks: [
      ...message.blocks,
      ...lines.map((line) => richText(line)),
      ...renderPageButton(page, listing, reader, look),
      ...notes.flatMap((note) => smallPrint(note)),
    ],
  };
}

/** The searched name, repeated in the answer: a "none" shows of whom or of what it is true. */
function aboutIn({ about }: Listing): Part | undefined {
  if (about === '') return undefined;
  const user = slackUserIn(about);
  return user === undefined ? typed(about, 64) : { user };
}

function lineOf(session: Session, look: Look): Part[] {
  const text = textOf(look);
  const { operator, target, kind, startedAt, ended } = session;
  const words = text.audit.history;
  const times = `${shownTime(startedAt, look)} – ${ended ? shownTime(ended.at, look) : words.live}`;
  const [who, where] = [typed(operator.name, 64), typed(target.name, 64)];
  return words.session(who, where, kindInWords(kind, text, 64), times, statesOf(session, look));
}

function statesOf({ acknowledged, lapsedAt, ended }: Session, look: Look): Part[][] {
  const words = textOf(look).audit.history;
  const cut = ended?.how.cause === 'cut' ? [[words.cut]] : [];
  if (acknowledged) return [...cut, words.acknowledgedBy({ user: acknowledged.by }, shownTime(acknowledged.at, look))];
  return [...cut, [lapsedAt ? words.lapsed : words.waiting]];
}
