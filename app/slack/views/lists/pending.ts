// Unacknowledged sessions, and sessions that match a name, as rows: each with the button that the reader may press.
import type { KnownBlock } from '@slack/types';
import { findLapseTime } from '../../../session/approval.ts';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Slice } from '../../../workflow/queries/list-slice.ts';
import type { Pending } from '../../../workflow/queries/pending.ts';
import { kindText, type Message, type MessageOptions, textsOf } from '../../i18n/message-options.ts';
import { mrkdwn, richText, sanitize, smallPrint, type TextPart } from '../../i18n/rich-text.ts';
import { refusalParts, renderSentence } from '../answers.ts';
import { type Reader, refusalOf } from '../notice/private-card.ts';
import { acknowledgeButton, actions, type Button, terminateButton } from '../notice/session-buttons.ts';
import { statusIcon } from '../notice/session-status.ts';
import { deadlineOf } from '../notice/session-timeline.ts';
import { MAX_LIST_CHARACTERS } from './block-budget.ts';
import { createListTimes, type ListTimes, type Row, withTeamText } from './list-times.ts';
import { type Listing, listingOf, writeListing } from './listing.ts';
import { pageOf, renderPageButton } from './paging.ts';

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
  { listing = listingOf('pending'), room = MAX_LIST_CHARACTERS, zoneBelow }: PendingPlace = {},
): Message {
  const text = textsOf(messageOptions);
  const { total, all } = pending;
  const someone: Reader = { ...reader, approver: pending.approver };
  const title = total === 0 ? text.pending.none : text.pending.title(total);
  const message = listed(
    renderSentence([{ bold: title }]),
    pending,
    { listing, room, reader, zoneBelow, messageOptions },
    (session) => {
      const mayPress = refusalOf(session, 'acknowledge', someone) === undefined;
      return { button: mayPress ? acknowledgeButton(session, text) : undefined };
    },
  );
  if (all) return message;
  const why = pending.approver === 'unknown' ? text.refusal.approversUnknown : text.pending.ownOnly;
  return { ...message, blocks: [...message.blocks, ...smallPrint(why)] };
}

/** Several sessions match: the ones on which the reader can act, each with its button. */
export function renderSeveral(
  sessions: Slice<Session>,
  listing: Listing & { readonly list: 'acknowledge' | 'terminate' },
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
): Message {
  const text = textsOf(messageOptions);
  const title = renderSentence(text.command.several(sessions.total, sanitize(listing.about, 64)));
  const button = listing.list === 'acknowledge' ? acknowledgeButton : terminateButton;
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
  const { command } = textsOf(messageOptions);
  const [none, type] =
    listing.list === 'acknowledge'
      ? ([command.noneToAcknowledge, 'acknowledge'] as const)
      : ([command.noneToTerminate, 'requestTermination'] as const);
  return listed(
    renderSentence(none(sanitize(listing.about, 64))),
    sessions,
    { listing, room: MAX_LIST_CHARACTERS, reader, messageOptions },
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
  readonly zoneBelow?: string | undefined;
  readonly messageOptions: MessageOptions;
}

/** The last part of a row. */
interface Below {
  readonly button?: Button | undefined;
  readonly why?: readonly TextPart[] | undefined;
}

function listed(title: Message, sessions: Slice<Session>, how: Listed, below: (session: Session) => Below): Message {
  return withTeamText(how.messageOptions, (messageOptions) =>
    listedIn(title, sessions, { ...how, messageOptions }, below),
  );
}

function listedIn(
  title: Message,
  sessions: Slice<Session>,
  { listing, room, reader, zoneBelow, messageOptions }: Listed,
  below: (session: Session) => Below,
): Message {
  const { pending, list } = textsOf(messageOptions);
  const note = writeListing(listing);
  const times = createListTimes(sessions.sessions, messageOptions);
  const linesIn = (row: Row<Session>): (readonly TextPart[])[] => {
    const { why } = below(row.session);
    return [...linesOf(row, times, messageOptions), ...(why === undefined ? [] : [why])];
  };
  const drawn = (row: Row<Session>): KnownBlock[] => {
    const { button } = below(row.session);
    const blockId = reader.seal.blockId(reader.userId, row.session.id, note);
    return [richText(...linesIn(row)), ...actions(button === undefined ? [] : [button], blockId)];
  };
  const page = pageOf({ ...sessions, sessions: times.rows }, room, drawn);
  const more = page.left > 0 ? [[pending.more(page.left)]] : [];
  return {
    text: [title.text, ...[...page.rows.flatMap(linesIn), ...more].map(mrkdwn)].join('\n'),
    blocks: [
      ...title.blocks,
      ...page.rows.flatMap(drawn),
      ...more.map((line) => richText(line)),
      ...renderPageButton(page, listing, reader, messageOptions),
      ...smallPrint(times.zone !== undefined && times.zone !== zoneBelow && list.zone(times.zone)),
    ],
  };
}

function linesOf({ session, day }: Row<Session>, times: ListTimes<Session>, options: MessageOptions): TextPart[][] {
  const text = textsOf(options);
  const { operator, target, kind, startedAt, id } = session;
  const [who, where] = [sanitize(operator.name, 64), sanitize(target.name, 64)];
  const since = times.timeIn(session, startedAt);
  const states = statesOf(session, times, options);
  return [
    ...(day === undefined ? [] : [[{ bold: day }]]),
    [`${statusIcon(session, text)} `, ...text.pending.session(who, where, kindText(kind, text, 64), since, states)],
    [{ code: sanitize(id, 200) }],
  ];
}

function statesOf(session: Session, times: ListTimes<Session>, messageOptions: MessageOptions): string[] {
  const { pending } = textsOf(messageOptions);
  const { ended, noticed, lapsedAt } = session;
  const say = (iso: string) => times.timeIn(session, iso);
  if (ended) {
    const over = (ended.status === 'Unknown' ? pending.unlisted : pending.ended)(say(ended.at));
    const lapse = lapsedAt ? undefined : findLapseTime(session, messageOptions.deadlines);
    return lapse === undefined ? [over] : [over, pending.lapses(say(lapse))];
  }
  if (isBeingTerminated(session)) return [pending.live, pending.terminating];
  if (!noticed) return [pending.live, pending.unnoticed];
  const deadline = deadlineOf(session, messageOptions, pending, say);
  return deadline === undefined ? [pending.live] : [pending.live, deadline];
}
