// Sessions that wait for an acknowledgement, or can be meant by a name, as rows: each with the button that the reader may press.
import type { KnownBlock } from '@slack/types';
import { lapseAt } from '../../../session/approval.ts';
import { isBeingTerminated, type Session } from '../../../session/session.ts';
import type { Slice } from '../../../workflow/queries/list-slice.ts';
import type { Pending } from '../../../workflow/queries/pending.ts';
import { shownTime } from '../../i18n/format-time.ts';
import { kindInWords, type Look, type Message, textOf } from '../../i18n/message-options.ts';
import { mrkdwn, type Part, richText, smallPrint, typed } from '../../i18n/rich-text.ts';
import { refusalParts, say } from '../answers.ts';
import { type Reader, refusalOf } from '../notice/private-card.ts';
import { acknowledgeButton, actions, type Button, terminateButton } from '../notice/session-buttons.ts';
import { deadlineOf } from '../notice/session-timeline.ts';
import { ROOM } from './block-budget.ts';
import { type Listing, listingOf, writeListing } from './listing.ts';
import { pageOf, renderPageButton } from './paging.ts';

export const PENDING_LISTED = 10;

/** @param room characters of blocks */
export function renderPending(
  pending: Pending,
  reader: Omit<Reader, 'approver'>,
  look: Look,
  { listing = listingOf('pending'), room = ROOM }: { readonly listing?: Listing; readonly room?: number } = {},
): Message {
  const text = textOf(look);
  const { total, all } = pending;
  const someone: Reader = { ...reader, approver: pending.approver };
  const title = total === 0 ? text.pending.none : text.pending.title(total);
  const message = listed(say([{ bold: title }]), pending, { listing, room, reader, look }, (session) => {
    const mayPress = refusalOf(session, 'acknowledge', someone) === undefined;
    return { button: mayPress ? acknowledgeButton(session, text) : undefined };
  });
  if (all) return message;
  const why = pending.approver === 'unknown' ? text.refusal.approversUnknown : text.pending.ownOnly;
  return { ...message, blocks: [...message.blocks, ...smallPrint(why)] };
}

/** Sessions of which one is meant: those on which the reader can do what was asked for, each with its button. */
export function renderSeveral(
  sessions: Slice<Session>,
  listing: Listing & { readonly list: 'acknowledge' | 'terminate' },
  reader: Omit<Reader, 'approver'>,
  look: Look,
): Message {
  const text = textOf(look);
  const title = say(text.command.several(sessions.total, typed(listing.about, 64)));
  const button = listing.list === 'acknowledge' ? acknowledgeButton : terminateButton;
  return listed(title, sessions, { listing, room: ROOM, reader, look }, (session) => ({
    button: button(session, text),
  }));
}

/** Sessions of which none can be acknowledged or terminated, each with the reason. */
export function renderNone(
  sessions: Slice<Session>,
  listing: Listing & { readonly list: 'acknowledge' | 'terminate' },
  reader: Reader,
  look: Look,
): Message {
  const { command } = textOf(look);
  const [none, type] =
    listing.list === 'acknowledge'
      ? ([command.noneToAcknowledge, 'acknowledge'] as const)
      : ([command.noneToTerminate, 'requestTermination'] as const);
  return listed(say(none(typed(listing.about, 64))), sessions, { listing, room: ROOM, reader, look }, (session) => {
    const refusal = refusalOf(session, type, reader);
    return { why: refusal && refusalParts(refusal, look) };
  });
}

interface Listed {
  readonly listing: Listing;
  readonly room: number;
  readonly reader: Omit<Reader, 'approver'>;
  readonly look: Look;
}

/** Stands below the lines of a row. */
interface Below {
  readonly button?: Button | undefined;
  readonly why?: readonly Part[] | undefined;
}

function listed(
  title: Message,
  sessions: Slice<Session>,
  { listing, room, reader, look }: Listed,
  below: (session: Session) => Below,
): Message {
  const note = writeListing(listing);
  const linesIn = (session: Session): (readonly Part[])[] => {
    const { why } = below(session);
    return [...linesOf(session, look), ...(why === undefined ? [] : [why])];
  };
  const drawn = (session: Session): KnownBlock[] => {
    const { button } = below(session);
    const blockId = reader.seal.blockId(reader.userId, session.id, note);
    return [richText(...linesIn(session)), ...actions(button === undefined ? [] : [button], blockId)];
  };
  const page = pageOf(sessions, room, drawn);
  const more = page.left > 0 ? [[textOf(look).pending.more(page.left)]] : [];
  return {
    text: [title.text, ...[...page.rows.flatMap(linesIn), ...more].map(mrkdwn)].join('\n'),
    blocks: [
      ...title.blocks,
      ...page.rows.flatMap(drawn),
      ...more.map((line) => richText(line)),
      ...renderPageButton(page, listing, reader, look),
    ],
  };
}

function linesOf(session: Session, look: Look): Part[][] {
  const text = textOf(look);
  const { operator, target, kind, startedAt, id } = session;
  const [who, where] = [typed(operator.name, 64), typed(target.name, 64)];
  const since = shownTime(startedAt, look);
  return [
    text.pending.session(who, where, kindInWords(kind, text, 64), since, statesOf(session, look)),
    [{ code: typed(id, 200) }],
  ];
}

function statesOf(session: Session, look: Look): string[] {
  const { pending } = textOf(look);
  const { ended, noticed, lapsedAt } = session;
  if (ended) {
    const over = (ended.status === 'Unknown' ? pending.gone : pending.ended)(shownTime(ended.at, look));
    const lapse = lapsedAt ? undefined : lapseAt(session, look.deadlines);
    return lapse === undefined ? [over] : [over, pending.lapses(shownTime(lapse, look))];
  }
  if (isBeingTerminated(session)) return [pending.live, pending.terminating];
  if (!noticed) return [pending.live, pending.unannounced];
  const deadline = deadlineOf(session, look, pending);
  return deadline === undefined ? [pending.live] : [pending.live, deadline];
}
