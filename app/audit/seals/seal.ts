// A seal: the signed digest of one UTC day in the archive, with the hash of the seal before it.
import { createHash, createPublicKey, verify } from 'node:crypto';
import * as v from 'valibot';
import { isDay } from '../../lib/days.ts';
import { utcTime } from '../../lib/schema-error.ts';
import { canonicalize } from '../../session/hash-chain.ts';
import type { Signer } from '../ports.ts';

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const unsigned = v.strictObject({
  format: v.literal('bastion-ack-seal-1'),
  /** 1 for the first seal of the archive */
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** The UTC day, e.g. "2026-11-24" */
  day: v.pipe(v.string(), v.check(isDay)),
  /** ISO time just before the table was read; a later seal amends later changes */
  readAt: utcTime,
  /** Name of the table that was read */
  table: v.string(),
  /** Ids of the watched nodes, or "*" */
  targets: v.union([v.literal('*'), v.array(v.string())]),
  file: v.strictObject({ key: v.string(), sha256: hash, bytes: count }),
  counts: v.strictObject({
    sessions: count,
    denied: count,
    amendments: count,
    unreadable: count,
  }),
  /** Ids of the streams that may still change, of all sealed days */
  open: v.array(v.string()),
  /** SHA-256 of the whole text of the previous seal; null for the first */
  previous: v.nullable(hash),
});
const signed = v.strictObject({ ...unsigned.entries, signature: v.pipe(v.string(), v.base64()) });

export type UnsignedSeal = v.InferOutput<typeof unsigned>;
export type Seal = v.InferOutput<typeof signed>;

/** e.g. "seals/00000001.json" */
export function formatSealKey(number: number): string {
  return `${SEALS_PREFIX}${padNumber(number)}.json`;
}

/** e.g. "days/2026-11-24/00000001.jsonl.gz" */
export function formatFileKey(day: string, number: number): string {
  return `days/${day}/${padNumber(number)}.jsonl.gz`;
}

export const SEALS_PREFIX = 'seals/';

/** @throws {Error} if the key cannot be used */
export async function signSeal(seal: UnsignedSeal, signer: Signer): Promise<string> {
  const signature = await signer.sign(digestSeal(seal));
  return canonicalize({ ...seal, signature: Buffer.from(signature).toString('base64') });
}

/** @returns undefined for a text that is not exactly a seal as this program writes it */
export function readSeal(text: string): Seal | undefined {
  try {
    const seal = v.parse(signed, JSON.parse(text));
    return canonicalize(seal) === text && isCanonicalBase64(seal.signature) ? seal : undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError || v.isValiError(fault)) return undefined;
    throw fault;
  }
}

/** Rejects non-canonical base64: unused trailing bits could differ. */
function isCanonicalBase64(base64: string): boolean {
  return Buffer.from(base64, 'base64').toString('base64') === base64;
}

/**
 * @param publicKey in PEM
 * @throws {Error} if it is not a key
 */
export function isSignedBy({ signature, ...seal }: Seal, publicKey: string): boolean {
  return verify('sha256', digestSeal(seal), createPublicKey(publicKey), Buffer.from(signature, 'base64'));
}

/**
 * The signed message: the 32 bytes of the SHA-256 of the canonical JSON, since a seal may be longer than a key accepts.
 */
function digestSeal(seal: UnsignedSeal): Uint8Array {
  return createHash('sha256').update(canonicalize(seal)).digest();
}

export function hashBytes(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function padNumber(number: number): string {
  return String(number).padStart(8, '0');
}
