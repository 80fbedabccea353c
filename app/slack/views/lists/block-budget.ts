// How much of a list one message holds: Slack counts the characters of all its blocks.
import type { KnownBlock } from '@slack/types';

/** Of the 13,200 or so that Slack takes, less what stands around a list: also what came of a press in it, and its button. @see https://github.com/slackapi/bolt-js/issues/2509 */
export const MAX_LIST_CHARACTERS = 10_600;

/** The first of the rows, as many as fit: names may be long, and quotes in them take twice their room. */
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
