// Marks private cards, so that a press on a genuine one differs from a forged press.
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../ports.ts';

export interface CardTokens {
  /**
   * Creates the block id of buttons that one person alone may press, e.g. "card:1795511100:2c26b46b68ff…".
   * @param value the value of the buttons: a session id, or the list to show
   * @param note comes back with a press, e.g. the list that holds the row; left out if it does not fit
   */
  blockId(userId: string, value: string, note?: string): string;
  /** @returns the note, perhaps empty; undefined if the block id is forged, expired, or of another person or value */
  noteIn(blockId: string, userId: string, value: string): string | undefined;
}

/** An older card may show a session as it no longer is. */
const VALID_SECONDS = 3_600;
/** Slack takes 255 characters of a block id. */
const MAX_NOTE = 170;

/** @param secret shared by all processes that answer presses; undefined for a single process, which draws its own */
export function createCardTokens(secret: string | undefined, clock: Pick<Clock, 'now'>): CardTokens {
  // A derived key: no token can pass for one of Slack's signatures.
  const key = Buffer.from(hkdfSync('sha256', secret ?? randomBytes(32), '', 'bastion-ack private cards', 32));

  function markOf(userId: string, value: string, expiry: number, note: string): string {
    // A card without a note has the token of earlier releases, so cards that they sent stay valid for their hour.
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
