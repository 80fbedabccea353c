// A stream as it will be once its notice is posted: the answer-by in the notice counts from the notice.
import { pickLater } from './approval.ts';
import { lastEvent, type Stream } from './session.ts';

/** @param now the time of the post, by our clock: Slack's own follows with its answer */
export function previewNoticed(stream: Stream, channel: string, now: Date): Stream {
  // Like the event itself, it is never before the event before it.
  return { ...stream, noticed: { channel, ts: '0', at: pickLater(lastEvent(stream).at, now.toISOString()) } };
}
