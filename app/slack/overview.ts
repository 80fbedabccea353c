// What /bastion alone shows: what waits, and who is on.
import type { Pending } from '../workflow/pending.ts';
import type { Presence } from '../workflow/who.ts';
import { renderWho } from './answers.ts';
import type { Look, Message } from './look.ts';
import { renderPending } from './pending.ts';
import type { Reader } from './private-card.ts';

/** Both lists share one message: characters of blocks. */
const ROOM_OF_PENDING = 7_600;
const ROOM_OF_WHO = 4_000;

export function renderOverview(
  pending: Pending,
  presence: Presence,
  reader: Omit<Reader, 'approver'>,
  look: Look,
): Message {
  const waiting = renderPending(pending, reader, look, ROOM_OF_PENDING);
  const present = renderWho(presence, look, ROOM_OF_WHO);
  return {
    text: `${waiting.text}\n${present.text}`,
    blocks: [...waiting.blocks, { type: 'divider' }, ...present.blocks],
  };
}
