// The answer to /bastion alone: the unacknowledged sessions and the people who are connected.
import type { Overview } from '../../../workflow/queries/overview.ts';
import type { Message, MessageOptions } from '../../i18n/message-options.ts';
import type { Reader } from '../notice/private-card.ts';
import { createListing, type Listing } from './listing.ts';
import { renderPending } from './pending.ts';
import { findNamedZone, renderWho } from './who.ts';

/** Characters of blocks; both lists share one message. */
const ROOM_OF_PENDING = 7_000;
const ROOM_OF_WHO = 3_700;

export function renderOverview(
  { pending, presence }: Overview,
  reader: Omit<Reader, 'approver'>,
  messageOptions: MessageOptions,
  listing: Listing = createListing('overview'),
): Message {
  const first = renderPending(pending, reader, messageOptions, {
    listing,
    room: ROOM_OF_PENDING,
    zoneBelow: findNamedZone(presence, messageOptions),
  });
  // The second list continues in a message of its own, because one message can turn the pages of one list only.
  const second = renderWho(presence, reader, messageOptions, { room: ROOM_OF_WHO });
  return {
    text: `${first.text}\n${second.text}`,
    blocks: [...first.blocks, { type: 'divider' }, ...second.blocks],
  };
}
