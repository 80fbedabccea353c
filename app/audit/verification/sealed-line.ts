// Reads a line of a sealed file back, and trusts none of it before its hashes match.
import * as v from 'valibot';
import type { Event } from '../../session/event.ts';
import { canonicalize, findBrokenLink } from '../../session/hash-chain.ts';
import { fold, type Stream } from '../../session/session.ts';
import { type Amendment, formatLine } from '../stream-line.ts';
import { VerificationError } from './verification-error.ts';

/** The members of a line that are read before its hashes are checked. */
const lineSchema = v.looseObject({
  type: v.string(),
  id: v.string(),
  why: v.optional(v.string()),
  amendment: v.optional(v.strictObject({ number: v.number(), day: v.string() })),
  events: v.optional(v.array(v.looseObject({ seq: v.number(), hash: v.string() }))),
});

/** @throws {VerificationError} for a line that `formatLine` did not write, or with a broken chain */
export function readSealedLine(line: string, file: string): { stream: Stream; amendment?: Amendment | undefined } {
  const value = parseLine(line, file);
  const { id: session, type, why, amendment, events = [] } = value;
  const where = { file, session };
  if (type === 'unreadable') throw new VerificationError(`it could not be read when it was sealed (${why})`, where);
  const broken = events.length === 0 ? 1 : findBrokenLink(session, events);
  if (broken !== undefined)
    throw new VerificationError('it is not the event that was written', { ...where, event: broken });
  const stream = foldEvents(events, where);
  const expected = formatLine(stream, amendment);
  if (expected !== line) {
    const members: Record<string, unknown> = JSON.parse(expected);
    const names = new Set([...Object.keys(value), ...Object.keys(members)]);
    const name = [...names].find((key) => toText(value[key]) !== toText(members[key]));
    throw new VerificationError(
      name ? `its ${name} does not match its events` : 'it is not in the form of an archive line',
      where,
    );
  }
  return { stream, amendment };
}

function parseLine(line: string, file: string): v.InferOutput<typeof lineSchema> {
  try {
    return v.parse(lineSchema, JSON.parse(line));
  } catch (fault) {
    if (!(fault instanceof SyntaxError || v.isValiError(fault))) throw fault;
    throw new VerificationError(`a line is not a session entry: ${line.slice(0, 60)}`, { file });
  }
}

function foldEvents(events: readonly unknown[], where: { file: string; session: string }): Stream {
  let stream: Stream | undefined;
  try {
    // The hashes match. The signature proves that this program wrote them.
    stream = fold(events as Event[]);
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : fault;
    throw new VerificationError(`its events do not follow from one another (${why})`, where);
  }
  if (stream?.id !== where.session) throw new VerificationError('its events are those of another session', where);
  return stream;
}

function toText(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalize(value);
}
