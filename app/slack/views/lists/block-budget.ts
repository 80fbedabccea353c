// Limits a list to one message: Slack counts the characters of all blocks.
import type { KnownBlock } from '@slack/types';

/** Slack takes about 13,200 characters; the rest is for the title, the button and the outcome of a press. @see https://github.com/slackapi/bolt-js/issues/2509 */
export const MAX_LIST_CHARACTERS = 10_600;

/** @returns the first rows that fit. Names may be long, and a quote in one takes two characters. */
export function takeFitting<T>(rows: readonly T[], room: number, drawn: (row: T) => KnownBlock | KnownBlock[]): T[] {
  let left = room;
  const kept: T[] = [];
  for (const row of rows) {
    left -= JSON.stringify(drawn(row)).length;
    if (left < 0) break;
    kept.push(row);
  }
  return kept;
}
