// The parts of the audit over the real clients: for the handler, and for the command line of whoever verifies.
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createBucketArchive } from './aws/archive.ts';
import { createSessionStore } from './aws/session-store.ts';
import { createSigner } from './aws/signer.ts';
import { createTrail } from './aws/trail-log.ts';
import type { Archive, SessionStore, Signer, Trail } from './ports.ts';

/** Long work may wait; the SDK tries each call again. */
const patient = { maxAttempts: 5 };

export function openStore(table: string): SessionStore {
  return createSessionStore(DynamoDBDocumentClient.from(new DynamoDBClient(patient)), table);
}

export function openBucket(bucket: string, prefix?: string): Archive {
  return createBucketArchive(new S3Client(patient), bucket, prefix);
}

export function openSigner(keyId: string): Signer {
  return createSigner(new KMSClient(patient), keyId);
}

export function openTrail(logGroup: string): Trail {
  return createTrail(new CloudWatchLogsClient(patient), logGroup);
}
