// The archive in S3: a versioned bucket with Object Lock, in which each key is written once.
import {
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { Archive } from '../audit/ports.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const EXISTS = 412;

/** @param prefix precedes every key, e.g. "bastion-ack/" */
export function createBucketArchive(s3: S3Client, bucket: string, prefix = ''): Archive {
  return {
    async list(below) {
      const keys: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix + below, ContinuationToken }),
        );
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => (Key ? [Key.slice(prefix.length)] : [])));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return keys.sort();
    },

    async read(key) {
      try {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + key }));
        return await Body?.transformToByteArray();
      } catch (fault) {
        if (fault instanceof NoSuchKey) return undefined;
        throw new Error(`${key} in the bucket ${bucket} cannot be read: check the bucket's policy`, { cause: fault });
      }
    },

    async put(key, body) {
      try {
        // Object Lock requires a checksum; the SDK sends one with every object.
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body: body, IfNoneMatch: '*' }));
        return 'written';
      } catch (fault) {
        if (fault instanceof S3ServiceException && fault.$metadata.httpStatusCode === EXISTS) return 'exists';
        throw new Error(`${key} was not written to the bucket ${bucket}: check the bucket's policy`, {
          cause: fault,
        });
      }
    },

    async changes() {
      const changed = new Map<string, 'deleted' | 'overwritten'>();
      const seen = new Set<string>();
      const range: ListObjectVersionsCommandInput = { Bucket: bucket, Prefix: prefix };
      let page: ListObjectVersionsCommandOutput;
      do {
        page = await s3.send(new ListObjectVersionsCommand(range));
        for (const { Key } of page.DeleteMarkers ?? []) if (Key) changed.set(Key, 'deleted');
        for (const { Key } of page.Versions ?? []) {
          if (Key && seen.has(Key) && !changed.has(Key)) changed.set(Key, 'overwritten');
          if (Key) seen.add(Key);
        }
        range.KeyMarker = page.NextKeyMarker;
        range.VersionIdMarker = page.NextVersionIdMarker;
      } while (page.IsTruncated);
      return [...changed].sort().map(([key, what]) => ({ key: key.slice(prefix.length), what }));
    },
  };
}
