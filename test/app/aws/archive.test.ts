// The archive contract, kept by a bucket, a folder and the memory alike; and what only a bucket can tell and refuse.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { createBucketArchive } from '../../../app/aws/archive.ts';
import { createFolderArchive } from '../../../cli/folder-archive.ts';
import { createClientConfig } from '../../../local/aws/account.ts';
import { startS3 } from '../../../local/aws/s3.ts';
import { createMemoryArchive } from '../doubles/memory-archive.ts';
import { archiveContract } from './archive-contract.ts';

const BUCKET = 'bastion-archive';

async function openBucket(prefix?: string) {
  const s3 = await startS3({ bucket: BUCKET, keysPerPage: 3 });
  const client = new S3Client({ ...createClientConfig(s3.url), maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    await s3.close();
  });
  return { s3, client, archive: createBucketArchive(client, BUCKET, prefix) };
}

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bastion-ack-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

archiveContract('a bucket', async () => (await openBucket()).archive);
archiveContract('a part of a bucket', async () => (await openBucket('audit/')).archive);
archiveContract('a folder', async () => createFolderArchive(openFolder()));
archiveContract('the memory', async () => createMemoryArchive());

test('a bucket reveals what was deleted and what was written again', async () => {
  const { client, archive } = await openBucket();
  for (const key of ['a', 'b', 'c', 'd']) await archive.put(key, Buffer.from(key));
  await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: 'a' }));
  await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'c', Body: 'x' }));
  expect(await archive.changes()).toEqual([
    { key: 'a', what: 'deleted' },
    { key: 'c', what: 'overwritten' },
  ]);
});

test('a bucket that refuses is named, with what to check', async () => {
  const { s3, archive } = await openBucket();
  s3.refuse(true);
  await expect(archive.put('a', Buffer.from('x'))).rejects.toThrow(`a was not written to the bucket ${BUCKET}`);
  await expect(archive.read('a')).rejects.toThrow(`a in the bucket ${BUCKET} cannot be read`);
  await expect(archive.list('')).rejects.toThrow('AccessDenied');
});

test.each(['../outside', '/etc/passwd', 'a/../b', '', 'a//b', './a'])('%j is no key of a folder', async (key) => {
  const archive = createFolderArchive(openFolder());
  await expect(archive.put(key, Buffer.from('x'))).rejects.toThrow('is not a key of an archive');
  await expect(archive.read(key)).rejects.toThrow('is not a key of an archive');
});

test('a folder lists what somebody else put there', async () => {
  const folder = openFolder();
  writeFileSync(join(folder, 'note.txt'), 'hello');
  expect(await createFolderArchive(folder).list('')).toEqual(['note.txt']);
});
