// Reads a line of a sealed file back, and believes none of it before its hashes fit.
import * as v from 'valibot';
import type { Event } from '../../session/event.ts';
import { canonicalize, findBrokenLink } from '../../session/hash-chain.ts';
import { fold, type Stream } from '../../session/session.ts';
import { type Amendment, formatLine } from '../stream-line.ts';
import { VerificationError } from './verification-error.ts';

/** What of a line is read before its hashes are looked at. */
const lineSchema = v.looseObject({
  type: v.string(),
  id: v.string(),
  why: v.optional(v.string()),
  amendment: v.optional(v.strictObject({ number: v.number(), day: v.string() })),
  events: v.optional(v.array(v.looseObject({ seq: v.number(), hash: v.string() }))),
});

/** @throws Wrong for a line that is not one of `lineOf`, or whose chain is broken */
export function readSealedLine(line: string, file: string): { entry: Stream; amendment?: Amendment | undefined } {
  const value = parseLine(line, file);
  const { id: session, type, why, amendment, events = [] } = value;
  const where = { file, session };
  if (type === 'unreadable') throw new VerificationError(`it could not be read when it was sealed (${why})`, where);
  const broken = events.length === 0 ? 1 : findBrokenLink(session, events);
  if (broken !== undefined)
    throw new VerificationError('it is not the event that was written', { ...where, event: broken });
  const stream = foldEvents(events, where);
  const told = formatLine(stream, amendment);
  if (told !== line) {
    const meant: Record<string, unknown> = JSON.parse(told);
    const names = new Set([...Object.keys(value), ...Object.keys(meant)]);
    const name = [...names].find((key) => toText(value[key]) !== toText(meant[key]));
    throw new VerificationError(
      name ? `its ${name} is not what its events say` : 'it is not in the form of an archive line',
      where,
    );
  }
  return { entry: stream, amendment };
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
    // Their hashes fit; whether this program wrote them is what the signature proves.
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
