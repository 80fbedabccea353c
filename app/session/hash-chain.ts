// The hash chain: each event carries the hash of the one before it, so that a lost, added or altered event shows.
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/**
 * One text for one JSON value, whatever the order of its keys. `undefined` members are left out, as in JSON.
 * @throws {TypeError} for a value that JSON cannot hold: a number such as NaN, half a surrogate pair, a function
 * @see https://www.rfc-editor.org/rfc/rfc8785 (JSON Canonicalization Scheme)
 */
export function canonicalize(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalize).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${canonicalize(key)}:${canonicalize(member)}`);
    return `{${members.join(',')}}`;
  }
  const unfit =
    (typeof value === 'number' && !Number.isFinite(value)) || (typeof value === 'string' && !value.isWellFormed());
  const text = unfit ? undefined : JSON.stringify(value);
  if (text === undefined) throw new TypeError(`a ${typeof value} that JSON cannot hold has no place in the chain`);
  return text;
}

/** Lower-case hex SHA-256 of the UTF-8 text. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/**
 * The hash of an event: over the hash before it and every other member of the event.
 * @param previous the hash of the event before; for the first event the id of its stream
 */
export function hashEvent(previous: string, event: object): string {
  const { hash: _, ...rest } = { hash: undefined, ...event };
  return sha256Hex(previous + canonicalize(rest));
}

/** The position (`seq`) of the first event whose hash does not follow from the one before it; undefined when all do. */
export function findBrokenLink(
  id: string,
  events: readonly { readonly seq: number; readonly hash: string }[],
): number | undefined {
  let previous = id;
  for (const [index, event] of events.entries()) {
    if (event.seq !== index + 1 || hashEvent(previous, event) !== event.hash) return index + 1;
    previous = event.hash;
  }
  return undefined;
}
