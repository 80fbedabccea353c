// Unacknowledged sessions, and sessions that match a name, as rows: each with the button that the reader may press.
import type { KnownBlock } from '@slack/types';
import { findLapseTime } from '../../../session/approval.ts';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Slice } from '../../../workflow/queries/list-slice.ts';
import type { Pending } from '../../../workflow/queries/pending.ts';
import { type Message, type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { createRichText, createSmallPrint, formatMrkdwn, sanitize, type TextPart } from '../../i18n/rich-text.ts';
import { describeRefusal, renderSentence } from '../answers.ts';
import { createRowLink } from '../links.ts';
import { findPressRefusal, type Reader } from '../notice/private-card.ts';
import {
  type Button,
  createAcknowledgeButton,
  createActions,
  createTerminateButton,
} from '../notice/session-buttons.ts';
import { describeDeadline } from '../notice/session-timeline.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { createListTimes, type ListTimes, type Row, renderWithTeamText } from './list-times.ts';
import { createListing, type Listing, writeListing } from './listing.ts';
import { renderPageButton, takePage } from './paging.ts';
import { createRowLines } from './row-lines.ts';

export const PENDING_LISTED = 10;

interface PendingPlace {
  readonly listing?: Listing;
  /** Characters of blocks */
  readonly room?: number;
  /** A zone that stands below the list already */
  readonly zoneBelow?: string | undefined;
}

export function renderPending(
  pending: Pending,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
  { listing = createListing('pending'), room = MAX_LIST_CHARACTERS, zoneBelow }: PendingPlace = {},
): Message {
  const text = selectTexts(messageOptions);
  const { total, all } = pending;
  const someone: Reader = { ...reader, approver: pending.approver };
  const title = total === 0 ? text.pending.none : text.pending.title(total);
  const message = listed(
    renderSentence([{ bold: title }]),
    pending,
    { listing, room, reader, zoneBelow, messageOptions },
    (session) => {
      const mayPress = findPressRefusal(session, 'acknowledge', someone) === undefined;
      return { button: mayPress ? createAcknowledgeButton(session, text) : undefined };
    },
  );
  if (all) return message;
  const why = pending.approver === 'unknown' ? text.refusal.approversUnknown : text.pending.ownOnly;
  return { ...message, blocks: [...message.blocks, ...createSmallPrint(why)] };
}

/** Several sessions match: the ones on which the reader can act, each with its button. */
export function renderSeveral(
  sessions: Slice<Session>,
  listing: Listing & { readonly list: 'acknowledge' | 'terminate' },
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
): Message {
  const text = selectTexts(messageOptions);
  const title = renderSentence(text.command.several(sessions.total, sanitize(listing.about, 64)));
  const button = listing.list === 'acknowledge' ? createAcknowledgeButton : createTerminateButton;
  return listed(title, sessions, { listing, room: MAX_LIST_CHARACTERS, reader, messageOptions }, (session) => ({
    button: button(session, text),
  }));
}

/** Several sessions match, and the reader can act on none: each with the reason. */
export function renderNone(
  sessions: Slice<Session>,
  listing: Listing & { readonly list: 'acknowledge' | 'terminate' },
  reader: Reader,
  messageOptions: MessageOptions,
): Message {
  const { command } = selectTexts(messageOptions);
  const [none, type] =
    listing.list === 'acknowledge'
      ? ([command.noneToAcknowledge, 'acknowledge'] as const)
      : ([command.noneToTerminate, 'requestTermination'] as const);
  return listed(
    renderSentence(none(sanitize(listing.about, 64))),
    sessions,
    { listing, room: MAX_LIST_CHARACTERS, reader, messageOptions },
    (session) => {
      const refusal = findPressRefusal(session, type, reader);
      return { why: refusal && describeRefusal(refusal, messageOptions) };
    },
  );
}

interface Listed {
  readonly listing: Listing;
  readonly room: number;
  readonly reader: Omit<Reader, 'approver'>;
  readonly zoneBelow?: string | undefined;
  readonly messageOptions: MessageOptions;
}

/** The last part of a row. */
interface Below {
  readonly button?: Button | undefined;
  readonly why?: readonly TextPart[] | undefined;
}

function listed(title: Message, sessions: Slice<Session>, how: Listed, below: (session: Session) => Below): Message {
  return renderWithTeamText(how.messageOptions, (messageOptions) =>
    listedIn(title, sessions, { ...how, messageOptions }, below),
  );
}

function listedIn(
  title: Message,
  sessions: Slice<Session>,
  { listing, room, reader, zoneBelow, messageOptions }: Listed,
  below: (session: Session) => Below,
): Message {
  const { pending, list } = selectTexts(messageOptions);
  const note = writeListing(listing);
  const times = createListTimes(sessions.sessions, messageOptions);
  const linesIn = (row: Row<Session>): (readonly TextPart[])[] => {
    const { why } = below(row.session);
    return [...linesOf(row, times, messageOptions), ...(why === undefined ? [] : [why])];
  };
  const drawn = (row: Row<Session>): KnownBlock[] => {
    const { button } = below(row.session);
    const blockId = reader.cardTokens.blockId(reader.userId, row.session.id, note);
    return [createRichText(...linesIn(row)), ...createActions(button === undefined ? [] : [button], blockId)];
  };
  const page = takePage({ ...sessions, sessions: times.rows }, room, drawn);
  const more = page.left > 0 ? [[pending.more(page.left)]] : [];
  return {
    text: [title.text, ...[...page.rows.flatMap(linesIn), ...more].map(formatMrkdwn)].join('\n'),
    blocks: [
      ...title.blocks,
      ...page.rows.flatMap(drawn),
      ...more.map((line) => createRichText(line)),
      ...renderPageButton(page, listing, reader, messageOptions),
      ...createSmallPrint(times.zone !== undefined && times.zone !== zoneBelow && list.zone(times.zone)),
    ],
  };
}

function linesOf(row: Row<Session>, times: ListTimes<Session>, options: MessageOptions): TextPart[][] {
  const { session } = row;
  const text = selectTexts(options);
  const since = times.timeIn(session, session.startedAt);
  const states = statesOf(session, times, options);
  const lines = createRowLines(row, text, (...words) => [
    ...text.pending.session(...words, since, states),
    ...createRowLink(session, options),
  ]);
  return [...lines, [{ code: sanitize(session.id, 200) }]];
}

function statesOf(session: Session, times: ListTimes<Session>, messageOptions: MessageOptions): string[] {
  const { pending } = selectTexts(messageOptions);
  const { ended, noticed, lapsedAt } = session;
  const say = (iso: string) => times.timeIn(session, iso);
  if (ended) {
    const over = (ended.status === 'Unknown' ? pending.unlisted : pending.ended)(say(ended.at));
    const lapse = lapsedAt ? undefined : findLapseTime(session, messageOptions.deadlines);
    return lapse === undefined ? [over] : [over, pending.lapses(say(lapse))];
  }
  if (isBeingTerminated(session)) return [pending.live, pending.terminating];
  if (!noticed) return [pending.live, pending.unnoticed];
  const deadline = describeDeadline(session, messageOptions, pending, say);
  return deadline === undefined ? [pending.live] : [pending.live, deadline];
}
