// The KMS stand-in: one asymmetric key that signs for the real SDK client.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { refuse, succeed, withValidInput } from './aws-json.ts';
import { type IsBroken, nothingIsBroken } from './deployment/breakage.ts';
import { ALARM_KEY } from './deployment/identity.ts';
import { type Loopback, type LoopbackRequest, startLoopback } from './loopback.ts';

export interface KmsStandIn extends Loopback {
  /** PEM (SPKI), for verification */
  readonly publicKey: string;
  /** Disables the key, or enables it again. */
  disable(disabled: boolean): void;
}

export interface KmsOptions {
  /** e.g. "alias/bastion-ack-seal" */
  readonly keyId: string;
  /** File that keeps the private key; a new key at each start without it. */
  readonly keyFile?: string | undefined;
  readonly isBroken?: IsBroken | undefined;
}

const signing = z.object({
  KeyId: z.string(),
  /** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html */
  Message: z
    .base64()
    .refine(
      (text) => Buffer.from(text, 'base64').length <= 4_096,
      'Member must have length less than or equal to 4096',
    ),
  MessageType: z.literal('RAW'),
  SigningAlgorithm: z.literal('ECDSA_SHA_256'),
});
const reading = z.object({ KeyId: z.string() });

/** @throws {Error} if `keyFile` does not contain a key */
export async function startKms({ keyId, keyFile, isBroken = nothingIsBroken }: KmsOptions): Promise<KmsStandIn> {
  const privateKey = readOrCreateKey(keyFile);
  const publicKey = createPublicKey(privateKey);
  let disabled = false;
  const isDisabled = () => disabled || isBroken('seal-key');

  function answer({ headers, body }: LoopbackRequest) {
    const use = (askedKeyId: string, answered: () => object) => {
      if (askedKeyId !== keyId) return refuse('NotFoundException', `Key '${askedKeyId}' does not exist`);
      if (isDisabled()) return refuse('DisabledException', `${keyId} is disabled.`);
      return succeed({ KeyId: keyId, ...answered() });
    };
    switch (headers['x-amz-target']) {
      case 'TrentService.Sign':
        return withValidInput(signing, body, ({ KeyId, Message }) =>
          use(KeyId, () => ({
            SigningAlgorithm: 'ECDSA_SHA_256',
            Signature: sign('sha256', Buffer.from(Message, 'base64'), privateKey).toString('base64'),
          })),
        );
      case 'TrentService.GetPublicKey':
        return withValidInput(reading, body, ({ KeyId }) =>
          use(KeyId, () => ({
            KeySpec: 'ECC_NIST_P256',
            KeyUsage: 'SIGN_VERIFY',
            SigningAlgorithms: ['ECDSA_SHA_256'],
            PublicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
          })),
        );
      case 'TrentService.DescribeKey':
        return withValidInput(reading, body, ({ KeyId }) =>
          KeyId === keyId
            ? succeed({ KeyMetadata: { KeyId, ...DESCRIPTION, ...stateOf(isDisabled()) } })
            : refuse('NotFoundException', `Key '${KeyId}' does not exist`),
        );
      case 'TrentService.GetKeyPolicy':
        return withValidInput(reading, body, ({ KeyId }) =>
          KeyId === ALARM_KEY
            ? succeed({ Policy: ALARM_KEY_POLICY, PolicyName: 'default' })
            : refuse('NotFoundException', `Key '${KeyId}' does not exist`),
        );
      default:
        return refuse('UnknownOperationException', `${headers['x-amz-target']} is not known here.`);
    }
  }

  return {
    ...(await startLoopback(answer)),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    disable: (now) => {
      disabled = now;
    },
  };
}

const DESCRIPTION = { KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY', KeyManager: 'CUSTOMER' };

function stateOf(isDisabled: boolean) {
  return { Enabled: !isDisabled, KeyState: isDisabled ? 'Disabled' : 'Enabled' };
}

/** Policy of the key that encrypts the alarms. */
const ALARM_KEY_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
    },
  ],
});

function readOrCreateKey(file: string | undefined): KeyObject {
  if (file !== undefined && existsSync(file)) {
    try {
      return createPrivateKey(readFileSync(file));
    } catch (cause) {
      throw new Error(`${file} does not hold the key of the seals that it should`, { cause });
    }
  }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (file !== undefined) {
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  return privateKey;
}
