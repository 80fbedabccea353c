// Proves that an archive is complete and unaltered, or names the first thing that is wrong.
import { addDays, DAY_MILLIS, toUtcDay } from '../../lib/days.ts';
import type { Archive } from '../ports.ts';
import {
  formatFileKey,
  formatSealKey,
  hashBytes,
  isSignedBy,
  readSeal,
  SEALS_PREFIX,
  type Seal,
} from '../seals/seal.ts';
import { checkSealedFile, type SealedStream } from './sealed-file.ts';
import { type Finding, VerificationError } from './verification-error.ts';

export interface Proof {
  readonly outcome: 'proved';
  readonly seals: readonly Seal[];
  readonly sealed: ReadonlyMap<string, SealedStream>;
}

export interface VerifyOptions {
  /** In PEM */
  readonly publicKey: string;
  readonly now: Date;
  readonly onSeal?: ((done: number, all: number) => void) | undefined;
}

/** Hour (UTC) until which yesterday's seal may be missing. */
const SEALED_BY_HOUR = 3;

/** @throws {Error} if the archive cannot be read, or `publicKey` is not a key */
export async function verifyArchive(archive: Archive, options: VerifyOptions): Promise<Proof | Finding> {
  try {
    return await prove(archive, options);
  } catch (wrong) {
    if (wrong instanceof VerificationError) return wrong.finding;
    throw wrong;
  }
}

async function prove(archive: Archive, { publicKey, now, onSeal }: VerifyOptions): Promise<Proof> {
  const [change] = await archive.changes();
  if (change !== undefined)
    throw new VerificationError(`it was ${change.what} after it was written`, { file: change.key });
  const keys = await archive.list('');
  const sealKeys = keys.filter((key) => key.startsWith(SEALS_PREFIX));
  const files = new Set<string>();
  const seals: Seal[] = [];
  const sealed = new Map<string, SealedStream>();
  let before: { readonly seal: Seal; readonly text: string } | undefined;
  for (const [index, key] of sealKeys.entries()) {
    if (key !== formatSealKey(index + 1))
      throw new VerificationError('it is missing', { file: formatSealKey(index + 1) });
    const text = new TextDecoder().decode(await archive.read(key));
    const seal = readSeal(text);
    if (seal === undefined) throw new VerificationError('it is not a valid seal', { file: key });
    checkFollowsOn(seal, key, index + 1, before);
    await checkSealedFile(archive, seal, before?.seal, sealed);
    if (!isSignedBy(seal, publicKey)) throw new VerificationError('it is not signed by this key', { file: key });
    files.add(seal.file.key);
    seals.push(seal);
    before = { seal, text };
    onSeal?.(index + 1, sealKeys.length);
  }
  const stray = keys.find((key) => !key.startsWith(SEALS_PREFIX) && !files.has(key));
  if (stray !== undefined) throw new VerificationError('no seal lists it', { file: stray });
  checkReachesYesterday(before?.seal, now);
  return { outcome: 'proved', seals, sealed };
}

function checkFollowsOn(
  seal: Seal,
  key: string,
  number: number,
  before: { seal: Seal; text: string } | undefined,
): void {
  if (seal.number !== number)
    throw new VerificationError(`it is seal ${seal.number}, under another name`, { file: key });
  if (seal.file.key !== formatFileKey(seal.day, number))
    throw new VerificationError(`it seals another file, ${seal.file.key}`, { file: key });
  if (seal.previous !== (before ? hashBytes(before.text) : null)) {
    throw new VerificationError('the previous seal is not the one that it was made after', { file: key });
  }
  if (before && seal.day !== addDays(before.seal.day, 1)) {
    throw new VerificationError(`it seals ${seal.day}, and the previous seal ${before.seal.day}`, { file: key });
  }
}

function checkReachesYesterday(last: Seal | undefined, now: Date): void {
  if (last === undefined) throw new VerificationError('there is no seal', { file: formatSealKey(1) });
  const due = toUtcDay(new Date(now.getTime() - DAY_MILLIS - SEALED_BY_HOUR * 3_600_000));
  if (last.day < due)
    throw new VerificationError(`${addDays(last.day, 1)} is not sealed`, { file: formatSealKey(last.number + 1) });
}
