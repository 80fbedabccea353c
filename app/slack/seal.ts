// Marks the cards that one person alone is shown: a press on one is told from a press that somebody made up.
import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../ports.ts';

export interface Seal {
  /** Block id of the buttons of one session on one person's card, e.g. "card:1795511100:2c26b46b68ff…" */
  blockId(userId: string, sessionId: string): string;
  /** Whether it is one of ours, for this person and this session, and not too old. */
  holds(blockId: string, userId: string, sessionId: string): boolean;
}

/** What a card shows may have changed much by then. */
const VALID_SECONDS = 3_600;

/** @param secret the same for all that answer; undefined for a single process, which makes up its own */
export function createSeal(secret: string | undefined, clock: Pick<Clock, 'now'>): Seal {
  // A key of its own, so that nothing that is made with it can be mistaken for a signature of Slack's.
  const key = Buffer.from(hkdfSync('sha256', secret ?? randomBytes(32), '', 'bastion-ack private cards', 32));

  function markOf(userId: string, sessionId: string, expiry: number): string {
    return createHmac('sha256', key)
      .update(JSON.stringify([userId, sessionId, expiry]))
      .digest('hex');
  }

  return {
    blockId(userId, sessionId) {
      const expiry = Math.floor(clock.now().getTime() / 1000) + VALID_SECONDS;
      return `card:${expiry}:${markOf(userId, sessionId, expiry)}`;
    },
    holds(blockId, userId, sessionId) {
      const [, seconds, mark] = /^card:(\d{1,12}):([0-9a-f]{64})$/.exec(blockId) ?? [];
      if (seconds === undefined || mark === undefined) return false;
      const expected = markOf(userId, sessionId, Number(seconds));
      return (
        timingSafeEqual(Buffer.from(mark), Buffer.from(expected)) && Number(seconds) * 1000 > clock.now().getTime()
      );
    },
  };
}
