// The key of the golden seals, for tests only: it comes from a phrase that everybody can read here, so it protects nothing.
import { createECDH, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Signer } from '../../app/audit/ports.ts';

const PHRASE = 'the golden seals of bastion-ack, for tests alone';
/** Bytes of one coordinate of P-256. */
const SIZE = 32;

/** Signs as KMS does: two signatures of the same digest differ, and both are valid. */
export function createGoldenSigner(): Signer {
  const pair = createECDH('prime256v1');
  const secret = createHash('sha256').update(PHRASE).digest();
  pair.setPrivateKey(secret);
  // The uncompressed point: a mark, then x and y.
  const point = pair.getPublicKey();
  const [x, y] = [point.subarray(1, 1 + SIZE), point.subarray(1 + SIZE)].map((part) => part.toString('base64url'));
  const key = createPrivateKey({
    format: 'jwk',
    key: { kty: 'EC', crv: 'P-256', d: secret.toString('base64url'), x, y },
  });
  return {
    sign: async (message) => sign('sha256', message, key),
    publicKey: async () => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString(),
  };
}
