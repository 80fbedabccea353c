// Buckets: never public, spoken to by TLS alone, with their versions, and there after the stack is gone.
import { Duration, type aws_kms as kms, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const CLOSED = {
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
} as const;

export interface PrivateBucketProps extends Pick<s3.BucketProps, 'objectLockEnabled' | 'objectLockDefaultRetention'> {
  readonly key: kms.IKey;
  readonly accessLogs: s3.IBucket;
  /** Of its access logs among the others, e.g. "trail/" */
  readonly prefix: string;
}

/** Encrypted with a key of its own; who reads and writes it is logged. */
export function privateBucket(scope: Construct, id: string, props: PrivateBucketProps): s3.Bucket {
  const { key, accessLogs, prefix, ...lock } = props;
  return new s3.Bucket(scope, id, {
    ...CLOSED,
    ...lock,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    serverAccessLogsBucket: accessLogs,
    serverAccessLogsPrefix: prefix,
  });
}

/** Takes the access logs of the others. @param days for which they are kept. S3 writes them to no bucket with another key than its own. */
export function accessLogBucket(scope: Construct, id: string, days: number): s3.Bucket {
  return new s3.Bucket(scope, id, {
    ...CLOSED,
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(days), noncurrentVersionExpiration: Duration.days(days) }],
  });
}
