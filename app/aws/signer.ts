// The seals' key in KMS: asymmetric, and it never leaves KMS.
import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, type KMSClient, SignCommand } from '@aws-sdk/client-kms';
import type { Signer } from '../audit/ports.ts';

/** @param keyId id, ARN or alias of an ECC_NIST_P256 key for signing */
export function createSigner(kms: KMSClient, keyId: string): Signer {
  return {
    async sign(message) {
      const { Signature } = await kms.send(
        new SignCommand({ KeyId: keyId, Message: message, MessageType: 'RAW', SigningAlgorithm: 'ECDSA_SHA_256' }),
      );
      if (Signature === undefined) throw new Error(`KMS signed nothing with ${keyId}: it must be an ECC_NIST_P256 key`);
      return Signature;
    },

    async publicKey() {
      const { PublicKey } = await kms.send(new GetPublicKeyCommand({ KeyId: keyId }));
      if (PublicKey === undefined)
        throw new Error(`KMS returned no public key of ${keyId}: it must be an asymmetric key`);
      const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
      return key.export({ type: 'spki', format: 'pem' }).toString();
    },
  };
}
