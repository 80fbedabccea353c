// The seals' key, and the archive's lock and keys: nothing is signed, and no object is read.
import { DescribeKeyCommand, GetPublicKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { GetObjectLockConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import type { CheckPorts } from '../../checks/ports.ts';
import { createBucketArchive } from '../archive.ts';
import { askOrMissing, askWithPermission } from './permitted.ts';

export function createArchiveFacts(
  kms: KMSClient,
  s3: S3Client,
): Pick<CheckPorts, 'sealKey' | 'lockMode' | 'archiveKeys'> {
  return {
    sealKey: (KeyId) =>
      askOrMissing(['NotFoundException'], async () => {
        const { KeyMetadata: key } = await askWithPermission('kms:DescribeKey', () =>
          kms.send(new DescribeKeyCommand({ KeyId })),
        );
        const state = key?.KeyState ?? 'unknown';
        if (state === 'Enabled')
          await askWithPermission('kms:GetPublicKey', () => kms.send(new GetPublicKeyCommand({ KeyId })));
        return { state, kind: `${key?.KeySpec} ${key?.KeyUsage}` };
      }),

    lockMode: (Bucket) =>
      askWithPermission('s3:GetBucketObjectLockConfiguration', () =>
        askOrMissing(['ObjectLockConfigurationNotFoundError'], async () => {
          const { ObjectLockConfiguration: lock } = await s3.send(new GetObjectLockConfigurationCommand({ Bucket }));
          return lock?.ObjectLockEnabled === 'Enabled' ? lock.Rule?.DefaultRetention?.Mode : undefined;
        }),
      ),

    archiveKeys: (bucket) =>
      askWithPermission('s3:ListBucket', async () => {
        const archive = createBucketArchive(s3, bucket);
        return (await Promise.all(['days/', 'seals/'].map(archive.list))).flat();
      }),
  };
}
