// Sessions that wait for an acknowledgement, or can be meant by a name, as rows: each with the button that the reader may press.
import type { KnownBlock } from '@slack/types';
import { findLapseTime } from '../../../session/approval.ts';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Slice } from '../../../workflow/queries/list-slice.ts';
import type { Pending } from '../../../workflow/queries/pending.ts';
import { formatTime } from '../../i18n/format-time.ts';
import { kindText, type Message, type MessageOptions, textsOf } from '../../i18n/message-options.ts';
import { mrkdwn, richText, sanitize, smallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { refusalParts, renderSentence } from '../answers.ts';
import { type Reader, refusalOf } from '../notice/private-card.ts';
import { acknowledgeButton, actions, type Button, terminateButton } from '../notice/session-buttons.ts';
import { deadlineOf } from '../notice/session-timeline.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { type Listing, listingOf, writeListing } from './listing.ts';
import { pageOf, renderPageButton } from './paging.ts';

export const PENDING_LISTED = 10;

/** @param room characters of blocks */
export function renderPending(
  pending: Pending,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
  {
    listing = listingOf('pending'),
    room = MAX_LIST_CHARACTERS,
  }: { readonly listing?: Listing; readonly room?: number } = {},
): Message {
  const text = textsOf(messageOptions);
  const { total, all } = pending;
  const someone: Reader = { ...reader, approver: pending.approver };
  const title = total === 0 ? text.pending.none : text.pending.title(total);
  const message = listed(
    renderSentence([{ bold: title }]),
    pending,
    { listing, room, reader, look: messageOptions },
    (session) => {
      const mayPress = refusalOf(session, 'acknowledge', someone) === undefined;
      return { button: mayPress ? acknowledgeButton(session, text) : undefined };
    },
  );
  if (all) return message;
  const why = pending.approver === 'unknown' ? text.refusal.approversUnknown : text.pending.ownOnly;
  return { ...message, blocks: [...message.blocks, ...smallPrint(why)] };
}

/** Sessions of which one is meant: those on which the reader can do what was asked for, each with its button. */
export function renderSeveral(
  sessions: Slice<Session>,
  listing: Listing & { readonly list: 'acknowledge' | 'terminate' },
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
): Message {
  const text = textsOf(messageOptions);
  const title = renderSentence(text.command.several(sessions.total, sanitize(listing.about, 64)));
  const button = listing.list === 'acknowledge' ? acknowledgeButton : terminateButton;
  return listed(title, sessions, { listing, room: MAX_LIST_CHARACTERS, reader, look: messageOptions }, (session) => ({
    button: button(session, text),
  }));
}

/** Sessions of which none can be acknowledged or terminated, each with the reason. */
export function renderNone(
  sessions: Slice<Session>,
  listing: Listing & { readonly list: 'acknowledge' | 'terminate' },
  reader: Reader,
  messageOptions: MessageOptions,
): Message {
  const { command } = textsOf(messageOptions);
  const [none, type] =
    listing.list === 'acknowledge'
      ? ([command.noneToAcknowledge, 'acknowledge'] as const)
      : ([command.noneToTerminate, 'requestTermination'] as const);
  return listed(
    renderSentence(none(sanitize(listing.about, 64))),
    sessions,
    { listing, room: MAX_LIST_CHARACTERS, reader, look: messageOptions },
    (session) => {
      const refusal = refusalOf(session, type, reader);
      return { why: refusal && refusalParts(refusal, messageOptions) };
    },
  );
}

interface Listed {
  readonly listing: Listing;
  readonly room: number;
  readonly reader: Omit<Reader, 'approver'>;
  readonly look: MessageOptions;
}

/** Stands below the lines of a row. */
interface Below {
  readonly button?: Button | undefined;
  readonly why?: readonly TextPart[] | undefined;
}

function listed(
  title: Message,
  sessions: Slice<Session>,
  { listing, room, reader, look: messageOptions }: Listed,
  below: (session: Session) => Below,
): Message {
  const note = writeListing(listing);
  const linesIn = (session: Session): (readonly TextPart[])[] => {
    const { why } = below(session);
    return [...linesOf(session, messageOptions), ...(why === undefined ? [] : [why])];
  };
  const drawn = (session: Session): KnownBlock[] => {
    const { button } = below(session);
    const blockId = reader.seal.blockId(reader.userId, session.id, note);
    return [richText(...linesIn(session)), ...actions(button === undefined ? [] : [button], blockId)];
  };
  const page = pageOf(sessions, room, drawn);
  const more = page.left > 0 ? [[textsOf(messageOptions).pending.more(page.left)]] : [];
  return {
    text: [title.text, ...[...page.rows.flatMap(linesIn), ...more].map(mrkdwn)].join('\n'),
    blocks: [
      ...title.blocks,
      ...page.rows.flatMap(drawn),
      ...more.map((line) => richText(line)),
      ...renderPageButton(page, listing, reader, messageOptions),
    ],
  };
}

function linesOf(session: Session, messageOptions: MessageOptions): TextPart[][] {
  const text = textsOf(messageOptions);
  const { operator, target, kind, startedAt, id } = session;
  const [who, where] = [sanitize(operator.name, 64), sanitize(target.name, 64)];
  const since = formatTime(startedAt, messageOptions);
  return [
    text.pending.session(who, where, kindText(kind, text, 64), since, statesOf(session, messageOptions)),
    [{ code: sanitize(id, 200) }],
  ];
}

function statesOf(session: Session, messageOptions: MessageOptions): string[] {
  const { pending } = textsOf(messageOptions);
  const { ended, noticed, lapsedAt } = session;
  if (ended) {
    const over = (ended.status === 'Unknown' ? pending.gone : pending.ended)(formatTime(ended.at, messageOptions));
    const lapse = lapsedAt ? undefined : findLapseTime(session, messageOptions.deadlines);
    return lapse === undefined ? [over] : [over, pending.lapses(formatTime(lapse, messageOptions))];
  }
  if (isBeingTerminated(session)) return [pending.live, pending.terminating];
  if (!noticed) return [pending.live, pending.unannounced];
  const deadline = deadlineOf(session, messageOptions, pending);
  return deadline === undefined ? [pending.live] : [pending.live, deadline];
}
