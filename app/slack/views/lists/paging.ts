// One page of a list: the rows that fit into a message, and the button that replaces them with the next page.
import type { KnownBlock } from '@slack/types';
import type { Slice } from '../../../workflow/queries/list-slice.ts';
import { type MessageOptions, selectTexts } from '../../i18n/message-options.ts';
import { createPlainText, createSmallPrint } from '../../i18n/rich-text.ts';
import type { CardTokens } from '../card-token.ts';
import type { Reader } from '../notice/private-card.ts';
import { createActions } from '../notice/session-buttons.ts';
import { takeFitting } from './block-budget.ts';
import { type Listing, writeListing } from './listing.ts';

export const SHOW_MORE = 'show_more';

/** Part of the button's token, so that the token of a row does not fit. */
const PURPOSE = 'more';

export interface Page<T> {
  readonly rows: readonly T[];
  /** Numbers of rows before and after the page */
  readonly before: number;
  readonly left: number;
}

/** @param room characters of blocks */
export function takePage<T>(
  { sessions, before, total }: Slice<T>,
  room: number,
  drawn: (row: T) => KnownBlock | KnownBlock[],
): Page<T> {
  const rows = takeFitting(sessions, room, drawn);
  return { rows, before, left: total - before - rows.length };
}

/** @returns the position of the page, and a button for the next page or back to the first; nothing if all rows fit */
export function renderPageButton(
  { rows, before, left }: Page<unknown>,
  listing: Listing,
  { userId, cardTokens }: Pick<Reader, 'userId' | 'cardTokens'>,
  messageOptions: MessageOptions,
): KnownBlock[] {
  if (before === 0 && left === 0) return [];
  const { list } = selectTexts(messageOptions);
  const last = before + rows.length;
  const value = writeListing({ ...listing, from: left > 0 ? last : 0 });
  const label = createPlainText(left > 0 ? list.showMore : list.showFirst);
  return [
    ...createSmallPrint(before > 0 && list.part(before + 1, last, last + left)),
    ...createActions(
      [{ type: 'button', action_id: SHOW_MORE, text: label, value }],
      cardTokens.blockId(userId, value, PURPOSE),
    ),
  ];
}

/** @returns true for a button that this app made for this person within the last hour */
export function isOurPageButton(
  cardTokens: CardTokens,
  { blockId, userId, value }: { blockId: string; userId: string; value: string },
) {
  return cardTokens.noteIn(blockId, userId, value) === PURPOSE;
}
