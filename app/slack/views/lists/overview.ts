// What /bastion alone shows: what waits, and who is on.
import type { Overview } from '../../../workflow/queries/overview.ts';
import type { Message, MessageOptions } from '../../i18n/message-options.ts';
import type { Reader } from '../notice/private-card.ts';
import { type Listing, listingOf } from './listing.ts';
import { renderPending } from './pending.ts';
import { renderWho, zoneIn } from './who.ts';

/** Both lists share one message: characters of blocks. */
const ROOM_OF_PENDING = 7_000;
const ROOM_OF_WHO = 3_700;

export function renderOverview(
  { pending, presence }: Overview,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
  listing: Listing = listingOf('overview'),
): Message {
  const waiting = renderPending(pending, reader, messageOptions, {
    listing,
    room: ROOM_OF_PENDING,
    zoneBelow: zoneIn(presence, messageOptions),
  });
  // The second list goes on in a message of its own: one message turns the pages of one list.
  const present = renderWho(presence, reader, messageOptions, { room: ROOM_OF_WHO });
  return {
    text: `${waiting.text}\n${present.text}`,
    blocks: [...waiting.blocks, { type: 'divider' }, ...present.blocks],
  };
}
