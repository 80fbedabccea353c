// One page of a list: the rows that fit into a message, and the button that shows the next ones in its place.
import type { KnownBlock } from '@slack/types';
import type { Slice } from '../../../workflow/queries/list-slice.ts';
import { type MessageOptions, textsOf } from '../../i18n/message-options.ts';
import { plain, smallPrint } from '../../i18n/rich-text.ts';
import type { CardTokens } from '../card-token.ts';
import type { Reader } from '../notice/private-card.ts';
import { actions } from '../notice/session-buttons.ts';
import { takeFitting } from './block-budget.ts';
import { type Listing, writeListing } from './listing.ts';

export const SHOW_MORE = 'show_more';

/** Told in the token of such a button, so that it can be no row's. */
const PURPOSE = 'more';

export interface Page<T> {
  readonly rows: readonly T[];
  /** How many rows stand before them, and how many behind */
  readonly before: number;
  readonly left: number;
}

/** @param room characters of blocks */
export function pageOf<T>(
  { sessions, before, total }: Slice<T>,
  room: number,
  drawn: (row: T) => KnownBlock | KnownBlock[],
): Page<T> {
  const rows = takeFitting(sessions, room, drawn);
  return { rows, before, left: total - before - rows.length };
}

/** Below the rows: where they stand and a button to go on, or back to the beginning. Nothing where all of them are shown. */
export function renderPageButton(
  { rows, before, left }: Page<unknown>,
  listing: Listing,
  { userId, seal }: Pick<Reader, 'userId' | 'seal'>,
  messageOptions: MessageOptions,
): KnownBlock[] {
  if (before === 0 && left === 0) return [];
  const { list } = textsOf(messageOptions);
  const last = before + rows.length;
  const value = writeListing({ ...listing, from: left > 0 ? last : 0 });
  const label = plain(left > 0 ? list.showMore : list.showFirst);
  return [
    ...smallPrint(before > 0 && list.part(before + 1, last, last + left)),
    ...actions([{ type: 'button', action_id: SHOW_MORE, text: label, value }], seal.blockId(userId, value, PURPOSE)),
  ];
}

/** @returns whether a press comes from a button that was made for this person, not too long ago */
export function isOurPageButton(
  seal: CardTokens,
  { blockId, userId, value }: { blockId: string; userId: string; value: string },
) {
  return seal.noteIn(blockId, userId, value) === PURPOSE;
}
