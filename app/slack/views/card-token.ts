// Marks the cards that one person alone is shown: a press on one is told from a press that somebody made up.
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports.ts';

export interface CardTokens {
  /**
   * Block id of what one person alone may press, e.g. "card:1795511100:2c26b46b68ff…".
   * @param value what its buttons carry: the id of a session, or which list to show
   * @param note comes back with a press, e.g. the list that a row stands in; left out where it has no room
   */
  blockId(userId: string, value: string, note?: string): string;
  /** @returns the note, perhaps empty; undefined for what is not ours, not for this person and this value, or too old */
  noteIn(blockId: string, userId: string, value: string): string | undefined;
}

/** What a card shows may have changed much by then. */
const VALID_SECONDS = 3_600;
/** Slack takes 255 characters of a block id. */
const MAX_NOTE = 170;

/** @param secret the same for all that answer; undefined for a single process, which makes up its own */
export function createCardTokens(secret: string | undefined, clock: Pick<Clock, 'now'>): CardTokens {
  // A key of its own, so that nothing that is made with it can be mistaken for a signature of Slack's.
  const key = Buffer.from(hkdfSync('sha256', secret ?? randomBytes(32), '', 'bastion-ack private cards', 32));

  function markOf(userId: string, value: string, expiry: number, note: string): string {
    // Cards without a note are marked as they always were: those of an earlier release hold for their hour.
    const marked = [userId, value, expiry, ...(note === '' ? [] : [note])];
    return createHmac('sha256', key).update(JSON.stringify(marked)).digest('hex');
  }

  return {
    blockId(userId, value, given = '') {
      const note = given.length > MAX_NOTE ? '' : given;
      const expiry = Math.floor(clock.now().getTime() / 1000) + VALID_SECONDS;
      return `card:${expiry}:${markOf(userId, value, expiry, note)}${note && `:${note}`}`;
    },
    noteIn(blockId, userId, value) {
      const [, seconds, mark, note = ''] = /^card:(\d{1,12}):([0-9a-f]{64})(?::(.+))?$/.exec(blockId) ?? [];
      if (seconds === undefined || mark === undefined) return undefined;
      const expected = markOf(userId, value, Number(seconds), note);
      const isOurs = timingSafeEqual(Buffer.from(mark), Buffer.from(expected));
      return isOurs && Number(seconds) * 1000 > clock.now().getTime() ? note : undefined;
    },
  };
}
