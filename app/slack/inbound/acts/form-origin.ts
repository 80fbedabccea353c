// The origin that a modal carries with it, because a submission has no channel and no response_url.
import * as v from 'valibot';
import { isSessionId } from '../../../session/session.ts';

/** The session, and the message from which the modal was opened. */
export interface FormOrigin {
  readonly sessionId: string;
  readonly channel: string;
  readonly ts: string;
}

/** @see https://docs.slack.dev/reference/views/modal-views */
const MAX_METADATA = 3000;

const shape = v.pipe(
  v.string(),
  v.maxLength(MAX_METADATA),
  v.parseJson(),
  v.strictObject({
    sessionId: v.pipe(v.string(), v.check(isSessionId)),
    channel: v.pipe(v.string(), v.regex(/^[A-Z0-9]{1,32}$/)),
    ts: v.pipe(v.string(), v.regex(/^\d{1,16}\.\d{1,16}$/)),
  }),
);

/** @returns undefined for an origin that no modal can carry back */
export function writeOrigin({ sessionId, channel, ts }: FormOrigin): string | undefined {
  const written = JSON.stringify({ sessionId, channel, ts });
  return readOrigin(written) && written;
}

/** @returns undefined for metadata that `writeOrigin` cannot have written */
export function readOrigin(metadata: string): FormOrigin | undefined {
  const { success, output } = v.safeParse(shape, metadata);
  return success ? output : undefined;
}
