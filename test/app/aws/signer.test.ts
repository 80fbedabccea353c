// Signatures of the key in KMS, checked with nothing but its public key.
import { verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KMSClient } from '@aws-sdk/client-kms';
import { expect, onTestFinished, test } from 'vitest';
import { createSigner } from '../../../app/aws/signer.ts';
import { createClientConfig } from '../../../local/aws/account.ts';
import { type KmsOptions, startKms } from '../../../local/aws/kms.ts';

const KEY = 'alias/bastion-ack-seal';

async function open(options: Partial<KmsOptions> = {}, keyId = KEY) {
  const kms = await startKms({ keyId: KEY, ...options });
  const client = new KMSClient({ ...createClientConfig(kms.url), maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await kms.close();
  });
  return { kms, signer: createSigner(client, keyId) };
}

test('a signature is verified with the public key, and nothing else is', async () => {
  const { kms, signer } = await open();
  const message = Buffer.from('the seal of a day');
  const signature = await signer.sign(message);
  const publicKey = await signer.publicKey();
  expect(publicKey).toBe(kms.publicKey);
  expect(verify('sha256', message, publicKey, signature)).toBe(true);
  expect(verify('sha256', Buffer.from('the seal of another'), publicKey, signature)).toBe(false);
});

test('a key that cannot be used is a fault', async () => {
  const { kms, signer } = await open();
  kms.disable(true);
  await expect(signer.sign(Buffer.from('x'))).rejects.toMatchObject({ name: 'DisabledException' });
  const unknown = await open({}, 'alias/nobody');
  await expect(unknown.signer.publicKey()).rejects.toMatchObject({ name: 'NotFoundException' });
});

test('a stored key is the same after the next start, and a file that holds none is named', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const keyFile = join(folder, 'seal-key.pem');
  const [first, second] = [await open({ keyFile }), await open({ keyFile })];
  expect(second.kms.publicKey).toBe(first.kms.publicKey);
  writeFileSync(keyFile, 'no key');
  await expect(startKms({ keyId: KEY, keyFile })).rejects.toThrow(`${keyFile} does not hold the key`);
});
