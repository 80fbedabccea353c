// A team's sessions, sealed night by night.
import { generateKeyPairSync, sign } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Signer } from '../../../app/audit/ports.ts';
import { formatSealKey, hashBytes, readSeal, type Seal, signSeal } from '../../../app/audit/seals/seal.ts';
import { type SealPorts, sealDays } from '../../../app/audit/seals/seal-days.ts';
import { verifyArchive } from '../../../app/audit/verification/verify.ts';
import { saved, unsaved } from '../aws/dynamodb/session-store-contract.ts';
import { createMemoryArchive, type MemoryArchive } from '../doubles/memory-archive.ts';
import { createMemoryStore } from '../doubles/memory-store.ts';
import {
  acknowledged,
  aSession,
  deniedAttempts,
  deniedFacts,
  ended,
  noticed,
  startFacts,
} from '../session/session-fixture.ts';

export function createSigner(): Signer {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    sign: async (message) => sign('sha256', message, privateKey),
    publicKey: async () => publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

/** Midnight has passed by so much when a day is sealed. */
const AT = 'T00:30:00.000Z';

export function createNights(signer: Signer = createSigner(), archive: MemoryArchive = createMemoryArchive()) {
  let now = new Date(`2026-11-25${AT}`);
  const faults: string[] = [];
  const store = createMemoryStore();
  const sealing: SealPorts = {
    store,
    archive,
    signer,
    clock: { now: () => now, pause: async () => {} },
    monitor: { count: () => {}, measure: () => {}, fault: (what) => faults.push(what) },
    table: 'sessions',
    targets: ['i-0123456789abcdef0'],
  };
  const never = new Date('9999-01-01T00:00:00.000Z');
  return {
    sealing,
    store,
    archive,
    faults,
    /** @param day the new day, e.g. "2026-11-25" for the seal of the 24th */
    night(day: string, until = never) {
      now = new Date(`${day}${AT}`);
      return sealDays(sealing, until);
    },
    async verify(at = now, publicKey?: string) {
      return verifyArchive(archive, { publicKey: publicKey ?? (await signer.publicKey()), now: at });
    },
  };
}

/** A session of one day that begins at 08:00 UTC, and what became of it. */
export async function sessionOn(
  { store }: ReturnType<typeof createNights>,
  day: string,
  id: string,
  after: Parameters<typeof aSession>[0] = {},
) {
  const facts = startFacts({ sessionId: id, startedAt: `${day}T08:00:00.000Z` });
  return saved(store, unsaved(aSession({ facts, ...after })));
}

export const ANSWERED = { after: [noticed, acknowledged(), ended()] };

/** Three nights: two sessions and a denied attempt on the first day, one on the second, none on the third. */
export async function threeNights() {
  const nights = createNights();
  await sessionOn(nights, '2026-11-24', 'operator-a', ANSWERED);
  await sessionOn(nights, '2026-11-24', 'operator-b', ANSWERED);
  await saved(nights.store, unsaved(deniedAttempts([deniedFacts({ attemptedAt: '2026-11-24T09:00:00.000Z' })])));
  await nights.night('2026-11-25');
  await sessionOn(nights, '2026-11-25', 'operator-c', ANSWERED);
  await nights.night('2026-11-26');
  await nights.night('2026-11-27');
  return nights;
}

export function sealIn({ objects }: MemoryArchive, number: number): Seal {
  const seal = readSeal(Buffer.from(objects.get(formatSealKey(number)) ?? '').toString());
  if (seal === undefined) throw new Error(`seal ${number} cannot be read`);
  return seal;
}

export function linesIn({ objects }: MemoryArchive, key: string): string[] {
  return gunzipSync(objects.get(key) ?? '')
    .toString()
    .split('\n')
    .slice(0, -1);
}

export function rewrite({ objects }: MemoryArchive, key: string, lines: readonly string[]): void {
  objects.set(key, gzipSync(lines.map((line) => `${line}\n`).join('')));
}

/** Makes every seal from one on anew over what the files hold now, as somebody with every right but the key would. */
export async function resealFrom(archive: MemoryArchive, from: number, signer: Signer): Promise<void> {
  for (let number = from; archive.objects.has(formatSealKey(number)); number++) {
    const { signature: _, ...seal } = sealIn(archive, number);
    const file = archive.objects.get(seal.file.key) ?? Buffer.of();
    const before = archive.objects.get(formatSealKey(number - 1));
    const text = await signSeal(
      {
        ...seal,
        file: { ...seal.file, sha256: hashBytes(file), bytes: file.byteLength },
        previous: before ? hashBytes(before) : null,
      },
      signer,
    );
    archive.objects.set(formatSealKey(number), Buffer.from(text));
  }
}
